//go:build ecosystem

package migration

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// applicationPage is a tab with an application, on a site of its own.
type applicationPage struct {
	*harness.Tab
	t       *testing.T
	project *project
	page    string
	library string
}

// newPage returns a tab for a page of a project's, with a user in the pool.
func newPage(t *testing.T, project *project, page string) *applicationPage {
	t.Helper()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	pool, err := json.Marshal(map[string]string{
		"region": "us-east-1", "userPoolId": fakecognito.DefaultPoolID, "clientId": fakecognito.DefaultClientID, "endpoint": s.Endpoint,
	})
	if err != nil {
		t.Fatal(err)
	}
	// Only our library has a Wasm module.
	tb.BeforePages(`window.cognito = ` + string(pool) + `;
window.wasm = 0;
for (const name of ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming']) {
	const original = WebAssembly[name];
	WebAssembly[name] = (...args) => { window.wasm++; return original.apply(WebAssembly, args); };
}`)
	return &applicationPage{Tab: tb, t: t, project: project, page: page}
}

// open opens the page, built with a library.
func (p *applicationPage) open(library string) {
	p.t.Helper()
	p.library = library
	folder := os.DirFS(p.project.with(p.t, library))
	err := fs.WalkDir(folder, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		p.Site.Serve(path.Join("/", library, file), func(w http.ResponseWriter, r *http.Request) {
			content, err := fs.ReadFile(folder, file)
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			if contentType := harness.ContentTypes[filepath.Ext(file)]; contentType != "" {
				w.Header().Set("Content-Type", contentType)
			}
			http.ServeContent(w, r, file, time.Time{}, bytes.NewReader(content))
		})
		return nil
	})
	if err != nil {
		p.t.Fatal(err)
	}
	p.Open("/" + library + "/" + p.page)
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
