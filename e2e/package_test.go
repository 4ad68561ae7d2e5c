package e2e

import (
	"context"
	"encoding/json"
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
	const isName = (parent.type === 'MemberExpression' && key === 'property' || parent.type === 'Property' && key === 'key' || parent.type === 'MethodDefinition' && key === 'key') && !parent.computed;
	if (!isName) found.add(node.name);
});
let syntax = '';
try { parse(text, { ecmaVersion: 2018, sourceType }) } catch (error) { syntax = error.message }
console.log(JSON.stringify({ syntax, names: [...found] }));
`
	for file, sourceType := range map[string]string{
		"amazon-cognito-identity.min.js": "script",
		"cognitowasm.runtime.js":         "script",
		"index.cjs":                      "script",
		"index.mjs":                      "module",
		"core.mjs":                       "module",
		"cognitowasm.runtime.mjs":        "module",
		"cognitowasm.program.mjs":        "module",
	} {
		t.Run(file, func(t *testing.T) {
			var got struct {
				Syntax string
				Names  []string
			}
			out := node(t, root, script, filepath.Join("dist", file), sourceType)
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

// install makes a folder in which the package is installed.
func install(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	target := filepath.Join(folder, "node_modules", "cognitowasm")
	if err := os.MkdirAll(target, 0o777); err != nil {
		t.Fatal(err)
	}
	manifest, err := os.ReadFile(filepath.Join(root, "package.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(target, "package.json"), manifest, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(target, "dist"), os.DirFS(filepath.Join(root, "dist"))); err != nil {
		t.Fatal(err)
	}
	return folder
}

// TestNode signs in with the installed package in Node, which must then end by
// itself, and leave the global object as it was.
func TestNode(t *testing.T) {
	s := newSite(t)
	s.addUser()
	folder := install(t)
	const classes = `
	const before = new Set(Reflect.ownKeys(globalThis));
	// Node's own fetch leaves a symbol.
	const added = () => Reflect.ownKeys(globalThis).map(String).filter((name) => !before.has(name) && !/^Symbol/.test(name)).length;
	const { CognitoUserPool, CognitoUser, AuthenticationDetails } = LOAD;
	const [endpoint, username, password] = process.argv.slice(1);
	const pool = new CognitoUserPool({ UserPoolId: 'us-east-1_FakePool1', ClientId: '1fakeclient2fakeclient3fake', endpoint });
	const user = new CognitoUser({ Username: username, Pool: pool });
	user.authenticateUser(new AuthenticationDetails({ Username: username, Password: password }), {
		onSuccess: (session) => console.log(session.isValid(), pool.getCurrentUser().getUsername(), added()),
		onFailure: (error) => console.log(error),
	});`
	for _, c := range []struct{ name, script, want string }{
		{"import", strings.Replace(classes, "LOAD", "await import('cognitowasm')", 1), "true ada 0\n"},
		{"require", strings.Replace(classes, "LOAD", "(await import('node:module')).createRequire(process.cwd() + '/x.js')('cognitowasm')", 1), "true ada 0\n"},
		{"core", `
	import { load } from 'cognitowasm/core';
	const [endpoint, username, password] = process.argv.slice(1);
	const pool = { userPoolId: 'us-east-1_FakePool1', clientId: '1fakeclient2fakeclient3fake', endpoint };
	const core = await load();
	await core.signIn({ ...pool, username, password });
	console.log((await core.getSession(pool)).username);`, "ada\n"},
		{"nothing done", "await import('cognitowasm'); console.log('loaded')", "loaded\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := node(t, folder, c.script, s.endpoint, username, password); got != c.want {
				t.Errorf("it prints %q, want %q", got, c.want)
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

// TestPublint fails on errors; its warnings are logged.
func TestPublint(t *testing.T) {
	t.Log(command(t, root, "npx", "--no-install", "publint"))
}

// TestPackedFiles names every file that is published.
func TestPackedFiles(t *testing.T) {
	var packed []struct{ Files []struct{ Path string } }
	if err := json.Unmarshal([]byte(command(t, root, "npm", "pack", "--dry-run", "--json", "--ignore-scripts")), &packed); err != nil {
		t.Fatal(err)
	}
	want := []string{"package.json"}
	for _, name := range []string{"README.md", "LICENSE"} { // npm takes them along where they are
		if _, err := os.Stat(filepath.Join(root, name)); err == nil {
			want = append(want, name)
		}
	}
	for _, name := range []string{
		"amazon-cognito-identity.min.js", "build-info.json", "cognitowasm.program.mjs", "cognitowasm.runtime.js", "cognitowasm.runtime.mjs",
		"cognitowasm.wasm", "cognitowasm.wasm.br", "cognitowasm.wasm.gz", "core.d.mts", "core.mjs", "core.node.mjs",
		"index.cjs", "index.d.mts", "index.d.ts", "index.mjs", "index.node.cjs", "index.node.mjs",
	} {
		want = append(want, "dist/"+name)
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
