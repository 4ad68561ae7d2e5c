package fakecognito_test

import (
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

const issuer = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_FakePool1"

// jwks fetches the pool's public keys by kid.
func (e *env) jwks() map[string]*rsa.PublicKey {
	e.Helper()
	resp, err := http.Get(e.url + "/" + fakecognito.DefaultPoolID + "/.well-known/jwks.json")
	e.ok(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	e.ok(err)
	if string(body) != string(e.srv.JWKS()) || resp.Header.Get("Access-Control-Allow-Origin") != "*" {
		e.Error("the served JWKS is not JWKS(), or lacks CORS")
	}
	var doc struct {
		Keys []struct{ Alg, E, Kid, Kty, N, Use string }
	}
	e.ok(json.Unmarshal(body, &doc))
	keys := map[string]*rsa.PublicKey{}
	for _, k := range doc.Keys {
		if k.Alg != "RS256" || k.Kty != "RSA" || k.Use != "sig" {
			e.Errorf("key: %+v", k)
		}
		n, err := base64.RawURLEncoding.DecodeString(k.N)
		e.ok(err)
		exp, err := base64.RawURLEncoding.DecodeString(k.E)
		e.ok(err)
		keys[k.Kid] = &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(exp).Int64())}
	}
	return keys
}

// verify verifies a token with golang-jwt, and returns its kid and claims.
func (e *env) verify(token string) (kid string, claims jwt.MapClaims) {
	e.Helper()
	keys := e.jwks()
	parsed, err := jwt.Parse(token, func(t *jwt.Token) (any, error) {
		kid, _ = t.Header["kid"].(string)
		key, ok := keys[kid]
		if !ok {
			return nil, errors.New("unknown kid")
		}
		return key, nil
	}, jwt.WithValidMethods([]string{"RS256"}), jwt.WithIssuer(issuer), jwt.WithIssuedAt(), jwt.WithExpirationRequired(), jwt.WithTimeFunc(e.clock.Now))
	e.ok(err)
	return kid, parsed.Claims.(jwt.MapClaims)
}

func TestTokens(t *testing.T) {
	e := alice(t, &fakecognito.Server{IDTokenLifetime: 2 * time.Hour})
	result := e.signIn()
	user, _ := e.srv.User("alice")
	idKid, id := e.verify(*result.IdToken)
	accessKid, access := e.verify(*result.AccessToken)
	if idKid == accessKid {
		t.Error("both tokens have one kid")
	}
	now := float64(e.clock.Now().Unix())
	check := func(which string, claims jwt.MapClaims, want map[string]any) {
		t.Helper()
		for name, v := range want {
			if claims[name] != v {
				t.Errorf("%s: %s = %v, want %v", which, name, claims[name], v)
			}
			delete(claims, name)
		}
		for _, name := range []string{"event_id", "jti", "origin_jti"} {
			if v, _ := claims[name].(string); len(v) != 36 {
				t.Errorf("%s: %s is not a UUID", which, name)
			}
			delete(claims, name)
		}
		for name := range claims {
			t.Errorf("%s: unexpected claim %s", which, name)
		}
	}
	if id["origin_jti"] != access["origin_jti"] || id["event_id"] != access["event_id"] || id["jti"] == access["jti"] {
		t.Error("origin_jti and event_id have to be equal, jti different")
	}
	check("ID token", id, map[string]any{
		"sub": user.Sub, "email": "alice@example.com", "email_verified": true, "iss": issuer,
		"cognito:username": "alice", "aud": clientID, "token_use": "id",
		"auth_time": now, "iat": now, "exp": now + 7200,
	})
	check("access token", access, map[string]any{
		"sub": user.Sub, "iss": issuer, "client_id": clientID, "token_use": "access",
		"scope": "aws.cognito.signin.user.admin", "username": "alice",
		"auth_time": now, "iat": now, "exp": now + 3600,
	})
	if strings.Count(*result.RefreshToken, ".") != 4 {
		t.Error("the refresh token has not the shape of an encrypted token")
	}
	if *result.TokenType != "Bearer" || result.NewDeviceMetadata != nil {
		t.Errorf("TokenType %q, NewDeviceMetadata %v", *result.TokenType, result.NewDeviceMetadata)
	}

	resp, err := http.Get(e.url + "/" + fakecognito.DefaultPoolID + "/.well-known/openid-configuration")
	e.ok(err)
	defer resp.Body.Close()
	var config map[string]any
	e.ok(json.NewDecoder(resp.Body).Decode(&config))
	if config["issuer"] != issuer || config["jwks_uri"] != issuer+"/.well-known/jwks.json" {
		t.Errorf("openid-configuration: %v", config)
	}
}

func TestRefresh(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	first := e.signIn()
	_, before := e.verify(*first.AccessToken)
	e.clock.Advance(time.Hour)
	e.wantError(e.getUser(*first.AccessToken), "NotAuthorizedException: Access Token has expired")
	second, err := e.refresh(*first.RefreshToken)
	e.ok(err)
	if second.RefreshToken != nil {
		t.Error("the reply has a refresh token")
	}
	_, after := e.verify(*second.AccessToken)
	for _, name := range []string{"origin_jti", "auth_time", "sub"} {
		if before[name] != after[name] {
			t.Errorf("%s changed", name)
		}
	}
	if before["jti"] == after["jti"] || before["iat"] == after["iat"] {
		t.Error("jti or iat did not change")
	}
	e.ok(e.getUser(*second.AccessToken))
	_, err = e.initiate("REFRESH_TOKEN", map[string]string{"REFRESH_TOKEN": *first.RefreshToken})
	e.ok(err)

	_, err = e.refresh("nonsense")
	e.wantError(err, "NotAuthorizedException: Invalid Refresh Token")
	e.srv.DisableUser("alice")
	_, err = e.refresh(*first.RefreshToken)
	e.wantError(err, "NotAuthorizedException: User is disabled.")
	e.srv.EnableUser("alice")
	e.clock.Advance(30 * 24 * time.Hour)
	_, err = e.refresh(*first.RefreshToken)
	e.wantError(err, "NotAuthorizedException: Refresh Token has expired")
	third := e.signIn()
	e.srv.DeleteUser("alice")
	_, err = e.refresh(*third.RefreshToken)
	e.wantError(err, "UserNotFoundException: User does not exist.")
	e.wantError(e.getUser(*third.AccessToken), "UserNotFoundException: User does not exist.")
}
