package e2e

import (
	"context"
	"encoding/json"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// node runs JavaScript in Node, in a folder, and gives what it prints. It must
// end by itself, without an error.
func node(t *testing.T, folder, script string, arguments ...string) string {
	t.Helper()
	return command(t, folder, "node", append([]string{"--input-type=module", "-e", script, "--"}, arguments...)...)
}

func command(t *testing.T, folder, name string, arguments ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, arguments...)
	cmd.Dir = folder
	var errors strings.Builder
	cmd.Stderr = &errors
	out, err := cmd.Output()
	if ctx.Err() != nil {
		t.Fatalf("%s does not end by itself: %s", name, out)
	}
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", name, err, out, errors.String())
	}
	return string(out)
}

// TestSyntax parses what applications' own tools read: those of the age of
// webpack 4 know ES2018 and import(), and no more. It also looks for the names
// that bundlers replace, or fail on.
func TestSyntax(t *testing.T) {
	const script = `
import { readFileSync } from 'node:fs';
import { parse } from 'acorn';
const [file, sourceType] = process.argv.slice(1);
let text = readFileSync(file, 'utf8');
const found = new Set();
const walk = (node, parent, key, visit) => {
	if (Array.isArray(node)) node.forEach((child) => walk(child, parent, key, visit));
	else if (node && typeof node.type === 'string') {
		visit(node, parent, key);
		for (const name of Object.keys(node)) walk(node[name], node, name, visit);
	}
};
const latest = parse(text, { ecmaVersion: 'latest', sourceType });
const banned = ['Buffer', 'process', 'global', 'require'];
walk(latest, null, '', (node, parent, key) => {
	// import() is not of 2018: it becomes a call of a name as long.
	if (node.type === 'ImportExpression') text = text.slice(0, node.start) + 'imp0rt' + text.slice(node.start + 6);
	if (node.type !== 'Identifier' || !banned.includes(node.name)) return;
	// A file beside it may be required; bundlers know that form.
	if (node.name === 'require' && parent.type === 'CallExpression' && key === 'callee' && /^\.\.?\//.test(parent.arguments[0].value)) return;
	const isName = (parent.type === 'MemberExpression' && key === 'property' || parent.type === 'Property' && key === 'key' || parent.type === 'MethodDefinition' && key === 'key') && !parent.computed;
	if (!isName) found.add(node.name);
});
let syntax = '';
try { parse(text, { ecmaVersion: 2018, sourceType }) } catch (error) { syntax = error.message }
console.log(JSON.stringify({ syntax, names: [...found] }));
`
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
			out := node(t, root, script, filepath.FromSlash(file), sourceType)
			if err := json.Unmarshal([]byte(out), &got); err != nil {
				t.Fatal(err)
			}
			if got.Syntax != "" {
				t.Errorf("not ES2018: %s", got.Syntax)
			}
			if len(got.Names) != 0 {
				t.Errorf("it uses %v", got.Names)
			}
		})
	}
}

// notHere are upstream's files that work in React Native alone.
var notHere = []string{
	"StorageHelper-rn.js", "utils/cryptoSecureRandomInt.native.js", "utils/getRandomBase64.native.js", "utils/getRandomValues.native.js",
}

