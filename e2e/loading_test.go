package e2e

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/wasmbuild"
)

// openEmpty opens a page that has page.js and no library.
func (tb *tab) openEmpty() {
	tb.t.Helper()
	tb.site.page("/empty.html", `<!doctype html><title>empty</title><script src="/page.js"></script>`)
	tb.open("/empty.html")
	tb.eval("window.endpoint = $0", nil, tb.site.endpoint)
}

// loadClassic loads the classic script into the page that is open.
func (tb *tab) loadClassic() {
	tb.t.Helper()
	tb.eval(`new Promise((resolve, reject) => {
		const script = document.createElement('script');
		script.src = '/dist/amazon-cognito-identity.min.js';
		script.onload = () => resolve();
		script.onerror = reject;
		document.head.append(script);
	})`, nil)
}

// loadModule loads the ES module into the page that is open, under the classic
// script's name.
func (tb *tab) loadModule() {
	tb.t.Helper()
	tb.eval("import('/dist/index.mjs').then((module) => { window.AmazonCognitoIdentity = module })", nil)
}

// wantFault fails unless the error has that code, the reason that goes with it, and
// says whether the same call may succeed later.
func wantFault(t *testing.T, what string, err *pageError, code string) {
	t.Helper()
	want := map[string]pageError{
		"WasmLoadFailed":  {Reason: "WASM_LOAD_FAILED", Retryable: true},
		"WasmMismatch":    {Reason: "WASM_MISMATCH"},
		"WasmUnavailable": {Reason: "WASM_UNAVAILABLE"},
		"CoreCrashed":     {Reason: "CORE_CRASHED", Retryable: true},
	}[code]
	if err == nil {
		t.Errorf("%s succeeded, want %s", what, code)
	} else if err.Code != code || err.Name != "CognitoError" || err.Reason != want.Reason || err.Retryable != want.Retryable {
		t.Errorf("%s: %+v, want %s", what, *err, code)
	}
}

// readsWork fails unless a stored session is read, and gone after a sign-out.
func (tb *tab) readsWork(t *testing.T) {
	t.Helper()
	tb.eval("seed($0, $1)", nil, username, password)
	if got := tb.session(); !got.Synchronous {
		t.Error("the stored session is answered later")
	}
	tb.eval("makePool().getCurrentUser().signOut()", nil)
	if stored := tb.storage(); len(stored) != 0 {
		t.Errorf("after signOut: %d values", len(stored))
	}
	tb.site.cognito.ResetRequests()
}

// signIn signs ada in and gives the error, or nil.
func (tb *tab) signIn() *pageError {
	tb.t.Helper()
	var o outcome
	tb.eval("signIn(makeUser($0), $1)", &o, username, password)
	switch o.Called {
	case "onSuccess":
		return nil
	case "onFailure":
		return o.Error
	}
	tb.t.Fatalf("signing in called %s", o.Called)
	return nil
}

// policy is what docs/csp.md asks for, and no more.
func (s *site) policy(scripts string) {
	s.contentSecurityPolicy = "default-src 'none'; script-src " + scripts + "; connect-src 'self' " + strings.TrimSuffix(s.endpoint, "/")
}

func TestStrictContentSecurityPolicy(t *testing.T) {
	s := newSite(t)
	s.addUser()
	s.policy("'self' 'wasm-unsafe-eval'")
	for name, load := range map[string]func(*tab){"classic": (*tab).loadClassic, "module": (*tab).loadModule} {
		t.Run(name, func(t *testing.T) {
			tb := newTab(t, s)
			tb.openEmpty()
			load(tb)
			if err := tb.signIn(); err != nil {
				t.Fatalf("%+v", *err)
			}
			tb.eval("expire($0)", nil, username)
			if got := tb.session(); got.Error != nil || !got.Value.Valid {
				t.Errorf("refresh: %+v", got)
			}
		})
	}
}

