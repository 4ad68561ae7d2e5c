//go:build !js || awssdk

// Package jwtverify verifies the ID and access tokens of an Amazon Cognito user
// pool with golang-jwt. It implements core.TokenVerifier, and has middleware for
// servers that receive such tokens.
//
// [New] returns a [Verifier]; create one for the whole program. [Verifier.Verify]
// verifies one token. [Middleware] verifies the token of each request, and
// [ClaimsFrom] returns its claims.
//
// A token is accepted if it is a JWS with RS256 that was signed (RFC 7515) with a key
// in the pool's JWK Set (RFC 7517, section 5), and if its claims say that it is the
// pool's, for one of the app clients and for the requested use, and neither expired nor
// from the future (RFC 7519, section 4.1). The rules are those of package tokenrules,
// which the verifier in web pages follows too. Addresses of keys in a token are ignored.
//
// # Limits
//
// A token is refused without being decoded if it is longer than 32 kB, or has more than
// a thousand members, elements and levels in its claims or a hundred in its header. A
// document with keys may have 64 kB; 16 of its keys are used, of 2048 to 8192 bits.
//
// Verifying with a known key never waits for the network: if the keys are a day old,
// they are fetched again in the background, and a withdrawn key is accepted until they
// have arrived. Verifying with an unknown key waits for a request, which all callers
// share, until the caller's context ends. A request takes ten seconds at most. The next
// one may follow a second after an answer, and after a failure a tenth of a second, then
// longer each time, up to five seconds. So made-up names of keys cause at most one
// request a second, and a new key of the pool is known a second after it was published.
//
// A token does not show that it was revoked. Only the service knows, but tokens expire
// soon.
package jwtverify

import (
	"context"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"math/big"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/tokenrules"
	"github.com/golang-jwt/jwt/v5"
)

// Config describes whose tokens are accepted. UserPoolID and ClientIDs are
// required.
type Config struct {
	// UserPoolID is the user pool's id, for instance "eu-west-1_AbCdEf123".
	UserPoolID string
	// ClientIDs are the app clients whose tokens are accepted.
	ClientIDs []string
	// Issuer is accepted in the claim iss, beside the two names that the service gives
	// to a pool; an emulator may use another name.
	Issuer string
	// JWKSURL is the address of the pool's keys. It defaults to the issuer's
	// /.well-known/jwks.json.
	JWKSURL string
	// HTTPClient fetches the keys, within ten seconds. It defaults to one that follows no
	// redirects.
	HTTPClient *http.Client
	// Leeway is how much the clocks may differ, for exp, nbf and iat. It defaults to a
	// minute; a negative value means none.
	Leeway time.Duration
	// Clock tells the time. It defaults to the machine's clock.
	Clock core.Clock
	// JSON decodes tokens and keys. It defaults to core.ParseJSON.
	JSON core.JSONDecoder
}

// Verifier verifies tokens. It is safe for concurrent use.
type Verifier struct {
	rules tokenrules.Rules
	clock core.Clock
	json  core.JSONDecoder
}

var _ core.TokenVerifier = (*Verifier)(nil)

