package core

import "strings"

// SealedPrefix begins a refresh token that was stored by a page with the option
// tokenIsolation. The rest is encrypted, and only the workers of the page's origin can read
// it. Such a token is never sent, since the service would refuse it, which would end a valid
// session; the call fails with code [TokenSealed].
const SealedPrefix = "cognitowasm.sealed."

// hasSealedToken reports whether the input of an operation has a sealed refresh token.
func hasSealedToken(input Object) bool {
	for _, m := range input {
		switch value := m.Value.(type) {
		case Object:
			if hasSealedToken(value) {
				return true
			}
		case string:
			if (m.Name == "REFRESH_TOKEN" || m.Name == "RefreshToken" || m.Name == "Token") && strings.HasPrefix(value, SealedPrefix) {
				return true
			}
		}
	}
	return false
}
