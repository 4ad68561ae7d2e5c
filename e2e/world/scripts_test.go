package world

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// worldScripts loads the classic script in other ways than by a plain element beside
// its files.
func worldScripts(t *testing.T, library string) {
	dist := distOf(library)
	src := dist + minified

	for name, source := range map[string]string{
		"min.js": "import * as AmazonCognitoIdentity from 'amazon-cognito-identity-js/dist/amazon-cognito-identity.min.js'; Object.assign(window, { AmazonCognitoIdentity });",
		".js":    "window.AmazonCognitoIdentity = require('amazon-cognito-identity-js/dist/amazon-cognito-identity.js');",
	} {
		for how, arguments := range map[string][]string{
			"one file": nil,
			"split":    {"--format=esm", "--splitting"},
		} {
			t.Run("bundled/"+name+"/"+how, func(t *testing.T) {
				t.Parallel()
				s := newWorld(t)
				serveFolder(s, "/assets/", bundleFor(t, library, source, arguments...))
				kind := "text/javascript"
				if arguments != nil {
					kind = "module"
				}
				servePage(s, "/bundled.html", `<script type="`+kind+`" src="/assets/application.js"></script>`)
				tb := harness.NewTab(t, s)
				tb.Open("/bundled.html")
				wantLife(t, tb, "life(AmazonCognitoIdentity, $0)")
			})
		}
	}

	// Where the script cannot know its own place, the address of the Wasm module is all
	// that it needs, and the error says so.
	for name, text := range map[string]string{
		"/assets/vendor.js":           "window.before = 1;\n" + scriptOf(t, library) + "\nwindow.after = 1;\n",
		"/assets/cognito-3f2a9c1e.js": scriptOf(t, library),
	} {
		t.Run("moved"+name, func(t *testing.T) {
			t.Parallel()
			s := newWorld(t)
			s.Script(name, text)
			servePage(s, "/moved.html", `<script src="`+name+`"></script>`)
			tb := harness.NewTab(t, s)
			tb.Expect("because its MIME type") // the browser's report of a 404
			tb.Open("/moved.html")
			if library == "upstream" {
				wantLife(t, tb, "life(AmazonCognitoIdentity, $0)")
				return
			}
			wantModuleAddress(t, lifeOf(tb, "life(AmazonCognitoIdentity, $0)"), s.URL+"/assets/cognitowasm.")
			// After the failure, and in a page that says it from the start.
			for range 2 {
				tb.Eval("AmazonCognitoIdentity.configure({ wasmURL: '/dist/cognitowasm.wasm' })", nil)
				wantLife(t, tb, "life(AmazonCognitoIdentity, $0)")
				tb.Reload()
			}
		})
	}

	for _, tt := range []struct{ name, path, head, before string }{
		{"relative address and pushState", "/world.html", `<script src="` + strings.TrimPrefix(src, "/") + `"></script>`, "history.pushState(null, '', '/deep/er/')"},
		{"relative address and a base element since", "/world.html", `<script src="` + strings.TrimPrefix(src, "/") + `"></script>`, "document.head.insertAdjacentHTML('beforeend', '<base href=\"/else/where/\">')"},
		{"element removed since", "/world.html", `<script src="` + src + `"></script>`, "document.querySelectorAll('script').forEach((script) => script.remove())"},
		{"module", "/world.html", `<script type="module" src="` + src + `"></script>`, "null"},
		{"AMD", "/world.html", `<script>window.define = (names, make) => (window.AmazonCognitoIdentity = make()); define.amd = {};</script><script src="` + src + `"></script>`, "null"},
		{"document.write", "/world.html", `<script>document.write('<script src="` + src + `"><\/script>')</script>`, "null"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newWorld(t)
			servePage(s, tt.path, tt.head)
			tb := harness.NewTab(t, s)
			tb.Open(tt.path)
			tb.Eval(tt.before, nil)
			wantLife(t, tb, "life(AmazonCognitoIdentity, $0)")
		})
	}

	for name, worker := range map[string]string{
		"folder": "new Worker('/world/worker.js?' + script)",
		"blob":   "new Worker(URL.createObjectURL(new Blob([`importScripts('${origin}/world/worker.js')`])) + '#' + script)",
	} {
		t.Run("worker/"+name, func(t *testing.T) {
			t.Parallel()
			s := newWorld(t)
			servePage(s, "/worker.html", "")
			tb := harness.NewTab(t, s)
			tb.Open("/worker.html")
			wantLife(t, tb, `((script) => new Promise((resolve) => {
				const worker = `+worker+`;
				worker.onmessage = ({ data }) => resolve(data);
				worker.onerror = ({ message }) => resolve([message]);
				worker.postMessage($0);
			}))(origin + '`+src+`')`)
		})
	}
}

