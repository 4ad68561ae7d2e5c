//go:build !js

package core

import (
	"encoding/base64"
	"encoding/json"
	"strings"
)

// Claims decodes the claims of the ID token into a value with encoding/json, as
// [Session.IDClaims] has them, verified or not:
//
//	var claims struct {
//		Email  string   `json:"email"`
//		Groups []string `json:"cognito:groups"`
//	}
//	err := session.Claims(&claims)
func (s *Session) Claims(v any) error {
	_, rest, _ := strings.Cut(s.IDToken, ".")
	payload, _, _ := strings.Cut(rest, ".")
	text, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(payload, "="))
	if err == nil {
		err = json.Unmarshal(text, v)
	}
	if err != nil {
		return &Error{Reason: InvalidParameter, Message: "The claims of the ID token cannot be decoded into that value.", Err: err}
	}
	return nil
}
