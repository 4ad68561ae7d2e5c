package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// person is whom the fixtures in e2e/world sign in, and where.
type person struct {
	Username string `json:"username"`
	Password string `json:"password"`
	Endpoint string `json:"endpoint"`
}

func (s *site) ada() person { return person{username, password, s.endpoint} }

// newWorld is a site with ada and the fixtures of e2e/world under /world/.
func newWorld(t *testing.T) *site {
	t.Helper()
	s := newSite(t)
	s.addUser()
	for _, name := range []string{"life.js", "worker.js", "serviceworker.js", "removed.js"} {
		s.file("/world/"+name, filepath.Join("world", name))
	}
	return s
}

// file serves a file under the path.
func (s *site) file(path, name string) {
	s.serve(path, func(w http.ResponseWriter, r *http.Request) {
		if contentType := contentTypes[filepath.Ext(name)]; contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		http.ServeFile(w, r, name)
	})
}

// worldDist is the folder of the site that has the library's dist.
func worldDist(library string) string {
	return map[string]string{"original": "/peer/", "ours": "/dist/"}[library]
}

const minified = "amazon-cognito-identity.min.js"

// worldText is the library's classic script.
func worldText(t *testing.T, library string) string {
	t.Helper()
	folder := map[string]string{"original": "node_modules/amazon-cognito-identity-js/dist", "ours": "dist"}[library]
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(folder), minified))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// worldPage is a page of the site with what stands in its head; life.js comes first.
func (s *site) worldPage(path, head string) {
	s.page(path, `<!doctype html><title>world</title><script src="/world/life.js"></script>`+head)
}

// wholeLife is what life.js returns when all of it has worked.
var wholeLife = []string{"signed in", "read", "refreshed", "signed out"}

// wantLife fails unless the expression, a call of life with $0 for its options, comes
// to all of it.
func (tb *tab) wantLife(t *testing.T, expression string) {
	t.Helper()
	if got := tb.lifeOf(expression); !slices.Equal(got, wholeLife) {
		t.Errorf("got %q", got)
	}
}

// lifeOf returns what the expression comes to, a call of life with $0 for its options.
func (tb *tab) lifeOf(expression string) (got []string) {
	tb.t.Helper()
	tb.eval(expression, &got, tb.site.ada())
	return got
}

// worldProject is a folder in which the library is installed under upstream's name.
func worldProject(t *testing.T, library string) string {
	t.Helper()
	folder := t.TempDir()
	from := map[string]string{"original": "node_modules/amazon-cognito-identity-js", "ours": ""}[library]
	from, err := filepath.Abs(filepath.Join(root, filepath.FromSlash(from)))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(folder, "node_modules"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(from, filepath.Join(folder, "node_modules", peerName)); err != nil {
		t.Fatal(err)
	}
	return folder
}

// worldBundle bundles an application that imports the library, and returns the folder
// of what esbuild has made of it: application.js, and chunks if it is told to split.
func worldBundle(t *testing.T, library, application string, arguments ...string) (folder string) {
	t.Helper()
	project := worldProject(t, library)
	entry, out := filepath.Join(project, "application.js"), filepath.Join(project, "out")
	if err := os.WriteFile(entry, []byte(application), 0o666); err != nil {
		t.Fatal(err)
	}
	command(t, root, "go", append([]string{"tool", "esbuild", entry, "--bundle", "--log-level=error", "--define:global=globalThis", "--outdir=" + out}, arguments...)...)
	return out
}

// folder serves the files of a folder below the path.
func (s *site) folder(path, folder string) {
	s.t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, file := range files {
		s.file(path+file.Name(), filepath.Join(folder, file.Name()))
	}
}

// wantProgramAddress fails unless the error of a life is that of a program that is not
// where it was looked for: it names the address and what to do.
func wantProgramAddress(t *testing.T, got []string, address string) {
	t.Helper()
	text := strings.Join(got, ", ")
	for _, part := range []string{"signing in: WasmLoadFailed: ", address, "configure({ wasmURL })"} {
		if !strings.Contains(text, part) {
			t.Errorf("the first error is %q, which does not say %q", text, part)
		}
	}
}
