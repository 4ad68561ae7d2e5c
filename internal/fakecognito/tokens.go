package fakecognito

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"time"
)

// tokenGroup is the tokens of one sign-in: a refresh token and all tokens that were issued
// for it, including further refresh tokens. It is revoked as a whole.
type tokenGroup struct {
	user      *user
	originJTI string
	eventID   string
	authTime  time.Time
	expires   time.Time
	revoked   bool
	// deviceKey is the device of the sign-in, empty without device tracking.
	deviceKey string
	// authorization is what was granted at the pool's domain, nil for a sign-in by the API.
	authorization *authorization
	proven        []string // as challenge.proven
}

// authenticationResult is the part of a reply that has tokens.
type authenticationResult struct {
	AccessToken       string
	ExpiresIn         int64
	IdToken           string          `json:",omitempty"`
	NewDeviceMetadata *deviceMetadata `json:",omitempty"`
	RefreshToken      string          `json:",omitempty"`
	TokenType         string
}

type deviceMetadata struct {
	DeviceGroupKey string
	DeviceKey      string
}

// newTokenGroup starts a signed-in session.
func (s *Server) newTokenGroup(u *user, deviceKey string) *tokenGroup {
	return &tokenGroup{
		user:      u,
		originJTI: newUUID(),
		eventID:   newUUID(),
		authTime:  s.now(),
		expires:   s.now().Add(orDefault(s.RefreshTokenLifetime, 30*24*time.Hour)),
		deviceKey: deviceKey,
	}
}

// refreshToken is one refresh token of a group. Without rotation a group has
// one; with it, every use adds another.
type refreshToken struct {
	text  string
	group *tokenGroup
	// spent counts the uses; see RefreshToken.Spent.
	spent int
	// rotated says that the token has been exchanged for another, and is
	// accepted only until graceEnds.
	rotated   bool
	graceEnds time.Time
}

// issueRefreshToken adds a refresh token to a group.
func (s *Server) issueRefreshToken(g *tokenGroup) string {
	t := &refreshToken{text: newRefreshToken(), group: g}
	s.pool.refreshTokens[t.text] = t
	s.pool.issued = append(s.pool.issued, t)
	return t.text
}

// newRefreshToken returns text in the shape of the service's refresh tokens: an
// encrypted JWT of five parts that only the service can read. Here all but the
// header is random.
func newRefreshToken() string {
	const header = `{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}`
	parts := []string{base64.RawURLEncoding.EncodeToString([]byte(header))}
	for _, size := range []int{256, 12, 1000, 16} {
		parts = append(parts, base64.RawURLEncoding.EncodeToString(randomBytes(size)))
	}
	return strings.Join(parts, ".")
}

// tokens returns a new pair of ID and access token. The caller adds the refresh token if the
// reply has one.
func (s *Server) tokens(g *tokenGroup) *authenticationResult { return s.tokensWith(g, "") }

// tokensWith is tokens with a nonce for the ID token. A sign-in at the pool's domain without
// the scope openid has no ID token, not even from the API, of which that is an assumption.
func (s *Server) tokensWith(g *tokenGroup, nonce string) *authenticationResult {
	keys := signingKeys()
	now := s.now()
	idLifetime := orDefault(s.IDTokenLifetime, time.Hour)
	accessLifetime := orDefault(s.AccessTokenLifetime, time.Hour)
	common := map[string]any{
		"sub":       g.user.sub,
		"iss":       s.IssuerURL(),
		"event_id":  g.eventID,
		"auth_time": seconds(g.authTime),
		"iat":       seconds(now),
	}
	if !s.DisableTokenRevocation || s.RefreshTokenRotation {
		common["origin_jti"] = g.originJTI
	}

	s.addAuthenticationClaims(common, g.proven)

	id := maps.Clone(common)
	for name, value := range g.attributes() {
		id[name] = value
	}
	if id["email"] != nil {
		id["email_verified"] = g.user.attributes["email_verified"] == "true"
	}
	id["cognito:username"] = g.user.username
	id["aud"] = s.clientID()
	id["token_use"] = "id"
	id["exp"] = seconds(now.Add(idLifetime))
	id["jti"] = newUUID()

	access := common
	access["client_id"] = s.clientID()
	access["token_use"] = "access"
	access["scope"] = strings.Join(g.scopes(), " ")
	access["username"] = g.user.username
	access["exp"] = seconds(now.Add(accessLifetime))
	jti := newUUID()
	access["jti"] = jti
	if g.deviceKey != "" {
		access["device_key"] = g.deviceKey
	}
	if g.authorization != nil {
		access["version"] = 2
		if g.authorization.resource != "" {
			access["aud"] = g.authorization.resource
		}
	}
	s.pool.accessTokens[jti] = g

	result := &authenticationResult{
		AccessToken: s.sign(keys.access, access),
		ExpiresIn:   int64(accessLifetime / time.Second),
		TokenType:   "Bearer",
	}
	if g.authorization != nil {
		if !g.has("openid") {
			return result
		}
		id["at_hash"] = accessTokenHash(result.AccessToken)
	}
	if nonce != "" {
		id["nonce"] = nonce
	}
	if identities := g.user.identities(); identities != nil {
		id["identities"] = identities
	}
	result.IdToken = s.sign(keys.id, id)
	return result
}