// TestProperty11WebAssemblyUnavailable takes WebAssembly away: the stored session can be
// read all the same, and the rest fails with an error that says what to change.
func TestProperty11WebAssemblyUnavailable(t *testing.T) {
	for _, c := range []struct{ name, scripts, before, says string }{
		{"policy", "'self'", "null", "Add 'wasm-unsafe-eval' to its script-src"},
		{"switched off", "'self' 'wasm-unsafe-eval'", "delete window.WebAssembly", "has no WebAssembly"},
	} {
		for name, load := range map[string]func(*tab){"classic": (*tab).loadClassic, "module": (*tab).loadModule} {
			t.Run(c.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				s := newSite(t)
				s.addUser()
				s.policy(c.scripts)
				tb := newTab(t, s)
				tb.expect("Content Security Policy") // the browser's own report
				tb.openEmpty()
				tb.eval(c.before, nil)
				load(tb)
				for range 2 {
					err := tb.signIn()
					wantFault(t, "sign-in", err, "WasmUnavailable")
					if !strings.Contains(err.Message, c.says) {
						t.Fatalf("sign-in: %+v", err)
					}
				}
				if stored := tb.storage(); len(stored) != 0 {
					t.Errorf("stored: %v", stored)
				}
				if n := len(s.cognito.Requests()); n != 0 {
					t.Errorf("%d requests to Cognito", n)
				}
				tb.eval("seed($0, $1)", nil, username, password)
				if got := tb.session(); got.Error != nil || !got.Value.Valid {
					t.Errorf("stored session: %+v", got)
				}
				before := tb.storage()
				tb.eval("expire($0)", nil, username)
				var got gotSession
				if tb.eval("session()", &got); got.Error == nil || got.Error.Code != "WasmUnavailable" {
					t.Errorf("refresh: %+v", got)
				}
				if after := tb.storage(); len(after) != len(before) {
					t.Errorf("the failed refresh changed storage: %v", after)
				}
				tb.eval("makePool().getCurrentUser().signOut()", nil)
				if stored := tb.storage(); len(stored) != 0 {
					t.Errorf("after signOut: %v", stored)
				}
			})
		}
	}
}

// program is the program's bytes.
func program(t *testing.T) []byte {
	t.Helper()
	bytes, err := os.ReadFile(filepath.Join(root, "dist", "cognitowasm.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	return bytes
}

// answer serves bytes as a type.
func answer(status int, contentType string, body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = w.Write(body)
	}
}

// drop closes the connection without an answer, as when there is no network.
func drop(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// TestProperty11ProgramDoesNotLoad serves something else in the place of a file that the
// classic script needs, and then the right one: the error says what came from
// where, and the next call works.
func TestProperty11ProgramDoesNotLoad(t *testing.T) {
	whole := program(t)
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
		{"404", wasm, false, answer(404, "text/plain", []byte("no")), "WasmLoadFailed", []string{"HTTP status 404", "configure({ wasmURL })"}},
		{"a page", wasm, false, answer(200, "text/html; charset=utf-8", html), "WasmLoadFailed", []string{"is no WebAssembly", "text/html", "<!doctype html>"}},
		{"a page as wasm", wasm, false, answer(200, "application/wasm", html), "WasmLoadFailed", []string{"is no WebAssembly", "<!doctype html>"}},
		{"half", wasm, false, answer(200, "application/wasm", whole[:len(whole)/2]), "WasmMismatch", []string{"sha256-"}},
		{"broken off", wasm, false, brokenOff, "WasmLoadFailed", []string{"broke off"}},
		{"another program", wasm, false, answer(200, "application/wasm", other), "WasmMismatch", []string{"sha256-"}},
		{"another program, no WebCrypto", wasm, true, answer(200, "application/wasm", other), "WasmLoadFailed", []string{"not the program of this version"}},
		{"no answer", wasm, false, drop, "WasmLoadFailed", []string{"No answer came for"}},
		{"runtime 404", runtime, false, answer(404, "text/plain", []byte("no")), "WasmLoadFailed", []string{"no script came from"}},
		{"runtime is a page", runtime, false, answer(200, "text/html", html), "WasmLoadFailed", []string{"no script came from"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.addUser()
			if c.insecure {
				s.insecure()
			}
			s.serve("/dist/"+c.file, c.handler)
			// Where the program cannot be fetched, it is not to come as a script either.
			s.serve("/dist/cognitowasm.program.js", drop)
			tb := newTab(t, s)
			tb.expect("SyntaxError")                     // of a page that is run as a script
			tb.expect("integrity")                       // the browser's report of a digest
			tb.expect("because its MIME type")           // and of a page as a script
			tb.expect("not executable, and strict MIME") // in other words
			tb.openLibrary("ours")
			err := tb.signIn()
			if err == nil {
				t.Fatal("signed in")
			}
			wantFault(t, "sign-in", err, c.code)
			for _, part := range append(c.says, s.url+"/dist/"+c.file) {
				if !strings.Contains(err.Message, part) {
					t.Errorf("%q does not say %q", err.Message, part)
				}
			}
			if stored := tb.storage(); len(stored) != 0 || len(s.cognito.Requests()) != 0 {
				t.Errorf("stored %v, %d requests", stored, len(s.cognito.Requests()))
			}
			// All that wait for one load get its error.
			var outcomes []outcome
			tb.eval("Promise.all([1, 2, 3].map(() => signIn(makeUser($0), $1)))", &outcomes, username, password)
			for _, o := range outcomes {
				wantFault(t, "one of three", o.Error, c.code)
			}
			tb.readsWork(t)
			s.serve("/dist/"+c.file, nil)
			if err := tb.signIn(); err != nil {
				t.Errorf("once the fault is gone: %+v", *err)
			}
		})
	}
}

// TestProperty11ModuleDoesNotLoad is the same for the modules of the ESM entry: the words
// are the browser's, which names the URL. Chromium asks again for a module that
// failed.
func TestProperty11ModuleDoesNotLoad(t *testing.T) {
	for _, file := range []string{"cognitowasm.program.mjs", "cognitowasm.runtime.mjs"} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.addUser()
			s.serve("/dist/"+file, drop)
			tb := newTab(t, s)
			tb.openEmpty()
			tb.loadModule()
			if err := tb.signIn(); err == nil || err.Code != "WasmLoadFailed" || !strings.Contains(err.Message, s.url+"/dist/"+file) {
				t.Errorf("got %+v", err)
			}
			s.serve("/dist/"+file, nil)
			if err := tb.signIn(); err != nil {
				t.Errorf("once the fault is gone: %+v", *err)
			}
		})
	}
}

