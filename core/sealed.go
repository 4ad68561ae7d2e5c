package core

import "strings"

// SealedPrefix is what a page that has configured tokenIsolation stores at the begin of
// a refresh token: only the workers of its origin can read the rest. Such a text is good
// for nothing elsewhere. It is not sent, since the service's refusal would end a session
// that is good, and the error has code [TokenSealed].
const SealedPrefix = "cognitowasm.sealed."

// sealed reports whether the input of an operation has a sealed refresh token.
func sealed(input Object) bool {
	for _, m := range input {
		switch value := m.Value.(type) {
		case Object:
			if sealed(value) {
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