// accessTokenHash returns the claim at_hash (OpenID Connect Core, 3.1.3.6).
func accessTokenHash(accessToken string) string {
	sum := sha256.Sum256([]byte(accessToken))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// sign returns claims as a JWT, after a test has had them.
func (s *Server) sign(key signingKey, claims map[string]any) string {
	if s.OnToken != nil {
		s.OnToken(claims)
	}
	return signJWT(key, claims)
}

// signJWT returns claims as a JWT with the service's header, which has no typ.
func signJWT(key signingKey, claims map[string]any) string {
	header := mustJSON(struct {
		Kid string `json:"kid"`
		Alg string `json:"alg"`
	}{key.kid, "RS256"})
	text := base64.RawURLEncoding.EncodeToString(header) + "." +
		base64.RawURLEncoding.EncodeToString(mustJSON(claims))
	return text + "." + base64.RawURLEncoding.EncodeToString(key.sign(text))
}

// looksLikeJWT reports whether a token has three parts, as ID and access tokens have and
// refresh tokens do not.
func looksLikeJWT(token string) bool { return strings.Count(token, ".") == 2 }

// accessGrant returns the sign-in of an access token, and refuses a token that may not be
// used for the user's account.
func (s *Server) accessGrant(token string) (*tokenGroup, error) {
	g, err := s.grantOf(token)
	if err != nil {
		return nil, err
	}
	if !g.has(adminScope) {
		return nil, notAuthorized("Access Token does not have required scopes")
	}
	return g, nil
}

// grantOf returns the sign-in of an access token, and refuses a token that may not be used
// for anything.
func (s *Server) grantOf(token string) (*tokenGroup, error) {
	invalid := notAuthorized("Invalid Access Token")
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, invalid
	}
	// An ID token is signed with the other key, and is refused here.
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || !signingKeys().access.verify(parts[0]+"."+parts[1], signature) {
		return nil, invalid
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return nil, invalid
	}
	var claims struct {
		ClientID string `json:"client_id"`
		Exp      int64  `json:"exp"`
		Iss      string `json:"iss"`
		JTI      string `json:"jti"`
		TokenUse string `json:"token_use"`
	}
	if err := json.Unmarshal(payload, &claims); err != nil {
		return nil, invalid
	}
	// Servers of one process share their keys, so the claim iss and the list of issued
	// tokens decide.
	g := s.pool.accessTokens[claims.JTI]
	if claims.TokenUse != "access" || claims.ClientID != s.clientID() || claims.Iss != s.IssuerURL() || g == nil {
		return nil, invalid
	}
	switch {
	case seconds(s.now()) >= claims.Exp:
		return nil, notAuthorized("Access Token has expired")
	case g.revoked:
		return nil, notAuthorized("Access Token has been revoked")
	case g.user.deleted:
		return nil, errUserNotFound
	case !g.user.enabled:
		return nil, errUserDisabled
	}
	return g, nil
}

// revokeAll ends all sign-ins of a user.
func (s *Server) revokeAll(u *user) {
	for _, t := range s.pool.issued {
		if t.group.user == u {
			t.group.revoked = true
		}
	}
}
