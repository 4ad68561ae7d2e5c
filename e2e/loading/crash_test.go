package loading

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/wasmbuild"
)

// TestProperty11Crash stops the Wasm module while calls are pending.
func TestProperty11Crash(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"trap", "exit"} {
		for name, load := range map[string]func(*harness.Tab){"classic": loadClassic, "module": loadModule} {
			t.Run(how+"/"+name, func(t *testing.T) {
				t.Parallel()
				s := harness.NewSite(t)
				s.AddUser()
				tb := harness.NewTab(t, s)
				tb.OpenEmpty()
				tb.RunScript(harness.Crashable)
				load(tb)
				if err := tb.SignIn(); err != nil {
					t.Fatalf("%+v", *err)
				}
				before := tb.Storage()

				// Three calls wait for an answer that the Wasm module never sees.
				held := s.Cognito.Hold("InitiateAuth")
				tb.Eval(`void (window.pending = Promise.all([1, 2, 3].map(() => signIn(makeUser($0), $1))))`, nil, harness.Username, harness.Password)
				if err := held.Arrived(t.Context()); err != nil {
					t.Fatal(err)
				}
				tb.Eval("void (window.crash = $0)", nil, how)
				held.Release()
				var outcomes []harness.Outcome
				tb.Eval("pending", &outcomes)
				for _, o := range outcomes {
					harness.WantFault(t, "a pending call", o.Error, "CoreCrashed")
				}
				if got := tb.Session(); got.Error != nil || !got.Value.Valid {
					t.Errorf("stored session after the crash: %+v", got)
				}
				if after := tb.Storage(); len(after) != len(before) {
					t.Errorf("storage has %d keys, had %d", len(after), len(before))
				}
				if err := tb.SignIn(); err != nil {
					t.Errorf("the next call: %+v", *err)
				}
				var modules int
				if tb.Eval("modules", &modules); modules != 2 {
					t.Errorf("%d Wasm modules were started, want 2", modules)
				}
				var ranOn int
				if tb.Eval("ranOn", &ranOn); ranOn != 0 {
					t.Errorf("the dead Wasm module ran on %d times", ranOn)
				}
			})
		}
	}
}

// crashableTab opens a tab whose Wasm module can be stopped, and signs in there.
func crashableTab(t *testing.T) (*harness.Site, *harness.Tab) {
	t.Helper()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.OpenEmpty()
	tb.RunScript(harness.Crashable)
	loadClassic(tb)
	if err := tb.SignIn(); err != nil {
		t.Fatalf("%+v", *err)
	}
	return s, tb
}

// TestProperty11CrashWhileLocked stops the Wasm module while it holds the lock of a user, for whom
// another tab waits: the lock must not stay with a tab that has forgotten it.
func TestProperty11CrashWhileLocked(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"trap", "exit"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			s, tb := crashableTab(t)
			other := tb.Another()
			other.OpenLibrary("ours")
			tb.Eval("expire($0)", nil, harness.Username)
			other.Sees(tb.Storage())
			held := s.Cognito.Hold("InitiateAuth")
			tb.Eval("void (window.answer = session())", nil)
			if err := held.Arrived(t.Context()); err != nil {
				t.Fatal(err)
			}
			other.Eval("void (window.answer = session())", nil)
			// It waits for the lock by now.
			other.Eval(`(async () => {
				while (!(await navigator.locks.query()).pending.length) await new Promise((resolve) => setTimeout(resolve, 10));
			})()`, nil)
			tb.Eval("void (window.crash = $0)", nil, how)
			held.Release()
			var got harness.GotSession
			tb.Eval("answer", &got)
			harness.WantFault(t, "the one that crashed", got.Error, "CoreCrashed")
			for name, each := range map[string]*harness.Tab{"the other tab": other, "the same tab": tb} {
				each.Eval("session()", &got)
				if got.Error != nil || !got.Value.Valid {
					t.Errorf("%s: %+v", name, got)
				}
			}
		})
	}
}

