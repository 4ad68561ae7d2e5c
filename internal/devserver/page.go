package devserver

import (
	"bytes"
	"html/template"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// library is one of the libraries that the page can use.
type library struct {
	// Key is its value of the query parameter "library".
	Key string
	// Name is the npm package.
	Name string
	// Src is the script that differs.
	Src string
	// Entries are the scripts behind it, for what upstream does not have: there demo.ts
	// hides what needs them.
	Entries []string
}

var (
	ours = library{"ours", "cognitowasm", "/dist/" + libraryScript, []string{
		"/dist/cognitowasm.passwordless.js", "/dist/cognitowasm.oauth.js", "/dist/cognitowasm.state.js",
	}}
	// The same scripts; demo.ts configures another Wasm module.
	sdk      = library{"sdk", "… over the AWS SDK", ours.Src, ours.Entries}
	upstream = library{"upstream", "amazon-cognito-identity-js", "/upstream/" + libraryScript, nil}
)

// pageData is what www/index.html is filled with.
type pageData struct {
	Library, Ours, SDK, Upstream library
}

// servePage serves www/index.html. The library is only one script tag of the template, and those
// of its entries: everything else on the page is the same for all libraries.
func (s *Server) servePage(w http.ResponseWriter, r *http.Request) {
	data := pageData{Library: ours, Ours: ours, SDK: sdk, Upstream: upstream}
	switch key := r.URL.Query().Get("library"); key {
	case "", ours.Key:
	case sdk.Key:
		data.Library = sdk
	case upstream.Key:
		data.Library = upstream
	default:
		http.Error(w, "library must be ours, sdk or upstream", http.StatusNotFound)
		return
	}
	// If the script does not compile, its errors are shown in place of a page that would
	// do nothing.
	if _, errs := s.compile(); errs != "" {
		http.Error(w, errs, http.StatusInternalServerError)
		return
	}
	page, err := template.ParseFiles(filepath.Join(s.WWW, "index.html"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	var out bytes.Buffer
	if err := page.Execute(&out, data); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", s.contentSecurityPolicy())
	w.Write(out.Bytes())
}

// contentSecurityPolicy returns a policy that is as strict as the library allows: no eval, no
// inline script, no blob. 'wasm-unsafe-eval' is needed to compile WebAssembly.
func (s *Server) contentSecurityPolicy() string {
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self' 'wasm-unsafe-eval'",
		"style-src 'self'",
		strings.TrimSpace("connect-src 'self' " + strings.TrimSuffix(s.endpoint(), "/") + " " + s.Domain),
		"img-src 'self' data:",
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
	}, "; ")
}

func (s *Server) serveScript(w http.ResponseWriter, r *http.Request) {
	script, errs := s.compile()
	if errs != "" {
		http.Error(w, errs, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", contentTypes[".js"])
	w.Write(script)
}

// compile compiles www/demo.ts and its imports to one script, or returns what is wrong with
// it. It takes a few milliseconds, so nothing is cached.
func (s *Server) compile() (script []byte, errs string) {
	dir, err := filepath.Abs(s.WWW)
	if err != nil {
		return nil, err.Error()
	}
	if _, err := os.Stat(filepath.Join(dir, "demo.ts")); err != nil {
		return nil, "www/demo.ts cannot be read"
	}
	result := api.Build(api.BuildOptions{
		AbsWorkingDir: dir,
		EntryPoints:   []string{"demo.ts"},
		Bundle:        true,
		Format:        api.FormatESModule,
		Target:        api.ES2022,
		Charset:       api.CharsetUTF8,
		LogLevel:      api.LogLevelSilent,
		// The page's own options, whatever is in the folders above.
		TsconfigRaw: `{"compilerOptions": {"strict": true, "verbatimModuleSyntax": true}}`,
	})
	if len(result.Errors) > 0 {
		texts := api.FormatMessages(result.Errors, api.FormatMessagesOptions{Kind: api.ErrorMessage})
		return nil, "www/demo.ts does not compile.\n\n" + strings.Join(texts, "\n")
	}
	return result.OutputFiles[0].Contents, ""
}
