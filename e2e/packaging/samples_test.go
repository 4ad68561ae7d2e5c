package packaging

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/wasmbuild"
)

// The link of docs/loading.md loads the Wasm module beside the page's scripts, and the library
// takes what has come.
func TestDocsPreloadLink(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	s.Page("/preload.html", "<!doctype html><title>preload</title>"+inTest(s, sample(t, "docs/loading.md", "html", 0))+`<script src="/page.js"></script>`)
	s.Script("/configure.js", "AmazonCognitoIdentity.configure({ wasmURL: '/dist/cognitowasm.wasm' });")
	tb := harness.NewTab(t, s)
	tb.Open("/preload.html")
	tb.Eval("window.endpoint = $0", nil, s.Endpoint)
	tb.Eventually("performance.getEntriesByType('resource').some(({ name }) => name.endsWith('.wasm'))")
	if err := tb.SignIn(); err != nil {
		t.Errorf("%+v", *err)
	}
	if n := s.Requests(".wasm"); n != 1 {
		t.Errorf("%d requests for the Wasm module, want 1", n)
	}
}

// documents are those whose samples are run.
var documents = []string{"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "docs/*.md"}

// sampleTests names the test that runs each code block of the documents, by document
// and in order: its language, then the test.
var sampleTests = map[string][]string{
	"README.md":       {"sh TestReadmeInstall", "diff TestReadmeInstall", "go TestReadmeGoSample", "sh TestReadmeTargets"},
	"docs/auth.md":    {"diff TestDocsAuthSwap", "html TestDocsAuthSamples", "js TestDocsAuthSamples", "js TestDocsAuthSamples"},
	"docs/awssdk.md":  {"js TestDocsSDKSample"},
	"docs/core.md":    {"js TestDocsCoreSample"},
	"docs/csp.md":     {"sh TestDocsIntegrityRecipe"},
	"docs/go.md":      {"go TestDocsProgramStaysSignedIn"},
	"docs/index.md":   {"sh TestReadmeInstall", "diff TestReadmeInstall"},
	"docs/loading.md": {"html TestDocsPreloadLink", "js TestDocsOneFileSample", "js TestDocsCompiledModuleSample"},
	"docs/migrating.md": {
		"json TestDocsAlias", "json TestAmplify", "html TestDocsScriptSamples", "html TestDocsScriptFromAnotherOrigin",
		"html TestDocsImportMap", "js TestDocsScriptSamples",
	},
	"docs/options.md": {
		"js TestDocsHooksSamples", "js TestDocsHooksSamples",
		"js TestDocsScriptSamples", "ts TestDocsPromisesSample", "js TestDocsScriptSamples",
	},
	"docs/identity-pools.md": {"js TestIdentityPool"},
	"docs/passwordless.md": {
		"js TestDocsPasswordlessSamples", "js TestDocsPasswordlessSamples", "js TestDocsPasswordlessSamples",
		"js TestDocsPasswordlessSamples", "js TestDocsPasswordlessSamples", "js TestDocsPasswordlessSamples",
	},
	"docs/redirect.md": {
		"js TestDocsRedirectSamples", "js TestDocsRedirectSamples", "js TestDocsRedirectSamples",
		"js TestDocsRedirectSamples", "js TestDocsRedirectSamples",
	},
	"docs/bff.md":     {"js TestDocsBackend"},
	"docs/servers.md": {"go TestDocsServer", "js TestDocsPasskey"},
	"docs/ssr.md": {
		"js TestServerRenders", "ts TestDocsServerExamples", "ts TestDocsServerExamples", "ts TestDocsServerExamples",
		"ts TestDocsServerExamples", "ts TestDocsServerExamples",
	},
	"docs/state.md": {
		"js TestDocsStateSamples", "js TestDocsStateSamples",
		"jsx TestDocsFrameworks", "js TestDocsFrameworks", "js TestDocsFrameworks", "ts TestDocsFrameworks",
		"js TestDocsStateSamples", "js TestDocsStateSamples",
	},
	"docs/worker.md": {"js TestDocsWorkerSample"},
}

var fence = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

// sample returns the code block of a language with this number in a document.
func sample(t *testing.T, name, language string, number int) string {
	t.Helper()
	for _, match := range fence.FindAllStringSubmatch(harness.Document(t, name), -1) {
		if match[1] != language {
			continue
		}
		if number == 0 {
			return match[2]
		}
		number--
	}
	t.Fatalf("%s has too few samples in %s", name, language)
	return ""
}

// A sample that no test runs must not exist.
func TestDocsSamplesAreRun(t *testing.T) {
	t.Parallel()
	for _, pattern := range documents {
		files, err := filepath.Glob(filepath.Join(harness.Root, pattern))
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		for _, file := range files {
			name, err := filepath.Rel(harness.Root, file)
			if err != nil {
				t.Fatal(err)
			}
			name = filepath.ToSlash(name)
			var languages, listed []string
			for _, match := range fence.FindAllStringSubmatch(harness.Document(t, name), -1) {
				languages = append(languages, match[1])
			}
			for _, entry := range sampleTests[name] {
				language, test, _ := strings.Cut(entry, " ")
				listed = append(listed, language)
				found := false
				for _, folder := range []string{"e2e/migration", "e2e/packaging", "e2e/server", "e2e/websession", "e2e/world", "core", "core/websession"} {
					sources, _ := filepath.Glob(filepath.Join(harness.Root, folder, "*_test.go"))
					found = found || slices.ContainsFunc(sources, func(source string) bool {
						text, err := os.ReadFile(source)
						return err == nil && strings.Contains(string(text), "func "+test+"(")
					})
				}
				if !found {
					t.Errorf("%s: there is no %s", name, test)
				}
			}
			if !slices.Equal(languages, listed) {
				t.Errorf("%s has samples in %q; tests run %q", name, languages, listed)
			}
		}
	}
}

// inTest puts the test's pool and addresses into a sample.
func inTest(s *harness.Site, sample string) string {
	return strings.NewReplacer(
		"eu-west-1_AbCdEf123", "us-east-1_FakePool1",
		"ClientId: '1example2client3id'", "ClientId: '1fakeclient2fakeclient3fake', endpoint: '"+s.Endpoint+"'",
		"clientId: '1example2client3id'", "clientId: '1fakeclient2fakeclient3fake', endpoint: '"+s.Endpoint+"'",
		"'cognitowasm/core'", "'/dist/core.mjs'",
		"'cognitowasm/oauth'", "'/dist/oauth.mjs'",
		"'cognitowasm/passwordless'", "'/dist/passwordless.mjs'",
		"'cognitowasm/state'", "'/dist/state.mjs'",
		"from 'cognitowasm'", "from '/dist/index.mjs'",
		"'auth.example.com'", "'"+s.Domain+"'",
		"https://app.example.com", s.URL,
		"/cognitowasm/", "/dist/",
	).Replace(sample)
}

// TestReadmeInstall does what the README, and the site's first page, say first: it installs the package, here from
// the file that would be published, and imports from it.
func TestReadmeInstall(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	packed := harness.Pack(t)
	file := packed.Filename
	if !strings.Contains(harness.Document(t, "README.md"), "`"+file+"`") {
		t.Errorf("the README does not name %s", file)
	}
	for _, language := range []string{"sh", "diff"} {
		if got, want := sample(t, "docs/index.md", language, 0), sample(t, "README.md", language, 0); got != want {
			t.Errorf("docs/index.md says %q, the README %q", got, want)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "package.json"), []byte(`{"private":true}`), 0o666); err != nil {
		t.Fatal(err)
	}
	arguments := strings.Fields(strings.Replace(sample(t, "README.md", "sh", 0), "install cognitowasm", "install --offline --no-audit --no-fund "+packed.Path, 1))
	harness.Command(t, folder, arguments[0], arguments[1:]...)
	if got := harness.Node(t, folder, changedLine(t, "+")+"console.log(CognitoUser.name.length > 0, CognitoUserPool.length > 0);"); got != "true true\n" {
		t.Errorf("it prints %q", got)
	}
}

// changedLine is the line that the README removes (-) or adds (+).
func changedLine(t *testing.T, sign string) string {
	t.Helper()
	for line := range strings.Lines(sample(t, "README.md", "diff", 0)) {
		if strings.HasPrefix(line, sign) {
			return line[1:]
		}
	}
	t.Fatalf("the README's change has no line with %s", sign)
	return ""
}

// TestDocsAlias installs the package under upstream's name, as the alias has it.
func TestDocsAlias(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	packed := harness.Pack(t)
	version := strings.TrimSuffix(strings.TrimPrefix(packed.Filename, "cognitowasm-"), ".tgz")
	text := sample(t, "docs/migrating.md", "json", 0)
	alias := strings.Replace(text, "npm:cognitowasm@"+version, "file:"+packed.Path, 1)
	if alias == text {
		t.Fatalf("%s does not name version %s", text, version)
	}
	if err := os.WriteFile(filepath.Join(folder, "package.json"), []byte(alias), 0o666); err != nil {
		t.Fatal(err)
	}
	harness.Command(t, folder, "npm", "install", "--offline", "--no-audit", "--no-fund")
	script := changedLine(t, "-") + `
		import { configure } from 'amazon-cognito-identity-js';
		console.log(typeof CognitoUser, typeof CognitoUserPool, typeof configure);`
	if got := harness.Node(t, folder, script); got != "function function function\n" {
		t.Errorf("it prints %q", got)
	}
}

// TestReadmeTargets: what the README tells developers to run exists.
func TestReadmeTargets(t *testing.T) {
	t.Parallel()
	for line := range strings.Lines(sample(t, "README.md", "sh", 1)) {
		words := strings.Fields(line)
		if words[0] != "make" || !strings.Contains(harness.Document(t, "Makefile"), "\n"+words[1]+":") {
			t.Errorf("there is no %s %s", words[0], words[1])
		}
	}
}

// TestDocsScriptSamples runs the script tag, upstream's code, the promise and the event
// in one page.
func TestDocsScriptSamples(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	s.Page("/sample.html", `<!doctype html><title>nobody</title>`+inTest(s, sample(t, "docs/migrating.md", "html", 0))+`<script src="/sample.js"></script>`)
	s.Script("/sample.js", inTest(s, sample(t, "docs/migrating.md", "js", 0)+sample(t, "docs/options.md", "js", 3)))
	tb := harness.NewTab(t, s)
	tb.Open("/sample.html")
	title := func() string {
		var text string
		// A mutation of the title is what the sample shows its result by.
		tb.Eval(`new Promise((resolve) => {
			const done = () => document.title !== 'nobody' && resolve(document.title);
			new MutationObserver(done).observe(document.querySelector('title'), { childList: true });
			done();
		})`, &text)
		return text
	}
	tb.Eval("signIn($0, $1)", nil, harness.Username, harness.Password)
	if got := title(); got != harness.Username {
		t.Fatalf("signed in, the page shows %q, want %q", got, harness.Username)
	}
	var attributes []struct{ Name string }
	tb.Eval(`(async () => {
		const user = pool.getCurrentUser();
		await user.getSession();
		`+sample(t, "docs/options.md", "js", 2)+`
		return attributes;
	})()`, &attributes)
	if len(attributes) == 0 {
		t.Error("there are no attributes")
	}
	tb.Reload()
	var now string
	tb.Eval("document.title", &now)
	if now != harness.Username {
		t.Errorf("after a reload the page shows %q, want %q", now, harness.Username)
	}
}

// TestDocsPromisesSample compiles code that uses promises after the import of the sample.
func TestDocsPromisesSample(t *testing.T) {
	t.Parallel()
	folder := harness.Install(t, "cognitowasm")
	source := sample(t, "docs/options.md", "ts", 0) + `import type { CognitoUser } from 'cognitowasm';
declare const user: CognitoUser;
` + sample(t, "docs/options.md", "js", 2) + `
export const names: string[] = attributes.map((attribute) => attribute.getName());
`
	if err := os.WriteFile(filepath.Join(folder, "consumer.mts"), []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	tsc, err := filepath.Abs(filepath.Join(harness.Root, "node_modules", "typescript", "bin", "tsc"))
	if err != nil {
		t.Fatal(err)
	}
	for _, how := range [][]string{{"--module", "esnext", "--moduleResolution", "bundler"}, {"--module", "node16", "--moduleResolution", "node16"}} {
		arguments := append([]string{tsc, "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--lib", "es2022,dom"}, how...)
		harness.Command(t, folder, "node", append(arguments, "consumer.mts")...)
	}
}

// TestDocsOneFileSample signs in in a worker that loads the one file, as service workers do.
func TestDocsOneFileSample(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	s.Script("/worker.js", `
		const items = new Map();
		const storage = { getItem: (key) => items.get(key), setItem: (key, value) => items.set(key, value), removeItem: (key) => items.delete(key) };
		`+inTest(s, sample(t, "docs/loading.md", "js", 0))+`
		onmessage = ({ data: [Username, Password] }) => {
			const { AuthenticationDetails, CognitoUser } = AmazonCognitoIdentity;
			new CognitoUser({ Username, Pool: pool, Storage: storage }).authenticateUser(new AuthenticationDetails({ Username, Password }), {
				onSuccess: () => postMessage(pool.getCurrentUser().getUsername()),
				onFailure: (error) => postMessage(error.message),
			});
		};`)
	tb := harness.NewTab(t, s)
	tb.OpenEmpty()
	var user string
	tb.Eval(`new Promise((resolve, reject) => {
		const worker = new Worker('/worker.js');
		worker.onmessage = ({ data }) => resolve(data);
		worker.onerror = ({ message }) => reject(new Error(message));
		worker.postMessage([$0, $1]);
	})`, &user, harness.Username, harness.Password)
	if user != harness.Username {
		t.Errorf("signed in, the current user is %q", user)
	}
}

// TestDocsCompiledModuleSample imports the Wasm module as edge runtimes do, and removes
// its file before the first call.
func TestDocsCompiledModuleSample(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	folder := harness.Install(t, "cognitowasm")
	for name, text := range map[string]string{
		"hooks.mjs": `export async function load(url, context, next) {
	if (!url.endsWith('.wasm')) return next(url, context);
	const source = "import fs from 'node:fs'; export default new WebAssembly.Module(fs.readFileSync(new URL('" + url + "')));";
	return { format: 'module', shortCircuit: true, source };
}`,
		"register.mjs": `import { register } from 'node:module';
register('./hooks.mjs', import.meta.url);`,
		"main.mjs": sample(t, "docs/loading.md", "js", 1) + `
import fs from 'node:fs';
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'cognitowasm';
fs.unlinkSync('node_modules/cognitowasm/dist/cognitowasm.wasm');
const [endpoint, Username, Password] = process.argv.slice(2);
const Pool = new CognitoUserPool({ UserPoolId: 'us-east-1_FakePool1', ClientId: '1fakeclient2fakeclient3fake', endpoint });
new CognitoUser({ Username, Pool }).authenticateUser(new AuthenticationDetails({ Username, Password }), {
	onSuccess: (session) => console.log(session.isValid()),
	onFailure: (error) => console.log(error),
});`,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if got := harness.Command(t, folder, "node", "--import", "./register.mjs", "main.mjs", s.Endpoint, harness.Username, harness.Password); got != "true\n" {
		t.Errorf("it prints %q", got)
	}
}

// The sample that asks for a worker gets one, and a sealed refresh token.
func TestDocsWorkerSample(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.BeforePages(harness.NoteWorkers)
	tb.OpenLibrary("ours")
	tb.Eval("void (() => {"+sample(t, "docs/worker.md", "js", 0)+"})()", nil)
	if err := tb.SignIn(); err != nil {
		t.Fatalf("%+v", *err)
	}
	if n, token := tb.Workers(), tb.Storage()[harness.Key("ada.refreshToken")]; n != 1 || !strings.HasPrefix(token, "cognitowasm.sealed.") {
		t.Errorf("%d workers; the refresh token is sealed: %t", n, strings.HasPrefix(token, "cognitowasm.sealed."))
	}
}

func TestDocsCoreSample(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	s.Script("/sample.js", inTest(s, sample(t, "docs/core.md", "js", 0))+"\nwindow.done({ user, idToken });\n")
	tb := harness.NewTab(t, s)
	s.Script("/before.js", "window.result = new Promise((resolve) => { window.done = resolve; });")
	s.Page("/sample.html", `<!doctype html><title>e2e</title><script src="/before.js"></script><script type="module" src="/sample.js"></script>`)
	tb.Open("/sample.html")
	var result struct {
		User    struct{ Username string }
		IDToken string
	}
	tb.Eval("window.result", &result)
	if result.User.Username != harness.Username || strings.Count(result.IDToken, ".") != 2 {
		t.Errorf("the sample gave %q and a token of %d characters", result.User.Username, len(result.IDToken))
	}
	if left := tb.Storage(); len(left) != 0 {
		t.Errorf("after signing out, storage has %d entries", len(left))
	}
}

// The sample that chooses the Wasm module with the AWS SDK signs in with it.
func TestDocsSDKSample(t *testing.T) {
	t.Parallel()
	sdk := harness.SDKModule(t)
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.OpenLibrary("ours")
	configure := strings.NewReplacer("/cognitowasm/awssdk/", "/dist/awssdk/", "sha256-…", sdk["wasmIntegrity"]).Replace(sample(t, "docs/awssdk.md", "js", 0))
	tb.Eval("void (() => {"+configure+"})()", nil)
	if err := tb.SignIn(); err != nil {
		t.Errorf("%+v", *err)
	}
	if n := s.Requests("/awssdk/cognitowasm.wasm"); n != 1 {
		t.Errorf("%d requests for the Wasm module, want 1", n)
	}
}

// The recipe for checking a Wasm module prints the digest of build-info.json.
func TestDocsIntegrityRecipe(t *testing.T) {
	t.Parallel()
	info, err := wasmbuild.ReadInfo(filepath.Join(harness.Root, "dist"))
	if err != nil {
		t.Fatal(err)
	}
	recipe := sample(t, "docs/csp.md", "sh", 0)
	got := harness.Command(t, harness.Root, "sh", "-ec", strings.Replace(recipe, "make build &&", "", 1))
	for _, part := range []string{info.Go, info.Wasm.Integrity, "\n" + strings.TrimPrefix(info.Wasm.Integrity, "sha256-") + "\n"} {
		if !strings.Contains(got, part) {
			t.Errorf("the recipe printed no %q:\n%s", part, got)
		}
	}
}

// The sizes in the documents are those of dist, give or take what rounding takes off and
// half a percent: docs/loading.md has all of them, the README those that matter.
func TestDocsSizes(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("go", "run", "./internal/cmd/size")
	cmd.Dir = harness.Root
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	measured := regexp.MustCompile(`(?m)^ *\d+ +\d+ +(\d+) +(?:\d+|-) +(\S.*)$`).FindAllStringSubmatch(string(out), -1)
	if len(measured) == 0 {
		t.Fatalf("make size printed no sizes:\n%s", out)
	}
	stated := map[string]int{}
	for _, m := range measured {
		size, _ := strconv.ParseFloat(m[1], 64)
		for _, name := range []string{"README.md", "docs/loading.md"} {
			row := regexp.MustCompile(`(?m)^\| ` + regexp.QuoteMeta(m[2]) + ` \| ([\d.,]+) kB`).FindStringSubmatch(harness.Document(t, name))
			if row == nil {
				continue
			}
			stated[name]++
			if kilobytes, _ := strconv.ParseFloat(strings.ReplaceAll(row[1], ",", ""), 64); math.Abs(kilobytes*1000-size) > 50+0.005*size {
				t.Errorf("%s, %s: it says %s kB, but it is %.0f bytes: run go run ./internal/cmd/size -record reason", name, m[2], row[1], size)
			}
		}
	}
	if stated["README.md"] != 3 || stated["docs/loading.md"] != len(measured) {
		t.Errorf("of %d sizes, the documents state %v", len(measured), stated)
	}
}

// The samples of frameworks are parts of the examples, which e2e/ecosystem builds and drives.
func TestDocsServerExamples(t *testing.T) {
	t.Parallel()
	for i, file := range []string{
		"next/proxy.ts", "sveltekit/src/hooks.server.ts", "react-router/app/session.server.ts",
		"nuxt/server/middleware/session.ts", "nuxt/app/composables/email.ts",
	} {
		if !strings.Contains(harness.Document(t, "examples/"+file), sample(t, "docs/ssr.md", "ts", i)) {
			t.Errorf("docs/ssr.md does not show what examples/%s has", file)
		}
	}
}
