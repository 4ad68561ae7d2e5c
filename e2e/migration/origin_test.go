package migration

import (
	"crypto/sha512"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// TestDocsScriptFromAnotherOrigin runs the script tag of docs/migrating.md with integrity: the
// script and what it fetches come from an origin that allows all others, as CDNs do. With another
// digest the browser refuses the script, and the script refuses another Wasm module.
func TestDocsScriptFromAnotherOrigin(t *testing.T) {
	t.Parallel()
	tag := sample(t, "`integrity`", "html")
	dist := filepath.Join(harness.Install(t, "cognitowasm"), "node_modules/cognitowasm/dist")
	script, err := os.ReadFile(filepath.Join(dist, "amazon-cognito-identity.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	digest := func(script []byte) string {
		sum := sha512.Sum384(script)
		return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
	}
	for name, test := range map[string]struct {
		digest         string
		tampered       bool
		loads, signsIn bool
	}{
		"as published":         {digest: digest(script), loads: true, signsIn: true},
		"another script":       {digest: digest(script[1:])},
		"another Wasm module":  {digest: digest(script), tampered: true, loads: true},
		"without an integrity": {loads: true, signsIn: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var modules atomic.Int32
			cdn := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Access-Control-Allow-Origin", "*")
				file := path.Base(r.URL.Path)
				w.Header().Set("Content-Type", harness.ContentTypes[path.Ext(file)])
				text, err := os.ReadFile(filepath.Join(dist, file))
				if err != nil {
					http.NotFound(w, r)
					return
				}
				if path.Ext(file) == ".wasm" {
					modules.Add(1)
					if test.tampered {
						text = append(text, 0, 1, 0) // an empty custom section: the module is as valid as before
					}
				}
				_, _ = w.Write(text)
			}))
			t.Cleanup(cdn.Close)
			s := harness.NewSite(t)
			s.AddUser()
			tag := strings.NewReplacer("https://cdn.example.com", cdn.URL, "sha384-…", test.digest).Replace(tag)
			if !strings.Contains(tag, cdn.URL) || !strings.Contains(tag, `integrity="`+test.digest+`"`) {
				t.Fatalf("the tag is %s", tag)
			}
			s.Page("/elsewhere.html", "<!doctype html><title>e2e</title>"+tag+`<script src="/page.js"></script>`)
			tb := harness.NewTab(t, s)
			if !test.loads {
				tb.Expect("integrity")
			}
			tb.Open("/elsewhere.html")
			tb.Eval("void (window.endpoint = $0)", nil, s.Endpoint)
			var loaded bool
			if tb.Eval("typeof AmazonCognitoIdentity === 'object' && typeof AmazonCognitoIdentity.configure === 'function'", &loaded); loaded != test.loads {
				t.Fatalf("the script has run: %v", loaded)
			}
			if !loaded {
				return
			}
			err := tb.SignIn()
			if test.signsIn && err != nil || !test.signsIn && (err == nil || err.Code != "WasmMismatch") {
				t.Errorf("signing in: %+v", err)
			}
			if modules.Load() == 0 {
				t.Error("the Wasm module did not come from the other origin")
			}
		})
	}
}