func TestProperty11ProgramOfTheWrongType(t *testing.T) {
	for _, contentType := range []string{"application/octet-stream", "text/html", ""} {
		t.Run(contentType, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.addUser()
			s.serve("/dist/cognitowasm.wasm", answer(200, contentType, program(t)))
			tb := newTab(t, s)
			tb.openLibrary("ours")
			if err := tb.signIn(); err != nil {
				t.Errorf("%+v", *err)
			}
		})
	}
}

func TestInsecureContext(t *testing.T) {
	s := newSite(t)
	s.addUser()
	s.insecure()
	tb := newTab(t, s)
	tb.openLibrary("ours")
	if err := tb.signIn(); err != nil {
		t.Fatalf("%+v", *err)
	}
	tb.eval("expire($0)", nil, username)
	if got := tb.session(); got.Error != nil || !got.Value.Valid {
		t.Errorf("refresh: %+v", got)
	}
}

// TestConfiguredURL streams the program from where the page says.
func TestConfiguredURL(t *testing.T) {
	for name, load := range map[string]func(*tab){"classic": (*tab).loadClassic, "module": (*tab).loadModule} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.addUser()
			tb := newTab(t, s)
			tb.openEmpty()
			load(tb)
			tb.eval("AmazonCognitoIdentity.configure({ wasmURL: '/elsewhere/core.wasm' })", nil)
			if err := tb.signIn(); err == nil || err.Code != "WasmLoadFailed" || !strings.Contains(err.Message, "/elsewhere/core.wasm answered with HTTP status 404") {
				t.Fatalf("before it is there: %+v", err)
			}
			s.serve("/elsewhere/core.wasm", answer(200, "application/wasm", program(t)))
			if err := tb.signIn(); err != nil {
				t.Fatalf("%+v", *err)
			}
			if n := s.requests("cognitowasm.wasm") + s.requests("cognitowasm.program.mjs"); n != 0 {
				t.Errorf("the program was asked for %d times in other places", n)
			}
			var code string
			tb.eval(`(() => { try { AmazonCognitoIdentity.configure({ wasmUrl: 'x' }) } catch (error) { return error.code + ' ' + error.message } })()`, &code)
			if !strings.HasPrefix(code, "InvalidParameter ") || !strings.Contains(code, "wasmUrl") {
				t.Errorf("a misspelt option gives %q", code)
			}
		})
	}
}

