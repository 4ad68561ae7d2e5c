package fakecognito

import (
	"net/http"
	"net/url"
)

// The pool's domain: the pages and endpoints of managed login (the hosted UI). It is another
// origin than the API, so it is a handler of its own, on the same users and tokens.
//
// A page gets what the application has asked for in its own query, as in the service: the
// browser's history and a reload work, and nothing is kept for a visitor who goes away.

// defaultScopes are what the app client may ask for unless Server.Scopes says otherwise.
var defaultScopes = []string{"openid", "email", "phone", "profile", adminScope}

// adminScope admits an access token to the API's operations on the user's own account.
const adminScope = "aws.cognito.signin.user.admin"

// cognitoProvider is the name of the pool itself as an identity provider.
const cognitoProvider = "COGNITO"

// domainOperations are the domain's endpoints that applications call; the others are pages.
// Their names are what Fail, Hold, HoldReply and Request.Op call them.
var domainOperations = map[string]domainOperation{
	"oauth2/token":    (*Server).tokenEndpoint,
	"oauth2/revoke":   (*Server).revokeEndpoint,
	"oauth2/userInfo": (*Server).userInfoEndpoint,
}

// domainOperation processes one request with the server's mutex held.
type domainOperation func(s *Server, r *http.Request, body []byte) (any, error)

// Domain returns the handler of the pool's domain: /oauth2/authorize, /login, /logout,
// /oauth2/token, /oauth2/revoke and /oauth2/userInfo. Serve it on an origin of its own, and
// set DomainURL to that origin if clients are to find it by discovery.
func (s *Server) Domain() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /oauth2/authorize", s.page(s.asked((*Server).authorize)))
	mux.HandleFunc("GET /login", s.page(s.asked((*Server).loginPage)))
	mux.HandleFunc("POST /login", s.page(s.submitted((*Server).login)))
	mux.HandleFunc("POST /mfa", s.page(s.submitted((*Server).loginCode)))
	mux.HandleFunc("GET /provider/{name}", s.page(s.asked((*Server).providerPage)))
	mux.HandleFunc("POST /provider/{name}", s.page(s.submitted((*Server).providerAnswer)))
	mux.HandleFunc("GET /logout", s.page(s.logout))
	for name, operation := range domainOperations {
		handler := func(w http.ResponseWriter, r *http.Request) {
			s.serve(w, r, name, func(body []byte) reply { return s.processDomain(operation, r, body) })
		}
		mux.HandleFunc("POST /"+name, handler)
		if name == "oauth2/userInfo" {
			mux.HandleFunc("GET /"+name, handler)
		}
		mux.HandleFunc("OPTIONS /"+name, s.servePreflight)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", s.now().UTC().Format(http.TimeFormat))
		w.Header().Set("X-Amz-Cognito-Request-Id", newUUID())
		mux.ServeHTTP(w, r)
	})
}

// processDomain runs an endpoint that applications call.
func (s *Server) processDomain(operation domainOperation, r *http.Request, body []byte) reply {
	s.lock()
	defer s.mu.Unlock()
	out, err := operation(s, r, body)
	if err != nil {
		return oauthErrorReply(err)
	}
	return oauthReply(http.StatusOK, out)
}

// page returns the handler of a page. The form has been read when f runs, with the server's
// mutex held.
func (s *Server) page(f func(r *http.Request) reply) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		if err := r.ParseForm(); err != nil {
			errorPage("the request is malformed").write(w)
			return
		}
		s.lock()
		rep := f(r)
		s.mu.Unlock()
		rep.write(w)
	}
}

// asked makes a page of one that needs to know what the application has asked for.
func (s *Server) asked(f func(*Server, *http.Request, *authorizeRequest) reply) func(*http.Request) reply {
	return func(r *http.Request) reply {
		req, err := s.authorizeRequest(r.URL.RawQuery)
		if err != nil {
			return req.refusal(err)
		}
		return f(s, r, req)
	}
}

// submitted is asked for a page that gets a form, which must come from the page itself.
func (s *Server) submitted(f func(*Server, *http.Request, *authorizeRequest) reply) func(*http.Request) reply {
	return s.asked(func(s *Server, r *http.Request, req *authorizeRequest) reply {
		if !fromOwnPage(r) {
			return errorPage("the form was not sent from this page")
		}
		return f(s, r, req)
	})
}

// clientScopes returns what the app client may ask for.
func (s *Server) clientScopes() []string {
	if len(s.Scopes) == 0 {
		return defaultScopes
	}
	return s.Scopes
}

// readParameters reads a query or a form, and refuses repeated and unknown names.
func readParameters(text string, known map[string]bool) (url.Values, error) {
	values, err := url.ParseQuery(text)
	if err != nil {
		return nil, invalidRequest("the parameters are malformed")
	}
	for name, list := range values {
		if len(list) > 1 {
			return values, invalidRequest("parameter " + name + " is repeated")
		}
		if !known[name] {
			return values, invalidRequest("parameter " + name + " is not known")
		}
	}
	return values, nil
}

// nameSet makes a set.
func nameSet(list ...string) map[string]bool {
	set := map[string]bool{}
	for _, name := range list {
		set[name] = true
	}
	return set
}
