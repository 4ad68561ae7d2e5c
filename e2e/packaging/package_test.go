package packaging

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// TestSyntax parses what applications' own tools read: those of the age of
// webpack 4 know ES2018 and import(), and no more. It also looks for the names
// that bundlers replace, or fail on.
func TestSyntax(t *testing.T) {
	t.Parallel()
	script := harness.StartLines(t, "syntax.mjs")
	files := map[string]string{
		"dist/amazon-cognito-identity.js":     "script",
		"dist/amazon-cognito-identity.min.js": "script",
		"dist/cognitowasm.deep.js":            "script",
		"dist/cognitowasm.deep.mjs":           "module",
		"dist/cognitowasm.facade.js":          "script",
		"dist/cognitowasm.facade.mjs":         "module",
		"dist/cognitowasm.program.mjs":        "module",
		"dist/cognitowasm.runtime.js":         "script",
		"dist/cognitowasm.runtime.mjs":        "module",
		"dist/cognitowasm.worker.mjs":         "module",
		"dist/core.mjs":                       "module",
		"dist/index.js":                       "script",
		"dist/index.mjs":                      "module",
		"dist/internals.js":                   "script",
		"dist/internals.mjs":                  "module",
	}
	for folder, sourceType := range map[string]string{"lib": "script", "es": "module", "es/node": "module", "src": "module"} {
		for _, name := range deepPaths(t) {
			files[folder+"/"+name] = sourceType
		}
	}
	for file, sourceType := range files {
		t.Run(file, func(t *testing.T) {
			var got struct {
				Syntax string
				Names  []string
			}
			script.Ask(t, map[string]string{"file": filepath.FromSlash(file), "sourceType": sourceType}, &got)
			if got.Syntax != "" {
				t.Errorf("not ES2018: %s", got.Syntax)
			}
			if len(got.Names) != 0 {
				t.Errorf("it uses %v", got.Names)
			}
		})
	}
}

// TestDropInBrowser signs in, refreshes and signs out in pages that have the
// installed package: the classic script from upstream's path, and an application
// that esbuild bundles with its own settings.
func TestDropInBrowser(t *testing.T) {
	t.Parallel()
	folder := harness.Install(t, harness.UpstreamName)
	s := harness.NewSite(t)
	s.AddUser()
	dist := "/node_modules/" + harness.UpstreamName + "/dist/"
	for _, name := range []string{"amazon-cognito-identity.js", "amazon-cognito-identity.min.js", "cognitowasm.runtime.js", "cognitowasm.wasm"} {
		s.Serve(dist+name, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", harness.ContentTypes[filepath.Ext(name)])
			http.ServeFile(w, r, filepath.Join(folder, filepath.FromSlash(dist), name))
		})
	}
	s.Script("/bundle.js", bundled(t, folder, `
	import * as AmazonCognitoIdentity from 'amazon-cognito-identity-js';
	import { addFrameworkToCognitoUserAgent } from 'amazon-cognito-identity-js/internals';
	addFrameworkToCognitoUserAgent('7');
	window.AmazonCognitoIdentity = AmazonCognitoIdentity;`))
	for _, script := range []string{dist + "amazon-cognito-identity.min.js", dist + "amazon-cognito-identity.js", "/bundle.js"} {
		t.Run(filepath.Base(script), func(t *testing.T) {
			s.Page("/installed.html", `<!doctype html><title>e2e</title><script src="`+script+`"></script><script src="/page.js"></script>`)
			tb := harness.NewTab(t, s)
			tb.Open("/installed.html")
			tb.Eval("window.endpoint = $0", nil, s.Endpoint)
			if err := tb.SignIn(); err != nil {
				t.Fatalf("%+v", *err)
			}
			before := tb.Storage()[harness.Key(harness.Username, "idToken")]
			tb.Eval("expire($0)", nil, harness.Username)
			if got := tb.Session(); got.Error != nil || !got.Value.Valid || got.Value.IDToken == before {
				t.Errorf("refresh: %+v", got)
			}
			var end struct{ Error *harness.PageError }
			tb.Eval("called((done) => makePool().getCurrentUser().signOut(done))", &end)
			if end.Error != nil {
				t.Errorf("sign-out: %+v", *end.Error)
			}
			if left := tb.Storage(); len(left) != 0 {
				t.Errorf("after signing out, storage has %v", left)
			}
		})
	}
}

