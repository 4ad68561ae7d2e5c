package packaging

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// TestNode signs in with the installed package in Node, under its own name and
// under upstream's. Node must then end by itself, and keep its global object as
// it was.
func TestNode(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	const classes = `
	const before = new Set(Reflect.ownKeys(globalThis));
	// Node's own fetch leaves a symbol.
	const added = () => Reflect.ownKeys(globalThis).map(String).filter((name) => !before.has(name) && !/^Symbol/.test(name)).length;
	const require = (await import('node:module')).createRequire(process.cwd() + '/x.js');
	const { CognitoUserPool, CognitoUser, AuthenticationDetails } = LOAD;
	const [endpoint, username, password] = process.argv.slice(1);
	const pool = new CognitoUserPool({ UserPoolId: 'us-east-1_FakePool1', ClientId: '1fakeclient2fakeclient3fake', endpoint });
	const user = new CognitoUser({ Username: username, Pool: pool });
	user.authenticateUser(new AuthenticationDetails({ Username: username, Password: password }), {
		onSuccess: (session) => console.log(session.isValid(), pool.getCurrentUser().getUsername(), added()),
		onFailure: (error) => console.log(error),
	});`
	for _, name := range []string{"cognitowasm", harness.UpstreamName} {
		folder := harness.Install(t, name)
		for _, c := range []struct{ name, script, want string }{
			{"import", strings.Replace(classes, "LOAD", "await import('NAME')", 1), "true ada 0\n"},
			{"require", strings.Replace(classes, "LOAD", "require('NAME')", 1), "true ada 0\n"},
			{"require lib", strings.Replace(classes, "LOAD", "require('NAME/lib/index.js')", 1), "true ada 0\n"},
			{"core", `
	import { load } from 'NAME/core';
	const [endpoint, username, password] = process.argv.slice(1);
	const pool = { userPoolId: 'us-east-1_FakePool1', clientId: '1fakeclient2fakeclient3fake', endpoint };
	const core = await load();
	// Whose memory would it be?
	await core.signIn({ ...pool, username, password }).catch((error) => console.log(error.name, error.code));
	const items = new Map();
	const storage = { getItem: (key) => items.get(key), setItem: (key, value) => items.set(key, value), removeItem: (key) => items.delete(key) };
	await core.signIn({ ...pool, storage, username, password });
	console.log((await core.getSession({ ...pool, storage })).username);`, "CognitoError InvalidParameter\nada\n"},
			{"nothing done", "await import('NAME'); console.log('loaded')", "loaded\n"},
		} {
			t.Run(name+"/"+c.name, func(t *testing.T) {
				if got := harness.Node(t, folder, strings.ReplaceAll(c.script, "NAME", name), s.Endpoint, harness.Username, harness.Password); got != c.want {
					t.Errorf("it prints %q, want %q", got, c.want)
				}
			})
		}
	}
}

// TestNodeBundled bundles an application for Node into one file, in either format, away from the
// file of the Wasm module.
func TestNodeBundled(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	for kind, arguments := range map[string][]string{
		"commonjs": {"--format=cjs", "--log-override:empty-import-meta=silent"},
		"module":   {"--format=esm"},
	} {
		t.Run(kind, func(t *testing.T) {
			folder := harness.Install(t, harness.UpstreamName)
			bundled(t, folder, `
			import { CognitoUserPool, CognitoUser, AuthenticationDetails } from 'amazon-cognito-identity-js';
			const [endpoint, username, password] = process.argv.slice(2);
			const pool = new CognitoUserPool({ UserPoolId: 'us-east-1_FakePool1', ClientId: '1fakeclient2fakeclient3fake', endpoint });
			new CognitoUser({ Username: username, Pool: pool }).authenticateUser(new AuthenticationDetails({ Username: username, Password: password }), {
				onSuccess: (session) => console.log(session.isValid()),
				onFailure: (error) => console.log(error),
			});`, append(arguments, "--platform=node")...)
			if err := os.WriteFile(filepath.Join(folder, "package.json"), []byte(`{"type":"`+kind+`"}`), 0o666); err != nil {
				t.Fatal(err)
			}
			if got := harness.Command(t, t.TempDir(), "node", filepath.Join(folder, "bundle.js"), s.Endpoint, harness.Username, harness.Password); got != "true\n" {
				t.Errorf("it prints %q", got)
			}
		})
	}
}

// TestBundledOnce: a bundle has one copy of the classes, though its application imports the package
// and another of its packages requires it.
func TestBundledOnce(t *testing.T) {
	t.Parallel()
	folder := harness.Install(t, harness.UpstreamName)
	bundled(t, folder, `
	import { CognitoUser } from 'amazon-cognito-identity-js';
	import { addFrameworkToCognitoUserAgent } from 'amazon-cognito-identity-js/internals';
	console.log(require('amazon-cognito-identity-js').CognitoUser === CognitoUser,
		require('amazon-cognito-identity-js/internals').addFrameworkToCognitoUserAgent === addFrameworkToCognitoUserAgent);`)
	if got := harness.Command(t, folder, "node", filepath.Join(folder, "bundle.js")); got != "true true\n" {
		t.Errorf("the same classes: %s", got)
	}
}

// bundled makes one script of an application in the folder, and returns its text.
// esbuild's settings are its own but for those given.
func bundled(t *testing.T, folder, application string, arguments ...string) string {
	t.Helper()
	entry, bundle := filepath.Join(folder, "application.js"), filepath.Join(folder, "bundle.js")
	if err := os.WriteFile(entry, []byte(application), 0o666); err != nil {
		t.Fatal(err)
	}
	harness.Command(t, harness.Root, "go", append([]string{"tool", "esbuild", entry, "--bundle", "--log-level=warning", "--outfile=" + bundle}, arguments...)...)
	text, err := os.ReadFile(bundle)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestBundlesStayLean bundles applications that import or require the package's entry,
// with esbuild's own settings: neither upstream's single files nor what belongs to
// them are in there.
func TestBundlesStayLean(t *testing.T) {
	t.Parallel()
	folder := harness.Install(t, harness.UpstreamName)
	for name, application := range map[string]string{
		"import":    "import { CognitoUserPool } from 'amazon-cognito-identity-js'; window.Pool = CognitoUserPool;",
		"require":   "window.Pool = require('amazon-cognito-identity-js').CognitoUserPool;",
		"internals": "import { addFrameworkToCognitoUserAgent } from 'amazon-cognito-identity-js/internals'; addFrameworkToCognitoUserAgent('7');",
		"es":        "import { CognitoUserPool } from 'amazon-cognito-identity-js/es'; window.Pool = CognitoUserPool;",
	} {
		t.Run(name, func(t *testing.T) {
			text := bundled(t, folder, application, "--minify")
			for _, deep := range []string{"bitLength", "MemoryStorage", "StorageHelper"} {
				if strings.Contains(text, deep) {
					t.Errorf("the bundle has %s", deep)
				}
			}
		})
	}
	// The same words are in a bundle of what needs them.
	text := bundled(t, folder, "import BigInteger from 'amazon-cognito-identity-js/es/BigInteger'; window.zero = BigInteger.ZERO;", "--minify")
	if !strings.Contains(text, "bitLength") {
		t.Error("a bundle of es/BigInteger has no bitLength")
	}
}
