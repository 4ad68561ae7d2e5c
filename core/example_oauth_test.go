//go:build !js

package core_test

import (
	"context"
	"fmt"
	"net/http/httptest"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/jwtverify"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// Sign in on the pages of the pool's domain. The program opens the address in a browser, and
// listens at the address to which that comes back.
func ExampleOAuth() {
	fake := &fakecognito.Server{RedirectURIs: []string{"http://localhost:4711/callback"}}
	idp, stop := fakeService(fake, fakecognito.NewUser{})
	defer stop()
	domain, issuer := httptest.NewServer(fake.Domain()), httptest.NewServer(fake)
	defer domain.Close()
	defer issuer.Close()

	ctx := context.Background()
	verifier, err := jwtverify.New(jwtverify.Config{
		UserPoolID: poolID, ClientIDs: []string{clientID},
		JWKSURL: issuer.URL + "/" + poolID + "/.well-known/jwks.json", // not with the real Cognito
	})
	if err != nil {
		panic(err)
	}
	pool, err := core.NewPool(core.PoolConfig{UserPoolID: poolID, ClientID: clientID, IdentityProvider: idp, TokenVerifier: verifier})
	if err != nil {
		panic(err)
	}
	oauth, err := pool.OAuth(core.OAuthConfig{
		Domain:      domain.URL, // "auth.example.com", rather
		RedirectURI: "http://localhost:4711/callback",
	})
	if err != nil {
		panic(err)
	}

	authorization, err := oauth.Authorize(core.AuthorizeOptions{LoginHint: "ada"})
	if err != nil {
		panic(err)
	}
	address := openInBrowser(authorization.URL) // with ?code=...&state=...
	user, session, err := oauth.HandleRedirect(ctx, authorization, address)
	if err != nil {
		panic(err)
	}
	fmt.Println("signed in as", user.Username(), session.IDClaims().Text("email"))
	_, _, err = oauth.HandleRedirect(ctx, authorization, address)
	fmt.Println("once more:", core.ReasonOf(err))
	// Output:
	// signed in as ada ada@example.com
	// once more: CODE_EXPIRED
}

// openInBrowser stands for a browser in which ada signs in.
func openInBrowser(address string) string {
	back, err := newBrowser().open(address, "ada", "Engine-1843")
	if err != nil {
		panic(err)
	}
	return back
}
