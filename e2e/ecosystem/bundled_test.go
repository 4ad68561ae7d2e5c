//go:build ecosystem

package ecosystem

import (
	"cmp"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// bundled are the examples that a bundler makes into files. All have one page.
var bundled = []struct {
	example string
	with    string   // another version of the tool
	script  string   // what serves it in development, if not dev
	dev     []string // arguments of that script; none where it serves nothing
	dist    string   // where it is built, if not in dist
	oneFile bool     // the core is part of the page's only script
}{
	{example: "vite", dev: onPort},
	{example: "vite", with: "vite@8", dev: onPort},
	{example: "webpack", dev: onPort},
	{example: "webpack-4", dev: onPort},
	{example: "rollup"},
	{example: "esbuild", dev: []string{"--serve"}},
	{example: "esbuild-iife", dev: []string{"--serve"}, oneFile: true},
	{example: "parcel", dev: onPort},
	{example: "angular", script: "start", dev: onPort, dist: "dist/sign-in/browser"},
}

var onPort = []string{"--port", "{port}", "--host", "127.0.0.1"}

// TestBundled: somebody signs in with the tool's defaults, in development and in what it builds,
// whose page with a session does not load the core, unless that is part of its script.
func TestBundled(t *testing.T) {
	for _, b := range bundled {
		t.Run(cmp.Or(b.with, b.example), func(t *testing.T) {
			s := harness.NewSite(t)
			s.AddUser()
			a := installed(t, b.example, s)
			if b.with != "" {
				a.run("npm", "install", "--no-save", "--no-audit", "--no-fund", b.with)
			}
			if b.dev != nil {
				t.Run("development", func(t *testing.T) { signInAndOut(t, s, a.serve(cmp.Or(b.script, "dev"), b.dev...), func() {}) })
			}
			a.run("npm", "run", "build")
			large := new(largeFiles)
			server := httptest.NewServer(large.of(http.FileServer(http.Dir(filepath.Join(a.folder, cmp.Or(b.dist, "dist"))))))
			t.Cleanup(server.Close)
			signInAndOut(t, s, server.URL, func() {
				if large.forget() == 0 {
					t.Error("somebody has signed in without the core")
				}
			})
			if n := large.forget(); (n != 0) != b.oneFile {
				t.Errorf("the core was loaded %d times for a session that is valid", n)
			}
		})
	}
}

// signInAndOut signs in, loads the page again, and signs out.
func signInAndOut(t *testing.T, s *harness.Site, address string, signedIn func()) {
	t.Helper()
	tb := harness.NewTab(t, s)
	shows := func(text string) {
		t.Helper()
		tb.Reach(fmt.Sprintf("document.body && document.body.innerText.includes(%q)", text))
	}
	open := func() {
		t.Helper()
		tb.Run(chromedp.Navigate(address + "/"))
	}
	open()
	submit(tb, harness.Username, "document.body.innerText.includes('Signed in as ')")
	shows("Signed in as " + harness.Email)
	signedIn()
	open()
	shows("Signed in as " + harness.Email)
	tb.Run(chromedp.Click("#signed-in button"))
	shows("Password")
	open()
	shows("Password")
}

// largeFiles counts the requests for files that are so large that only the core can be in them.
type largeFiles struct {
	mu sync.Mutex
	n  int
}

func (l *largeFiles) of(files http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store") // what comes from a cache would not be counted
		counted := &countedWriter{ResponseWriter: w}
		files.ServeHTTP(counted, r)
		if counted.bytes > 500_000 {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.n++
		}
	})
}

// forget returns how many there were, and begins again.
func (l *largeFiles) forget() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.n
	l.n = 0
	return n
}

type countedWriter struct {
	http.ResponseWriter
	bytes int
}

func (w *countedWriter) Write(p []byte) (int, error) {
	n, err := w.ResponseWriter.Write(p)
	w.bytes += n
	return n, err
}
