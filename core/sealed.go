package core

import "strings"

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
