package core

import (
	"encoding/base64"
	"math"
	"strings"
)

// unverifiedClaims decodes the claims of a JWT without checking its signature:
// the service checks it, and so must every server that is shown the token. Nil
// means that the text is no JWT. The decoding is as lenient as the peer's, and
// as that of jsbridge/facade/tokens.ts, which a test holds equal to this one.
func unverifiedClaims(token string, decode JSONDecoder) Object {
	_, rest, _ := strings.Cut(token, ".")
	payload, _, _ := strings.Cut(rest, ".")
	text, err := decodeBase64(payload)
	if err != nil {
		return nil
	}
	claims, err := decode(text)
	if err != nil {
		return nil
	}
	object, _ := claims.(Object)
	return object
}

// decodeBase64 accepts both alphabets, with or without padding, ignores what is
// in neither, and ends at the padding.
func decodeBase64(text string) (string, error) {
	text, _, _ = strings.Cut(text, "=")
	plain := make([]byte, 0, len(text))
	for i := range len(text) {
		switch c := text[i]; {
		case c == '+':
			plain = append(plain, '-')
		case c == '/':
			plain = append(plain, '_')
		case c == '-' || c == '_' || isAlphanumeric(rune(c)):
			plain = append(plain, c)
		}
	}
	if len(plain)%4 == 1 {
		plain = plain[:len(plain)-1] // six bits make no byte
	}
	decoded := make([]byte, base64.RawURLEncoding.DecodedLen(len(plain)))
	n, err := base64.RawURLEncoding.Decode(decoded, plain)
	return string(decoded[:n]), err
}

// numericClaim gives a claim as JavaScript's arithmetic would see it: a numeric
// string counts as its number (integers only), and what is no number is NaN.
func numericClaim(claims Object, name string) float64 {
	switch v := claims.Get(name).(type) {
	case float64:
		return v
	case string:
		sign, digits := cutSign(v)
		if n, rest := leadingInteger(digits, 10); rest == "" && digits != "" {
			return sign * n
		}
	}
	return math.NaN()
}
