//go:build js && wasm

package browser

import (
	"errors"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/conformance"
	"github.com/cognitowasm/cognitowasm/jsbridge"
	"github.com/hack-pad/safejs"
)

// served replaces the page's fetch with requests to this server.
func served(t *testing.T, server *conformance.KeyServer) {
	define(t, "fetch", function(t, func(args []safejs.Value) any {
		status, body, answered := server.Get(must(args[0].String()))
		if !answered {
			return must(jsbridge.CallOn("Promise", "reject", must(jsbridge.New("TypeError", "Failed to fetch"))))
		}
		return resolved(answer(status, body, nil))
	}))
}

func TestVerifierConforms(t *testing.T) {
	conformance.Verifier(t, true, func(t *testing.T, server *conformance.KeyServer, clock core.Clock) core.TokenVerifier {
		served(t, server)
		return NewVerifier(NewKeys(clock), conformance.TokensPoolID, conformance.TokensClientID, "", "")
	})
}

// The first document may come from the browser's cache, but not one that is requested because
// of an unknown key.
func TestVerifierAsksForKeys(t *testing.T) {
	var sent []string
	define(t, "fetch", function(t, func(args []safejs.Value) any {
		_ = args[1].Delete("signal")
		sent = append(sent, must(args[0].String())+" "+must(must(jsbridge.CallOn("JSON", "stringify", args[1])).String()))
		return resolved(answer(200, conformance.KeySet(), nil))
	}))
	at := time.Unix(conformance.TokensAt, 0)
	for _, tt := range []struct{ endpoint, jwksURL, want string }{
		{"", "", "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_FakePool1/.well-known/jwks.json"},
		{"http://localhost:9229/", "", "http://localhost:9229/us-east-1_FakePool1/.well-known/jwks.json"},
		{"http://localhost:9229", "", "http://localhost:9229/us-east-1_FakePool1/.well-known/jwks.json"},
		{"https://proxy.example/idp", "https://keys.example/set", "https://keys.example/set"},
	} {
		sent = nil
		v := NewVerifier(NewKeys(core.SystemClock{}), conformance.TokensPoolID, conformance.TokensClientID, tt.endpoint, tt.jwksURL)
		for _, token := range conformance.Tokens() {
			if token.Name == "an unknown key" {
				_, err := v.VerifyToken(t.Context(), token.Text, token.Use, at)
				if !errors.Is(err, core.TokenUnverified) {
					t.Error(err)
				}
			}
		}
		if len(sent) != 2 || sent[0] != tt.want+` {"cache":"default","redirect":"error"}` || sent[1] != tt.want+` {"cache":"no-cache","redirect":"error"}` {
			t.Errorf("sent %q", sent)
		}
	}
}

// Pages without HTTPS have no crypto.subtle, and get an error that says so.
func TestVerifierNeedsWebCrypto(t *testing.T) {
	served(t, new(conformance.KeyServer))
	v := NewVerifier(NewKeys(core.SystemClock{}), conformance.TokensPoolID, conformance.TokensClientID, "", "")
	before := must(jsbridge.CallOn("Object", "getOwnPropertyDescriptor", safejs.Global(), "crypto"))
	t.Cleanup(func() { must(jsbridge.CallOn("Object", "defineProperty", safejs.Global(), "crypto", before)) })
	for _, crypto := range []core.Value{core.Object{}, nil} {
		descriptor := must(jsbridge.New("Object"))
		_ = descriptor.Set("configurable", true)
		_ = descriptor.Set("value", must(jsbridge.ToJS(crypto)))
		must(jsbridge.CallOn("Object", "defineProperty", safejs.Global(), "crypto", descriptor))
		_, err := v.VerifyToken(t.Context(), conformance.Tokens()[0].Text, core.IDToken, time.Unix(conformance.TokensAt, 0))
		if !errors.Is(err, core.InvalidParameter) {
			t.Errorf("got %v", err)
		}
	}
}
