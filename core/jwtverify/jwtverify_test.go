//go:build !js

package jwtverify_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/jwtverify"
	"github.com/cognitowasm/cognitowasm/internal/conformance"
)

// transport sends requests to a server without a network.
type transport func(url string) (status int, body string, answered bool)

func (get transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	status, body, answered := get(r.URL.String())
	if !answered {
		return nil, errors.New("no route to host")
	}
	return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body)), Header: http.Header{}, Request: r}, nil
}

func TestVerifierConforms(t *testing.T) {
	conformance.Verifier(t, false, func(t *testing.T, server *conformance.KeyServer, clock core.Clock) core.TokenVerifier {
		return newVerifier(t, jwtverify.Config{HTTPClient: &http.Client{Transport: transport(server.Get)}, Clock: clock})
	})
}

func newVerifier(t testing.TB, config jwtverify.Config) *jwtverify.Verifier {
	t.Helper()
	config.UserPoolID, config.ClientIDs = conformance.TokensPoolID, []string{"2second", conformance.TokensClientID}
	v, err := jwtverify.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
