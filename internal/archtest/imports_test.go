package archtest

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/wasmbuild"
)

const module = "github.com/cognitowasm/cognitowasm"

// root is the project's folder, relative to this one.
const root = "../.."

// listed is a package as go list describes it.
type listed struct {
	ImportPath string
	Standard   bool
	Imports    []string
}

// list asks the go command, which knows what is really built.
func list(t *testing.T, goos, goarch string, args ...string) map[string]listed {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Standard,Imports"}, args...)...)
	cmd.Dir, cmd.Stderr = root, os.Stderr
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	packages := map[string]listed{}
	for d := json.NewDecoder(out); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		packages[p.ImportPath] = p
	}
	if err := cmd.Wait(); err != nil || len(packages) == 0 {
		t.Fatalf("go list %q: %d packages, %v", args, len(packages), err)
	}
	return packages
}

// modules returns the flag for compiling the Wasm module with internal/safejs.
func modules(t *testing.T) string {
	t.Helper()
	file, err := wasmbuild.ModuleFile(root, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return "-modfile=" + file
}

func within(path, folder string) bool { return path == folder || strings.HasPrefix(path, folder+"/") }

// ban is a package, with all below it, and why it must not be there.
type ban struct{ path, reason string }

var tooBig = "every page would have to load and start it"

// Packages that the Wasm module must not contain, directly or indirectly.
var notInThePage = []ban{
	{"net/http", "the page has fetch, and net/http makes the Wasm module twice as large"},
	{"net", "a page cannot open sockets"},
	{"crypto/tls", "the browser does it"},
	{"github.com/aws", "the SDK's client makes the Wasm module four times as large; see core/awsidp"},
	{"github.com/golang-jwt", "the page has WebCrypto for signatures, and it makes the Wasm module twice as large; see core/jwtverify"},
	{"github.com/go-webauthn", "the page's authenticator signs, and only the server verifies; see internal/fakecognito"},
	{"encoding/json", "the page has JSON.parse: " + tooBig},
	{"text/template", "calling methods by reflection prevents the linker from omitting any"},
	{"html/template", "as text/template"},
	{"log", "nothing is logged in a page: " + tooBig},
	{"log/slog", "as log"},
	{"crypto/rand", "the page's random source is used, through core's port"},
	{"math/big", "SRP needs constant time: filippo.io/bigmod"},
	{"math/rand", "nothing here may be guessed"},
	{"regexp", tooBig},
	{"fmt", "it is a tenth of the Wasm module; see internal/safejs"},
	{"os", "there are no files; its set-up alone, which the linker cannot omit, is 3 % of the Wasm module"},
	{module + "/internal/fakecognito", "it is for tests"},
	{module + "/core/awsidp", "it is for Go programs"},
	{module + "/core/jwtverify", "as core/awsidp"},
}

func TestWasmModule(t *testing.T) {
	packages := list(t, "js", "wasm", modules(t), "-deps", "./wasm")
	for path := range packages {
		for _, b := range notInThePage {
			if within(path, b.path) {
				t.Errorf("the Wasm module contains %s: %s", path, b.reason)
			}
		}
	}
	if _, ok := packages[module+"/core/srp"]; !ok {
		t.Error("the Wasm module does not contain core/srp; is this the right package?")
	}
}

// The Wasm module with the tag awssdk contains what it is for.
func TestWasmModuleWithTheSDK(t *testing.T) {
	packages := list(t, "js", "wasm", modules(t), "-tags=awssdk", "-deps", "./wasm")
	for _, path := range []string{module + "/core/awsidp", module + "/core/jwtverify", "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider", "github.com/golang-jwt/jwt/v5"} {
		if _, ok := packages[path]; !ok {
			t.Errorf("the Wasm module with the tag awssdk does not contain %s", path)
		}
	}
}

func TestCoreTouchesNothing(t *testing.T) {
	bans := []ban{
		{"syscall/js", "core knows no page; package jsbridge does"},
		{"net", "core reaches the network through its port IdentityProvider"},
		{"net/http", "as net"},
		{"github.com/aws", "the SDK is an adapter, core/awsidp"},
		{"github.com/golang-jwt", "verifying tokens is an adapter's"},
		{"github.com/go-webauthn", "core passes passkeys on, and the server verifies them; it is for internal/fakecognito"},
		{"github.com/hack-pad/safejs", "core knows no page"},
		{module + "/jsbridge", "the bridge imports core, not the other way round"},
		{module + "/internal", "core is public and depends on nothing private"},
		{module + "/core/awsidp", "adapters import core, not the other way round"},
		{module + "/core/cognitooauth2", "as core/awsidp"},
		{module + "/core/jwtverify", "as core/awsidp"},
		{"golang.org/x/oauth2", "only core/cognitooauth2 needs it"},
		{module + "/core/tokenrules", "it is for adapters"},
	}
	for _, target := range []struct{ goos, goarch string }{{"linux", "amd64"}, {"js", "wasm"}} {
		// The standard library's own imports do not matter: os imports syscall/js for
		// js.
		for path, p := range list(t, target.goos, target.goarch, "-deps", "./core") {
			if p.Standard {
				continue
			}
			for _, imported := range append(p.Imports, path) {
				if imported == "net/url" && target.goos != "js" {
					continue // it parses text, and does not reach the network
				}
				if imported == module+"/internal/calloption" {
					continue // what only the bridge may set must be where nobody else can import it
				}
				for _, b := range bans {
					if within(imported, b.path) {
						t.Errorf("%s/%s: core contains %s, by %s: %s", target.goos, target.goarch, imported, path, b.reason)
					}
				}
			}
		}
	}
}

func TestSRPStandsAlone(t *testing.T) {
	for _, platform := range [][2]string{{"linux", "amd64"}, {"js", "wasm"}} {
		for path := range list(t, platform[0], platform[1], "-deps", "./core/srp") {
			if within(path, module) && path != module+"/core/srp" && !within(path, module+"/core/internal") {
				t.Errorf("core/srp contains %s: it must be possible to review it alone", path)
			}
		}
	}
}

// Which package may not import which, in either build. Tests are exempt.
func TestDirectionOfImports(t *testing.T) {
	everywhere := func(string) bool { return true }
	in := func(folder string) func(string) bool {
		return func(path string) bool { return within(path, module+"/"+folder) }
	}
	rules := []struct {
		from   func(path string) bool
		to     string
		reason string
	}{
		{everywhere, "wasm", "it is a program"},
		{everywhere, "www", "it is the demo"},
		{everywhere, "e2e", "it is tests"},
		{everywhere, "internal/archtest", "it is tests"},
		{in("jsbridge"), "core/awsidp", "a page has fetch"},
		{in("jsbridge"), "core/jwtverify", "a page has WebCrypto"},
		{in("core/tokenrules"), "core/jwtverify", "the rules stand by themselves"},
		{in("jsbridge"), "internal/protocol", "reading by reflection cost 20 kB; internal/cmd/genprotocol writes what it needs"},
		{in("internal/protocol"), "core", "it is read natively by the generator, which needs no core"},
		{in("internal/protocol"), "jsbridge", "as core"},
		{in("internal/fakecognito"), "core", "a mistake of both could hide"},
		{in("internal/fakeidentitypool"), "core", "as internal/fakecognito"},
	}
	for _, target := range []struct{ goos, goarch string }{{"linux", "amd64"}, {"js", "wasm"}} {
		for path, p := range list(t, target.goos, target.goarch, "-e", "./...") {
			for _, imported := range p.Imports {
				for _, r := range rules {
					to := module + "/" + r.to
					if r.from(path) && within(imported, to) && !within(path, to) {
						t.Errorf("%s imports %s: %s", path, imported, r.reason)
					}
				}
			}
		}
	}
}
