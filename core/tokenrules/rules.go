package tokenrules

import (
	"context"
	"encoding/base64"
	"math"
	"strings"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// Algorithm is the only accepted one, since Cognito uses no other. The token must not choose
// it (RFC 8725, section 3.1).
const Algorithm = "RS256"

// DefaultLeeway is how much clocks may differ by default.
const DefaultLeeway = time.Minute

// Tokens are parsed before their signature is checked, so limits prevent a stranger's token
// from causing much work. Cognito's tokens have a few kilobytes, since they are sent in
// headers, and a user may be in a hundred groups.
const (
	// longest is the maximum length of a token in bytes.
	longest = 1 << 15
	// mostValues is how many commas and opening brackets, also inside strings, a token's
	// claims may have: it limits their members, elements and levels.
	mostValues = 1000
	// mostOfHeader is the same for the header, which has only two members.
	mostOfHeader = 100
)

// Rules are the rules for the tokens of one user pool. UserPoolID, ClientIDs and Keys are
// required.
type Rules struct {
	UserPoolID string
	// ClientIDs are the app clients whose tokens are accepted.
	ClientIDs []string
	// Issuer is a name of the pool beside those that the service gives it.
	Issuer string
	// JWKSURL is the address of the pool's keys. It defaults to [WellKnown].
	JWKSURL string
	// Leeway is how much the clocks may differ.
	Leeway time.Duration
	// Keys keeps the pool's keys.
	Keys *Keys
}

// WellKnown returns the address of an issuer's keys.
func WellKnown(issuer string) string { return issuer + "/.well-known/jwks.json" }

// AtEndpoint returns the issuer of a pool at an endpoint of the application's own, as
// emulators name it, and the address of its keys, which is jwksURL unless that is "". Without
// an endpoint the only issuers are the service's own.
func AtEndpoint(endpoint, userPoolID, jwksURL string) (issuer, keys string) {
	if endpoint == "" {
		return "", jwksURL
	}
	if endpoint[len(endpoint)-1] != '/' {
		endpoint += "/"
	}
	issuer = endpoint + userPoolID
	if jwksURL == "" {
		jwksURL = WellKnown(issuer)
	}
	return issuer, jwksURL
}

// Token is a parsed token. Nothing in it has been verified.
type Token struct {
	Header, Claims    core.Object
	Signature, Signed string // Signed is the text that was signed
}

// String returns nothing of the token, which must not appear in a log.
func (Token) String() string { return "tokenrules.Token" }

// GoString returns the same as String.
func (Token) GoString() string { return "tokenrules.Token" }

// Parse parses a token: two JSON objects and a signature, in base64url without padding
// (RFC 7515, section 3.1). Of members with the same name the last counts (RFC 7519,
// section 4). A token of more than 32 kB, or with more than a thousand members, elements and
// levels in its claims or a hundred in its header, is refused without being decoded.
func Parse(token string, decode core.JSONDecoder) (*Token, error) {
	t := new(Token)
	if len(token) > longest {
		return t, Refuse(tooLarge)
	}
	rest, most := token, mostOfHeader
	for i := range 3 {
		part := rest
		if i < 2 {
			part, rest, _ = strings.Cut(rest, ".")
			t.Signed = token[:max(0, len(token)-len(rest)-1)]
		}
		decoded, err := base64.RawURLEncoding.DecodeString(part)
		if err != nil || len(decoded) != len(part)*3/4 { // Go's decoder skips line breaks
			return t, Refuse(notJWT)
		}
		if i == 2 {
			t.Signature = string(decoded)
			break
		}
		text := string(decoded)
		if strings.Count(text, ",")+strings.Count(text, "[")+strings.Count(text, "{") > most {
			return t, Refuse(tooLarge)
		}
		most = mostValues
		value, err := decode(text)
		object, ok := value.(core.Object)
		if err != nil || !ok {
			return t, Refuse(notJWT)
		}
		t.Header, t.Claims = t.Claims, object
	}
	return t, nil
}

// Key applies the rules for the header, and returns the key that the token must have been
// signed with: the pool's key that the header names (RFC 7515, section 4.1.4), if the token's
// issuer is the pool. Everything else in the header is ignored, above all jwk, x5c, jku and
// x5u, with which a token would supply its own key, or the address of one.
func (r *Rules) Key(ctx context.Context, t *Token) (any, error) {
	// The pool's settings decide which of two names it has as an issuer:
	// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html
	original := core.Endpoint(r.UserPoolID) + r.UserPoolID
	updated := "https://issuer-" + original[len("https://"):]
	kid, iss, why := t.Header.Text("kid"), t.Claims.Text("iss"), ""
	switch {
	case t.Header.Text("alg") != Algorithm:
		why = "is not signed with " + Algorithm
	case t.Header.Get("crit") != nil: // RFC 7515, section 4.1.11
		why = "has extensions that are not understood"
	case kid == "":
		why = "names no key"
	case iss != original && iss != updated && (iss != r.Issuer || iss == ""): // RFC 7519, section 4.1.1
		why = "comes from another issuer"
	default:
		at := r.JWKSURL
		if at == "" {
			at = WellKnown(iss) // a name of the pool, as checked above
		}
		return r.Keys.find(ctx, at, kid)
	}
	return nil, Refuse(why)
}

// Claims applies the rules for the claims of a token whose signature has been verified. Time
// comes last, so that core.TokenExpired means that everything else is right.
func (r *Rules) Claims(claims core.Object, use core.TokenUse, at time.Time) error {
	client, why := "aud", "is for another app client" // RFC 7519, section 4.1.3; Cognito's is a single string
	if use == core.AccessToken {
		client = "client_id"
	}
	client = claims.Text(client)
	for _, id := range r.ClientIDs {
		if id == client {
			why = ""
		}
	}
	if claims.Text("token_use") != string(use) {
		why = "is for another use"
	}
	if why != "" {
		return Refuse(why)
	}
	// RFC 7519, sections 4.1.4 to 4.1.6. Comparing with NaN is never true.
	now, leeway := float64(at.Unix()), float64(r.Leeway/time.Second)
	if now < date(claims, "exp", math.NaN())+leeway && now >= date(claims, "nbf", now)-leeway && now >= date(claims, "iat", now)-leeway {
		return nil
	}
	err := Refuse("has expired, or is not valid yet: is the clock right")
	err.Err = core.TokenExpired
	return err
}

// date returns a NumericDate (RFC 7519, section 2), missing if there is none, or NaN if it is
// not a number.
func date(claims core.Object, name string, missing float64) float64 {
	switch v := claims.Get(name).(type) {
	case nil:
		return missing
	case float64:
		return v
	}
	return math.NaN()
}

// Reasons for refusing a token that are used in several places.
const (
	notJWT         = "is not a JWT"
	tooLarge       = "is too long, or has too much in it"
	WrongSignature = "has a wrong signature"
)

// Refuse returns an error that says what is wrong with a token, without quoting it.
func Refuse(why string) *core.Error {
	return &core.Error{Reason: core.TokenUnverified, Message: "A token was not accepted. It " + why + "."}
}
