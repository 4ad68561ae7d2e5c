package fakeidentitypool

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"strings"
)

// checkLogins checks that Logins names the user pool and nothing else, and returns the sub of
// its token. An identity pool with guests would accept a request without Logins; this one has
// none.
func (s *Server) checkLogins(logins map[string]string) (sub string, err error) {
	if len(logins) == 0 {
		return "", notAuthorized("Unauthenticated access is not supported for this identity pool.")
	}
	key := s.LoginsKey
	if key == "" {
		_, key, _ = strings.Cut(s.Issuer, "://")
	}
	token, has := logins[key]
	if !has || len(logins) > 1 {
		return "", notAuthorized("Token is not from a supported provider of this identity pool.")
	}
	return s.checkToken(token)
}

// checkToken checks an ID token, and returns its sub. The texts say which check failed, and
// nothing of the token.
func (s *Server) checkToken(token string) (sub string, err error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return "", notAuthorized("Invalid login token. Not a valid OpenId Connect identity token.")
	}
	var header struct{ Alg, Kid string }
	var claims struct {
		Sub, Iss string
		Aud      string
		Exp      int64
		TokenUse string `json:"token_use"`
	}
	signature, badSignature := base64.RawURLEncoding.DecodeString(parts[2])
	if badSignature != nil || !decodePart(parts[0], &header) || !decodePart(parts[1], &claims) {
		return "", notAuthorized("Invalid login token. Not a valid OpenId Connect identity token.")
	}
	key := s.key(header.Kid)
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	switch {
	case header.Alg != "RS256", key == nil, rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature) != nil:
		return "", notAuthorized("Invalid login token. Signature is wrong.")
	case claims.Iss != s.Issuer:
		return "", notAuthorized("Invalid login token. Issuer doesn't match providerName")
	case claims.TokenUse != "id":
		return "", notAuthorized("Invalid login token. Not an ID token.")
	case claims.Aud != s.ClientID:
		return "", notAuthorized("Invalid login token. Incorrect token audience.")
	case s.now().Unix() >= claims.Exp:
		return "", notAuthorized("Invalid login token. Token expired.")
	case claims.Sub == "":
		return "", notAuthorized("Invalid login token. Missing a required claim: sub.")
	}
	return claims.Sub, nil
}

func decodePart(part string, v any) bool {
	text, err := base64.RawURLEncoding.DecodeString(part)
	return err == nil && json.Unmarshal(text, v) == nil
}

// key returns the key of JWKS with a kid, or nil.
func (s *Server) key(kid string) *rsa.PublicKey {
	var set struct {
		Keys []struct{ Kid, Kty, N, E string }
	}
	if json.Unmarshal(s.JWKS, &set) != nil {
		return nil
	}
	for _, k := range set.Keys {
		n, badN := base64.RawURLEncoding.DecodeString(k.N)
		e, badE := base64.RawURLEncoding.DecodeString(k.E)
		if k.Kid == kid && k.Kty == "RSA" && badN == nil && badE == nil {
			return &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}
		}
	}
	return nil
}
