package fakecognito

import (
	"net/http"
	"slices"
	"strings"
)

// claimScopes are the scopes that stand for attributes of the user.
var claimScopes = nameSet("email", "phone", "profile")

// userInfoEndpoint answers GET and POST /oauth2/userInfo with the attributes that the scopes
// of an access token allow. As in the service, all values are text.
func (s *Server) userInfoEndpoint(r *http.Request, _ []byte) (any, error) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return nil, invalidRequest("an access token is needed")
	}
	g, err := s.grantOf(token)
	if err != nil {
		return nil, invalidToken(asOAuthError(err).description)
	}
	if !g.has("openid") {
		return nil, invalidToken("Access token does not contain openid scope")
	}
	claims := g.attributes()
	claims["sub"] = g.user.sub
	claims["username"] = g.user.username
	if identities := g.user.identities(); identities != nil {
		claims["identities"] = string(mustJSON(identities))
	}
	return claims, nil
}

// scopes returns the scopes of a sign-in's access tokens.
func (g *tokenGroup) scopes() []string {
	if g.authorization == nil {
		return []string{adminScope}
	}
	return g.authorization.scopes
}

func (g *tokenGroup) has(scope string) bool { return slices.Contains(g.scopes(), scope) }

// attributes returns the user's attributes that an application may see: all if it asked for
// none in particular, otherwise those of its scopes. By the service's documentation, profile
// stands for all of them; here as in OpenID Connect (Core, 5.4) for those without another
// scope, so that a client that forgets to ask for the e-mail address notices.
func (g *tokenGroup) attributes() map[string]string {
	visible := map[string]string{}
	chosen := g.authorization != nil && slices.ContainsFunc(g.scopes(), func(scope string) bool { return claimScopes[scope] })
	for name, value := range g.user.attributes {
		scope := "profile"
		switch name {
		case "email", "email_verified":
			scope = "email"
		case "phone_number", "phone_number_verified":
			scope = "phone"
		}
		if !chosen || g.has(scope) {
			visible[name] = value
		}
	}
	return visible
}
