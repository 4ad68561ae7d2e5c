package fakecognito

import "net/http"

// askCodeOnPage asks for a second factor: the preferred one, or the first if the user prefers
// none (the service lets them choose). The challenge is that of the API, but only the page
// can answer it.
func (s *Server) askCodeOnPage(r *http.Request, req *authorizeRequest, u *user) reply {
	c := &challenge{user: u, username: u.username, proven: []string{methodPassword}}
	asked := s.askFactor(c, orDefault(u.mfa.preferred, u.mfa.enabled[0]))
	s.pool.challenges[asked.Session].onPage = true
	return s.codeForm(r, req, asked.Session, "")
}

func (s *Server) codeForm(r *http.Request, req *authorizeRequest, session, message string) reply {
	hint := "Enter the code that was sent to you."
	if s.pool.challenges[session].name == SoftwareTokenMFA {
		hint = "Enter the code of your authenticator app."
	}
	return formPage(r, req, codeTemplate, formData{Session: session, Hint: hint, Message: message})
}

// loginCode processes the code. After too many wrong ones, or too long, the sign-in begins
// again.
func (s *Server) loginCode(r *http.Request, req *authorizeRequest) reply {
	session := r.PostForm.Get("session")
	c := s.pool.challenges[session]
	if c == nil || !c.onPage || c.used || !s.now().Before(c.expires) {
		return s.loginForm(r, req, "", "The sign-in has expired. Sign in again.")
	}
	if c.user.deleted || !c.user.enabled {
		return s.loginForm(r, req, "", asOAuthError(errUserDisabled).description)
	}
	given := r.PostForm.Get("code")
	right := c.name != SoftwareTokenMFA && c.code.check(given, s.now()) == nil ||
		c.name == SoftwareTokenMFA && c.user.mfa.acceptTOTP(c.user.mfa.secret, given, s.now())
	if !right {
		_ = c.wrongCode() // it counts; its error is for the API
		return s.codeForm(r, req, session, "Invalid code or auth state for the user.")
	}
	c.used = true
	c.passed(factorMethods[c.name])
	return s.signedIn(r, req, c.user, cognitoProvider, c.proven)
}