// deepPaths are upstream's files below lib, which are below es and src too.
func deepPaths(t *testing.T) []string {
	t.Helper()
	upstream := os.DirFS(filepath.Join(root, "node_modules", peerName, "lib"))
	var names []string
	err := fs.WalkDir(upstream, ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && !slices.Contains(notHere, name) {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// peerName is the name that applications import.
const peerName = "amazon-cognito-identity-js"

// pack makes the file that would be published, in a folder, and returns its name.
func pack(t *testing.T, folder string) string {
	t.Helper()
	var packed []struct{ Filename string }
	if err := json.Unmarshal([]byte(command(t, root, "npm", "pack", "--json", "--ignore-scripts", "--pack-destination", folder)), &packed); err != nil {
		t.Fatal(err)
	}
	return packed[0].Filename
}

// install packs the package and installs it in an empty project under a name,
// without a registry: there are no dependencies.
func install(t *testing.T, name string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	file := pack(t, folder)
	if err := os.WriteFile(filepath.Join(folder, "package.json"), []byte(`{"private":true}`), 0o666); err != nil {
		t.Fatal(err)
	}
	command(t, folder, "npm", "install", "--offline", "--no-audit", "--no-fund", name+"@file:"+file)
	return folder
}

// TestNode signs in with the installed package in Node, under its own name and
// under the peer's. Node must then end by itself, and keep its global object as
// it was.
func TestNode(t *testing.T) {
	s := newSite(t)
	s.addUser()
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
	for _, name := range []string{"cognitowasm", peerName} {
		folder := install(t, name)
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
				if got := node(t, folder, strings.ReplaceAll(c.script, "NAME", name), s.endpoint, username, password); got != c.want {
					t.Errorf("it prints %q, want %q", got, c.want)
				}
			})
		}
	}
}

// TestNodeBundled bundles an application for Node into one file, away from the
// file of the program.
func TestNodeBundled(t *testing.T) {
	s := newSite(t)
	s.addUser()
	folder := install(t, peerName)
	bundled(t, folder, `
	import { CognitoUserPool, CognitoUser, AuthenticationDetails } from 'amazon-cognito-identity-js';
	const [endpoint, username, password] = process.argv.slice(2);
	const pool = new CognitoUserPool({ UserPoolId: 'us-east-1_FakePool1', ClientId: '1fakeclient2fakeclient3fake', endpoint });
	new CognitoUser({ Username: username, Pool: pool }).authenticateUser(new AuthenticationDetails({ Username: username, Password: password }), {
		onSuccess: (session) => console.log(session.isValid()),
		onFailure: (error) => console.log(error),
	});`, "--platform=node", "--log-override:empty-import-meta=silent")
	if got := command(t, t.TempDir(), "node", filepath.Join(folder, "bundle.js"), s.endpoint, username, password); got != "true\n" {
		t.Errorf("it prints %q", got)
	}
}

