//go:build js && wasm

package browser

import (
	"context"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/tokenrules"
	"github.com/cognitowasm/cognitowasm/jsbridge"
	"github.com/hack-pad/safejs"
)

// Verifier verifies the tokens of one app client by the rules of package tokenrules. It
// checks signatures with the page's WebCrypto, and requests the pool's keys with its fetch.
//
// https://www.w3.org/TR/WebCryptoAPI/#rsassa-pkcs1
type Verifier struct{ Rules tokenrules.Rules }

var _ core.TokenVerifier = (*Verifier)(nil)

// NewVerifier returns a verifier that accepts the issuers that the service uses for the pool
// and, if endpoint is not "", the one that emulators use there. The keys are at jwksURL; if it
// is "", they are at the endpoint or at the issuer.
func NewVerifier(keys *tokenrules.Keys, userPoolID, clientID, endpoint, jwksURL string) *Verifier {
	issuer, jwksURL := tokenrules.AtEndpoint(endpoint, userPoolID, jwksURL)
	return &Verifier{tokenrules.Rules{
		UserPoolID: userPoolID,
		ClientIDs:  []string{clientID},
		Issuer:     issuer,
		JWKSURL:    jwksURL,
		Leeway:     tokenrules.DefaultLeeway,
		Keys:       keys,
	}}
}

// NewKeys returns the keys that all verifiers of a page share.
func NewKeys(clock core.Clock) *tokenrules.Keys {
	return &tokenrules.Keys{Load: loadKeys, Cached: true, Import: importKey, JSON: ParseJSON, Clock: clock}
}

// VerifyToken implements core.TokenVerifier.
func (v *Verifier) VerifyToken(ctx context.Context, token string, use core.TokenUse, at time.Time) (core.Object, error) {
	t, err := tokenrules.Parse(token, ParseJSON)
	if err != nil {
		return nil, err
	}
	key, err := v.Rules.Key(ctx, t)
	if err != nil {
		return nil, err
	}
	right, err := subtle(ctx, "verify", algorithm, key, byteArray(t.Signature), byteArray(t.Signed))
	if err != nil {
		return nil, err
	}
	if truthy, _ := right.Truthy(); !truthy {
		return nil, tokenrules.Refuse(tokenrules.WrongSignature)
	}
	if err := v.Rules.Claims(t.Claims, use, at); err != nil {
		return nil, err
	}
	return t.Claims, nil
}

// algorithm is WebCrypto's name for RS256.
const algorithm = "RSASSA-PKCS1-v1_5"

func importKey(ctx context.Context, modulus string) (any, error) {
	return subtle(ctx, "importKey", "jwk",
		parsed(`{"kty":"RSA","e":"AQAB","n":"`+modulus+`"}`),
		parsed(`{"name":"`+algorithm+`","hash":"SHA-256"}`),
		false, parsed(`["verify"]`))
}

// parsed returns the value of a JSON text, or undefined if it is not JSON.
func parsed(text string) safejs.Value {
	value, _ := jsbridge.CallOn("JSON", "parse", text)
	return value
}

// subtle calls a method of crypto.subtle and waits for its promise.
func subtle(ctx context.Context, method string, arguments ...any) (safejs.Value, error) {
	object, err := safejs.Global().Get("crypto")
	if err == nil {
		object, err = object.Get("subtle")
	}
	if err == nil {
		object, err = object.Call(method, arguments...)
	}
	if err != nil {
		return object, &core.Error{Reason: core.InvalidParameter, Message: "The option verifyTokens needs crypto.subtle, which browsers provide only to pages from HTTPS and localhost."}
	}
	return jsbridge.Await(ctx, object)
}

// byteArray returns the text as a Uint8Array, or undefined.
func byteArray(text string) safejs.Value {
	array, err := jsbridge.New("Uint8Array", len(text))
	if err == nil {
		_, err = safejs.CopyBytesToJS(array, []byte(text))
	}
	if err != nil {
		return safejs.Undefined()
	}
	return array
}

// loadKeys fetches the pool's keys. It follows no redirects, which would lead elsewhere.
func loadKeys(ctx context.Context, url string, fresh bool) (string, error) {
	cache := "default"
	if fresh {
		cache = "no-cache" // ask the server whether the cached document is still current
	}
	r, err := fetch(ctx, safejs.Undefined(), url, core.Object{
		{Name: "cache", Value: cache},
		{Name: "redirect", Value: "error"},
	})
	if err != nil {
		return "", noAnswer(ctx, err)
	}
	if r.status != 200 || len(r.body) > tokenrules.MostBytes {
		return "", r.invalid("the request for the pool's keys")
	}
	return r.body, nil
}
