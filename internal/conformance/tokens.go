package conformance

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// The pool and app client of [Tokens], and the time at which they are verified.
const (
	TokensPoolID   = "us-east-1_FakePool1"
	TokensClientID = "1fakeclient2fakeclient3fake"
	TokensAt       = 1_772_600_767
)

// Token is a token, and what a verifier must return for it.
type Token struct {
	Name     string
	Use      core.TokenUse // the use for which it is verified
	Text     string
	Accepted bool
	// Expired says that only the time is wrong.
	Expired bool
	// Differs says why aws-jwt-verify, which AWS maintains, decides differently; it is
	// "" if it decides the same.
	Differs string
}

// The keys of the pool and one of a stranger, made only for these tests. As in the service,
// ID and access tokens have different keys.
var (
	//go:embed testdata/id.pem
	idPEM []byte
	//go:embed testdata/access.pem
	accessPEM []byte
	//go:embed testdata/stranger.pem
	strangerPEM []byte

	idKey       = rsaKey{"the id key", parsePEM(idPEM)}
	accessKey   = rsaKey{"the access key", parsePEM(accessPEM)}
	strangerKey = rsaKey{"the stranger's key", parsePEM(strangerPEM)}
)

type rsaKey struct {
	kid     string
	private *rsa.PrivateKey
}

func parsePEM(text []byte) *rsa.PrivateKey {
	block, _ := pem.Decode(text)
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		panic(err)
	}
	return key.(*rsa.PrivateKey)
}