// TestNothingIsLoadedUntilNeeded counts what a page asks for.
func TestNothingIsLoadedUntilNeeded(t *testing.T) {
	for name, load := range map[string]func(*tab){"classic": (*tab).loadClassic, "module": (*tab).loadModule} {
		for what, start := range map[string]string{
			"preload": "AmazonCognitoIdentity.preload()",
			"details": "void new AmazonCognitoIdentity.AuthenticationDetails({ Username: 'ada', Password: 'x' })",
		} {
			t.Run(name+"/"+what, func(t *testing.T) {
				t.Parallel()
				s := newSite(t)
				s.addUser()
				tb := newTab(t, s)
				tb.openEmpty()
				load(tb)
				program, other := "cognitowasm.wasm", "cognitowasm.program.mjs"
				if name == "module" {
					program, other = other, program
				}
				tb.eval("seed($0, $1)", nil, username, password)
				if got := tb.session(); got.Error != nil || !got.Value.Valid {
					t.Fatalf("stored session: %+v", got)
				}
				tb.eval("makePool().getCurrentUser().signOut()", nil)
				if n := s.requests("wasm") + s.requests("cognitowasm.runtime.js") + s.requests(".runtime.mjs") + s.requests(program); n != 0 {
					t.Errorf("%d requests for the core, which nothing needed", n)
				}
				tb.eval(start, nil)
				// The next call waits for the same load.
				if err := tb.signIn(); err != nil {
					t.Fatalf("%+v", *err)
				}
				if n := s.requests(program); n != 1 {
					t.Errorf("%s was asked for %d times", program, n)
				}
				if n := s.requests(other); n != 0 {
					t.Errorf("%s was asked for %d times", other, n)
				}
			})
		}
	}
}

// TestDetailsAndPreloadStartLoading waits for the request itself.
func TestDetailsAndPreloadStartLoading(t *testing.T) {
	for _, start := range []string{"AmazonCognitoIdentity.preload()", "void new AmazonCognitoIdentity.AuthenticationDetails({})"} {
		s := newSite(t)
		asked := make(chan struct{})
		s.serve("/dist/cognitowasm.wasm", func(w http.ResponseWriter, r *http.Request) {
			close(asked)
			http.NotFound(w, r)
		})
		tb := newTab(t, s)
		tb.openLibrary("ours")
		tb.eval(start, nil)
		select {
		case <-asked:
		case <-t.Context().Done():
			t.Errorf("%s asks for nothing", start)
		}
	}
}

// TestNoGlobalNames compares the names of the global object before the library
// is loaded, after, and once the core has run.
func TestNoGlobalNames(t *testing.T) {
	for name, c := range map[string]struct {
		load func(*tab)
		want []string
	}{
		"classic": {(*tab).loadClassic, []string{"AmazonCognitoIdentity"}},
		"module":  {(*tab).loadModule, []string{"AmazonCognitoIdentity"}}, // the test's own
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.addUser()
			tb := newTab(t, s)
			tb.openEmpty()
			const added = "Reflect.ownKeys(globalThis).filter((name) => !names.has(name)).map(String)"
			tb.eval("void (window.names = undefined, window.names = new Set(Reflect.ownKeys(globalThis)))", nil)
			c.load(tb)
			var names []string
			if tb.eval(added, &names); !slices.Equal(names, c.want) {
				t.Errorf("loading adds %v, want %v", names, c.want)
			}
			if err := tb.signIn(); err != nil {
				t.Fatalf("%+v", *err)
			}
			if tb.eval(added, &names); !slices.Equal(names, c.want) {
				t.Errorf("the core adds %v, want %v", names, c.want)
			}
		})
	}
}

