package passwordless

import (
	_ "embed"
	"net/http"
	"path/filepath"
	"sync"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// relyingParty is the host of the page: an IP address cannot be a relying party.
const relyingParty = "localhost"

// What the page has beside the library.
var (
	//go:embed webauthn.js
	webauthnScript string
	//go:embed autofill.js
	autofillScript string
)

// library is jsbridge/js/passwordless as a script that defines the global of that name.
var library = sync.OnceValues(func() (string, []api.Message) {
	result := api.Build(api.BuildOptions{
		Stdin: &api.StdinOptions{
			Contents:   "export * from './webauthn'; export * from './autofill';",
			ResolveDir: filepath.Join(harness.Root, "jsbridge", "js", "passwordless"),
			Loader:     api.LoaderTS,
		},
		Bundle:     true,
		Format:     api.FormatIIFE,
		GlobalName: "passwordless",
		Target:     api.ES2018,
		LogLevel:   api.LogLevelSilent,
	})
	if len(result.Errors) > 0 {
		return "", result.Errors
	}
	return string(result.OutputFiles[0].Contents), nil
})

// newTab opens a tab for /page.html of a site on localhost, which has the library and the
// scripts beside this file.
func newTab(t *testing.T) *harness.Tab {
	t.Helper()
	script, errors := library()
	if len(errors) > 0 {
		t.Fatal(api.FormatMessages(errors, api.FormatMessagesOptions{}))
	}
	s := harness.NewSite(t)
	s.Localhost()
	s.Script("/passwordless.js", script)
	s.Script("/webauthn.js", webauthnScript)
	s.Script("/autofill.js", autofillScript)
	s.Page("/page.html", ceremonyPage)
	s.Serve("/forbidden.html", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Permissions-Policy", "publickey-credentials-create=(), publickey-credentials-get=()")
		_, _ = w.Write([]byte(ceremonyPage))
	})
	return harness.NewTab(t, s)
}

const ceremonyPage = `<!doctype html><title>passkeys</title>
<input id="name" autocomplete="username webauthn"><input id="other">
<script src="/passwordless.js"></script><script src="/webauthn.js"></script>`