// TestVerifier shows the fake's tokens to aws-jwt-verify, which back ends use.
func TestVerifier(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.OpenLibrary("ours")
	if err := tb.SignIn(); err != nil {
		t.Fatalf("%+v", *err)
	}
	stored := tb.Storage()
	got := harness.Node(t, harness.Root, `
	import { CognitoJwtVerifier } from 'aws-jwt-verify';
	const [jwksUrl, clientId, idToken, accessToken] = process.argv.slice(1);
	const jwks = await (await fetch(jwksUrl)).json();
	const tampered = (token) => {
		const [header, payload, signature] = token.split('.');
		const claims = JSON.parse(Buffer.from(payload, 'base64url'));
		return [header, Buffer.from(JSON.stringify({ ...claims, sub: 'mallory' })).toString('base64url'), signature].join('.');
	};
	for (const [tokenUse, token, other] of [['id', idToken, accessToken], ['access', accessToken, idToken]]) {
		const verifier = CognitoJwtVerifier.create({ userPoolId: 'us-east-1_FakePool1', tokenUse, clientId });
		verifier.cacheJwks(jwks);
		console.log(tokenUse, (await verifier.verify(token)).token_use);
		for (const wrong of [tampered(token), other, token.slice(0, -4)]) {
			await verifier.verify(wrong).then(() => console.log('accepted'), () => console.log('refused'));
		}
	}`, s.Endpoint+fakecognito.DefaultPoolID+"/.well-known/jwks.json", fakecognito.DefaultClientID,
		stored[harness.Key(harness.Username, "idToken")], stored[harness.Key(harness.Username, "accessToken")])
	const refusals = "refused\nrefused\nrefused\n"
	if want := "id id\n" + refusals + "access access\n" + refusals; got != want {
		t.Errorf("the verifier says\n%s", got)
	}
}

// TestPublint fails on whatever publint says, except that a class is the default
// export of a CommonJS file below lib: so it is in upstream, and applications count
// on it; and that bundlers, which alone know the condition module, are led to
// CommonJS by it where an application requires the package: its lean form, whose
// exports can be replaced.
func TestPublint(t *testing.T) {
	t.Parallel()
	got := harness.Node(t, harness.Root, `
	import { publint } from 'publint';
	import { formatMessage } from 'publint/utils';
	import { readFileSync } from 'node:fs';
	const { messages } = await publint({ strict: true });
	const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
	const known = ({ code, path }) =>
		(code === 'CJS_WITH_ESMODULE_DEFAULT_EXPORT' && path[0] === 'exports' && path[1].startsWith('./lib/')) ||
		(code === 'EXPORTS_MODULE_SHOULD_BE_ESM' && path.slice(2).join() === 'require,module');
	for (const message of messages) if (!known(message)) console.log(formatMessage(message, manifest));`)
	if got != "" {
		t.Error(got)
	}
}

// TestPackedFiles names every file that is published. There are three copies of the Wasm module:
// the file, a module for bundlers, and a script for what cannot load anything later.
func TestPackedFiles(t *testing.T) {
	t.Parallel()
	want := []string{"LICENSE", "README.md", "THIRD_PARTY_NOTICES", "package.json", "es/package.json", "internals/package.json", "src/package.json"}
	for _, name := range []string{
		"amazon-cognito-identity.js", "amazon-cognito-identity.min.js", "build-info.json",
		"cognitowasm.deep.js", "cognitowasm.deep.mjs", "cognitowasm.facade.js", "cognitowasm.facade.mjs",
		"cognitowasm.program.mjs", "cognitowasm.runtime.js", "cognitowasm.runtime.mjs", "cognitowasm.wasm",
		"cognitowasm.worker.js", "cognitowasm.worker.mjs",
		"core.d.mts", "core.mjs", "core.node.mjs", "index.d.mts", "index.d.ts", "index.js", "index.mjs",
		"index.node.js", "index.node.mjs", "internals.d.mts", "internals.d.ts", "internals.js", "internals.mjs",
		"cognitowasm.auth.js", "auth.d.mts", "auth.d.ts", "auth.js", "auth.mjs",
		"cognitowasm.bff.js", "bff.d.mts", "bff.d.ts", "bff.js", "bff.mjs", "ssr.d.mts", "ssr.d.ts", "ssr.js", "ssr.mjs",
		"cognitowasm.oauth.js", "oauth.d.mts", "oauth.d.ts", "oauth.js", "oauth.mjs",
		"cognitowasm.passwordless.js", "passwordless.d.mts", "passwordless.d.ts", "passwordless.js", "passwordless.mjs",
		"cognitowasm.state.js", "state.d.mts", "state.d.ts", "state.js", "state.mjs",
		"identity-pool.d.mts", "identity-pool.d.ts", "identity-pool.js", "identity-pool.mjs",
		"promises.d.mts", "promises.d.ts", "promises.js", "promises.mjs",
		"cognitowasm.inline.js", "cognitowasm.inline.mjs", "cognitowasm.node.js",
	} {
		want = append(want, "dist/"+name)
	}
	for _, name := range deepPaths(t) {
		want = append(want, "es/"+name, "es/node/"+name, "lib/"+name, "src/"+name)
	}
	var got []string
	packed := harness.Pack(t)
	for _, file := range packed.Files {
		got = append(got, file.Path)
	}
	if packed.Size > 2_000_000 {
		t.Errorf("the package has %d bytes, more than 2 MB", packed.Size)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the package has\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestNotices: the package names all whose software it contains, with their licences as
// they are today.
func TestNotices(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(harness.Root, "THIRD_PARTY_NOTICES"))
	if err != nil {
		t.Fatal(err)
	}
	if harness.Command(t, harness.Root, "go", "run", "./internal/cmd/gennotices") != string(text) {
		t.Error("THIRD_PARTY_NOTICES is not current: run make gen")
	}
	for _, name := range []string{"The Go Authors", "filippo.io/bigmod", "hack-pad/safejs"} {
		if !strings.Contains(string(text), name) {
			t.Errorf("%s is missing", name)
		}
	}
}
