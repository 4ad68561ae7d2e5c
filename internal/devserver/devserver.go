// Package devserver serves the demo page of www/ for "make demo" and for the
// tests in e2e.
//
// Start with [New]. The handler is the page's origin. The fake Cognito that the page
// uses listens on its own origin, so that CORS and preflights are real:
//
//	cognito := &fakecognito.Server{}
//	api := httptest.NewServer(cognito)
//	demo := devserver.New(devserver.Config{Root: "..", Cognito: cognito, Endpoint: api.URL})
//	page := httptest.NewServer(demo)
//	defer page.Close()
//	defer demo.Close() // before page.Close, which waits for open event streams
//
// Files are read at each request, so that reloading the page shows changes of www/ and
// dist/. It is a server for a developer's own machine: /mailbox shows the codes that
// the fake has "sent" to everybody who asks.
package devserver

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
	"github.com/cognitowasm/cognitowasm/internal/wasmbuild"
)

// The script that defines AmazonCognitoIdentity has the same name in dist and in upstream's
// package.
const libraryScript = "amazon-cognito-identity.min.js"

// upstreamDist is where npm installs upstream's scripts.
const upstreamDist = "node_modules/amazon-cognito-identity-js/dist"

// Config configures what is served.
type Config struct {
	// Root is the project's folder, in which the defaults of WWW, Dist and Upstream are.
	Root string

	// WWW is the folder of the page's sources. It defaults to Root/www.
	WWW string

	// Dist is the folder that "make build" makes, served as /dist/. It defaults to
	// Root/dist. If it does not exist, the page says what to do.
	Dist string

	// Upstream is the folder of amazon-cognito-identity-js's scripts, served as /upstream/. It
	// defaults to the one in Root/node_modules, and need not exist.
	Upstream string

	// Cognito is the server that the page uses. New sets some of its options, so it must be
	// called before the first request.
	Cognito *fakecognito.Server

	// Endpoint is the URL at which browsers reach Cognito.
	Endpoint string

	// Domain is the URL at which browsers reach the pool's domain, without a slash at the
	// end. If it is set, and Origin too, users can sign in there.
	Domain string

	// Origin is the page's origin, such as http://localhost:8080. If it is set, New lets
	// users of Cognito choose how to sign in. Its host is the relying party of their
	// passkeys, so it must be a domain, and not an IP address.
	Origin string
}

// Server is the handler of the page's origin.
type Server struct {
	Config
	// run is random: if it changes, the page knows that the fake's users are new.
	run     string
	mux     *http.ServeMux
	log     requestLog
	mailbox mailbox
}

// New returns the handler. Close ends its event streams.
func New(c Config) *Server {
	under := func(dir *string, name string) {
		if *dir == "" {
			*dir = filepath.Join(c.Root, filepath.FromSlash(name))
		}
	}
	under(&c.WWW, "www")
	under(&c.Dist, "dist")
	under(&c.Upstream, upstreamDist)

	s := &Server{Config: c, run: rand.Text(), mux: http.NewServeMux()}
	s.log.init()
	s.mailbox.cognito = c.Cognito
	if c.Origin != "" {
		allowChoice(c.Cognito, c.Origin)
		if c.Domain != "" {
			allowRedirects(c.Cognito, c.Origin, c.Domain)
		}
	}
	s.watch(c.Cognito)

	s.mux.HandleFunc("GET /{$}", s.servePage)
	s.mux.HandleFunc("GET /demo.js", s.serveScript)
	s.mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, r *http.Request) {
		serveFile(w, r, s.WWW, "style.css", "")
	})
	s.mux.HandleFunc("GET /dist/{file...}", func(w http.ResponseWriter, r *http.Request) {
		serveFile(w, r, s.Dist, r.PathValue("file"), "dist/ has no such file. Run `make build` to fill it.")
	})
	s.mux.HandleFunc("GET /upstream/{file...}", func(w http.ResponseWriter, r *http.Request) {
		serveFile(w, r, s.Upstream, r.PathValue("file"),
			"amazon-cognito-identity-js has no such file, or is not installed. Run `npm ci` to install it.")
	})
	s.mux.HandleFunc("GET /config.json", s.serveConfig)
	s.mux.HandleFunc("GET /mailbox", s.mailbox.serve)
	s.mux.HandleFunc("GET /requests", s.log.serve)
	return s
}