// crashable makes the next programs stop on command: window.crash says how, and
// the next time that the browser calls into the program it does. window.ranOn counts
// the calls into those that had.
const crashable = `(() => {
	const instantiate = WebAssembly.instantiate;
	window.programs = window.ranOn = 0;
	WebAssembly.instantiate = async (module, imports) => {
		const instance = await instantiate(module, imports);
		programs++;
		let over = false;
		const exports = Object.assign({}, instance.exports, {
			resume() {
				if (over) ranOn++;
				const how = window.crash;
				window.crash = undefined;
				over = over || !!how;
				if (how === 'trap') throw new WebAssembly.RuntimeError('unreachable');
				// As when main returns: Go's support code is told, and nobody resumes.
				if (how === 'exit') return imports.gojs['runtime.wasmExit'](instance.exports.getsp());
				return instance.exports.resume();
			},
		});
		return Object.create(WebAssembly.Instance.prototype, { exports: { value: exports } });
	};
})()`

// TestProperty11Crash stops the program while calls are pending.
func TestProperty11Crash(t *testing.T) {
	for _, how := range []string{"trap", "exit"} {
		for name, load := range map[string]func(*tab){"classic": (*tab).loadClassic, "module": (*tab).loadModule} {
			t.Run(how+"/"+name, func(t *testing.T) {
				t.Parallel()
				s := newSite(t)
				s.addUser()
				tb := newTab(t, s)
				tb.openEmpty()
				tb.eval(crashable, nil)
				load(tb)
				if err := tb.signIn(); err != nil {
					t.Fatalf("%+v", *err)
				}
				before := tb.storage()

				// Three calls wait for an answer that the program never sees.
				held := s.cognito.Hold("InitiateAuth")
				tb.eval(`void (window.pending = Promise.all([1, 2, 3].map(() => signIn(makeUser($0), $1))))`, nil, username, password)
				if err := held.Arrived(t.Context()); err != nil {
					t.Fatal(err)
				}
				tb.eval("void (window.crash = $0)", nil, how)
				held.Release()
				var outcomes []outcome
				tb.eval("pending", &outcomes)
				for _, o := range outcomes {
					wantFault(t, "a pending call", o.Error, "CoreCrashed")
				}
				if got := tb.session(); got.Error != nil || !got.Value.Valid {
					t.Errorf("stored session after the crash: %+v", got)
				}
				if after := tb.storage(); len(after) != len(before) {
					t.Errorf("storage has %d keys, had %d", len(after), len(before))
				}
				if err := tb.signIn(); err != nil {
					t.Errorf("the next call: %+v", *err)
				}
				var programs int
				if tb.eval("programs", &programs); programs != 2 {
					t.Errorf("%d programs were started, want 2", programs)
				}
				var ranOn int
				if tb.eval("ranOn", &ranOn); ranOn != 0 {
					t.Errorf("the dead program ran on %d times", ranOn)
				}
			})
		}
	}
}

// crashableTab opens a tab whose Wasm module can be stopped, and signs in there.
func crashableTab(t *testing.T) (*site, *tab) {
	t.Helper()
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	tb.openEmpty()
	tb.eval(crashable, nil)
	tb.loadClassic()
	if err := tb.signIn(); err != nil {
		t.Fatalf("%+v", *err)
	}
	return s, tb
}

// TestCrashWhileLocked stops the program while it holds the lock of a user, for whom
// another tab waits: the lock must not stay with a tab that has forgotten it.
func TestCrashWhileLocked(t *testing.T) {
	for _, how := range []string{"trap", "exit"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			s, tb := crashableTab(t)
			other := tb.another()
			other.openLibrary("ours")
			tb.eval("expire($0)", nil, username)
			other.sees(tb.storage())
			held := s.cognito.Hold("InitiateAuth")
			tb.eval("void (window.answer = session())", nil)
			if err := held.Arrived(t.Context()); err != nil {
				t.Fatal(err)
			}
			other.eval("void (window.answer = session())", nil)
			// It waits for the lock by now.
			other.eval(`(async () => {
				while (!(await navigator.locks.query()).pending.length) await new Promise((resolve) => setTimeout(resolve, 10));
			})()`, nil)
			tb.eval("void (window.crash = $0)", nil, how)
			held.Release()
			var got gotSession
			tb.eval("answer", &got)
			wantFault(t, "the one that crashed", got.Error, "CoreCrashed")
			for name, each := range map[string]*tab{"the other tab": other, "the same tab": tb} {
				each.eval("session()", &got)
				if got.Error != nil || !got.Value.Valid {
					t.Errorf("%s: %+v", name, got)
				}
			}
		})
	}
}

