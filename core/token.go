package core

import (
	"math"
	"strings"

	"github.com/cognitowasm/cognitowasm/core/internal/base64"
)

// unverifiedClaims decodes the claims of a JWT without checking its signature:
// the service checks it, and so must every server that is shown the token. Nil
// means that the text is no JWT. The decoding is as lenient as the peer's, and
// as that of jsbridge/js/page/classes/tokens.ts, which a test holds equal to this one.
func unverifiedClaims(token string, decode JSONDecoder) Object {
	_, rest, _ := strings.Cut(token, ".")
	payload, _, _ := strings.Cut(rest, ".")
	text, err := base64.Decode(payload)
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
