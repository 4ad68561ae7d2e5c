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

// library is one of those that the page can run on.
type library struct {
	// Key is its value of the query parameter "library".
	Key string
	// Name is the npm package.
	Name string
	// Src is the page's one line that differs.
	Src string
}

var (
	ours = library{"ours", "cognitowasm", "/dist/" + libraryScript}
	// The same script; demo.ts configures another program.
	sdk      = library{"sdk", "… over the AWS SDK", ours.Src}
	upstream = library{"peer", "amazon-cognito-identity-js", "/peer/" + libraryScript}
)

// pageData is what www/index.html is filled with.
type pageData struct {
	Library, Ours, SDK, Peer library
}

// servePage fills www/index.html in. The template knows the library only as the
// src of one script tag: everything else on the page is the same for all.
func (s *Server) servePage(w http.ResponseWriter, r *http.Request) {
	data := pageData{Library: ours, Ours: ours, SDK: sdk, Peer: upstream}
	switch key := r.URL.Query().Get("library"); key {
	case "", ours.Key:
	case sdk.Key:
		data.Library = sdk
	case upstream.Key:
		data.Library = upstream
	default:
		http.Error(w, "library is ours, sdk or peer", http.StatusNotFound)
		return
	}
	// A page whose script does not compile would stay silently dead, so the
	// script's errors are shown in its place.
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

// contentSecurityPolicy is as strict as the library allows, which is the point:
// no eval, no inline script, no blob. 'wasm-unsafe-eval' is what compiling
// WebAssembly needs.
func (s *Server) contentSecurityPolicy() string {
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self' 'wasm-unsafe-eval'",
		"style-src 'self'",
		"connect-src 'self' " + strings.TrimSuffix(s.endpoint(), "/"),
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

// compile turns www/demo.ts and what it imports into one script, or tells what
// is wrong with it. It takes a few milliseconds, so nothing is kept.
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
		// The page's own options, whatever lies in the folders above.
		TsconfigRaw: `{"compilerOptions": {"strict": true, "verbatimModuleSyntax": true}}`,
	})
	if len(result.Errors) > 0 {
		texts := api.FormatMessages(result.Errors, api.FormatMessagesOptions{Kind: api.ErrorMessage})
		return nil, "www/demo.ts does not compile.\n\n" + strings.Join(texts, "\n")
	}
	return result.OutputFiles[0].Contents, ""
}
