package tokenrules

import (
	"context"
	"encoding/base64"
	"math"
	"strings"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// Algorithm is the only one that is accepted, as Cognito uses no other. It is not
// the token's to choose (RFC 8725, section 3.1).
const Algorithm = "RS256"

// DefaultLeeway is by how much clocks may differ where nobody says otherwise.
const DefaultLeeway = time.Minute

// Whoever can send a token must not choose how much work it makes: it is read before
// anybody knows who has signed it. Cognito's are a few kilobytes, since they travel
// in headers, and a user may be in a hundred groups.
const (
	// longest is the length in bytes of the longest token that is looked at.
	longest = 1 << 15
	// mostValues is how many commas and opening brackets may be in one of its JSON
	// texts, also those inside strings: as many members, elements and levels.
	mostValues = 1000
	// mostOfHeader is the same for the header, which has two members.
	mostOfHeader = 100
)

// Rules are those for the tokens of one user pool. UserPoolID, ClientIDs and Keys are
// required.
type Rules struct {
	UserPoolID string
	// ClientIDs are the app clients whose tokens are accepted.
	ClientIDs []string
	// Issuer is another name of the pool than those that the service gives it.
	Issuer string
	// JWKSURL is where the pool's keys are; left out, see [WellKnown].
	JWKSURL string
	// Leeway is by how much the clocks may differ.
	Leeway time.Duration
	// Keys has the keys.
	Keys *Keys
}

// WellKnown gives the address of an issuer's keys.
func WellKnown(issuer string) string { return issuer + "/.well-known/jwks.json" }

// AtEndpoint gives the issuer of a pool that is reached at an endpoint of the
// application's own, as emulators name it, and where its keys are, unless jwksURL
// says so. Without an endpoint there is no other issuer than the service's names.
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

// Token is a token taken apart. Nothing of it has been checked.
type Token struct {
	Header, Claims    core.Object
	Signature, Signed string // Signed is what the signature is of
}

// String says nothing of what is in the token, which is not to be in a log.
func (Token) String() string { return "tokenrules.Token" }

// GoString is as String.
func (Token) GoString() string { return "tokenrules.Token" }

// Parse takes a token apart: two JSON objects and a signature, in base64url without
// padding (RFC 7515, section 3.1). Of members with one name the last counts
// (RFC 7519, section 4). A token of more than 32 kB, or with more than a thousand
// members, elements and levels in its claims or a hundred in its header, is refused
// unread.
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
		if err != nil || len(decoded) != len(part)*3/4 { // Go's decoder passes over line ends
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

// Key applies the rules for the header, and gives the key that the token must have
// been signed with: of the issuer that it names, where that is the pool, and by the
// name that its header gives (RFC 7515, section 4.1.4). Nothing else in the header
// counts: not jwk, x5c, jku or x5u, by which a token would bring its own key, or say
// where to fetch one.
func (r *Rules) Key(ctx context.Context, t *Token) (any, error) {
	// A pool has one of two names as an issuer, by its settings:
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
			at = WellKnown(iss) // which is a name of the pool
		}
		return r.Keys.find(ctx, at, kid)
	}
	return nil, Refuse(why)
}

// Claims applies the rules for the claims of a token whose signature is right. Time
// comes last, so that core.TokenExpired says that the rest is in order.
func (r *Rules) Claims(claims core.Object, use core.TokenUse, at time.Time) error {
	client, why := "aud", "is for another app client" // RFC 7519, section 4.1.3; Cognito's is one text
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

// date gives a NumericDate (RFC 7519, section 2): NaN for what is none.
func date(claims core.Object, name string, missing float64) float64 {
	switch v := claims.Get(name).(type) {
	case nil:
		return missing
	case float64:
		return v
	}
	return math.NaN()
}

// What several places find.
const (
	notJWT         = "is not a JWT"
	tooLarge       = "is too long, or has too much in it"
	WrongSignature = "has a wrong signature"
)

// Refuse says what is wrong with a token, and nothing of what is in it.
func Refuse(why string) *core.Error {
	return &core.Error{Code: core.TokenInvalid, Message: "A token was not accepted. It " + why + "."}
}
