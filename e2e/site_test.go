package e2e

import (
	"net/http"
	"net/http/httptest"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// site is what a page meets: its own origin, with the library, the peer and the
// test's pages, and Cognito on another.
type site struct {
	t *testing.T
	// cognito is the fake; set its knobs before the first request.
	cognito *fakecognito.Server
	// url is the page's origin, without a slash at the end; endpoint Cognito's.
	url, endpoint string
	// contentSecurityPolicy is sent with every page, when it is set.
	contentSecurityPolicy string

	mu        sync.Mutex
	requested []string
	overrides map[string]http.HandlerFunc
}

// The user that newSite makes.
const (
	username = "ada"
	password = "Engine-1843"
	email    = "ada@example.com"
)

func newSite(t *testing.T) *site {
	s := &site{t: t, cognito: new(fakecognito.Server), overrides: map[string]http.HandlerFunc{}}
	api := httptest.NewServer(s.cognito)
	t.Cleanup(api.Close)
	pages := httptest.NewServer(s)
	t.Cleanup(pages.Close)
	s.url, s.endpoint = pages.URL, api.URL+"/"
	return s
}

// addUser makes the confirmed user ada.
func (s *site) addUser() fakecognito.User {
	s.t.Helper()
	user, err := s.cognito.CreateUser(fakecognito.NewUser{Username: username, Password: password, Email: email})
	if err != nil {
		s.t.Fatal(err)
	}
	return user
}

// addSMSUser makes the user sms, who has ada's password and is asked for a code that
// comes by SMS.
func (s *site) addSMSUser() {
	s.t.Helper()
	if _, err := s.cognito.CreateUser(fakecognito.NewUser{
		Username: "sms", Password: password, Attributes: map[string]string{"phone_number": "+15551234567"}, MFA: []string{fakecognito.SMSMFA},
	}); err != nil {
		s.t.Fatal(err)
	}
}

// serve puts a handler in the place of what the path would give.
func (s *site) serve(path string, handler http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.overrides[path] = handler
}

// page serves HTML under the path.
func (s *site) page(path, html string) {
	s.serve(path, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if s.contentSecurityPolicy != "" {
			w.Header().Set("Content-Security-Policy", s.contentSecurityPolicy)
		}
		_, _ = w.Write([]byte(html))
	})
}

// script serves JavaScript under the path.
func (s *site) script(path, source string) {
	s.serve(path, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		_, _ = w.Write([]byte(source))
	})
}

// requests counts the requests for paths that end so.
func (s *site) requests(suffix string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, path := range s.requested {
		if strings.HasSuffix(path, suffix) {
			n++
		}
	}
	return n
}

var contentTypes = map[string]string{
	".wasm": "application/wasm",
	".js":   "text/javascript; charset=utf-8",
	".mjs":  "text/javascript; charset=utf-8",
}

// ServeHTTP serves /dist/, /peer/, the test's own pages, /ours.html and
// /peer.html, which have one of the libraries and page.js; 404 for the rest.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.requested = append(s.requested, r.URL.Path)
	override := s.overrides[r.URL.Path]
	s.mu.Unlock()
	if override != nil {
		override(w, r)
		return
	}
	file := ""
	switch {
	case r.URL.Path == "/favicon.ico":
		w.WriteHeader(http.StatusNoContent)
		return
	case r.URL.Path == "/page.js":
		file = "page.js"
	case r.URL.Path == "/ours.html" || r.URL.Path == "/peer.html":
		library := map[string]string{"/ours.html": "/dist/", "/peer.html": "/peer/"}[r.URL.Path] + "amazon-cognito-identity.min.js"
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if s.contentSecurityPolicy != "" {
			w.Header().Set("Content-Security-Policy", s.contentSecurityPolicy)
		}
		_, _ = w.Write([]byte(`<!doctype html><title>e2e</title><script src="` + library + `"></script><script src="/page.js"></script>`))
		return
	case strings.HasPrefix(r.URL.Path, "/dist/"):
		file = filepath.Join(root, filepath.FromSlash(path.Clean(r.URL.Path)))
	case strings.HasPrefix(r.URL.Path, "/peer/"):
		file = filepath.Join(root, "node_modules/amazon-cognito-identity-js/dist", filepath.Base(r.URL.Path))
	}
	if file == "" {
		http.NotFound(w, r)
		return
	}
	if contentType := contentTypes[filepath.Ext(file)]; contentType != "" {
		w.Header().Set("Content-Type", contentType)
	}
	w.Header().Set("Cache-Control", "no-store")
	http.ServeFile(w, r, file)
}

// requestsTo are the finished requests of the operation to Cognito.
func (s *site) requestsTo(operation string) []fakecognito.Request {
	var found []fakecognito.Request
	for _, r := range s.cognito.Requests() {
		if r.Op == operation {
			found = append(found, r)
		}
	}
	return found
}
