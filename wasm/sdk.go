//go:build js && wasm && awssdk

package main

import (
	"context"
	"io"
	"net/http"
	"strings"
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
	"github.com/hack-pad/safejs"
)

func identityProvider(r jsbridge.PoolRequest) core.IdentityProvider {
	return awsidp.ForPool(r.UserPoolID, func(o *cognito.Options) {
		o.HTTPClient = &http.Client{Transport: fetching{r.Credentials, r.Fetch}}
		if r.Endpoint != "" {
			o.BaseEndpoint = aws.String(r.Endpoint)
		}
	})
}

// fetching sends requests with the page's fetch, as net/http does in a browser, and with the
// page's own choice of credentials; or, those of the API, with what the page uses in its
// place. The SDK's default client would open sockets.
type fetching struct {
	credentials string
	function    safejs.Value // undefined for fetch
}

// RoundTrip implements http.RoundTripper.
func (f fetching) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	// A page may not set it, or a preflight request would have to allow it.
	r.Header.Del("User-Agent")
	if !f.function.IsUndefined() && r.Header.Get("X-Amz-Target") != "" {
		return f.call(r)
	}
	if f.credentials != "" {
		r.Header.Set("js.fetch:credentials", f.credentials)
	}
	return http.DefaultTransport.RoundTrip(r)
}

func (f fetching) call(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	_ = r.Body.Close() // its bytes are in memory
	var headers core.Object
	for name := range r.Header {
		headers = append(headers, core.Member{Name: name, Value: r.Header.Get(name)})
	}
	options := core.Object{
		{Name: "headers", Value: headers},
		{Name: "method", Value: r.Method},
		{Name: "body", Value: string(body)},
	}
	if f.credentials != "" {
		options = append(options, core.Member{Name: "credentials", Value: f.credentials})
	}
	reply, err := browser.Send(r.Context(), f.function, r.URL.String(), options)
	if err != nil {
		return nil, err
	}
	response := &http.Response{
		StatusCode: reply.Status, Header: http.Header{}, Request: r,
		Body: io.NopCloser(strings.NewReader(reply.Body)), ContentLength: int64(len(reply.Body)),
	}
	for name, value := range reply.Header {
		if value != "" {
			response.Header.Set(name, value)
		}
	}
	return response, nil
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
