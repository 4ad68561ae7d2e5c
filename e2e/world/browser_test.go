package world

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// person is whom the fixtures in e2e/world sign in, and where.
type person struct {
	Username string `json:"username"`
	Password string `json:"password"`
	Endpoint string `json:"endpoint"`
}

func ada(s *harness.Site) person { return person{harness.Username, harness.Password, s.Endpoint} }

// newWorld is a site with ada and the fixtures of e2e/world under /world/.
func newWorld(t *testing.T) *harness.Site {
	t.Helper()
	s := harness.NewSite(t)
	s.AddUser()
	for _, name := range []string{"life.js", "worker.js", "serviceworker.js", "removed.js"} {
		serveFile(s, "/world/"+name, name)
	}
	return s
}

// serveFile serves a file under the path.
func serveFile(s *harness.Site, path, name string) {
	s.Serve(path, func(w http.ResponseWriter, r *http.Request) {
		if contentType := harness.ContentTypes[filepath.Ext(name)]; contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		http.ServeFile(w, r, name)
	})
}

// distOf is the folder of the site that has the library's dist.
func distOf(library string) string {
	return map[string]string{"upstream": "/upstream/", "ours": "/dist/"}[library]
}

const minified = "amazon-cognito-identity.min.js"

// scriptOf is the library's classic script.
func scriptOf(t *testing.T, library string) string {
	t.Helper()
	folder := map[string]string{"upstream": "node_modules/amazon-cognito-identity-js/dist", "ours": "dist"}[library]
	text, err := os.ReadFile(filepath.Join(harness.Root, filepath.FromSlash(folder), minified))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// servePage serves a page of the site with what stands in its head; life.js comes first.
func servePage(s *harness.Site, path, head string) {
	s.Page(path, `<!doctype html><title>world</title><script src="/world/life.js"></script>`+head)
}

// wholeLife is what life.js returns when all of it has worked.
var wholeLife = []string{"signed in", "read", "refreshed", "signed out"}

// wantLife fails unless the expression, a call of life with $0 for its options, comes
// to all of it.
func wantLife(t *testing.T, tb *harness.Tab, expression string) {
	t.Helper()
	if got := lifeOf(tb, expression); !slices.Equal(got, wholeLife) {
		t.Errorf("got %q", got)
	}
}

// lifeOf returns what the expression comes to, a call of life with $0 for its options.
func lifeOf(tb *harness.Tab, expression string) (got []string) {
	tb.T.Helper()
	tb.Eval(expression, &got, ada(tb.Site))
	return got
}

// projectWith makes a folder in which the library is installed under upstream's name.
func projectWith(t *testing.T, library string) string {
	t.Helper()
	folder := t.TempDir()
	from := map[string]string{"upstream": "node_modules/amazon-cognito-identity-js", "ours": ""}[library]
	from, err := filepath.Abs(filepath.Join(harness.Root, filepath.FromSlash(from)))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(folder, "node_modules"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(from, filepath.Join(folder, "node_modules", harness.UpstreamName)); err != nil {
		t.Fatal(err)
	}
	return folder
}

// bundleFor bundles an application that imports the library, and returns the folder
// of what esbuild has made of it: application.js, and chunks if it is told to split.
func bundleFor(t *testing.T, library, application string, arguments ...string) (folder string) {
	t.Helper()
	project := projectWith(t, library)
	entry, out := filepath.Join(project, "application.js"), filepath.Join(project, "out")
	if err := os.WriteFile(entry, []byte(application), 0o666); err != nil {
		t.Fatal(err)
	}
	harness.Command(t, harness.Root, "go", append([]string{"tool", "esbuild", entry, "--bundle", "--log-level=error", "--define:global=globalThis", "--outdir=" + out}, arguments...)...)
	return out
}

// serveFolder serves the files of a folder below the path.
func serveFolder(s *harness.Site, path, folder string) {
	s.T.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		s.T.Fatal(err)
	}
	for _, f := range files {
		serveFile(s, path+f.Name(), filepath.Join(folder, f.Name()))
	}
}

// wantModuleAddress fails unless the error of a life is that of a Wasm module that is not
// where it was looked for: it names the address and what to do.
func wantModuleAddress(t *testing.T, got []string, address string) {
	t.Helper()
	text := strings.Join(got, ", ")
	for _, part := range []string{"signing in: WasmLoadFailed: ", address, "configure({ wasmURL })"} {
		if !strings.Contains(text, part) {
			t.Errorf("the first error is %q, which does not say %q", text, part)
		}
	}
}
