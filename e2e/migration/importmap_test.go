package migration

import (
	"net/http"
	"os"
	"path"
	"path/filepath"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// TestDocsImportMap signs in on a page whose modules import upstream by its name, which the
// import map of docs/migrating.md leads to the package.
func TestDocsImportMap(t *testing.T) {
	t.Parallel()
	imports := sample(t, "**Or an import map**", "html")
	dist := filepath.Join(harness.Install(t, "cognitowasm"), "node_modules/cognitowasm/dist")
	files, err := os.ReadDir(dist)
	if err != nil {
		t.Fatal(err)
	}
	s := harness.NewSite(t)
	s.AddUser()
	for _, file := range files {
		s.Serve("/cognitowasm/"+file.Name(), func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", harness.ContentTypes[path.Ext(file.Name())])
			http.ServeFile(w, r, filepath.Join(dist, file.Name()))
		})
	}
	s.Page("/modules.html", "<!doctype html><title>e2e</title>"+imports+`<script src="/page.js"></script><script type="module">
		import * as AmazonCognitoIdentity from 'amazon-cognito-identity-js';
		window.AmazonCognitoIdentity = AmazonCognitoIdentity;</script>`)
	tb := harness.NewTab(t, s)
	tb.Open("/modules.html")
	tb.Eval("void (window.endpoint = $0)", nil, s.Endpoint)
	tb.Eventually("window.AmazonCognitoIdentity")
	if err := tb.SignIn(); err != nil {
		t.Fatalf("%+v", *err)
	}
	if got := tb.Session(); got.Value.IDToken == "" {
		t.Errorf("the session is %+v", got)
	}
	if s.Requests("/cognitowasm/index.mjs") != 1 {
		t.Error("the import map did not lead to the package")
	}
}
