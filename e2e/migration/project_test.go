//go:build ecosystem

package migration

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// project is a folder whose dependencies bring upstream, with one or more applications.
type project struct {
	source string // within this folder
	// libraries are what the applications run with, in the order in which the project has them:
	// "upstream" is what npm installs for them, "ours" what the swap makes of it, and "back" what
	// undoing the swap does.
	libraries []string
	// build builds the applications in a copy of the project, and returns the folder in that copy
	// that has them as pages.
	build func(t *testing.T, copied string) (pages string)

	mu    sync.Mutex
	pages map[string]string
}

// bundled are the applications that esbuild bundles, a page each.
var bundled = &project{source: ".", libraries: []string{"upstream", "ours", "back"}, build: bundle}

// angular is built as its users do.
var angular = &project{source: "angular", libraries: []string{"upstream", "ours"}, build: func(t *testing.T, copied string) string {
	t.Helper()
	harness.Command(t, copied, "npx", "--no-install", "ng", "build")
	return "dist/browser"
}}

// ember and emberMocks are built as their users do: an application, and tests of one.
var (
	ember      = &project{source: "ember", libraries: []string{"upstream", "ours"}, build: emberBuild("production")}
	emberMocks = &project{source: "ember-mocks", libraries: []string{"upstream", "ours"}, build: emberBuild("test")}
)

func emberBuild(environment string) func(*testing.T, string) string {
	return func(t *testing.T, copied string) string {
		t.Helper()
		harness.Command(t, copied, "npx", "--no-install", "ember", "build", "--environment="+environment)
		return "dist"
	}
}

// with returns the folder of the pages that run with one of the libraries. The first call copies
// the project, swaps, and goes back if the project does; in between it builds.
func (p *project) with(t *testing.T, library string) (pages string) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pages == nil {
		p.pages = p.buildAll(t)
	}
	return p.pages[library]
}

func (p *project) buildAll(t *testing.T) map[string]string {
	t.Helper()
	packed := harness.Pack(t).Path
	copied, err := os.MkdirTemp(filepath.Dir(packed), "project")
	if err != nil {
		t.Fatal(err)
	}
	harness.CopyFiles(t, filepath.Join(harness.Root, "e2e/migration", p.source), copied)
	manifest := filepath.Join(copied, "package.json")
	before, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	install := "ci"
	pages := map[string]string{}
	for _, library := range p.libraries {
		text, name := before, harness.UpstreamName
		if library == "ours" {
			text, name = swapped(t, before, packed), "cognitowasm"
		}
		if err := os.WriteFile(manifest, text, 0o666); err != nil {
			t.Fatal(err)
		}
		harness.Command(t, copied, "npm", install, "--ignore-scripts", "--no-audit", "--no-fund")
		install = "install"
		onlyOne(t, copied, library, name)
		pages[library] = filepath.Join(copied, "built-"+library)
		if err := os.Rename(filepath.Join(copied, p.build(t, copied)), pages[library]); err != nil {
			t.Fatal(err)
		}
	}
	return pages
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

// onlyOne checks that the one package that has upstream's name in the project is the wanted one.
func onlyOne(t *testing.T, copied, library, name string) {
	t.Helper()
	copies := harness.Command(t, copied, "find", "node_modules", "-path", "*node_modules/"+harness.UpstreamName+"/package.json")
	found := slices.Collect(strings.Lines(copies))
	if len(found) != 1 {
		t.Fatalf("%s: %d copies of %s: %q", library, len(found), harness.UpstreamName, found)
	}
	text, err := os.ReadFile(filepath.Join(copied, strings.TrimSpace(found[0])))
	if err != nil {
		t.Fatal(err)
	}
	var installed struct{ Name string }
	if err := json.Unmarshal(text, &installed); err != nil || installed.Name != name {
		t.Fatalf("%s: installed is %q (%v), want %q", library, installed.Name, err, name)
	}
}

// bundle bundles the applications of the folder of that name, with a page for each.
func bundle(t *testing.T, copied string) (pages string) {
	t.Helper()
	entries, err := filepath.Glob(filepath.Join(copied, "applications", "*.js*"))
	if err != nil || len(entries) == 0 {
		t.Fatalf("there are no applications (%v)", err)
	}
	folder := filepath.Join(copied, "dist")
	// Amplify UI imports a dependency of aws-amplify's, which npm does not hoist.
	nested := filepath.Join(copied, "node_modules/aws-amplify/node_modules/@aws-amplify/datastore")
	harness.Command(t, harness.Root, "go", append([]string{"tool", "esbuild", "--bundle", "--log-level=error", "--jsx=automatic",
		"--define:global=window", `--define:process.env.NODE_ENV="production"`, "--define:__VUE_OPTIONS_API__=true",
		"--define:__VUE_PROD_DEVTOOLS__=false", "--define:__VUE_PROD_HYDRATION_MISMATCH_DETAILS__=false", "--alias:@aws-amplify/datastore=" + nested, "--outdir=" + folder}, entries...)...)
	for _, entry := range entries {
		name := strings.TrimSuffix(filepath.Base(entry), filepath.Ext(entry))
		html := fmt.Sprintf(`<!doctype html><title>e2e</title><div id="root"></div><script src="/page.js"></script><script src="%s.js"></script>`, name)
		if err := os.WriteFile(filepath.Join(folder, name+".html"), []byte(html), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return "dist"
}
