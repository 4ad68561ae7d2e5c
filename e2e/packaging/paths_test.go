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
	script, err := os.ReadFile("paths.mjs")
	if err != nil {
		t.Fatal(err)
	}
	got := harness.Node(t, folder, string(script))
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
