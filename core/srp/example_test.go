package srp_test

import (
	"crypto/rand"
	"fmt"
	"time"

	"github.com/cognitowasm/cognitowasm/core/srp"
)

func Example() {
	client, err := srp.NewClient(rand.Reader)
	if err != nil {
		panic(err)
	}
	fmt.Println("send InitiateAuth with SRP_A:", client.A())

	// Cognito answers with the challenge PASSWORD_VERIFIER; these are its
	// ChallengeParameters.
	parameters := map[string]string{
		"USER_ID_FOR_SRP": "f3a1c2d4-5b6e-4f70-8a91-b2c3d4e5f607",
		"SALT":            "5aa1b2c3d4e5f60718293a4b5c6d7e8f",
		"SRP_B":           "517aca92cae88d2a81d5",
		"SECRET_BLOCK":    "LaQEQj2e5bXdxzaz8fxUkqlM8lTVzrAG2uTeo5zaGk0=",
	}
	timestamp := srp.Timestamp(time.Now())
	signature, err := client.Proof(
		srp.Credentials{
			Pool:     "QdbSdK39m", // of the pool eu-west-1_QdbSdK39m
			User:     parameters["USER_ID_FOR_SRP"],
			Password: "Very$ecur3",
		},
		srp.Challenge{
			Salt:        parameters["SALT"],
			B:           parameters["SRP_B"],
			SecretBlock: parameters["SECRET_BLOCK"],
		},
		timestamp,
	)
	if err != nil {
		panic(err)
	}
	fmt.Println("send RespondToAuthChallenge with PASSWORD_CLAIM_SIGNATURE and TIMESTAMP:", signature, timestamp)
}
