//go:build ecosystem

package migration

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// libraries are what applications run with, in the order in which a project has them: "upstream"
// is what npm installs for them, "ours" what the swap makes of it, and "back" what undoing the
// swap does.
var libraries = []string{"upstream", "ours", "back"}

// built has the folder of each library's bundles, once the project has been built.
var built struct {
	mu      sync.Mutex
	folders map[string]string
}

// bundles returns a folder with the applications, bundled with one of the libraries. The first
// call makes the project, swaps, and goes back; in between it bundles.
func bundles(t *testing.T, library string) string {
	t.Helper()
	built.mu.Lock()
	defer built.mu.Unlock()
	if built.folders == nil {
		built.folders = buildAll(t)
	}
	return built.folders[library]
}

func buildAll(t *testing.T) map[string]string {
	t.Helper()
	packed := harness.Pack(t)
	project, err := os.MkdirTemp(filepath.Dir(packed.Path), "project")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(project, "applications"), os.DirFS("applications")); err != nil {
		t.Fatal(err)
	}
	manifest := filepath.Join(project, "package.json")
	for _, name := range []string{"package.json", "package-lock.json", ".npmrc"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(project, name), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	before, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}

	folders := map[string]string{}
	harness.Command(t, project, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	folders["upstream"] = bundle(t, project, "upstream", harness.UpstreamName)

	if err := os.WriteFile(manifest, swapped(t, before, packed.Path), 0o666); err != nil {
		t.Fatal(err)
	}
	harness.Command(t, project, "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund")
	folders["ours"] = bundle(t, project, "ours", "cognitowasm")

	if err := os.WriteFile(manifest, before, 0o666); err != nil {
		t.Fatal(err)
	}
	harness.Command(t, project, "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund")
	folders["back"] = bundle(t, project, "back", harness.UpstreamName)
	return folders
}

// swapped is a project's package.json with what docs/migrating.md adds: the alias where the
// project depends on upstream itself, and the override for the packages that do.
func swapped(t *testing.T, before []byte, packed string) []byte {
	t.Helper()
	text := sample(t, "`overrides`", "json")
	var change, manifest map[string]any
	for source, value := range map[string]*map[string]any{text: &change, string(before): &manifest} {
		if err := json.Unmarshal([]byte(source), value); err != nil {
			t.Fatalf("%v in %s", err, source)
		}
	}
	for member, entries := range change {
		into, _ := manifest[member].(map[string]any)
		if into == nil {
			into = map[string]any{}
			manifest[member] = into
		}
		for name, value := range entries.(map[string]any) {
			// The package is not in the registry yet: the file that would be published stands for it.
			if strings.HasPrefix(value.(string), "npm:cognitowasm@") {
				value = "file:" + packed
			}
			into[name] = value
		}
	}
	after, err := json.MarshalIndent(manifest, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	return after
}

// bundle checks that the one package that has upstream's name in the project is the wanted one,
// and bundles the applications as the project's owner would.
func bundle(t *testing.T, project, library, name string) (folder string) {
	t.Helper()
	copies := harness.Command(t, project, "find", "node_modules", "-path", "*node_modules/"+harness.UpstreamName+"/package.json")
	found := slices.Collect(strings.Lines(copies))
	if len(found) != 1 {
		t.Fatalf("%s: %d copies of %s: %q", library, len(found), harness.UpstreamName, found)
	}
	text, err := os.ReadFile(filepath.Join(project, strings.TrimSpace(found[0])))
	if err != nil {
		t.Fatal(err)
	}
	var installed struct{ Name string }
	if err := json.Unmarshal(text, &installed); err != nil || installed.Name != name {
		t.Fatalf("%s: installed is %q (%v), want %q", library, installed.Name, err, name)
	}
	folder = filepath.Join(project, library)
	entries, err := filepath.Glob(filepath.Join(project, "applications", "*.js*"))
	if err != nil || len(entries) == 0 {
		t.Fatalf("there are no applications (%v)", err)
	}
	// Amplify UI imports a dependency of aws-amplify's, which npm does not hoist.
	nested := filepath.Join(project, "node_modules/aws-amplify/node_modules/@aws-amplify/datastore")
	harness.Command(t, harness.Root, "go", append([]string{"tool", "esbuild", "--bundle", "--log-level=error", "--jsx=automatic",
		"--define:global=window", `--define:process.env.NODE_ENV="production"`, "--define:__VUE_OPTIONS_API__=true",
		"--define:__VUE_PROD_DEVTOOLS__=false", "--define:__VUE_PROD_HYDRATION_MISMATCH_DETAILS__=false", "--alias:@aws-amplify/datastore=" + nested, "--outdir=" + folder}, entries...)...)
	return folder
}

// applicationPage is a tab with an application, on a site of its own.
type applicationPage struct {
	*harness.Tab
	t       *testing.T
	name    string
	library string
}

// newPage returns a tab for an application, with a user in the pool.
func newPage(t *testing.T, name string) *applicationPage {
	t.Helper()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	// Only our library has a Wasm module.
	tb.BeforePages(`window.wasm = 0;
for (const name of ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming']) {
	const original = WebAssembly[name];
	WebAssembly[name] = (...args) => { window.wasm++; return original.apply(WebAssembly, args); };
}`)
	return &applicationPage{Tab: tb, t: t, name: name}
}

// open opens the application, bundled with a library.
func (p *applicationPage) open(library string) {
	p.t.Helper()
	p.library = library
	folder := bundles(p.t, library)
	path := "/" + library + "/" + p.name
	p.Site.Serve(path+".js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", harness.ContentTypes[".js"])
		http.ServeFile(w, r, filepath.Join(folder, p.name+".js"))
	})
	p.Site.Page(path+".html", fmt.Sprintf(`<!doctype html><title>e2e</title><div id="root"></div>
<script>window.cognito = { region: 'us-east-1', userPoolId: %q, clientId: %q, endpoint: %q };</script>
<script src="/page.js"></script><script src="%s.js"></script>`,
		fakecognito.DefaultPoolID, fakecognito.DefaultClientID, p.Site.Endpoint, path))
	p.Open(path + ".html")
	p.Eval("void (window.endpoint = $0)", nil, p.Site.Endpoint)
}

// ran fails unless the library that the page was opened with did the work of a sign-in or a
// refresh on it.
func (p *applicationPage) ran() {
	p.t.Helper()
	var modules int
	if p.Eval("wasm", &modules); (modules > 0) != (p.library == "ours") {
		p.t.Errorf("%s: the page has used WebAssembly %d times: another library is running", p.library, modules)
	}
}

// fill enters text into a field as a user does, so that frameworks notice.
func (p *applicationPage) fill(selector, text string) {
	p.t.Helper()
	p.Eventually("document.querySelector($0)", selector)
	p.Eval(`void (() => {
		const field = document.querySelector($0);
		field.focus();
		Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, $1);
		field.dispatchEvent(new Event('input', { bubbles: true }));
		field.dispatchEvent(new Event('change', { bubbles: true }));
		field.blur();
	})()`, nil, selector, text)
}

// click clicks on what the selector finds, as soon as that is there and enabled.
func (p *applicationPage) click(selector string) {
	p.t.Helper()
	p.Eventually("document.querySelector($0) && !document.querySelector($0).disabled", selector)
	p.Eval("document.querySelector($0).click()", nil, selector)
}

// shows waits until the application shows a text.
func (p *applicationPage) shows(text string) {
	p.t.Helper()
	p.Eventually("document.body.innerText.includes($0)", text)
}
