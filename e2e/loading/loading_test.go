package loading

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// loadClassic loads the classic script into the page that is open.
func loadClassic(tb *harness.Tab) {
	tb.T.Helper()
	tb.Eval(`new Promise((resolve, reject) => {
		const script = document.createElement('script');
		script.src = '/dist/amazon-cognito-identity.min.js';
		script.onload = () => resolve();
		script.onerror = reject;
		document.head.append(script);
	})`, nil)
}

// loadModule loads the ES module into the page that is open, under the classic
// script's name.
func loadModule(tb *harness.Tab) {
	tb.T.Helper()
	tb.Eval("import('/dist/index.mjs').then((module) => { window.AmazonCognitoIdentity = module })", nil)
}

// readsWork fails unless a stored session is read, and gone after a sign-out.
func readsWork(t *testing.T, tb *harness.Tab) {
	t.Helper()
	tb.Eval("seed($0, $1)", nil, harness.Username, harness.Password)
	if got := tb.Session(); !got.Synchronous {
		t.Error("the stored session is answered later")
	}
	tb.Eval("makePool().getCurrentUser().signOut()", nil)
	if stored := tb.Storage(); len(stored) != 0 {
		t.Errorf("after signOut: %d values", len(stored))
	}
	tb.Site.Cognito.ResetRequests()
}

func TestStrictContentSecurityPolicy(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	s.Policy("'self' 'wasm-unsafe-eval'")
	for name, load := range map[string]func(*harness.Tab){"classic": loadClassic, "module": loadModule} {
		t.Run(name, func(t *testing.T) {
			tb := harness.NewTab(t, s)
			tb.OpenEmpty()
			load(tb)
			if err := tb.SignIn(); err != nil {
				t.Fatalf("%+v", *err)
			}
			tb.Eval("expire($0)", nil, harness.Username)
			if got := tb.Session(); got.Error != nil || !got.Value.Valid {
				t.Errorf("refresh: %+v", got)
			}
		})
	}
}

// TestProperty11WebAssemblyUnavailable takes WebAssembly away: the stored session can be
// read all the same, and the rest fails with an error that says what to change.
func TestProperty11WebAssemblyUnavailable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, scripts, before, says string }{
		{"policy", "'self'", "null", "Add 'wasm-unsafe-eval' to its script-src"},
		{"switched off", "'self' 'wasm-unsafe-eval'", "delete window.WebAssembly", "has no WebAssembly"},
	} {
		for name, load := range map[string]func(*harness.Tab){"classic": loadClassic, "module": loadModule} {
			t.Run(c.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				s := harness.NewSite(t)
				s.AddUser()
				s.Policy(c.scripts)
				tb := harness.NewTab(t, s)
				tb.Expect("Content Security Policy") // the browser's own report
				tb.OpenEmpty()
				tb.Eval(c.before, nil)
				load(tb)
				for range 2 {
					err := tb.SignIn()
					harness.WantFault(t, "sign-in", err, "WasmUnavailable")
					if !strings.Contains(err.Message, c.says) {
						t.Fatalf("sign-in: %+v", err)
					}
				}
				if stored := tb.Storage(); len(stored) != 0 {
					t.Errorf("stored: %v", stored)
				}
				if n := len(s.Cognito.Requests()); n != 0 {
					t.Errorf("%d requests to Cognito", n)
				}
				tb.Eval("seed($0, $1)", nil, harness.Username, harness.Password)
				if got := tb.Session(); got.Error != nil || !got.Value.Valid {
					t.Errorf("stored session: %+v", got)
				}
				before := tb.Storage()
				tb.Eval("expire($0)", nil, harness.Username)
				var got harness.GotSession
				if tb.Eval("session()", &got); got.Error == nil || got.Error.Code != "WasmUnavailable" {
					t.Errorf("refresh: %+v", got)
				}
				if after := tb.Storage(); len(after) != len(before) {
					t.Errorf("the failed refresh changed storage: %v", after)
				}
				tb.Eval("makePool().getCurrentUser().signOut()", nil)
				if stored := tb.Storage(); len(stored) != 0 {
					t.Errorf("after signOut: %v", stored)
				}
			})
		}
	}
}

