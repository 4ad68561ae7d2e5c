package packaging

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// notHere are upstream's files that work in React Native alone.
var notHere = []string{
	"StorageHelper-rn.js", "utils/cryptoSecureRandomInt.native.js", "utils/getRandomBase64.native.js", "utils/getRandomValues.native.js",
}

// deepPaths are upstream's files below lib, which are below es and src too.
func deepPaths(t *testing.T) []string {
	t.Helper()
	upstream := os.DirFS(filepath.Join(harness.Root, "node_modules", harness.UpstreamName, "lib"))
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

// TestDropInPaths resolves the paths that applications import from upstream, and
// compares what they give: with the exports of the manifest, as Node reads them,
// and without, as webpack 4 does.
func TestDropInPaths(t *testing.T) {
	t.Parallel()
	folder := harness.Install(t, harness.UpstreamName)
	got := harness.Node(t, folder, `
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
	t.Parallel()
	folder := harness.Install(t, harness.UpstreamName)
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
			got := harness.Node(t, folder, strings.NewReplacer("INTERNALS", strings.ReplaceAll(modules[0], "NAME", harness.UpstreamName), "MAIN", strings.ReplaceAll(modules[1], "NAME", harness.UpstreamName)).Replace(script))
			if want := "aws-amplify/5.0.4 mine/1 auth framework/7\n"; got != want {
				t.Errorf("the requests say %q, want %q", got, want)
			}
		})
	}
}