// Close ends the event streams, and makes new ones end immediately. Everything else keeps
// working.
func (s *Server) Close() { s.log.close() }

// ServeHTTP serves the page and what it needs, and 404 for everything else.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Cache-Control", "no-cache")
	s.mux.ServeHTTP(w, r)
}

// watch adds a finished request of the fake to the log, and notes who may have mail.
func (s *Server) watch(cognito *fakecognito.Server) {
	now := time.Now
	if cognito.Now != nil {
		now = cognito.Now
	}
	before := cognito.OnRequest
	cognito.OnRequest = func(r fakecognito.Request) {
		s.mailbox.note(r)
		s.log.add(entryOf(r, now()))
		if before != nil {
			before(r)
		}
	}
}

// pageConfig is /config.json: what the page must know about the server.
type pageConfig struct {
	UserPoolID string `json:"userPoolId"`
	ClientID   string `json:"clientId"`
	Endpoint   string `json:"endpoint"`
	// Domain is the pool's domain, and Provider a provider there; they are omitted if users
	// cannot sign in there.
	Domain   string `json:"domain,omitempty"`
	Provider string `json:"provider,omitempty"`
	// Dist and Upstream say whether the two libraries can be loaded.
	Dist     bool `json:"dist"`
	Upstream bool `json:"upstream"`
	// SDK is where the Wasm module with the AWS SDK is, in the form for configure; it is
	// omitted if it has not been built.
	SDK *program `json:"sdk,omitempty"`
	// Version is the library's version, empty if dist does not say.
	Version string `json:"version,omitempty"`
	// Run is different for each server.
	Run string `json:"run"`
}

func (s *Server) serveConfig(w http.ResponseWriter, r *http.Request) {
	c := pageConfig{
		UserPoolID: s.Cognito.PoolID,
		ClientID:   s.Cognito.ClientID,
		Endpoint:   s.endpoint(),
		Dist:       exists(s.Dist),
		Upstream:   exists(s.Upstream),
		SDK:        s.sdk(),
		Version:    s.version(),
		Run:        s.run,
	}
	if s.Cognito.DomainURL != "" && s.Domain != "" {
		c.Domain, c.Provider = s.Domain, provider
	}
	if c.UserPoolID == "" {
		c.UserPoolID = fakecognito.DefaultPoolID
	}
	if c.ClientID == "" {
		c.ClientID = fakecognito.DefaultClientID
	}
	writeJSON(w, c)
}

// endpoint returns the fake's address with the path "/", the only one for API requests.
func (s *Server) endpoint() string { return strings.TrimSuffix(s.Endpoint, "/") + "/" }

// exists reports whether dir has the library's script.
func exists(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, libraryScript))
	return err == nil && info.Mode().IsRegular()
}

// program is the address of a Wasm module, and its digest.
type program struct {
	WasmURL       string `json:"wasmURL"`
	WasmIntegrity string `json:"wasmIntegrity"`
}

// version returns the library's version from the description of the build.
func (s *Server) version() string {
	info, err := wasmbuild.ReadInfo(s.Dist)
	if err != nil {
		return ""
	}
	return info.Version
}

// sdk returns the Wasm module with the AWS SDK.
func (s *Server) sdk() *program {
	name := path.Base(wasmbuild.SDK.Folder)
	info, err := wasmbuild.ReadInfo(filepath.Join(s.Dist, name))
	if err != nil {
		return nil
	}
	return &program{WasmURL: "/dist/" + name + "/" + info.Wasm.File, WasmIntegrity: info.Wasm.Integrity}
}

func writeJSON(w http.ResponseWriter, v any) {
	text, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(text)
}