// drop closes the connection without an answer, as when there is no network.
func drop(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// TestProperty11WasmModuleDoesNotLoad serves something else in the place of a file that the
// classic script needs, and then the right one: the error says what came from
// where, and the next call works.
func TestProperty11WasmModuleDoesNotLoad(t *testing.T) {
	t.Parallel()
	whole := harness.WasmModule(t)
	other := []byte("\x00asm\x01\x00\x00\x00")
	html := []byte("<!doctype html><title>not found</title>")
	brokenOff := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/wasm")
		w.Header().Set("Content-Length", fmt.Sprint(len(whole)))
		_, _ = w.Write(whole[:len(whole)/2])
		panic(http.ErrAbortHandler)
	}
	const wasm, runtime = "cognitowasm.wasm", "cognitowasm.runtime.js"
	for _, c := range []struct {
		name, file string
		insecure   bool
		handler    http.HandlerFunc
		code       string
		says       []string
	}{
		{"404", wasm, false, harness.Answer(404, "text/plain", []byte("no")), "WasmLoadFailed", []string{"HTTP status 404", "configure({ wasmURL })"}},
		{"a page", wasm, false, harness.Answer(200, "text/html; charset=utf-8", html), "WasmLoadFailed", []string{"is no WebAssembly", "text/html", "<!doctype html>"}},
		{"a page as wasm", wasm, false, harness.Answer(200, "application/wasm", html), "WasmLoadFailed", []string{"is no WebAssembly", "<!doctype html>"}},
		{"half", wasm, false, harness.Answer(200, "application/wasm", whole[:len(whole)/2]), "WasmMismatch", []string{"sha256-"}},
		{"broken off", wasm, false, brokenOff, "WasmLoadFailed", []string{"broke off"}},
		{"another module", wasm, false, harness.Answer(200, "application/wasm", other), "WasmMismatch", []string{"sha256-"}},
		{"another program, no WebCrypto", wasm, true, harness.Answer(200, "application/wasm", other), "WasmLoadFailed", []string{"not the program of this version"}},
		{"no answer", wasm, false, drop, "WasmLoadFailed", []string{"No answer came for"}},
		{"runtime 404", runtime, false, harness.Answer(404, "text/plain", []byte("no")), "WasmLoadFailed", []string{"no script came from"}},
		{"runtime is a page", runtime, false, harness.Answer(200, "text/html", html), "WasmLoadFailed", []string{"no script came from"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := harness.NewSite(t)
			s.AddUser()
			if c.insecure {
				s.Insecure()
			}
			s.Serve("/dist/"+c.file, c.handler)
			// Where the Wasm module cannot be fetched, it is not to come as a script either.
			s.Serve("/dist/cognitowasm.inline.js", drop)
			tb := harness.NewTab(t, s)
			tb.Expect("SyntaxError")                     // of a page that is run as a script
			tb.Expect("integrity")                       // the browser's report of a digest
			tb.Expect("because its MIME type")           // and of a page as a script
			tb.Expect("not executable, and strict MIME") // in other words
			tb.OpenLibrary("ours")
			err := tb.SignIn()
			if err == nil {
				t.Fatal("signed in")
			}
			harness.WantFault(t, "sign-in", err, c.code)
			for _, part := range append(c.says, s.URL+"/dist/"+c.file) {
				if !strings.Contains(err.Message, part) {
					t.Errorf("%q does not say %q", err.Message, part)
				}
			}
			if stored := tb.Storage(); len(stored) != 0 || len(s.Cognito.Requests()) != 0 {
				t.Errorf("stored %v, %d requests", stored, len(s.Cognito.Requests()))
			}
			// All that wait for one load get its error.
			var outcomes []harness.Outcome
			tb.Eval("Promise.all([1, 2, 3].map(() => signIn(makeUser($0), $1)))", &outcomes, harness.Username, harness.Password)
			for _, o := range outcomes {
				harness.WantFault(t, "one of three", o.Error, c.code)
			}
			readsWork(t, tb)
			s.Serve("/dist/"+c.file, nil)
			if err := tb.SignIn(); err != nil {
				t.Errorf("once the fault is gone: %+v", *err)
			}
		})
	}
}

// TestProperty11WasmModuleOfAnotherVersion hands over a compiled module, which has no digest to
// check any more.
func TestProperty11WasmModuleOfAnotherVersion(t *testing.T) {
	t.Parallel()
	whole := harness.WasmModule(t)
	section := bytes.LastIndex(whole, []byte("\x07version"))
	if section < 0 {
		t.Fatal("the Wasm module has no version")
	}
	older := slices.Concat(whole[:section], []byte("\x07version"), bytes.Repeat([]byte("0"), len(whole)-section-8))
	for name, module := range map[string][]byte{
		"of version " + string(older[section+8:]): older,
		"without one, version unknown":            whole[:section-2],
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := harness.NewSite(t)
			s.AddUser()
			s.Serve("/module.wasm", harness.Answer(200, "application/wasm", module))
			tb := harness.NewTab(t, s)
			tb.OpenLibrary("ours")
			tb.Eval("AmazonCognitoIdentity.configure({ wasmModule: WebAssembly.compileStreaming(fetch('/module.wasm')) })", nil)
			err := tb.SignIn()
			harness.WantFault(t, "sign-in", err, "WasmMismatch")
			if _, version, _ := strings.Cut(name, "version "); err != nil && !strings.Contains(err.Message, "it has version "+version+", not version ") {
				t.Errorf("%q does not name %s", err.Message, version)
			}
			tb.Eval("fetch('/dist/cognitowasm.wasm').then((response) => WebAssembly.compileStreaming(response)).then((wasmModule) => AmazonCognitoIdentity.configure({ wasmModule }))", nil)
			if err := tb.SignIn(); err != nil {
				t.Errorf("with the module of this version: %+v", *err)
			}
		})
	}
}

