package world

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
	"github.com/cognitowasm/cognitowasm/internal/fakeidentitypool"
)

// TestIdentityPool runs the sample of docs/identity-pools.md with the AWS SDK in a page: it gets
// credentials with the session's ID token, with a refreshed one once that has expired, and fails
// with getSession's error after a sign-out.
func TestIdentityPool(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	identities := httptest.NewServer(&fakeidentitypool.Server{
		Issuer: s.Cognito.IssuerURL(), ClientID: fakecognito.DefaultClientID, JWKS: s.Cognito.JWKS(),
	})
	t.Cleanup(identities.Close)

	match := regexp.MustCompile("(?s)```js\n(.*?)```").FindStringSubmatch(harness.Document(t, "docs/identity-pools.md"))
	if match == nil {
		t.Fatal("docs/identity-pools.md has no sample")
	}
	source := strings.NewReplacer(
		"region: 'eu-west-1'", "region: 'us-east-1', endpoint: '"+identities.URL+"'",
		"eu-west-1:11111111-2222-4333-8444-555555555555", fakeidentitypool.DefaultID,
	).Replace(match[1]) + "globalThis.credentialsOf = credentialsOf;\n"
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "sample.mjs"), []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs(harness.Root)
	if err != nil {
		t.Fatal(err)
	}
	modules := filepath.Join(root, "e2e", "world", "node_modules")
	harness.Command(t, root, "go", "tool", "esbuild", filepath.Join(folder, "sample.mjs"), "--bundle", "--log-level=error",
		"--alias:@aws-sdk/credential-provider-cognito-identity="+filepath.Join(modules, "@aws-sdk", "credential-provider-cognito-identity"),
		"--alias:cognitowasm/identity-pool="+filepath.Join(root, "dist", "identity-pool.mjs"),
		"--outfile="+filepath.Join(folder, "sample.js"))
	s.Script("/sample.js", readText(t, filepath.Join(folder, "sample.js")))

	tb := harness.NewTab(t, s)
	tb.OpenLibrary("ours")
	tb.Eval(`new Promise((resolve, reject) => document.head.append(Object.assign(document.createElement('script'), { src: '/sample.js', onload: () => resolve(), onerror: reject })))`, nil)
	if err := tb.SignIn(); err != nil {
		t.Fatalf("%+v", *err)
	}
	credentials := func() (got struct{ IdentityID, AccessKeyID, Error string }) {
		t.Helper()
		tb.Eval(`provider().then(({ identityId, accessKeyId }) => ({ identityId, accessKeyId }), ({ message }) => ({ error: message }))`, &got)
		return got
	}
	tb.Eval("void (window.provider = credentialsOf(makePool().getCurrentUser()))", nil)
	first := credentials()
	if first.AccessKeyID == "" || first.IdentityID == "" {
		t.Fatalf("no credentials: %+v", first)
	}
	s.Cognito.ResetRequests()
	tb.Eval("expire('ada')", nil)
	// The provider's user has the session in memory, where it has not expired.
	tb.Eval("void (window.provider = credentialsOf(makePool().getCurrentUser()))", nil)
	if again := credentials(); again.IdentityID != first.IdentityID || again.AccessKeyID == first.AccessKeyID {
		t.Errorf("with expired tokens: %+v after %+v", again, first)
	}
	if n := len(s.RequestsTo("InitiateAuth")); n != 1 {
		t.Errorf("%d refreshes, want 1", n)
	}
	tb.Eval("makePool().getCurrentUser().signOut()", nil)
	tb.Eval("void (window.provider = credentialsOf(makeUser('ada')))", nil)
	if out := credentials(); out.Error != "Local storage is missing an ID Token, Please authenticate" {
		t.Errorf("after a sign-out: %+v, want getSession's error", out)
	}
}

func readText(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