// TestCrashBelowItself stops the program where the page calls into it while it calls the
// page: what it would do next must not be done, such as to store what it has.
func TestCrashBelowItself(t *testing.T) {
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	tb.beforePages(crashable)
	tb.openCore()
	tb.core("signIn", object{"username": username, "password": password})
	tb.eval("expire($0)", nil, username)
	s.cognito.ResetRequests()
	var code string
	tb.eval(`(async () => {
		const controller = new AbortController();
		window.reads = 0;
		return call('getSession', {
			signal: controller.signal,
			storage: {
				// The program listens to the signal, and is called before this has returned.
				getItem(key) {
					reads++;
					window.crash = 'trap';
					controller.abort();
					window.crash = undefined;
					return localStorage.getItem(key);
				},
				setItem: (key, value) => localStorage.setItem(key, value),
				removeItem: (key) => localStorage.removeItem(key),
			},
		}).then(({ error }) => error && error.code);
	})()`, &code)
	var went struct{ RanOn, Reads int }
	tb.eval("({ ranOn, reads })", &went)
	if went.RanOn != 0 || went.Reads != 1 || code != "CoreCrashed" || len(s.cognito.Requests()) != 0 {
		t.Errorf("the dead program: %+v, and it sent %d requests; the call gave %s", went, len(s.cognito.Requests()), code)
	}
	tb.core("signIn", object{"username": username, "password": password})
}

// TestProperty11CrashInTimer stops the program when a timer calls it: Go's support code
// would call it again for ever.
func TestProperty11CrashInTimer(t *testing.T) {
	for _, how := range []string{"trap", "exit"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			s, tb := crashableTab(t)
			// A refresh waits between its attempts; the timer of that wait gets the
			// crash, since timers are the only ones to start with this in place.
			tb.eval("expire($0)", nil, username)
			tb.eval(`(() => {
				const start = window.setTimeout;
				window.setTimeout = (callback, delay, ...rest) => start((...args) => {
					if (delay >= 150) window.crash = $0;
					callback(...args);
				}, delay, ...rest);
			})()`, nil, how)
			s.cognito.Fail("InitiateAuth", tooMany, 1)
			var got gotSession
			tb.eval("session()", &got)
			wantFault(t, "the refresh", got.Error, "CoreCrashed")
			if err := tb.signIn(); err != nil {
				t.Errorf("the next call: %+v", *err)
			}
		})
	}
}

// TestProperty11CrashAtStart fails while the program starts.
func TestProperty11CrashAtStart(t *testing.T) {
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	tb.openLibrary("ours")
	tb.eval(`(() => {
		const instantiate = WebAssembly.instantiate;
		WebAssembly.instantiate = async (...args) => {
			WebAssembly.instantiate = instantiate;
			const { exports } = await instantiate(...args);
			const broken = { ...exports, run() { throw new WebAssembly.RuntimeError('unreachable') } };
			return Object.create(WebAssembly.Instance.prototype, { exports: { value: broken } });
		};
	})()`, nil)
	wantFault(t, "sign-in", tb.signIn(), "CoreCrashed")
	tb.readsWork(t)
	if err := tb.signIn(); err != nil {
		t.Errorf("the next call: %+v", *err)
	}
}

// limited gives the program a memory that cannot grow beyond so many pages of 64 kB
// more than it starts with.
func limited(t *testing.T, program []byte, more uint64) []byte {
	t.Helper()
	const memory = 5
	out := slices.Clone(program[:8])
	for rest := program[8:]; len(rest) > 0; {
		id := rest[0]
		size, n := binary.Uvarint(rest[1:])
		section := rest[1+n : 1+n+int(size)]
		rest = rest[1+n+int(size):]
		if id == memory {
			// One memory, without a maximum, of at least so many pages.
			if section[0] != 1 || section[1] != 0 {
				t.Fatalf("the memory section is %x", section)
			}
			pages, _ := binary.Uvarint(section[2:])
			section = binary.AppendUvarint(append([]byte{1, 1}, section[2:]...), pages+more)
		}
		out = append(binary.AppendUvarint(append(out, id), uint64(len(section))), section...)
	}
	return out
}