// jwk returns the public key as a JWK Set has it.
func (k rsaKey) jwk() object {
	return object{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": k.kid, "e": "AQAB", "n": base64url(k.private.N.Bytes())}
}

// publicPEM returns the public key as text, which forgers use as the secret of an HMAC.
func (k rsaKey) publicPEM() []byte {
	der, err := x509.MarshalPKIXPublicKey(&k.private.PublicKey)
	if err != nil {
		panic(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}

type object map[string]any

func (o object) with(more object) object {
	changed := maps.Clone(o)
	for name, value := range more {
		if changed[name] = value; value == nil {
			delete(changed, name)
		}
	}
	return changed
}

func (o object) String() string {
	text, err := json.Marshal(o)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func base64url(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

func unsigned(header, payload string) string {
	return base64url([]byte(header)) + "." + base64url([]byte(payload))
}

// signed returns a token that is signed with RS256.
func (k rsaKey) signed(header, payload string) string {
	text := unsigned(header, payload)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, k.private, crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	return text + "." + base64url(signature)
}

// signed512 returns a token that is signed with RS512.
func (k rsaKey) signed512(header, payload string) string {
	text := unsigned(header, payload)
	sum := sha512.Sum512([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, k.private, crypto.SHA512, sum[:])
	if err != nil {
		panic(err)
	}
	return text + "." + base64url(signature)
}

func hs256(secret []byte, header, payload string) string {
	text := unsigned(header, payload)
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(text))
	return text + "." + base64url(mac.Sum(nil))
}

// KeySet returns the pool's JWK Set.
func KeySet() string { return keySet(idKey, accessKey) }

func keySet(keys ...rsaKey) string {
	var list []any
	for _, k := range keys {
		list = append(list, k.jwk())
	}
	return object{"keys": list}.String()
}

// Trap is the address of keys in forged headers. Nobody may request it.
const Trap = "https://forger.example/jwks.json"

const issuer = "https://cognito-idp.us-east-1.amazonaws.com/" + TokensPoolID

// Tokens returns the table of tokens.
func Tokens() []Token {
	seconds := func(d time.Duration) int64 { return TokensAt + int64(d/time.Second) }
	idHeader := object{"kid": idKey.kid, "alg": "RS256"}
	accessHeader := object{"kid": accessKey.kid, "alg": "RS256"}
	common := object{
		"sub": "8a6f0c1e", "iss": issuer, "origin_jti": "o", "jti": "j", "event_id": "e",
		"auth_time": seconds(-time.Hour), "iat": seconds(-time.Minute), "exp": seconds(time.Hour),
	}
	id := common.with(object{"token_use": "id", "aud": TokensClientID, "cognito:username": "ada", "email": "ada@example.com"})
	access := common.with(object{"token_use": "access", "client_id": TokensClientID, "username": "ada", "scope": "aws.cognito.signin.user.admin"})

	ofID := func(header, claims object) string {
		return idKey.signed(idHeader.with(header).String(), id.with(claims).String())
	}
	ofAccess := func(header, claims object) string {
		return accessKey.signed(accessHeader.with(header).String(), access.with(claims).String())
	}
	good := ofID(nil, nil)
	goodAccess := ofAccess(nil, nil)
	parts := strings.Split(good, ".")
	swap := func(part int, text string) string {
		swapped := append([]string{}, parts...)
		swapped[part] = text
		return strings.Join(swapped, ".")
	}
	duplicate := func(before, after string) string {
		payload := strings.TrimSuffix(id.String(), "}")
		return idKey.signed(idHeader.String(), "{"+before+payload[1:]+after+"}")
	}
	forged := func(header object) string {
		return strangerKey.signed(idHeader.with(header).String(), id.with(object{"sub": "mallory"}).String())
	}

	const use = core.IDToken
	return []Token{
		{Name: "an ID token", Use: use, Text: good, Accepted: true},
		{Name: "an access token", Use: core.AccessToken, Text: goodAccess, Accepted: true},
		{Name: "the pool's other name", Use: use, Text: ofID(nil, object{"iss": "https://issuer-cognito-idp.us-east-1.amazonaws.com/" + TokensPoolID}), Accepted: true},
		{Name: "an ID token by the other key", Use: use, Text: accessKey.signed(accessHeader.String(), id.String()), Accepted: true},
		{Name: "typ", Use: use, Text: ofID(object{"typ": "JWT"}, nil), Accepted: true},
		{Name: "claims of the pool's trigger", Use: use, Text: ofID(nil, object{"cognito:groups": []string{"a", "b"}, "näme": "Ada 😀", "nested": object{"a": object{"b": []any{1, nil, true}}}}), Accepted: true},
		{Name: "a right signature, and addresses beside it", Use: use, Text: ofID(object{"jku": Trap, "x5u": Trap, "jwk": strangerKey.jwk()}, nil), Accepted: true},
		{Name: "a hundred groups with a role each", Use: use, Text: ofID(nil, object{"cognito:groups": slices.Repeat([]string{"a group"}, 100), "cognito:roles": slices.Repeat([]string{"arn:aws:iam::123456789012:role/a-group"}, 100)}), Accepted: true},
		{Name: "nbf in the past", Use: use, Text: ofID(nil, object{"nbf": seconds(-time.Second)}), Accepted: true},
		{Name: "no iat", Use: use, Text: ofID(nil, object{"iat": nil}), Accepted: true},
		{Name: "a fraction of a second", Use: use, Text: ofID(nil, object{"exp": float64(seconds(time.Hour)) + 0.5}), Accepted: true},
		{Name: "a claim twice, the last one right", Use: use, Text: duplicate(`"token_use":"access","aud":"another",`, ""), Accepted: true},
		{Name: "ended half a minute ago", Use: use, Text: ofID(nil, object{"exp": seconds(-30 * time.Second)}), Accepted: true,
			Differs: "its graceSeconds are none where nothing is said; here a minute is allowed for clocks that differ (RFC 7519, section 4.1.4)"},

		{Name: "alg none", Use: use, Text: unsigned(idHeader.with(object{"alg": "none"}).String(), id.String()) + "."},
		{Name: "alg none, a signature", Use: use, Text: swap(0, base64url([]byte(idHeader.with(object{"alg": "none"}).String())))},
		{Name: "alg None", Use: use, Text: unsigned(idHeader.with(object{"alg": "None"}).String(), id.String()) + ".AA"},
		{Name: "no alg", Use: use, Text: ofID(object{"alg": nil}, nil)},
		{Name: "alg is a list", Use: use, Text: ofID(object{"alg": []string{"RS256"}}, nil)},
		{Name: "HS256 with the public key", Use: use, Text: hs256(idKey.publicPEM(), idHeader.with(object{"alg": "HS256"}).String(), id.String())},
		{Name: "HS256 with the modulus", Use: use, Text: hs256([]byte(idKey.jwk()["n"].(string)), idHeader.with(object{"alg": "HS256"}).String(), id.String())},
		{Name: "HS256 that says RS256", Use: use, Text: hs256(idKey.publicPEM(), idHeader.String(), id.String())},
		{Name: "RS512", Use: use, Text: idKey.signed512(idHeader.with(object{"alg": "RS512"}).String(), id.String())},
		{Name: "RS512 that says RS256", Use: use, Text: idKey.signed512(idHeader.String(), id.String())},

		{Name: "the name of the pool's other key", Use: use, Text: ofID(object{"kid": accessKey.kid}, nil)},
		{Name: "an unknown key", Use: use, Text: strangerKey.signed(object{"kid": strangerKey.kid, "alg": "RS256"}.String(), id.String())},
		{Name: "no kid", Use: use, Text: ofID(object{"kid": nil}, nil)},
		{Name: "an empty kid", Use: use, Text: ofID(object{"kid": ""}, nil)},
		{Name: "kid is a number", Use: use, Text: ofID(object{"kid": 1}, nil)},
		{Name: "kid is a member of JavaScript's objects", Use: use, Text: ofID(object{"kid": "constructor"}, nil)},
		{Name: "kid is a path", Use: use, Text: ofID(object{"kid": "../../" + Trap}, nil)},
		{Name: "a signature by another key", Use: use, Text: forged(nil)},
		{Name: "jku", Use: use, Text: forged(object{"jku": Trap})},
		{Name: "jku, its kid", Use: use, Text: forged(object{"jku": Trap, "kid": strangerKey.kid})},
		{Name: "x5u", Use: use, Text: forged(object{"x5u": Trap})},
		{Name: "jwk", Use: use, Text: forged(object{"jwk": strangerKey.jwk()})},
		{Name: "jwk, its kid", Use: use, Text: forged(object{"jwk": strangerKey.jwk(), "kid": strangerKey.kid})},
		{Name: "x5c", Use: use, Text: forged(object{"x5c": []string{base64.StdEncoding.EncodeToString(strangerKey.publicPEM())}})},
		{Name: "crit", Use: use, Text: ofID(object{"crit": []string{"exp"}}, nil),
			Differs: "it does not look at crit; RFC 7515, section 4.1.11, wants tokens refused whose critical extensions are not understood"},
		{Name: "crit and b64", Use: use, Text: ofID(object{"crit": []string{"b64"}, "b64": false}, nil), Differs: "as crit"},

		{Name: "another issuer", Use: use, Text: ofID(nil, object{"iss": "https://accounts.example"})},
		{Name: "another pool's, with this pool's key", Use: use, Text: ofID(nil, object{"iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Another1"})},
		{Name: "another pool's", Use: use, Text: strangerKey.signed(object{"kid": strangerKey.kid, "alg": "RS256"}.String(), id.with(object{"iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Another1"}).String())},
		{Name: "an issuer that begins the same", Use: use, Text: ofID(nil, object{"iss": issuer + "/"})},
		{Name: "no issuer", Use: use, Text: ofID(nil, object{"iss": nil})},
		{Name: "an empty issuer", Use: use, Text: ofID(nil, object{"iss": ""})},
		{Name: "issuers", Use: use, Text: ofID(nil, object{"iss": []string{issuer}})},
		{Name: "another app client", Use: use, Text: ofID(nil, object{"aud": "another"})},
		{Name: "no audience", Use: use, Text: ofID(nil, object{"aud": nil})},
		{Name: "audiences", Use: use, Text: ofID(nil, object{"aud": []string{TokensClientID}})},
		{Name: "client_id in an ID token", Use: use, Text: ofID(nil, object{"aud": nil, "client_id": TokensClientID})},
		{Name: "an access token of another app client", Use: core.AccessToken, Text: ofAccess(nil, object{"client_id": "another"})},
		{Name: "an access token with an audience", Use: core.AccessToken, Text: ofAccess(nil, object{"client_id": nil, "aud": TokensClientID})},
		{Name: "an access token as an ID token", Use: use, Text: goodAccess},
		{Name: "an ID token as an access token", Use: core.AccessToken, Text: good},
		{Name: "a hybrid", Use: use, Text: ofID(nil, object{"token_use": "access", "client_id": TokensClientID})},
		{Name: "no use", Use: use, Text: ofID(nil, object{"token_use": nil})},
		{Name: "a claim twice, the last one wrong", Use: use, Text: duplicate("", `,"token_use":"access"`)},
		{Name: "aud twice, the last one wrong", Use: use, Text: duplicate("", `,"aud":"another"`)},

		{Name: "expired", Use: use, Text: ofID(nil, object{"exp": seconds(-time.Hour)}), Expired: true},
		{Name: "an expired access token", Use: core.AccessToken, Text: ofAccess(nil, object{"exp": seconds(-2 * time.Minute)}), Expired: true},
		{Name: "not yet valid", Use: use, Text: ofID(nil, object{"nbf": seconds(time.Hour)}), Expired: true},
		{Name: "issued in the future", Use: use, Text: ofID(nil, object{"iat": seconds(time.Hour)}), Expired: true,
			Differs: "it does not look at iat; a token from the future was made by a clock that nobody can trust, or this one is wrong"},
		{Name: "no end", Use: use, Text: ofID(nil, object{"exp": nil}), Expired: true,
			Differs: "it accepts tokens that never end; Cognito's all do"},
		{Name: "the end is text", Use: use, Text: ofID(nil, object{"exp": "9999999999"}), Expired: true},
		{Name: "the end is null", Use: use, Text: idKey.signed(idHeader.String(), strings.Replace(id.String(), `"exp":`, `"exp":null,"x":`, 1)), Expired: true},
		{Name: "the end is zero", Use: use, Text: ofID(nil, object{"exp": 0}), Expired: true},
		{Name: "nbf is text", Use: use, Text: ofID(nil, object{"nbf": "0"}), Expired: true},

		{Name: "empty", Use: use, Text: ""},
		{Name: "dots", Use: use, Text: ".."},
		{Name: "junk", Use: use, Text: "junk"},
		{Name: "three times junk", Use: use, Text: "!.$.%"},
		{Name: "no signature", Use: use, Text: parts[0] + "." + parts[1]},
		{Name: "an empty signature", Use: use, Text: parts[0] + "." + parts[1] + "."},
		{Name: "truncated", Use: use, Text: good[:len(good)-4]},
		{Name: "four parts", Use: use, Text: good + ".AA"},
		{Name: "five parts", Use: use, Text: good + ".AA.AA"},
		{Name: "swapped payload", Use: use, Text: swap(1, base64url([]byte(id.with(object{"sub": "mallory"}).String())))},
		{Name: "another token's signature", Use: use, Text: swap(2, strings.Split(goodAccess, ".")[2])},
		{Name: "another token's payload", Use: use, Text: swap(1, strings.Split(goodAccess, ".")[1])},
		{Name: "a signature of zeros", Use: use, Text: swap(2, base64url(make([]byte, 256)))},
		{Name: "one byte more", Use: use, Text: good + "AAAA"},
		{Name: "spaces", Use: use, Text: " " + good + " "},
		{Name: "a line's end", Use: use, Text: good + "\n"},
		{Name: "lines", Use: use, Text: good[:100] + "\r\n" + good[100:]},
		{Name: "padding", Use: use, Text: good + "==", Differs: "it passes over padding, which RFC 7515, section 2, leaves out"},
		{Name: "the other alphabet", Use: use, Text: strings.NewReplacer("-", "+", "_", "/").Replace(tokenWith("-", idHeader.String(), id))},
		{Name: "no object", Use: use, Text: idKey.signed(idHeader.String(), `"text"`)},
		{Name: "a list", Use: use, Text: idKey.signed(idHeader.String(), `[`+id.String()+`]`)},
		{Name: "null", Use: use, Text: idKey.signed(idHeader.String(), `null`)},
		{Name: "no JSON", Use: use, Text: idKey.signed(idHeader.String(), id.String()+"}")},
		{Name: "a header that is null", Use: use, Text: idKey.signed("null", id.String())},
		{Name: "a header that is a list", Use: use, Text: idKey.signed("["+idHeader.String()+"]", id.String())},
		{Name: "huge", Use: use, Text: ofID(nil, object{"huge": strings.Repeat("0123456789", 100_000)}),
			Differs: "it reads tokens of any length; Cognito's are a few kilobytes, and nobody should work on more before the signature is known to be right"},
		{Name: "thousands of members", Use: use, Text: ofID(nil, object{"many": make([]int, 5_000)}), Differs: "as huge"},
		{Name: "deep", Use: use, Text: unsigned(idHeader.String(), strings.Repeat("[", 20_000)+strings.Repeat("]", 20_000)) + ".AA"},
	}
}

// tokenWith returns a token whose claims contain these characters.
func tokenWith(characters, header string, claims object) string {
	for n := 0; ; n++ {
		if text := idKey.signed(header, claims.with(object{"n": n}).String()); strings.Contains(text, characters) {
			return text
		}
	}
}

// weak is a key that is too short to be accepted.
var weak = object{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "weak", "e": "AQAB", "n": base64url(new(big.Int).Lsh(big.NewInt(1), 1023).Bytes())}
