//go:build !js

package jwtverify_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/awsidp"
	"github.com/cognitowasm/cognitowasm/core/jwtverify"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// An API for signed-in users, and a request by one of them. The pool is the fake Cognito, so
// JWKSURL is set; without it the keys are AWS's.
func ExampleMiddleware() {
	pool, accessToken := signedIn()
	defer pool.Close()

	verifier, err := jwtverify.New(jwtverify.Config{
		UserPoolID: fakecognito.DefaultPoolID,
		ClientIDs:  []string{fakecognito.DefaultClientID},
		JWKSURL:    pool.URL + "/" + fakecognito.DefaultPoolID + "/.well-known/jwks.json",
	})
	if err != nil {
		panic(err)
	}
	hello := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		claims, _ := jwtverify.ClaimsFrom(r.Context())
		fmt.Fprintln(w, "Hello,", claims.Text("username"))
	})
	api := httptest.NewServer(jwtverify.Middleware(verifier, core.AccessToken)(hello))
	defer api.Close()

	for _, token := range []string{accessToken, "forged"} {
		request, _ := http.NewRequest("GET", api.URL, nil)
		request.Header.Set("Authorization", "Bearer "+token)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			panic(err)
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		fmt.Printf("%d %s", response.StatusCode, body)
	}
	// Output:
	// 200 Hello, ada
	// 401 Unauthorized
}

// signedIn starts a pool and signs a user in.
func signedIn() (pool *httptest.Server, accessToken string) {
	fake := new(fakecognito.Server)
	if _, err := fake.CreateUser(fakecognito.NewUser{Username: "ada", Password: "Engine-1843", Email: "ada@example.com"}); err != nil {
		panic(err)
	}
	pool = httptest.NewServer(fake)
	client, err := core.NewPool(core.PoolConfig{
		UserPoolID: fakecognito.DefaultPoolID,
		ClientID:   fakecognito.DefaultClientID,
		IdentityProvider: awsidp.ForPool(fakecognito.DefaultPoolID, func(o *cognito.Options) {
			o.BaseEndpoint = &pool.URL
		}),
	})
	if err != nil {
		panic(err)
	}
	step, err := client.User("ada").SignIn(context.Background(), core.Credentials{Password: "Engine-1843"})
	if err != nil {
		panic(err)
	}
	return pool, step.(*core.SignedIn).Session.AccessToken
}