// TestProperty11CrashBelowItself stops the Wasm module where the page calls into it while it calls the
// page: what it would do next must not be done, such as to store what it has.
func TestProperty11CrashBelowItself(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.BeforePages(harness.Crashable)
	tb.OpenCore()
	tb.Core("signIn", harness.Object{"username": harness.Username, "password": harness.Password})
	tb.Eval("expire($0)", nil, harness.Username)
	s.Cognito.ResetRequests()
	var code string
	tb.Eval(`(async () => {
		const controller = new AbortController();
		window.reads = 0;
		return call('getSession', {
			signal: controller.signal,
			storage: {
				// The Wasm module listens to the signal, and is called before this has returned.
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
	tb.Eval("({ ranOn, reads })", &went)
	if went.RanOn != 0 || went.Reads != 1 || code != "CoreCrashed" || len(s.Cognito.Requests()) != 0 {
		t.Errorf("the dead Wasm module: %+v, and it sent %d requests; the call gave %s", went, len(s.Cognito.Requests()), code)
	}
	tb.Core("signIn", harness.Object{"username": harness.Username, "password": harness.Password})
}

// TestProperty11CrashInTimer stops the Wasm module when a timer calls it: Go's support code
// would call it again for ever.
func TestProperty11CrashInTimer(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"trap", "exit"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			s, tb := crashableTab(t)
			// A refresh waits between its attempts; the timer of that wait gets the
			// crash, since timers are the only ones to start with this in place. On a busy
			// machine, less of the wait is left when Go asks for its timer.
			tb.Eval("expire($0)", nil, harness.Username)
			tb.Eval(`(() => {
				const start = window.setTimeout;
				window.setTimeout = (callback, delay, ...rest) => start((...args) => {
					if (delay >= 20) window.crash = $0;
					callback(...args);
				}, delay, ...rest);
			})()`, nil, how)
			s.Cognito.Fail("InitiateAuth", harness.TooMany, 1)
			var got harness.GotSession
			tb.Eval("session()", &got)
			harness.WantFault(t, "the refresh", got.Error, "CoreCrashed")
			if err := tb.SignIn(); err != nil {
				t.Errorf("the next call: %+v", *err)
			}
		})
	}
}

// TestProperty11CrashAtStart fails while the Wasm module starts.
func TestProperty11CrashAtStart(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.OpenLibrary("ours")
	tb.Eval(`(() => {
		const instantiate = WebAssembly.instantiate;
		WebAssembly.instantiate = async (...args) => {
			WebAssembly.instantiate = instantiate;
			const { exports } = await instantiate(...args);
			const broken = { ...exports, run() { throw new WebAssembly.RuntimeError('unreachable') } };
			return Object.create(WebAssembly.Instance.prototype, { exports: { value: broken } });
		};
	})()`, nil)
	harness.WantFault(t, "sign-in", tb.SignIn(), "CoreCrashed")
	readsWork(t, tb)
	if err := tb.SignIn(); err != nil {
		t.Errorf("the next call: %+v", *err)
	}
}

// TestProperty11OutOfMemory gives the Wasm module 16 MB and a reply of 32 MB: Go's run
// time then ends it.
func TestProperty11OutOfMemory(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	whole := harness.WasmModule(t)
	digest := sha256.Sum256(whole)
	s.Serve("/dist/cognitowasm.wasm", harness.Answer(200, "application/wasm", harness.Limited(t, whole, 256)))
	tb := harness.NewTab(t, s)
	tb.Expect("out of memory")
	tb.Expect("runtime")
	tb.Expect("goroutine")
	tb.OpenLibrary("ours")
	tb.Eval(`(() => {
		window.printed = [];
		const log = console.log;
		console.log = (...words) => {
			printed.push(words.join(' '));
			log(...words);
		};
	})()`, nil)
	// The check of the Wasm module is not what this is about.
	tb.Eval("void (crypto.subtle.digest = async () => Uint8Array.from(atob($0), (char) => char.charCodeAt(0)).buffer)", nil, base64.StdEncoding.EncodeToString(digest[:]))
	if err := tb.SignIn(); err != nil {
		t.Fatalf("with little memory: %+v", *err)
	}
	before := tb.Storage()
	var outcomes []harness.Outcome
	tb.Eval(`(async () => {
		const real = window.fetch;
		let answer, requests = 0;
		const answered = new Promise((resolve) => (answer = resolve));
		window.fetch = () => (requests++ ? new Promise(() => {}) : answered);
		const pending = [1, 2, 3].map(() => signIn(makeUser($0), $1));
		setTimeout(() => answer(new Response('{"x":"' + 'x'.repeat(1 << 25) + '"}')), 100);
		const outcomes = await Promise.all(pending);
		window.fetch = real;
		return outcomes;
	})()`, &outcomes, harness.Username, harness.Password)
	if len(outcomes) != 3 {
		t.Fatalf("%d outcomes", len(outcomes))
	}
	for _, o := range outcomes {
		harness.WantFault(t, "a pending call", o.Error, "CoreCrashed")
	}
	var printed string
	tb.Eval("printed.join('\\n')", &printed)
	if stack := readStack(t, printed); !slices.Contains(stack, "runtime.throw") || !slices.Contains(stack, "runtime.mallocgc") {
		t.Errorf("the stack is %q, from\n%s", stack, printed)
	}
	if after := tb.Storage(); !maps.Equal(before, after) {
		t.Error("storage changed")
	}
	if got := tb.Session(); !got.Synchronous {
		t.Error("the stored session is answered later")
	}
	s.Serve("/dist/cognitowasm.wasm", nil)
	if err := tb.SignIn(); err != nil {
		t.Errorf("the next call: %+v", *err)
	}
	if n := s.Requests(".wasm"); n != 2 {
		t.Errorf("%d Wasm modules were loaded, want 2", n)
	}
}

// readStack names the functions of a stack that Go has printed, as CONTRIBUTING says.
func readStack(t *testing.T, printed string) (stack []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(harness.Root, "dist", wasmbuild.Functions))
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

func join(list any) string {
	var words []string
	for _, word := range list.([]any) {
		words = append(words, fmt.Sprint(word))
	}
	return strings.Join(words, ",")
}
