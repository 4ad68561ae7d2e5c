package e2e

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
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
	for folder, sourceType := range map[string]string{"lib": "script", "es": "module"} {
		for _, name := range append(deepPaths(t), "index.js", "internals/index.js") {
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

// deepPaths are the files below lib and es that have one class each, and what is
// of the peer's UserAgent.
func deepPaths(t *testing.T) []string {
	t.Helper()
	var names []string
	out := node(t, root, "console.log(JSON.stringify(Object.keys(await import(process.cwd() + '/dist/index.mjs'))))")
	if err := json.Unmarshal([]byte(out), &names); err != nil {
		t.Fatal(err)
	}
	files := []string{"UserAgent.js"}
	for _, name := range names {
		switch {
		case strings.ToLower(name[:1]) == name[:1]: // a function
		case name == "WordArray":
			files = append(files, "utils/WordArray.js")
		default:
			files = append(files, name+".js")
		}
	}
	return files
}

// peerName is the name that applications import.
const peerName = "amazon-cognito-identity-js"

// install packs the package and installs it in an empty project under a name,
// without a registry: there are no dependencies.
func install(t *testing.T, name string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	var packed []struct{ Filename string }
	if err := json.Unmarshal([]byte(command(t, root, "npm", "pack", "--json", "--ignore-scripts", "--pack-destination", folder)), &packed); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "package.json"), []byte(`{"private":true}`), 0o666); err != nil {
		t.Fatal(err)
	}
	command(t, folder, "npm", "install", "--offline", "--no-audit", "--no-fund", name+"@file:"+packed[0].Filename)
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
	await core.signIn({ ...pool, username, password });
	console.log((await core.getSession(pool)).username);`, "ada\n"},
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
	const added = ['configure', 'preload', 'addAuthCategoryToCognitoUserAgent', 'addFrameworkToCognitoUserAgent'];
	for (const of of Object.keys(named)) {
		if (!/^[A-Z]/.test(of)) continue;
		const deep = (of === 'WordArray' ? 'utils/' : '') + of;
		for (const end of ['', '.js']) {
			check(require(name + '/lib/' + deep + end).default === required[of], 'lib/' + deep + end);
			check((await import(name + '/lib/' + deep + end)).default.default === required[of], 'import lib/' + deep + end);
			check((await import(name + '/es/' + deep + end)).default === named[of], 'es/' + deep + end);
		}
	}
	for (const index of ['', '/index', '/index.js']) {
		const [lib, es] = [require(name + '/lib' + index), await import(name + '/es' + index)];
		for (const of of Object.keys(named)) check(lib[of] === required[of] && es[of] === named[of], 'lib and es' + index + ' ' + of);
		check(Object.keys(es).join() === Object.keys(named).join(), 'es' + index);
		check(Object.keys(lib).join() === Object.keys(required).join(), 'lib' + index);
	}
	check(Object.keys(required).join() === Object.keys(named).join() && required.__esModule, 'the same names by import and require');
	// Applications' tests replace classes.
	required.CognitoUser = 5;
	check(required.CognitoUser === 5, 'CommonJS exports can be replaced');
	const internals = [await import(name + '/internals'), await import(name + '/es/internals'), await import(name + '/es/internals/index.js')];
	const internalsRequired = [require(name + '/internals'), require(name + '/lib/internals'), require(name + '/lib/internals/index.js')];
	for (const of of added.slice(2)) {
		for (const one of internals) check(typeof one[of] === 'function' && one[of] === internals[0][of], 'internals ' + of);
		for (const one of internalsRequired) check(typeof one[of] === 'function' && one[of] === internalsRequired[0][of], 'required internals ' + of);
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
// export of a CommonJS file below lib: so it is in the peer, and applications
// count on it.
func TestPublint(t *testing.T) {
	got := node(t, root, `
	import { publint } from 'publint';
	import { formatMessage } from 'publint/utils';
	import { readFileSync } from 'node:fs';
	const { messages } = await publint({ strict: true });
	const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
	const known = ({ code, path }) => code === 'CJS_WITH_ESMODULE_DEFAULT_EXPORT' && path[0] === 'exports' && path[1].startsWith('./lib/');
	for (const message of messages) if (!known(message)) console.log(formatMessage(message, manifest));`)
	if got != "" {
		t.Error(got)
	}
}

// TestTypesResolve fails on what arethetypeswrong finds. The peer has no
// declarations for its deep paths, and neither have they here; and what is an ES
// module alone is meant to be.
func TestTypesResolve(t *testing.T) {
	folder := t.TempDir()
	var packed []struct{ Filename string }
	if err := json.Unmarshal([]byte(command(t, root, "npm", "pack", "--json", "--ignore-scripts", "--pack-destination", folder)), &packed); err != nil {
		t.Fatal(err)
	}
	command(t, root, "npx", "--no-install", "attw", filepath.Join(folder, packed[0].Filename), "--no-color",
		"--exclude-entrypoints", "lib", "lib/internals", "es", "es/internals", "--ignore-rules", "cjs-resolves-to-esm")
}

// TestPackedFiles names every file that is published.
func TestPackedFiles(t *testing.T) {
	var packed []struct{ Files []struct{ Path string } }
	if err := json.Unmarshal([]byte(command(t, root, "npm", "pack", "--dry-run", "--json", "--ignore-scripts")), &packed); err != nil {
		t.Fatal(err)
	}
	want := []string{"LICENSE", "README.md", "package.json", "es/package.json", "internals/package.json"}
	for _, name := range []string{
		"amazon-cognito-identity.js", "amazon-cognito-identity.min.js", "build-info.json", "cognitowasm.facade.js", "cognitowasm.facade.mjs",
		"cognitowasm.program.mjs", "cognitowasm.runtime.js", "cognitowasm.runtime.mjs", "cognitowasm.wasm", "cognitowasm.wasm.br",
		"cognitowasm.worker.js", "cognitowasm.worker.mjs",
		"cognitowasm.wasm.gz", "core.d.mts", "core.mjs", "core.node.mjs", "index.d.mts", "index.d.ts", "index.js", "index.mjs",
		"index.node.js", "index.node.mjs", "internals.d.mts", "internals.d.ts", "internals.js", "internals.mjs",
		"promises.d.mts", "promises.d.ts", "promises.js", "promises.mjs",
	} {
		want = append(want, "dist/"+name)
	}
	for _, name := range append(deepPaths(t), "index.js", "internals/index.js") {
		want = append(want, "es/"+name, "lib/"+name)
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
