package fakecognito

import (
	"net/http"
	"slices"
)

// logoutParameters are the service's, and those of OpenID's logout, which it does not have and
// ignores.
var logoutParameters = nameSet(
	"client_id", "logout_uri", "redirect_uri", "response_type", "scope", "state", "nonce",
	"code_challenge", "code_challenge_method", "lang",
	"id_token_hint", "post_logout_redirect_uri", "ui_locales",
)

// logout answers GET /logout: it ends the browser's session, and goes to a sign-out address of
// the application or, with a redirect_uri in place of logout_uri, to the sign-in page. The
// tokens of the application are not revoked.
func (s *Server) logout(r *http.Request) reply {
	given, err := readParameters(r.URL.RawQuery, logoutParameters)
	if err != nil {
		return errorPage(asOAuthError(err).description)
	}
	if given.Get("client_id") != s.clientID() {
		return errorPage("client_id is not that of an app client")
	}
	var rep reply
	switch {
	case given.Get("logout_uri") != "":
		if !slices.Contains(s.LogoutURIs, given.Get("logout_uri")) {
			return errorPage("logout_uri is not registered")
		}
		rep = redirectTo(given.Get("logout_uri"))
	case given.Get("redirect_uri") != "":
		req, err := s.authorizeRequest(r.URL.RawQuery)
		if err != nil {
			return req.refusal(err)
		}
		rep = redirectTo("/login?" + req.query)
	default:
		return errorPage("logout_uri or redirect_uri is needed")
	}
	s.endCookieSession(r)
	rep.header.Add("Set-Cookie", clearedSessionCookie(r))
	return rep
}
