// Package base64 decodes base64 as leniently as JavaScript's usual decoders do.
package base64

import (
	"encoding/base64"
	"strings"
)

// Decode returns the bytes, as a string. It accepts both alphabets, with or without
// padding, skips what is in neither, and ends at the padding.
func Decode(text string) (string, error) {
	text, _, _ = strings.Cut(text, "=")
	plain := make([]byte, 0, len(text))
	for i := range len(text) {
		switch c := text[i]; {
		case c == '+':
			plain = append(plain, '-')
		case c == '/':
			plain = append(plain, '_')
		case c == '-' || c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
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