// bundled makes one script of an application in the folder, and gives its text.
// esbuild's settings are its own but for those given.
func bundled(t *testing.T, folder, application string, arguments ...string) string {
	t.Helper()
	entry, bundle := filepath.Join(folder, "application.js"), filepath.Join(folder, "bundle.js")
	if err := os.WriteFile(entry, []byte(application), 0o666); err != nil {
		t.Fatal(err)
	}
	command(t, root, "go", append([]string{"tool", "esbuild", entry, "--bundle", "--log-level=warning", "--outfile=" + bundle}, arguments...)...)
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
	folder := install(t, peerName)
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

// TestDropInPaths resolves the paths that applications import from the peer, and
// compares what they give: with the exports of the manifest, as Node reads them,
// and without, as webpack 4 does.
func TestDropInPaths(t *testing.T) {
	folder := install(t, peerName)
	got := node(t, folder, `
	import { createRequire } from 'node:module';
	import { existsSync, readFileSync } from 'node:fs';
	import path from 'node:path';
	const require = createRequire(process.cwd() + '/x.js');
	const name = 'amazon-cognito-identity-js';
	const check = (holds, what) => holds || console.log('not so:', what);
	const named = await import(name), required = require(name);
	// What Node adds to the exports of a CommonJS module.
	const namesOf = (module) => Object.keys(module).filter((of) => !['__esModule', 'default', 'module.exports'].includes(of)).sort().join();
	for (const of of Object.keys(named)) {
		if (!/^[A-Z]/.test(of)) continue;
		const deep = (of === 'WordArray' ? 'utils/' : '') + of;
		for (const end of ['', '.js']) {
			check(require(name + '/lib/' + deep + end).default === required[of], 'lib/' + deep + end);
			check((await import(name + '/lib/' + deep + end)).default.default === required[of], 'import lib/' + deep + end);
			for (const folder of ['/es/', '/src/']) check((await import(name + folder + deep + end)).default === named[of], folder + deep + end);
		}
	}
	for (const index of ['', '/index', '/index.js']) {
		const [lib, es] = [require(name + '/lib' + index), await import(name + '/es' + index)];
		for (const of of namesOf(named).split(',')) check(lib[of] === required[of] && es[of] === named[of], 'lib and es' + index + ' ' + of);
		check(namesOf(es) === namesOf(named), 'es' + index);
		check(lib === required, 'lib' + index);
	}
	check(namesOf(required) === namesOf(named) && required.__esModule, 'the same names by import and require');
	check(named.default === required, 'the default import');
	// Applications' tests replace classes.
	required.CognitoUser = 5;
	check(required.CognitoUser === 5, 'CommonJS exports can be replaced');
	const internals = [await import(name + '/internals'), await import(name + '/es/internals'), await import(name + '/es/internals/index.js')];
	const internalsRequired = [require(name + '/internals'), require(name + '/lib/internals'), require(name + '/lib/internals/index.js')];
	for (const of of ['addAuthCategoryToCognitoUserAgent', 'addFrameworkToCognitoUserAgent']) {
		for (const one of [...internals, ...internalsRequired]) check(typeof one[of] === 'function' && one[of] === internals[0][of], 'internals ' + of);
	}
	for (const file of ['package.json', 'dist/amazon-cognito-identity.js', 'dist/amazon-cognito-identity.min.js']) check(existsSync(require.resolve(name + '/' + file)), file);

	// As without exports: a folder's package.json, its main and module, else the path itself.
	const within = path.join(process.cwd(), 'node_modules', name);
	for (const folder of ['', 'internals']) {
		const manifest = JSON.parse(readFileSync(path.join(within, folder, 'package.json'), 'utf8'));
		for (const field of ['main', 'module', 'types']) check(existsSync(path.join(within, folder, manifest[field])), folder + ' ' + field);
		check(manifest.sideEffects === false, folder + ' sideEffects');
	}
	check(JSON.parse(readFileSync(path.join(within, 'es/package.json'), 'utf8')).sideEffects === false, 'es sideEffects');
	// The classic scripts are modules for other loaders as well.
	for (const file of ['dist/amazon-cognito-identity.js', 'dist/amazon-cognito-identity.min.js']) check(typeof require(name + '/' + file).CognitoUser === 'function', 'require ' + file);
	check(Object.keys(JSON.parse(readFileSync(path.join(within, 'package.json'), 'utf8')).dependencies || {}).length === 0, 'no dependencies');
	console.log('done');`)
	if got != "done\n" {
		t.Error(got)
	}
}

// TestInternalsShareState names a framework through internals, and looks for it
// in the requests of users that came from elsewhere in the package.
func TestInternalsShareState(t *testing.T) {
	folder := install(t, peerName)
	const script = `
	const require = (await import('node:module')).createRequire(process.cwd() + '/x.js');
	const [internals, main] = [INTERNALS, MAIN];
	internals.addAuthCategoryToCognitoUserAgent();
	internals.addFrameworkToCognitoUserAgent('7');
	main.appendToCognitoUserAgent('mine/1');
	const { createServer } = await import('node:http');
	const server = createServer((request, response) => {
		console.log(request.headers['x-amz-user-agent']);
		response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
		response.end('{"__type":"UserNotFoundException","message":"no"}');
	}).listen(0, '127.0.0.1', () => {
		const pool = new main.CognitoUserPool({ UserPoolId: 'us-east-1_a', ClientId: 'c', endpoint: 'http://127.0.0.1:' + server.address().port });
		new main.CognitoUser({ Username: 'bob', Pool: pool }).forgotPassword({
			onSuccess: () => server.close(),
			onFailure: () => (server.close(), server.closeAllConnections()),
		});
	});`
	for name, modules := range map[string][2]string{
		"import":  {"await import('NAME/internals')", "await import('NAME')"},
		"require": {"require('NAME/internals')", "require('NAME')"},
		"es":      {"await import('NAME/internals')", "await import('NAME/es/index.js')"},
		"lib":     {"require('NAME/lib/internals')", "require('NAME/lib/index')"},
	} {
		t.Run(name, func(t *testing.T) {
			got := node(t, folder, strings.NewReplacer("INTERNALS", strings.ReplaceAll(modules[0], "NAME", peerName), "MAIN", strings.ReplaceAll(modules[1], "NAME", peerName)).Replace(script))
			if want := "aws-amplify/5.0.4 mine/1 auth framework/7\n"; got != want {
				t.Errorf("the requests say %q, want %q", got, want)
			}
		})
	}
}

// TestDropInTypes compiles an application against the installed declarations,
// under strict, for each way in which TypeScript resolves modules.
func TestDropInTypes(t *testing.T) {
	folder := install(t, peerName)
	source, err := os.ReadFile(filepath.Join(root, "jsbridge", "facade", "test-d", "consumer.ts"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(source), "'cognitowasm'", "'"+peerName+"'") + `
import { addAuthCategoryToCognitoUserAgent, addFrameworkToCognitoUserAgent } from '` + peerName + `/internals';
addAuthCategoryToCognitoUserAgent();
addFrameworkToCognitoUserAgent('7');
declare module '` + peerName + `' {
	interface CognitoUser {
		ofTheApplication?: number;
	}
}
user.ofTheApplication = 5;
`
	for _, name := range []string{"consumer.ts", "consumer.mts", "consumer.cts"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	tsc, err := filepath.Abs(filepath.Join(root, "node_modules", "typescript", "bin", "tsc"))
	if err != nil {
		t.Fatal(err)
	}
	for resolution, arguments := range map[string][]string{
		"node10":  {"--module", "commonjs", "consumer.ts"},
		"node16":  {"--module", "node16", "consumer.ts", "consumer.mts", "consumer.cts"},
		"bundler": {"--module", "esnext", "consumer.ts", "consumer.mts"},
	} {
		t.Run(resolution, func(t *testing.T) {
			command(t, folder, "node", append([]string{tsc, "--noEmit", "--strict", "--target", "es2018", "--lib", "es2018,dom", "--moduleResolution", resolution}, arguments...)...)
		})
	}
}

// TestDropInTypesOfImports compiles imports against the installed package and against
// upstream, which has no declarations for its single files: the outcome is the same.
func TestDropInTypesOfImports(t *testing.T) {
	folder := install(t, peerName)
	upstream := t.TempDir()
	if err := os.MkdirAll(filepath.Join(upstream, "node_modules"), 0o777); err != nil {
		t.Fatal(err)
	}
	absolute, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(absolute, "node_modules", peerName), filepath.Join(upstream, "node_modules", peerName)); err != nil {
		t.Fatal(err)
	}
	outcome := func(folder, file, source string, arguments ...string) string {
		if err := os.WriteFile(filepath.Join(folder, file), []byte(source), 0o666); err != nil {
			t.Fatal(err)
		}
		arguments = append([]string{filepath.Join(absolute, "node_modules", "typescript", "bin", "tsc"), "--noEmit", "--strict", "--preserveSymlinks",
			"--target", "es2018", "--lib", "es2018,dom", "--types", "", file}, arguments...)
		cmd := exec.CommandContext(t.Context(), "node", arguments...)
		cmd.Dir = folder
		out, _ := cmd.CombinedOutput() // what it finds is its output
		return strings.Join(regexp.MustCompile(`error TS\d+`).FindAllString(string(out), -1), ", ")
	}
	for name, source := range map[string]string{
		"a single file":  "import BigInteger from 'amazon-cognito-identity-js/lib/BigInteger';\nnew BigInteger('ff', 16).toString(16);\n",
		"and its ending": "import BigInteger from 'amazon-cognito-identity-js/lib/BigInteger.js';\nnew BigInteger('ff', 16).toString(16);\n",
		"default":        "import Cognito from 'amazon-cognito-identity-js';\nnew Cognito.CognitoUserPool({ UserPoolId: 'a_b', ClientId: 'c' }).getClientId();\n",
		"all":            "import * as Cognito from 'amazon-cognito-identity-js';\nnew Cognito.CognitoUserPool({ UserPoolId: 'a_b', ClientId: 'c' }).getClientId();\n",
	} {
		for _, c := range []struct {
			name, file string
			arguments  []string
		}{
			{"node10", "one.ts", []string{"--module", "commonjs", "--moduleResolution", "node10", "--esModuleInterop"}},
			{"nodenext", "one.cts", []string{"--module", "nodenext"}},
			{"nodenext module", "one.mts", []string{"--module", "nodenext"}},
			{"bundler", "one.ts", []string{"--module", "esnext", "--moduleResolution", "bundler"}},
		} {
			t.Run(name+" "+c.name, func(t *testing.T) {
				got, want := outcome(folder, c.file, source, c.arguments...), outcome(upstream, c.file, source, c.arguments...)
				if got != want {
					t.Errorf("it says %q, of upstream %q", got, want)
				}
			})
		}
	}
}

// TestDropInBrowser signs in, refreshes and signs out in pages that have the
// installed package: the classic script from the peer's path, and an application
// that esbuild bundles with its own settings.
func TestDropInBrowser(t *testing.T) {
	folder := install(t, peerName)
	s := newSite(t)
	s.addUser()
	dist := "/node_modules/" + peerName + "/dist/"
	for _, name := range []string{"amazon-cognito-identity.js", "amazon-cognito-identity.min.js", "cognitowasm.runtime.js", "cognitowasm.wasm"} {
		s.serve(dist+name, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", contentTypes[filepath.Ext(name)])
			http.ServeFile(w, r, filepath.Join(folder, filepath.FromSlash(dist), name))
		})
	}
	s.script("/bundle.js", bundled(t, folder, `
	import * as AmazonCognitoIdentity from 'amazon-cognito-identity-js';
	import { addFrameworkToCognitoUserAgent } from 'amazon-cognito-identity-js/internals';
	addFrameworkToCognitoUserAgent('7');
	window.AmazonCognitoIdentity = AmazonCognitoIdentity;`))
	for _, script := range []string{dist + "amazon-cognito-identity.min.js", dist + "amazon-cognito-identity.js", "/bundle.js"} {
		t.Run(filepath.Base(script), func(t *testing.T) {
			s.page("/installed.html", `<!doctype html><title>e2e</title><script src="`+script+`"></script><script src="/page.js"></script>`)
			tb := newTab(t, s)
			tb.open("/installed.html")
			tb.eval("window.endpoint = $0", nil, s.endpoint)
			if err := tb.signIn(); err != nil {
				t.Fatalf("%+v", *err)
			}
			before := tb.storage()[keyOf(username, "idToken")]
			tb.eval("expire($0)", nil, username)
			if got := tb.session(); got.Error != nil || !got.Value.Valid || got.Value.IDToken == before {
				t.Errorf("refresh: %+v", got)
			}
			var end struct{ Error *pageError }
			tb.eval("called((done) => makePool().getCurrentUser().signOut(done))", &end)
			if end.Error != nil {
				t.Errorf("sign-out: %+v", *end.Error)
			}
			if left := tb.storage(); len(left) != 0 {
				t.Errorf("after signing out, storage has %v", left)
			}
		})
	}
}

// TestVerifier shows the fake's tokens to aws-jwt-verify, which back ends use.
func TestVerifier(t *testing.T) {
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	tb.openLibrary("ours")
	if err := tb.signIn(); err != nil {
		t.Fatalf("%+v", *err)
	}
	stored := tb.storage()
	got := node(t, root, `
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
	}`, s.endpoint+fakecognito.DefaultPoolID+"/.well-known/jwks.json", fakecognito.DefaultClientID,
		stored[keyOf(username, "idToken")], stored[keyOf(username, "accessToken")])
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
	got := node(t, root, `
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

// TestTypesResolve fails on what arethetypeswrong finds. Upstream has no
// declarations for its deep paths, and neither have they here; and what is an ES
// module alone is meant to be. Upstream declares a class UserAgent that nobody can import
// at run time, and so do we (named-exports).
func TestTypesResolve(t *testing.T) {
	folder := t.TempDir()
	var packed []struct{ Filename string }
	if err := json.Unmarshal([]byte(command(t, root, "npm", "pack", "--json", "--ignore-scripts", "--pack-destination", folder)), &packed); err != nil {
		t.Fatal(err)
	}
	command(t, root, "npx", "--no-install", "attw", filepath.Join(folder, packed[0].Filename), "--no-color",
		"--exclude-entrypoints", "lib", "lib/index", "lib/index.js", "lib/internals", "lib/Platform", "es", "es/internals", "es/Platform", "src", "src/internals", "src/Platform",
		"dist/amazon-cognito-identity", "dist/amazon-cognito-identity.min", "--ignore-rules", "cjs-resolves-to-esm", "named-exports")
}

// TestPackedFiles names every file that is published.
func TestPackedFiles(t *testing.T) {
	var packed []struct{ Files []struct{ Path string } }
	if err := json.Unmarshal([]byte(command(t, root, "npm", "pack", "--dry-run", "--json", "--ignore-scripts")), &packed); err != nil {
		t.Fatal(err)
	}
	want := []string{"LICENSE", "README.md", "THIRD_PARTY_NOTICES", "package.json", "es/package.json", "internals/package.json", "src/package.json"}
	for _, name := range []string{
		"amazon-cognito-identity.js", "amazon-cognito-identity.min.js", "build-info.json",
		"cognitowasm.deep.js", "cognitowasm.deep.mjs", "cognitowasm.facade.js", "cognitowasm.facade.mjs",
		"cognitowasm.program.mjs", "cognitowasm.runtime.js", "cognitowasm.runtime.mjs", "cognitowasm.wasm", "cognitowasm.wasm.br",
		"cognitowasm.worker.js", "cognitowasm.worker.mjs",
		"cognitowasm.wasm.gz", "core.d.mts", "core.mjs", "core.node.mjs", "index.d.mts", "index.d.ts", "index.js", "index.mjs",
		"index.node.js", "index.node.mjs", "internals.d.mts", "internals.d.ts", "internals.js", "internals.mjs",
		"promises.d.mts", "promises.d.ts", "promises.js", "promises.mjs",
		"cognitowasm.inline.js", "cognitowasm.inline.mjs", "cognitowasm.node.js", "cognitowasm.program.js",
	} {
		want = append(want, "dist/"+name)
	}
	for _, name := range deepPaths(t) {
		want = append(want, "es/"+name, "es/node/"+name, "lib/"+name, "src/"+name)
	}
	var got []string
	for _, file := range packed[0].Files {
		got = append(got, file.Path)
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
	text, err := os.ReadFile(filepath.Join(root, "THIRD_PARTY_NOTICES"))
	if err != nil {
		t.Fatal(err)
	}
	if command(t, root, "go", "run", "./internal/cmd/gennotices") != string(text) {
		t.Error("THIRD_PARTY_NOTICES is not current: run make gen")
	}
	for _, name := range []string{"The Go Authors", "filippo.io/bigmod", "hack-pad/safejs"} {
		if !strings.Contains(string(text), name) {
			t.Errorf("%s is missing", name)
		}
	}
}