// worldFiles opens a page from a folder, as Electron and Cordova do.
func worldFiles(t *testing.T, library string) {
	s := newWorld(t)
	folder := t.TempDir()
	names := []string{minified}
	from := filepath.Join(harness.Root, "node_modules", harness.UpstreamName, "dist")
	if library == "ours" {
		from = filepath.Join(harness.Root, "dist")
		files, err := filepath.Glob(filepath.Join(from, "cognitowasm.*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			names = append(names, filepath.Base(file))
		}
	}
	for _, name := range names {
		copyFile(t, filepath.Join(from, name), filepath.Join(folder, "scripts", name))
	}
	copyFile(t, "life.js", filepath.Join(folder, "life.js"))
	page := filepath.Join(folder, "index.html")
	if err := os.WriteFile(page, []byte(`<!doctype html><title>file</title><script src="life.js"></script><script src="scripts/`+minified+`"></script>`), 0o666); err != nil {
		t.Fatal(err)
	}
	tb := harness.NewWholeTab(t, s)
	tb.Expect("blocked by CORS policy") // of a fetch of file:, before another way is tried
	tb.Run(chromedp.Navigate("file://" + filepath.ToSlash(page)))
	wantLife(t, tb, "life(AmazonCognitoIdentity, $0)")
	if n := len(s.RequestsTo("RespondToAuthChallenge")); n != 1 {
		t.Errorf("%d sign-ins at the service, want 1", n)
	}
}

// copyFile copies a file into a folder that is made for it.
func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, text, 0o666); err != nil {
		t.Fatal(err)
	}
}

// worldOrigins loads the script from a domain for assets that sends no CORS headers,
// and in a frame whose origin is opaque.
func worldOrigins(t *testing.T, library string) {
	src := distOf(library) + minified
	for name, reply := range map[string]func(*harness.Site) (head, page string){
		"another domain": func(s *harness.Site) (string, string) {
			assets := httptest.NewServer(http.HandlerFunc(s.ServeHTTP))
			t.Cleanup(assets.Close)
			return `<script src="` + assets.URL + src + `"></script>`, ""
		},
		"sandboxed frame": func(s *harness.Site) (string, string) {
			return `<script src="` + src + `"></script>`, `<iframe sandbox="allow-scripts" src="/inner.html"></iframe>`
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newWorld(t)
			head, outer := reply(s)
			if outer == "" {
				servePage(s, "/assets.html", head)
				tb := harness.NewTab(t, s)
				tb.Expect("blocked by CORS policy")
				tb.Open("/assets.html")
				wantLife(t, tb, "life(AmazonCognitoIdentity, $0)")
				return
			}
			servePage(s, "/inner.html", head+`<script>
				onmessage = ({ data }) => life(AmazonCognitoIdentity, { ...data, Storage: life.mapStorage() }).then((done) => parent.postMessage({ done, origin: self.origin }, '*'));
			</script>`)
			s.Page("/outer.html", `<!doctype html><title>outer</title>`+outer)
			tb := harness.NewTab(t, s)
			tb.Expect("blocked by CORS policy")
			tb.Open("/outer.html")
			var got struct {
				Done   []string
				Origin string
			}
			tb.Eval("new Promise((resolve) => { onmessage = ({ data }) => resolve(data); frames[0].postMessage($0, '*'); })", &got, ada(s))
			if got.Origin != "null" {
				t.Errorf("the frame's origin is %q: it is not sandboxed", got.Origin)
			}
			if !slices.Equal(got.Done, wholeLife) {
				t.Errorf("got %q", got.Done)
			}
		})
	}
}
