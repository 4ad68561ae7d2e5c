//go:build !js

package core_test

import (
	"context"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
)

// If a challenge does not look like Cognito's, no proof of the password is sent, but random
// bytes, which differ each time and do not depend on the password.
func TestNoProofForAChallengeNotFromCognito(t *testing.T) {
	result := core.Object{{Name: "IdToken", Value: "i"}, {Name: "AccessToken", Value: "a"}}
	for name, parameters := range map[string]core.Object{
		"no SALT":                {{Name: "SRP_B", Value: "c3d4"}, {Name: "SECRET_BLOCK", Value: "c2VjcmV0"}},
		"no SRP_B":               {{Name: "SALT", Value: "a1b2"}, {Name: "SECRET_BLOCK", Value: "c2VjcmV0"}},
		"SRP_B no hexadecimal":   {{Name: "SALT", Value: "a1b2"}, {Name: "SRP_B", Value: "XXXXX"}, {Name: "SECRET_BLOCK", Value: "XXXXX"}},
		"no SECRET_BLOCK":        {{Name: "SALT", Value: "a1b2"}, {Name: "SRP_B", Value: "c3d4"}},
		"only the user's own id": {{Name: "USER_ID_FOR_SRP", Value: "id"}, {Name: "SECRET_BLOCK", Value: "c2VjcmV0"}},
	} {
		t.Run(name, func(t *testing.T) {
			random := &counting{}
			var signatures []string
			service := providerFunc(func(_ context.Context, operation string, input core.Object) (core.Reply, error) {
				if operation == "InitiateAuth" {
					return core.Reply{Members: core.Object{{Name: "ChallengeName", Value: "PASSWORD_VERIFIER"}, {Name: "ChallengeParameters", Value: parameters}}}, nil
				}
				signatures = append(signatures, input.Object("ChallengeResponses").Text("PASSWORD_CLAIM_SIGNATURE"))
				return core.Reply{Members: core.Object{{Name: "AuthenticationResult", Value: result}}}, nil
			})
			pool := must(core.NewPool(core.PoolConfig{UserPoolID: "us-east-1_A", ClientID: "c", IdentityProvider: service, Rand: random}))
			for _, word := range []string{password, password, "another"} {
				random.n = 0
				must(pool.User("ada").SignIn(context.Background(), core.Credentials{Password: word}))
			}
			// With the same randomness each is the same, whatever the password is.
			if signatures[0] == "" || signatures[0] != signatures[1] || signatures[0] != signatures[2] {
				t.Errorf("signatures: %q", signatures)
			}
		})
	}
}

// counting is a random source that is predictable.
type counting struct{ n byte }

func (c *counting) Read(p []byte) (int, error) {
	for i := range p {
		c.n++
		p[i] = c.n
	}
	return len(p), nil
}

type providerFunc func(context.Context, string, core.Object) (core.Reply, error)

func (f providerFunc) Call(ctx context.Context, operation string, input core.Object) (core.Reply, error) {
	return f(ctx, operation, input)
}