// New checks the configuration; its errors have reason InvalidParameter. The pool's
// keys are fetched when a token needs them.
func New(config Config) (*Verifier, error) {
	if config.Clock == nil {
		config.Clock = core.SystemClock{}
	}
	if config.JSON == nil {
		config.JSON = core.ParseJSON
	}
	if config.HTTPClient == nil {
		config.HTTPClient = &http.Client{
			Timeout:       10 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	switch {
	case config.Leeway == 0:
		config.Leeway = tokenrules.DefaultLeeway
	case config.Leeway < 0:
		config.Leeway = 0
	}
	if len(config.ClientIDs) == 0 {
		return nil, invalid("Config.ClientIDs is required.")
	}
	for _, id := range config.ClientIDs {
		// NewPool knows the rules for the ids.
		if _, err := core.NewPool(core.PoolConfig{UserPoolID: config.UserPoolID, ClientID: id}); err != nil {
			return nil, err
		}
	}
	if u, err := url.Parse(config.JWKSURL); config.JWKSURL != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "") {
		return nil, invalid("Config.JWKSURL is not the URL of a web server.")
	}
	return &Verifier{clock: config.Clock, json: config.JSON, rules: tokenrules.Rules{
		UserPoolID: config.UserPoolID,
		ClientIDs:  slices.Clone(config.ClientIDs),
		Issuer:     config.Issuer,
		JWKSURL:    config.JWKSURL,
		Leeway:     config.Leeway,
		Keys:       &tokenrules.Keys{Load: loader{config.HTTPClient}.load, Import: importKey, JSON: config.JSON, Clock: config.Clock},
	}}, nil
}

func invalid(message string) error {
	return &core.Error{Reason: core.InvalidParameter, Message: message}
}

// Verify verifies a token at the time of the verifier's clock, and returns its claims. Its
// errors are those of [core.TokenVerifier]: reason [core.TokenUnverified] means that the token is
// refused, with the cause [core.TokenExpired] if only the time is wrong, [core.Aborted] that
// ctx ended before the keys arrived, and any other reason that the keys are unavailable.
func (v *Verifier) Verify(ctx context.Context, token string, use core.TokenUse) (core.Object, error) {
	return v.VerifyToken(ctx, token, use, v.clock.Now())
}

// VerifyToken implements core.TokenVerifier. golang-jwt accepts only the one algorithm, and
// checks the signature and then the times; package tokenrules parses the token, finds the
// key, and checks everything else.
func (v *Verifier) VerifyToken(ctx context.Context, token string, use core.TokenUse, at time.Time) (core.Object, error) {
	t, err := tokenrules.Parse(token, v.json)
	if err != nil {
		return nil, err
	}
	parser := jwt.NewParser(
		jwt.WithValidMethods([]string{tokenrules.Algorithm}),
		jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(),
		jwt.WithLeeway(v.rules.Leeway),
		jwt.WithTimeFunc(func() time.Time { return at }),
	)
	claims := &claims{MapClaims: jwt.MapClaims{}, rules: func() error { return v.rules.Claims(t.Claims, use, at) }}
	for _, name := range []string{"exp", "nbf", "iat"} {
		if value := t.Claims.Get(name); value != nil {
			claims.MapClaims[name] = value
		}
	}
	_, err = parser.ParseWithClaims(token, claims, func(*jwt.Token) (any, error) { return v.rules.Key(ctx, t) })
	if err == nil {
		return t.Claims, nil
	}
	// The error of package tokenrules: golang-jwt's may quote the token.
	if own, ok := errors.AsType[*core.Error](err); ok {
		return nil, own
	}
	if errors.Is(err, jwt.ErrTokenSignatureInvalid) && !errors.Is(err, jwt.ErrTokenUnverifiable) {
		return nil, tokenrules.Refuse(tokenrules.WrongSignature)
	}
	return nil, tokenrules.Refuse("is not signed with " + tokenrules.Algorithm)
}

// claims are the times of a token, which golang-jwt checks once it has verified the
// signature, and the rules, which it applies after them.
type claims struct {
	jwt.MapClaims
	rules func() error
}

var _ jwt.ClaimsValidator = (*claims)(nil)

// UnmarshalJSON implements json.Unmarshaler. It does nothing: the claims have been decoded,
// and decoding them again would double the work that a stranger's token causes.
func (c *claims) UnmarshalJSON([]byte) error { return nil }

// Validate implements jwt.ClaimsValidator.
func (c *claims) Validate() error { return c.rules() }

func importKey(_ context.Context, modulus string) (any, error) {
	n, err := base64.RawURLEncoding.DecodeString(modulus)
	if err != nil {
		return nil, err
	}
	return &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: 65537}, nil
}