// TestProperty11ESModuleDoesNotLoad is the same for the modules of the ESM entry: the words
// are the browser's, which names the URL. Chromium asks again for a module that
// failed.
func TestProperty11ESModuleDoesNotLoad(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"cognitowasm.program.mjs", "cognitowasm.runtime.mjs"} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			s := harness.NewSite(t)
			s.AddUser()
			s.Serve("/dist/"+file, drop)
			tb := harness.NewTab(t, s)
			tb.OpenEmpty()
			loadModule(tb)
			if err := tb.SignIn(); err == nil || err.Code != "WasmLoadFailed" || !strings.Contains(err.Message, s.URL+"/dist/"+file) {
				t.Errorf("got %+v", err)
			}
			s.Serve("/dist/"+file, nil)
			if err := tb.SignIn(); err != nil {
				t.Errorf("once the fault is gone: %+v", *err)
			}
		})
	}
}

func TestProperty11WasmModuleOfTheWrongType(t *testing.T) {
	t.Parallel()
	for _, contentType := range []string{"application/octet-stream", "text/html", ""} {
		t.Run(contentType, func(t *testing.T) {
			t.Parallel()
			s := harness.NewSite(t)
			s.AddUser()
			s.Serve("/dist/cognitowasm.wasm", harness.Answer(200, contentType, harness.WasmModule(t)))
			tb := harness.NewTab(t, s)
			tb.OpenLibrary("ours")
			if err := tb.SignIn(); err != nil {
				t.Errorf("%+v", *err)
			}
		})
	}
}

func TestInsecureContext(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	s.Insecure()
	tb := harness.NewTab(t, s)
	tb.OpenLibrary("ours")
	if err := tb.SignIn(); err != nil {
		t.Fatalf("%+v", *err)
	}
	tb.Eval("expire($0)", nil, harness.Username)
	if got := tb.Session(); got.Error != nil || !got.Value.Valid {
		t.Errorf("refresh: %+v", got)
	}
}

// TestConfiguredURL streams the Wasm module from where the page says.
func TestConfiguredURL(t *testing.T) {
	t.Parallel()
	for name, load := range map[string]func(*harness.Tab){"classic": loadClassic, "module": loadModule} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := harness.NewSite(t)
			s.AddUser()
			tb := harness.NewTab(t, s)
			tb.OpenEmpty()
			load(tb)
			tb.Eval("AmazonCognitoIdentity.configure({ wasmURL: '/elsewhere/core.wasm' })", nil)
			if err := tb.SignIn(); err == nil || err.Code != "WasmLoadFailed" || !strings.Contains(err.Message, "/elsewhere/core.wasm answered with HTTP status 404") {
				t.Fatalf("before it is there: %+v", err)
			}
			s.Serve("/elsewhere/core.wasm", harness.Answer(200, "application/wasm", harness.WasmModule(t)))
			if err := tb.SignIn(); err != nil {
				t.Fatalf("%+v", *err)
			}
			if n := s.Requests("cognitowasm.wasm") + s.Requests("cognitowasm.program.mjs"); n != 0 {
				t.Errorf("the Wasm module was asked for %d times in other places", n)
			}
			var code string
			tb.Eval(`(() => { try { AmazonCognitoIdentity.configure({ wasmUrl: 'x' }) } catch (error) { return error.code + ' ' + error.message } })()`, &code)
			if !strings.HasPrefix(code, "InvalidParameter ") || !strings.Contains(code, "wasmUrl") {
				t.Errorf("a misspelt option gives %q", code)
			}
		})
	}
}

