package core

import (
	"math"
	"strings"

	"github.com/cognitowasm/cognitowasm/core/internal/base64"
)

// unverifiedClaims decodes the claims of a JWT without checking its signature: the service
// checks it, and so must every server that receives the token. It returns nil if the text
// is not a JWT. Decoding is as lenient as upstream's, and as that of
// jsbridge/js/page/classes/tokens.ts; a test compares the two.
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

// numericClaim returns a claim as JavaScript's arithmetic sees it: a numeric string counts
// as its number (integers only), and what is not a number is NaN.
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
