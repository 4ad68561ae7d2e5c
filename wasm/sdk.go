//go:build js && wasm && awssdk

package main

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/awsidp"
	"github.com/cognitowasm/cognitowasm/core/jwtverify"
	"github.com/cognitowasm/cognitowasm/core/tokenrules"
	"github.com/cognitowasm/cognitowasm/jsbridge"
	"github.com/cognitowasm/cognitowasm/jsbridge/browser"
)

func identityProvider(r jsbridge.PoolRequest) core.IdentityProvider {
	return awsidp.ForPool(r.UserPoolID, func(o *cognito.Options) {
		o.HTTPClient = &http.Client{Transport: fetching{r.Credentials}}
		if r.Endpoint != "" {
			o.BaseEndpoint = aws.String(r.Endpoint)
		}
	})
}

// fetching sends requests with the page's fetch, as net/http does in a browser, and with the
// page's own choice of credentials. The SDK's default client would open sockets.
type fetching struct{ credentials string }

// RoundTrip implements http.RoundTripper.
func (f fetching) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	if f.credentials != "" {
		r.Header.Set("js.fetch:credentials", f.credentials)
	}
	// A page may not set it, or a preflight request would have to allow it.
	r.Header.Del("User-Agent")
	return http.DefaultTransport.RoundTrip(r)
}

// verifiers has a verifier for each configuration, which keeps the keys that it has
// fetched.
type verifiers struct {
	mu   sync.Mutex
	made map[verifierConfig]core.TokenVerifier
}

type verifierConfig struct{ userPoolID, clientID, endpoint, jwksURL string }

func (v *verifiers) of(r jsbridge.PoolRequest) core.TokenVerifier {
	v.mu.Lock()
	defer v.mu.Unlock()
	config := verifierConfig{r.UserPoolID, r.ClientID, r.Endpoint, r.JWKSURL}
	verifier, ok := v.made[config]
	if ok {
		return verifier
	}
	issuer, jwksURL := tokenrules.AtEndpoint(r.Endpoint, r.UserPoolID, r.JWKSURL)
	verifier, err := jwtverify.New(jwtverify.Config{
		UserPoolID: r.UserPoolID,
		ClientIDs:  []string{r.ClientID},
		Issuer:     issuer,
		JWKSURL:    jwksURL,
		JSON:       browser.ParseJSON,
	})
	if err != nil {
		return refusal{err}
	}
	if v.made == nil {
		v.made = map[verifierConfig]core.TokenVerifier{}
	}
	v.made[config] = verifier
	return verifier
}

// refusal is a verifier that returns the error of its configuration.
type refusal struct{ err error }

// VerifyToken implements core.TokenVerifier.
func (r refusal) VerifyToken(context.Context, string, core.TokenUse, time.Time) (core.Object, error) {
	return nil, r.err
}
