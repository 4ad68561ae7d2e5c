package fakecognito

import (
	"net/http"
	"net/url"
	"slices"
)

var errLoginRequired = &oauthError{"login_required", "Login required"}

// authorize answers /oauth2/authorize: with a code if the browser's cookie is enough, and
// otherwise with the page of whoever is to ask the visitor.
func (s *Server) authorize(r *http.Request, req *authorizeRequest) reply {
	if session := s.cookieSession(r); session != nil && session.answers(req, s.now()) {
		session.expires = s.now().Add(cookieLifetime)
		rep := s.sendAuthorizationCode(req, session)
		rep.header.Add("Set-Cookie", sessionCookie(r, session))
		return rep
	}
	if slices.Contains(req.prompt, "none") {
		return req.refusal(errLoginRequired)
	}
	page := "/login"
	if req.provider != "" && req.provider != cognitoProvider {
		page = "/provider/" + url.PathEscape(req.provider)
	}
	return redirectTo(page + "?" + req.query)
}

// signedIn ends the sign-in of a user on a page: it starts the browser's session, and sends
// the browser back with a code.
func (s *Server) signedIn(r *http.Request, req *authorizeRequest, u *user, provider string, proven []string) reply {
	u.lastSignIn = s.now()
	session := s.startCookieSession(r, u, provider)
	session.proven = proven
	if !req.satisfied(proven) {
		rep := req.refusal(invalidRequest("the user has no factors for any of acr_values"))
		rep.header.Add("Set-Cookie", sessionCookie(r, session))
		return rep
	}
	rep := s.sendAuthorizationCode(req, session)
	rep.header.Add("Set-Cookie", sessionCookie(r, session))
	return rep
}
