package fakecognito

import (
	"net/http"
	"net/url"
	"slices"
)

// loginPage shows the form. It does not look at the browser's session, which /oauth2/authorize
// has found to be none or not enough.
func (s *Server) loginPage(r *http.Request, req *authorizeRequest) reply {
	return s.loginForm(r, req, req.loginHint, "")
}

func (s *Server) loginForm(r *http.Request, req *authorizeRequest, username, message string) reply {
	f := formData{Username: username, Message: message}
	if req.provider == "" {
		f.Providers = s.Providers
	}
	return formPage(r, req, loginTemplate, f)
}

// login processes the form: a password, or the button of a provider. Whoever has a temporary
// password, or must set up a second factor first, is told so: these pages do not exist here.
func (s *Server) login(r *http.Request, req *authorizeRequest) reply {
	if provider := r.PostForm.Get("provider"); provider != "" {
		if !slices.Contains(s.Providers, provider) {
			return errorPage("there is no such identity provider")
		}
		return redirectTo("/provider/" + url.PathEscape(provider) + "?" + req.query)
	}
	name := r.PostForm.Get("username")
	u, err := s.proveOnPage(name, r.PostForm.Get("password"))
	if err != nil {
		return s.loginForm(r, req, name, asOAuthError(err).description)
	}
	switch {
	case u.status == StatusForceChangePassword:
		return s.loginForm(r, req, name, "This page of the fake cannot change a temporary password.")
	case s.OddChallenge != "", len(u.mfa.enabled) == 0 && s.MFARequired:
		return s.loginForm(r, req, name, "This page of the fake cannot set up a second factor.")
	case len(u.mfa.enabled) > 0:
		return s.askCodeOnPage(r, req, u)
	}
	return s.signedIn(r, req, u, cognitoProvider, []string{methodPassword})
}

// proveOnPage returns the user with a name and a password.
func (s *Server) proveOnPage(name, password string) (*user, error) {
	start := &initiateAuthRequest{AuthParameters: map[string]string{"USERNAME": name}}
	u, _, err := s.startingUser(start)
	if err != nil {
		return nil, err
	}
	if err := s.checkPassword(u, password); err != nil {
		return nil, err
	}
	u.lockout.succeeded()
	if u.status == StatusUnconfirmed {
		return nil, errNotConfirmed
	}
	return u, nil
}
