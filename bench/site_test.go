//go:build bench

package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/bench"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// scripts are what a page loads of each library.
var scripts = map[bench.Contender]string{
	bench.Ours:         "/dist/amazon-cognito-identity.min.js",
	bench.Upstream:     "/upstream/amazon-cognito-identity.min.js",
	bench.Passwordless: "/passwordless.min.js",
}

// lazy are the files that ours loads when the core is needed.
var lazy = []string{"/dist/cognitowasm.runtime.js", "/dist/cognitowasm.wasm"}

// sdkFile is the Wasm module with the AWS SDK inside.
const sdkFile = "/dist/awssdk/cognitowasm.wasm"

// benchSite is a site as it would be in production: all libraries compressed, and
// kept by the browser's cache.
type benchSite struct {
	*harness.Site
	assets map[string]asset
	sent   atomic.Int64 // how many of them browsers have asked for
}

// newBenchSite makes one; what changes its addresses does so before they are in pages.
func newBenchSite(t *testing.T, change ...func(*harness.Site)) *benchSite {
	s := &benchSite{Site: harness.NewSite(t), assets: loadAssets(t)}
	s.AddUser()
	tokens, err := json.Marshal(s.tokens())
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range change {
		change(s.Site)
	}
	for path, file := range s.assets {
		s.Serve(path, func(w http.ResponseWriter, r *http.Request) {
			s.sent.Add(1)
			w.Header().Set("Content-Type", harness.ContentTypes[filepath.Ext(path)])
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			w.Header().Set("Vary", "Accept-Encoding")
			if !strings.Contains(r.Header.Get("Accept-Encoding"), "br") {
				t.Errorf("%s was not asked for in brotli", path)
			}
			w.Header().Set("Content-Encoding", "br")
			_, _ = w.Write(file.brotli)
		})
	}
	script, err := os.ReadFile("bench.js")
	if err != nil {
		t.Fatal(err)
	}
	// Inside the pages, so that no library waits for another file.
	inline := fmt.Sprintf("<!doctype html><title>bench</title><body><script>window.endpoint = %q</script><script>%s</script>", s.Endpoint, script)
	s.Page("/bench-frame.html", inline)
	user := fmt.Sprintf("%q", harness.Username)
	for of, path := range scripts {
		open := func(page, before, after string) {
			s.Page(page, inline+"<script>"+before+`</script><script src="`+path+`"></script><script>`+after+"</script>")
		}
		if of == bench.Ours {
			const inWorker = "AmazonCognitoIdentity.configure({ worker: true });"
			open("/"+string(oursInWorker)+".html", fmt.Sprintf("store(%s, %s, false)", user, tokens), inWorker+"window.library = openLibrary()")
			open("/"+string(oursInWorker)+"-session.html", fmt.Sprintf("store(%s, %s, true)", user, tokens), inWorker+"window.finished = loadSession()")
		}
		open("/"+string(of)+".html", fmt.Sprintf("store(%s, %s, false)", user, tokens), "window.library = openLibrary()")
		open("/"+string(of)+"-session.html", fmt.Sprintf("store(%s, %s, true)", user, tokens), "window.finished = loadSession()")
		form := fmt.Sprintf("window.finished = loadForm(%s, %q, preloading)", user, harness.Password)
		open("/"+string(of)+"-form.html", "localStorage.clear(), preloading = false", form)
		open("/"+string(of)+"Preloading-form.html", "localStorage.clear(), preloading = true", form)
	}
	return s
}

// tokens are those of a sign-in that no browser has made, so that none has a
// connection or a preflight's answer from it.
func (s *benchSite) tokens() map[string]any {
	s.T.Helper()
	body, err := json.Marshal(map[string]any{
		"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": fakecognito.DefaultClientID,
		"AuthParameters": map[string]string{"USERNAME": harness.Username, "PASSWORD": harness.Password},
	})
	if err != nil {
		s.T.Fatal(err)
	}
	request, err := http.NewRequestWithContext(s.T.Context(), http.MethodPost, s.Endpoint, bytes.NewReader(body))
	if err != nil {
		s.T.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.1")
	request.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.InitiateAuth")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.T.Fatal(err)
	}
	defer response.Body.Close()
	var reply struct{ AuthenticationResult map[string]any }
	if err := json.NewDecoder(response.Body).Decode(&reply); err != nil || reply.AuthenticationResult == nil {
		s.T.Fatalf("HTTP status %d, %v", response.StatusCode, err)
	}
	return reply.AuthenticationResult
}

// oursInWorker is ours with its core in a worker.
const oursInWorker bench.Contender = "oursInWorker"

// signedIn opens the page of each contender, which has a valid session, in profiles
// of their own.
func (s *benchSite) signedIn(contenders ...bench.Contender) map[bench.Contender]*harness.Tab {
	s.T.Helper()
	tabs := map[bench.Contender]*harness.Tab{}
	for _, of := range contenders {
		tabs[of] = harness.NewWholeTab(s.T, s.Site)
		tabs[of].Open("/" + string(of) + ".html")
	}
	return tabs
}

// cached makes a visit, and fails if files come over the network that should have been kept, or
// none come where nothing is.
func (s *benchSite) cached(yes bool, of bench.Contender, visit func() float64) float64 {
	s.T.Helper()
	before := s.sent.Load()
	elapsed := visit()
	if sent := s.sent.Load() - before; (sent == 0) != yes {
		s.T.Errorf("cached %t: %d files of %s came over the network", yes, sent, of)
	}
	return elapsed
}
