//go:build !js

package core_test

import (
	"context"
	"fmt"
	"net/http/httptest"

	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/awsidp"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// The README's Go sample, against the fake Cognito.
func Example() {
	fake := new(fakecognito.Server)
	if _, err := fake.CreateUser(fakecognito.NewUser{Username: "ada", Password: "Engine-1843", Email: "ada@example.com"}); err != nil {
		panic(err)
	}
	server := httptest.NewServer(fake)
	defer server.Close()
	endpoint := func(o *cognito.Options) { o.BaseEndpoint = &server.URL }

	ctx := context.Background()
	pool, err := core.NewPool(core.PoolConfig{
		UserPoolID:       "us-east-1_FakePool1",
		ClientID:         "1fakeclient2fakeclient3fake",
		IdentityProvider: awsidp.ForPool("us-east-1_FakePool1", endpoint),
	})
	if err != nil {
		panic(err)
	}
	if _, err := pool.User("ada").SignIn(ctx, core.Credentials{Password: "Engine-1843"}); err != nil {
		panic(err)
	}
	user, _ := pool.CurrentUser(ctx)
	session, err := user.Session(ctx, core.SessionOptions{}) // refreshed when it has ended
	if err != nil {
		panic(err)
	}
	fmt.Println(session.IDClaims().Text("cognito:username"))
	// Output: ada
}
