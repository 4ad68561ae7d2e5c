package harness

import (
	_ "embed"
	"net/http"
	"net/http/httptest"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// Site is what a page meets: its own origin, with the library, upstream and the
// test's pages, Cognito on another, and the pool's domain on a third.
type Site struct {
	T *testing.T
	// Cognito is the fake; set its knobs before the first request.
	Cognito *fakecognito.Server
	// URL is the page's origin, without a slash at the end; Endpoint is Cognito's, with one.
	URL, Endpoint string
	// Domain is the origin of the pool's domain, without a slash at the end. Tests set
	// s.Cognito.RedirectURIs and LogoutURIs themselves.
	Domain string
	// ContentSecurityPolicy is sent with every page, when it is set.
	ContentSecurityPolicy string

	mu        sync.Mutex
	requested []string
	overrides map[string]http.HandlerFunc
	domain    *domain
}

// What pages have beside the library, and a clock for those that ask for one.
var (
	//go:embed page.js
	pageScript []byte
	//go:embed clock.js
	clockScript []byte
)

// The user that AddUser makes.
const (
	Username = "ada"
	Password = "Engine-1843"
	Email    = "ada@example.com"
)

// NewSite starts a site that ends with the test.
func NewSite(t *testing.T) *Site {
	s := &Site{T: t, Cognito: new(fakecognito.Server), overrides: map[string]http.HandlerFunc{}}
	api := httptest.NewServer(s.Cognito)
	t.Cleanup(api.Close)
	s.domain = newDomain(s.Cognito.Domain())
	pages := httptest.NewServer(s)
	t.Cleanup(pages.Close)
	s.URL, s.Endpoint, s.Domain = pages.URL, api.URL+"/", s.domain.serve(t)
	s.Cognito.DomainURL = s.Domain
	return s
}

// Localhost makes it a site on localhost: an IP address cannot be the relying party of
// passkeys.
func (s *Site) Localhost() { s.URL = strings.Replace(s.URL, "127.0.0.1", "localhost", 1) }

// AddUser makes the confirmed user ada.
func (s *Site) AddUser() fakecognito.User {
	s.T.Helper()
	user, err := s.Cognito.CreateUser(fakecognito.NewUser{Username: Username, Password: Password, Email: Email})
	if err != nil {
		s.T.Fatal(err)
	}
	return user
}

// AddSMSUser makes the user sms, who has ada's password and is asked for a code that
// comes by SMS.
func (s *Site) AddSMSUser() {
	s.T.Helper()
	if _, err := s.Cognito.CreateUser(fakecognito.NewUser{
		Username: "sms", Password: Password, Attributes: map[string]string{"phone_number": "+15551234567"}, MFA: []string{fakecognito.SMSMFA},
	}); err != nil {
		s.T.Fatal(err)
	}
}

// Serve puts a handler in the place of what the path would give.
func (s *Site) Serve(path string, handler http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.overrides[path] = handler
}

// Override returns the handler that a test has put in the place of the path, or nil.
func (s *Site) Override(path string) http.HandlerFunc {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.overrides[path]
}

// Page serves HTML under the path.
func (s *Site) Page(path, html string) {
	s.Serve(path, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if s.ContentSecurityPolicy != "" {
			w.Header().Set("Content-Security-Policy", s.ContentSecurityPolicy)
		}
		_, _ = w.Write([]byte(html))
	})
}

// Script serves JavaScript under the path.
func (s *Site) Script(path, source string) {
	s.Serve(path, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		_, _ = w.Write([]byte(source))
	})
}

// Note counts a request that another handler serves.
func (s *Site) Note(r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requested = append(s.requested, r.URL.Path)
}

// Requests counts the requests for paths that end so.
func (s *Site) Requests(suffix string) int {
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

var ContentTypes = map[string]string{
	".wasm": "application/wasm",
	".js":   "text/javascript; charset=utf-8",
	".mjs":  "text/javascript; charset=utf-8",
}

// ServeHTTP serves /dist/, /upstream/, the test's own pages, /ours.html and
// /upstream.html, which have one of the libraries and page.js; 404 for the rest.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.Note(r)
	s.mu.Lock()
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
	case r.URL.Path == "/page.js" || r.URL.Path == "/clock.js":
		w.Header().Set("Content-Type", ContentTypes[".js"])
		_, _ = w.Write(map[string][]byte{"/page.js": pageScript, "/clock.js": clockScript}[r.URL.Path])
		return
	case r.URL.Path == "/ours.html" || r.URL.Path == "/upstream.html":
		library := map[string]string{"/ours.html": "/dist/", "/upstream.html": "/upstream/"}[r.URL.Path] + "amazon-cognito-identity.min.js"
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if s.ContentSecurityPolicy != "" {
			w.Header().Set("Content-Security-Policy", s.ContentSecurityPolicy)
		}
		_, _ = w.Write([]byte(`<!doctype html><title>e2e</title><script src="` + library + `"></script><script src="/page.js"></script>`))
		return
	case strings.HasPrefix(r.URL.Path, "/dist/"):
		file = filepath.Join(Root, filepath.FromSlash(path.Clean(r.URL.Path)))
	case strings.HasPrefix(r.URL.Path, "/upstream/"):
		file = filepath.Join(Root, "node_modules/amazon-cognito-identity-js/dist", filepath.Base(r.URL.Path))
	}
	if file == "" {
		http.NotFound(w, r)
		return
	}
	if contentType := ContentTypes[filepath.Ext(file)]; contentType != "" {
		w.Header().Set("Content-Type", contentType)
	}
	w.Header().Set("Cache-Control", "no-store")
	http.ServeFile(w, r, file)
}

// RequestsTo are the finished requests of the operation to Cognito.
func (s *Site) RequestsTo(operation string) []fakecognito.Request {
	var found []fakecognito.Request
	for _, r := range s.Cognito.Requests() {
		if r.Op == operation {
			found = append(found, r)
		}
	}
	return found
}