// TestNothingIsLoadedUntilNeeded counts what a page asks for.
func TestNothingIsLoadedUntilNeeded(t *testing.T) {
	t.Parallel()
	for name, load := range map[string]func(*harness.Tab){"classic": loadClassic, "module": loadModule} {
		for what, start := range map[string]string{
			"preload": "AmazonCognitoIdentity.preload()",
			"details": "void new AmazonCognitoIdentity.AuthenticationDetails({ Username: 'ada', Password: 'x' })",
		} {
			t.Run(name+"/"+what, func(t *testing.T) {
				t.Parallel()
				s := harness.NewSite(t)
				s.AddUser()
				tb := harness.NewTab(t, s)
				tb.OpenEmpty()
				load(tb)
				main, other := "cognitowasm.wasm", "cognitowasm.program.mjs"
				if name == "module" {
					main, other = other, main
				}
				tb.Eval("seed($0, $1)", nil, harness.Username, harness.Password)
				if got := tb.Session(); got.Error != nil || !got.Value.Valid {
					t.Fatalf("stored session: %+v", got)
				}
				tb.Eval("makePool().getCurrentUser().signOut()", nil)
				if n := s.Requests("wasm") + s.Requests("cognitowasm.runtime.js") + s.Requests(".runtime.mjs") + s.Requests(main); n != 0 {
					t.Errorf("%d requests for the core, which nothing needed", n)
				}
				tb.Eval(start, nil)
				// The next call waits for the same load.
				if err := tb.SignIn(); err != nil {
					t.Fatalf("%+v", *err)
				}
				if n := s.Requests(main); n != 1 {
					t.Errorf("%s was asked for %d times", main, n)
				}
				if n := s.Requests(other); n != 0 {
					t.Errorf("%s was asked for %d times", other, n)
				}
			})
		}
	}
}

// TestNoGlobalNames compares the names of the global object before the library
// is loaded, after, and once the core has run.
func TestNoGlobalNames(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		load func(*harness.Tab)
		want []string
	}{
		"classic": {loadClassic, []string{"AmazonCognitoIdentity"}},
		"module":  {loadModule, []string{"AmazonCognitoIdentity"}}, // the test's own
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := harness.NewSite(t)
			s.AddUser()
			tb := harness.NewTab(t, s)
			tb.OpenEmpty()
			const added = "Reflect.ownKeys(globalThis).filter((name) => !names.has(name)).map(String)"
			tb.Eval("void (window.names = undefined, window.names = new Set(Reflect.ownKeys(globalThis)))", nil)
			c.load(tb)
			var names []string
			if tb.Eval(added, &names); !slices.Equal(names, c.want) {
				t.Errorf("loading adds %v, want %v", names, c.want)
			}
			if err := tb.SignIn(); err != nil {
				t.Fatalf("%+v", *err)
			}
			if tb.Eval(added, &names); !slices.Equal(names, c.want) {
				t.Errorf("the core adds %v, want %v", names, c.want)
			}
		})
	}
}

// TestMockedFetch replaces fetch as applications' tests do, with less than a
// Response: upstream reads ok and json alone.
func TestMockedFetch(t *testing.T) {
	t.Parallel()
	for _, library := range []string{"ours", "upstream"} {
		t.Run(library, func(t *testing.T) {
			t.Parallel()
			s := harness.NewSite(t)
			s.AddUser()
			tb := harness.NewTab(t, s)
			tb.OpenLibrary(library)
			tb.Eval("seed($0, $1)", nil, harness.Username, harness.Password)
			// The Wasm module, if there is one, comes over the real network.
			tb.Eval("AmazonCognitoIdentity.preload && makePool() && signIn(makeUser('x'), 'x')", nil)
			var calls [][]map[string]any
			tb.Eval(`(async () => {
				const user = makePool().getCurrentUser(), real = window.fetch, answers = [];
				await called((done) => user.getSession(done));
				for (const reply of [
					{ ok: true, json: async () => ({ Username: 'ada', UserAttributes: [{ Name: 'email', Value: 'ada@example.com' }] }) },
					{ ok: false, json: async () => ({ __type: 'UserNotFoundException', message: 'User does not exist.' }) },
					{ ok: true, status: 200, headers: new Headers(), json: async () => ({ Username: 'ada', UserAttributes: [] }) },
				]) {
					window.fetch = async () => reply;
					answers.push(await trace((_, callback) => user.getUserAttributes(callback)));
				}
				window.fetch = real;
				return answers;
			})()`, &calls)
			for i, want := range []string{"null,[", "UserNotFoundException|UserNotFoundException|User does not exist.", "null,["} {
				if len(calls) != 3 || len(calls[i]) != 1 || !strings.HasPrefix(join(calls[i][0]["arguments"]), want) {
					t.Errorf("reply %d: %v, want %s", i, calls[i], want)
				}
			}
		})
	}
}
