//go:build !js || awssdk

// Package jwtverify verifies the ID and access tokens of an Amazon Cognito user
// pool with golang-jwt: it implements core.TokenVerifier, and it guards the
// handlers of a server that is sent such tokens.
//
// [New] makes a [Verifier], one for the life of the program. [Verifier.Verify]
// checks one token; [Middleware] checks that of each request and hands its claims
// on to [ClaimsFrom].
//
// A token is accepted when it is a JWS with RS256 whose signature (RFC 7515) is
// that of a key in the pool's JWK Set (RFC 7517, section 5), and whose claims say
// that it is this pool's, for one of these app clients, for the use that is asked
// for, and neither ended nor from the future (RFC 7519, section 4.1). The rules are
// those of package tokenrules, which the verifier in web pages follows too. What a
// token says about where to find keys is not followed.
//
// # Limits
//
// A token is refused unread when it is longer than 32 kB, or has more than a thousand
// members, elements and levels in its claims or a hundred in its header. Of a document
// with keys 64 kB are read, and 16 keys are used, of 2048 to 8192 bits.
//
// Verifying with a key that is known never waits for the network: where the keys are a
// day old, others are fetched in the background, and a key that was withdrawn counts
// until they have come. A token that names an unknown key waits for a request, which it
// shares with all others, until its own context ends. A request takes ten seconds at
// most. There is none within a second of an answer, nor, after a failure, within a
// tenth of a second, and then ever longer up to five seconds. So strangers who make up
// names of keys cause one request a second at most, and a new key of the pool's is known
// a second after it was published.
//
// That a token was revoked does not show in it: the service knows, and tokens expire
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
	// Issuer is accepted as the iss claim beside the two names that the service
	// gives to a pool; an emulator may give it another one.
	Issuer string
	// JWKSURL is where the pool's keys are; left out, it is the issuer's
	// /.well-known/jwks.json.
	JWKSURL string
	// HTTPClient gets them, in ten seconds at most; it defaults to one that follows no
	// redirects.
	HTTPClient *http.Client
	// Leeway is by how much the clocks may differ, for exp, nbf and iat: a minute
	// when left out, not at all when negative.
	Leeway time.Duration
	// Clock tells the time; left out, the machine's.
	Clock core.Clock
	// JSON decodes tokens and keys; left out, core.ParseJSON.
	JSON core.JSONDecoder
}

// Verifier verifies tokens. It is safe for concurrent use.
type Verifier struct {
	rules tokenrules.Rules
	clock core.Clock
	json  core.JSONDecoder
}

var _ core.TokenVerifier = (*Verifier)(nil)

// New checks the configuration; its errors have code InvalidParameter. The pool's
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
		// The rules for the ids are a pool's own.
		if _, err := core.NewPool(core.PoolConfig{UserPoolID: config.UserPoolID, ClientID: id}); err != nil {
			return nil, err
		}
	}
	if u, err := url.Parse(config.JWKSURL); config.JWKSURL != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "") {
		return nil, invalid("Config.JWKSURL is no address of a web server.")
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

func invalid(message string) error { return &core.Error{Code: core.InvalidParameter, Message: message} }

// Verify checks a token by the verifier's clock and gives its claims. Its errors
// are those of [core.TokenVerifier]: one with code [core.TokenInvalid] is about the
// token, and [core.TokenExpired] its cause where only the time is wrong; any other
// one says that the keys could not be obtained, or with [core.Aborted] that ctx ended
// before they came.
func (v *Verifier) Verify(ctx context.Context, token string, use core.TokenUse) (core.Object, error) {
	return v.VerifyToken(ctx, token, use, v.clock.Now())
}

// VerifyToken implements core.TokenVerifier. golang-jwt holds the token to the one
// algorithm, checks the signature and then the times; package tokenrules parses it,
// finds the key, and decides about the rest.
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
	// In the words of the rules: those of golang-jwt may quote the token.
	if own, ok := errors.AsType[*core.Error](err); ok {
		return nil, own
	}
	if errors.Is(err, jwt.ErrTokenSignatureInvalid) && !errors.Is(err, jwt.ErrTokenUnverifiable) {
		return nil, tokenrules.Refuse(tokenrules.WrongSignature)
	}
	return nil, tokenrules.Refuse("is not signed with " + tokenrules.Algorithm)
}

// claims are the times of a token, which golang-jwt checks, and the rules, which it
// applies after them: both once the signature is right.
type claims struct {
	jwt.MapClaims
	rules func() error
}

var _ jwt.ClaimsValidator = (*claims)(nil)

// UnmarshalJSON implements json.Unmarshaler: the claims have been read, and reading
// them again would double the work that a stranger's token makes.
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