// TestProperty11OutOfMemory gives the program 16 MB and a reply of 32 MB: Go's run
// time then ends it.
func TestProperty11OutOfMemory(t *testing.T) {
	s := newSite(t)
	s.addUser()
	whole := program(t)
	digest := sha256.Sum256(whole)
	s.serve("/dist/cognitowasm.wasm", answer(200, "application/wasm", limited(t, whole, 256)))
	tb := newTab(t, s)
	tb.expect("out of memory")
	tb.expect("runtime")
	tb.expect("goroutine")
	tb.openLibrary("ours")
	tb.eval(`(() => {
		window.printed = [];
		const log = console.log;
		console.log = (...words) => {
			printed.push(words.join(' '));
			log(...words);
		};
	})()`, nil)
	// The check of the program is not what this is about.
	tb.eval("void (crypto.subtle.digest = async () => Uint8Array.from(atob($0), (char) => char.charCodeAt(0)).buffer)", nil, base64.StdEncoding.EncodeToString(digest[:]))
	if err := tb.signIn(); err != nil {
		t.Fatalf("with little memory: %+v", *err)
	}
	before := tb.storage()
	var outcomes []outcome
	tb.eval(`(async () => {
		const real = window.fetch;
		let answer, requests = 0;
		const answered = new Promise((resolve) => (answer = resolve));
		window.fetch = () => (requests++ ? new Promise(() => {}) : answered);
		const pending = [1, 2, 3].map(() => signIn(makeUser($0), $1));
		setTimeout(() => answer(new Response('{"x":"' + 'x'.repeat(1 << 25) + '"}')), 100);
		const outcomes = await Promise.all(pending);
		window.fetch = real;
		return outcomes;
	})()`, &outcomes, username, password)
	if len(outcomes) != 3 {
		t.Fatalf("%d outcomes", len(outcomes))
	}
	for _, o := range outcomes {
		wantFault(t, "a pending call", o.Error, "CoreCrashed")
	}
	var printed string
	tb.eval("printed.join('\\n')", &printed)
	if stack := readStack(t, printed); !slices.Contains(stack, "runtime.throw") || !slices.Contains(stack, "runtime.mallocgc") {
		t.Errorf("the stack is %q, from\n%s", stack, printed)
	}
	if after := tb.storage(); !maps.Equal(before, after) {
		t.Error("storage changed")
	}
	if got := tb.session(); !got.Synchronous {
		t.Error("the stored session is answered later")
	}
	s.serve("/dist/cognitowasm.wasm", nil)
	if err := tb.signIn(); err != nil {
		t.Errorf("the next call: %+v", *err)
	}
	if n := s.requests(".wasm"); n != 2 {
		t.Errorf("%d programs were loaded, want 2", n)
	}
}

// readStack names the functions of a stack that Go has printed, as CONTRIBUTING says.
func readStack(t *testing.T, printed string) (stack []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "dist", wasmbuild.Functions))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		columns := strings.Split(line, "\t")
		names[columns[1]] = columns[2]
	}
	for _, pc := range regexp.MustCompile(`pc=(0x[0-9a-f]+)[0-9a-f]{4}\b`).FindAllStringSubmatch(printed, -1) {
		stack = append(stack, names[pc[1]])
	}
	return stack
}

// TestMockedFetch replaces fetch as applications' tests do, with less than a
// Response: the peer reads ok and json alone.
func TestMockedFetch(t *testing.T) {
	for _, library := range []string{"ours", "peer"} {
		t.Run(library, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.addUser()
			tb := newTab(t, s)
			tb.openLibrary(library)
			tb.eval("seed($0, $1)", nil, username, password)
			// The program, if there is one, comes over the real network.
			tb.eval("AmazonCognitoIdentity.preload && makePool() && signIn(makeUser('x'), 'x')", nil)
			var calls [][]map[string]any
			tb.eval(`(async () => {
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

func join(list any) string {
	var words []string
	for _, word := range list.([]any) {
		words = append(words, fmt.Sprint(word))
	}
	return strings.Join(words, ",")
}
