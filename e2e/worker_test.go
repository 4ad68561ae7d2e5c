package e2e

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/chromedp"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// noteWorkers keeps the workers that a page makes, and what it hears from them.
const noteWorkers = `{
	window.workers = [];
	window.heard = [];
	const Real = window.Worker;
	window.Worker = class extends Real {
		constructor(...args) {
			super(...args);
			workers.push(this);
			this.addEventListener('message', ({ data }) => heard.push(JSON.stringify(data)));
		}
	};
}`

// openConfigured opens the page of our library with these options, and notes its
// workers.
func (tb *tab) openConfigured(options any) {
	tb.t.Helper()
	tb.openLibrary("ours")
	tb.eval("AmazonCognitoIdentity.configure($0)", nil, options)
}

// workers counts those that the page has made.
func (tb *tab) workers() (n int) {
	tb.t.Helper()
	tb.eval("workers.length", &n)
	return n
}

// TestTokenIsolation refreshes with rotation in one page, in that page loaded again
// and in a second tab, and revokes at the end. The service has seen every refresh
// token then, and nothing that the page can read has any of them.
func TestTokenIsolation(t *testing.T) {
	s := newSite(t)
	s.cognito.RefreshTokenRotation = true
	s.addUser()
	tb := newTab(t, s)
	tb.beforePages(noteWorkers)
	var seen strings.Builder // by pages, in any way
	look := func(tb *tab) {
		t.Helper()
		var text string
		tb.eval(`(async () => {
			const user = makePool().getCurrentUser();
			const session = user && (await new Promise((resolve) => user.getSession((_, session) => resolve(session))));
			const databases = await Promise.all((await indexedDB.databases()).map(({ name }) => new Promise((resolve) => {
				const opening = indexedDB.open(name);
				opening.onsuccess = () => {
					const database = opening.result, names = [...database.objectStoreNames];
					const values = database.transaction(names).objectStore(names[0]).getAll();
					values.onsuccess = () => (database.close(), resolve(values.result.map((value) => value instanceof CryptoKey ? value.extractable : value)));
				};
			})));
			return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, user, session, heard, databases]);
		})()`, &text)
		seen.WriteString(text)
	}
	options := map[string]string{"tokenIsolation": "worker"}
	tb.openConfigured(options)
	if err := tb.signIn(); err != nil {
		t.Fatalf("%+v", *err)
	}
	look(tb)
	tb.eval("expire('ada')", nil)
	tb.fate("fate((done) => makePool().getCurrentUser().getSession(done))").good(t)
	look(tb)

	// The page forgets, its worker's key stays.
	tb.openConfigured(options)
	tb.eval("expire('ada')", nil)
	tb.fate("fate((done) => makePool().getCurrentUser().getSession(done))").good(t)
	look(tb)

	// Two tabs, two workers, one key: the second tab finds what the first one got.
	other := tb.another()
	other.beforePages(noteWorkers)
	other.openConfigured(options)
	before := len(s.requestsTo("GetTokensFromRefreshToken")) + len(s.requestsTo("InitiateAuth"))
	tb.eval("expire('ada')", nil)
	other.sees(tb.storage())
	underway := s.cognito.HoldReply("GetTokensFromRefreshToken")
	for _, each := range []*tab{tb, other} {
		each.eval("void (window.answer = fate((done) => makePool().getCurrentUser().getSession(done)))", nil)
	}
	if err := underway.Arrived(t.Context()); err != nil {
		t.Fatal(err)
	}
	underway.Release()
	for _, each := range []*tab{tb, other} {
		each.fate("answer").good(t)
		look(each)
	}
	if n := len(s.requestsTo("GetTokensFromRefreshToken")) + len(s.requestsTo("InitiateAuth")) - before; n != 1 {
		t.Errorf("two tabs sent %d requests to refresh, want 1", n)
	}

	// What the page has in place of a token serves as one, here by hand.
	tb.fate(`fate((done) => {
		const user = makePool().getCurrentUser();
		user.getSession((_, session) => user.refreshSession(session.getRefreshToken(), done));
	})`).good(t)
	look(tb)
	tb.eval("new Promise((resolve) => { const user = makePool().getCurrentUser(); user.getSession(() => user.signOut(resolve)) })", nil)
	look(tb)

	tokens := map[string]bool{}
	for _, r := range s.cognito.Requests() {
		var body struct {
			RefreshToken, Token string
			AuthParameters      struct {
				RefreshToken string `json:"REFRESH_TOKEN"`
			}
		}
		if err := json.Unmarshal(r.Body, &body); err != nil {
			t.Fatal(err)
		}
		for _, token := range []string{body.RefreshToken, body.Token, body.AuthParameters.RefreshToken} {
			if token != "" {
				tokens[token] = true
			}
		}
		if r.ErrorCode != "" && r.Op != "InitiateAuth" { // which says that the pool rotates
			t.Errorf("%s was refused: %s", r.Op, r.ErrorCode)
		}
	}
	if n := len(s.requestsTo("RevokeToken")); n != 1 {
		t.Errorf("%d requests to revoke, want 1", n)
	}
	if len(tokens) != 5 {
		t.Errorf("the service has been sent %d refresh tokens, want 5", len(tokens))
	}
	for token := range tokens {
		if strings.Contains(seen.String(), token) {
			t.Error("a page has seen a refresh token")
		}
	}
	if !strings.Contains(seen.String(), "cognitowasm.sealed.") || !strings.Contains(seen.String(), "[[false]]") {
		t.Error("the pages have no sealed tokens, or no key that cannot be extracted: this test does not see what it looks for")
	}
}

// TestTokenIsolationTakesOver goes on with a session that was stored without it: by
// the peer, or before the page asked for it.
func TestTokenIsolationTakesOver(t *testing.T) {
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	tb.openLibrary("peer")
	tb.eval("seed($0, $1)", nil, username, password)
	plain := tb.storage()[key("ada.refreshToken")]
	tb.openConfigured(map[string]string{"tokenIsolation": "worker"})
	tb.eval("expire('ada')", nil)
	tb.fate("fate((done) => makePool().getCurrentUser().getSession(done))").good(t)
	if sealed := tb.storage()[key("ada.refreshToken")]; plain == "" || !strings.HasPrefix(sealed, "cognitowasm.sealed.") {
		t.Errorf("stored before: %t; sealed after a refresh: %t", plain != "", strings.HasPrefix(sealed, "cognitowasm.sealed."))
	}

	// Without the key a sealed token is of no use, but another page may have it: the
	// service is not asked, nothing is removed, and a sign-in helps.
	tb.open("/page.js") // where no worker has it open
	tb.eval("new Promise((resolve) => (indexedDB.deleteDatabase('cognitowasm').onsuccess = resolve)).then(() => {})", nil)
	tb.openConfigured(map[string]string{"tokenIsolation": "worker"})
	tb.eval("expire('ada')", nil)
	before := tb.storage()
	s.cognito.ResetRequests()
	tb.fate("fate((done) => makePool().getCurrentUser().getSession(done))").failed(t, "TokenSealed")
	if n := len(s.cognito.Requests()); n != 0 {
		t.Errorf("the service was asked %d times", n)
	}
	if !maps.Equal(before, tb.storage()) {
		t.Error("storage has changed")
	}
	if err := tb.signIn(); err != nil {
		t.Errorf("%+v", *err)
	}
}

// TestTokenIsolationBesideNone opens a page that isolates tokens beside one that does
// not: while it is rolled out, and when it is taken back. Neither ends the session.
func TestTokenIsolationBesideNone(t *testing.T) {
	s := newSite(t)
	s.cognito.RefreshTokenRotation = true
	s.addUser()
	with, without := newTab(t, s), (*tab)(nil)
	isolated := map[string]string{"tokenIsolation": "worker"}
	without = with.another()
	without.openConfigured(map[string]string{})
	if err := without.signIn(); err != nil {
		t.Fatalf("%+v", *err)
	}
	with.openConfigured(isolated)
	refreshed := "fate((done) => makePool().getCurrentUser().getSession(done))"
	with.eval("expire('ada')", nil)
	with.fate(refreshed).good(t)

	// The page that was open before has the session as long as it is valid, then not.
	without.eval("void (window.user = makePool().getCurrentUser())", nil)
	without.fate("fate((done) => user.getSession(done))").good(t)
	with.eval("expire('ada')", nil)
	before := with.storage()
	without.sees(before)
	s.cognito.ResetRequests()
	without.fate(refreshed).failed(t, "TokenSealed")
	without.fate("fate((done) => user.refreshSession(user.getSignInUserSession().getRefreshToken(), done))").failed(t, "TokenSealed")
	var held bool
	if without.eval("!!user.getSignInUserSession()", &held); !held {
		t.Error("a session is gone from memory")
	}
	if n := len(s.cognito.Requests()); n != 0 || !maps.Equal(before, with.storage()) {
		t.Errorf("%d requests were made; storage is as before: %t", n, maps.Equal(before, with.storage()))
	}
	// What the other one gets is the session of both.
	with.fate(refreshed).good(t)
	without.sees(with.storage())
	without.fate(refreshed).good(t)

	// Taken back, and rolled out again: the session has waited.
	with.openConfigured(map[string]string{})
	with.eval("expire('ada')", nil)
	with.fate(refreshed).failed(t, "TokenSealed")
	with.openConfigured(isolated)
	with.fate(refreshed).good(t)
}

// aroundWorker is a worker's script with something of the browser replaced before.
func (s *site) aroundWorker(path, before string) {
	s.script(path, before+";\nimportScripts('/dist/cognitowasm.worker.js');")
}

// TestTokenIsolationWithoutKey has a browser that does not store the key: the sign-in
// fails at once, and stores nothing that could not be opened later.
func TestTokenIsolationWithoutKey(t *testing.T) {
	const add = "const real = IDBObjectStore.prototype.add; IDBObjectStore.prototype.add = function (...args) { const request = real.apply(this, args); "
	for name, before := range map[string]string{
		"refused at once":    "IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); }",
		"refused":            add + "this.transaction.abort(); return request; }",
		"refused at the end": add + "request.addEventListener('success', () => this.transaction.abort()); return request; }",
		"not opened":         "IDBFactory.prototype.open = () => { throw new DOMException('blocked', 'SecurityError'); }",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.addUser()
			s.aroundWorker("/broken.js", before)
			tb := newTab(t, s)
			tb.openConfigured(map[string]string{"worker": "/broken.js", "tokenIsolation": "worker"})
			wantFault(t, "sign-in", tb.signIn(), "WasmUnavailable")
			if stored := tb.storage(); len(stored) != 0 {
				t.Errorf("stored: %q", slices.Sorted(maps.Keys(stored)))
			}
			// A browser that has room again is asked again.
			tb.eval("AmazonCognitoIdentity.configure({ worker: true })", nil)
			if err := tb.signIn(); err != nil {
				t.Errorf("afterwards: %+v", *err)
			}
		})
	}
}

// TestTokenIsolationKeyOfBoth makes the key in two tabs at a time: both must go on with
// the one that was stored.
func TestTokenIsolationKeyOfBoth(t *testing.T) {
	s := newSite(t)
	s.addUser()
	// Both have looked, and found none, before either makes one.
	s.aroundWorker("/both.js", `
		const real = crypto.subtle.generateKey.bind(crypto.subtle), channel = new BroadcastChannel('both');
		SubtleCrypto.prototype.generateKey = async (...args) => {
			const told = new Promise((resolve) => (channel.onmessage = ({ data }) => data === 'go' && resolve()));
			channel.postMessage('arrived');
			await told;
			return real(...args);
		}`)
	tabs := []*tab{newTab(t, s)}
	tabs = append(tabs, tabs[0].another())
	for _, each := range tabs {
		each.openConfigured(map[string]string{"worker": "/both.js", "tokenIsolation": "worker"})
	}
	tabs[0].eval(`void (window.channel = new BroadcastChannel('both'), window.both = new Promise((resolve) => {
		let arrived = 0;
		channel.onmessage = ({ data }) => data === 'arrived' && ++arrived === 2 && resolve();
	}))`, nil)
	for _, each := range tabs {
		each.eval("void (window.answer = signIn(makeUser($0), $1))", nil, username, password)
	}
	tabs[0].eval("both.then(() => channel.postMessage('go'))", nil)
	for _, each := range tabs {
		var o outcome
		if each.eval("answer", &o); o.Error != nil {
			t.Fatalf("%+v", *o.Error)
		}
	}
	// Each opens what is stored, whoever has sealed it.
	for i, each := range tabs {
		each.sees(tabs[1-i].storage())
		each.eval("expire('ada')", nil)
		each.fate("fate((done) => makePool().getCurrentUser().getSession(done))").good(t)
	}
}

// TestWorkerForgetsStorages makes a storage for one call, as pages do that keep none: when
// the worker has no use for it any more, nor has the page. While a call is under way, its
// storage stays.
func TestWorkerForgetsStorages(t *testing.T) {
	s := newSite(t)
	s.addUser()
	// The worker's objects are collected when the test says so.
	s.aroundWorker("/weak.js", `
		const registries = new Set(), refs = new Set();
		self.WeakRef = class {
			constructor(target) { this.target = target; refs.add(this); }
			deref() { return this.target; }
		};
		self.FinalizationRegistry = class {
			held = [];
			constructor(collected) { this.collected = collected; registries.add(this); }
			register(target, held) { this.held.push(held); }
		};
		const channel = new BroadcastChannel('weak');
		channel.onmessage = () => {
			for (const ref of refs) ref.target = undefined;
			for (const registry of registries) registry.held.splice(0).forEach(registry.collected);
			channel.postMessage('collected');
		}`)
	tb := newTab(t, s)
	tb.openCore()
	tb.eval(`(async () => {
		await load({ worker: '/weak.js' });
		window.collect = () => new Promise((resolve) => {
			const channel = new BroadcastChannel('weak');
			channel.onmessage = () => (channel.close(), resolve());
			channel.postMessage('collect');
		});
	})()`, nil)
	tb.eval(`(async () => {
		const storage = pageStorage();
		window.once = new WeakRef(storage);
		await call('getCurrentUser', { storage });
		await call('getCurrentUser', { storage });
	})()`, nil)
	tb.eval("collect()", nil)
	gone := false
	for tries := 0; !gone && tries < 50; tries++ {
		if _, err := chromedp.Call(tb.ctx, heapprofiler.CollectGarbage, chromedp.Void{}); err != nil {
			t.Fatal(err)
		}
		tb.eval("!once.deref()", &gone)
	}
	if !gone {
		t.Error("the page keeps the storage")
	}

	held := s.cognito.Hold("InitiateAuth")
	tb.eval("void (window.storage = pageStorage(), window.answer = call('signIn', { storage, username: $0, password: $1, flow: 'USER_PASSWORD_AUTH' }))", nil, username, password)
	if err := held.Arrived(t.Context()); err != nil {
		t.Fatal(err)
	}
	tb.eval("collect()", nil)
	held.Release()
	var o coreOutcome
	if tb.eval("answer", &o); o.Error != nil {
		t.Fatalf("%+v", *o.Error)
	}
	var keys int
	if tb.eval("storage.items.size", &keys); keys != 5 {
		t.Errorf("%d keys are stored, want 5", keys)
	}
	var user coreOutcome
	if tb.eval("call('getCurrentUser', { storage })", &user); user.Error != nil || !strings.Contains(string(user.Value), username) {
		t.Errorf("afterwards: %s, %+v", user.Value, user.Error)
	}
}

// TestSilentWorker has a worker that says nothing: the page does not wait for ever.
func TestSilentWorker(t *testing.T) {
	for _, isolated := range []bool{false, true} {
		t.Run(fmt.Sprintf("isolated %t", isolated), func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.addUser()
			s.script("/silent.js", "onmessage = () => {}")
			tb := newTab(t, s)
			tb.beforePages(`{
				const real = setTimeout;
				window.setTimeout = (run, wait, ...args) => real(run, wait === 10000 ? 200 : wait, ...args);
			}`)
			tb.expect("no worker could be started")
			options := map[string]string{"worker": "/silent.js"}
			if isolated {
				options["tokenIsolation"] = "worker"
			}
			tb.openConfigured(options)
			if err := tb.signIn(); isolated {
				wantFault(t, "sign-in", err, "WasmUnavailable")
			} else if err != nil {
				t.Errorf("%+v", *err)
			}
		})
	}
}

// TestWorkerPolicies asks for a worker on pages whose policy forbids it, or the one
// that the library makes by itself.
func TestWorkerPolicies(t *testing.T) {
	const wasm = "script-src 'self' 'wasm-unsafe-eval' 'unsafe-eval'; "
	for _, tt := range []struct {
		name, policy string
		options      map[string]any
		warns        bool
		fails        bool
	}{
		{name: "any", options: map[string]any{"worker": true}},
		{name: "blob:", policy: wasm + "worker-src blob:", options: map[string]any{"worker": true}},
		{name: "a file", policy: wasm + "worker-src 'self'", options: map[string]any{"worker": "/dist/cognitowasm.worker.js"}},
		{name: "a file, sealed", policy: wasm + "worker-src 'self'", options: map[string]any{"worker": "/dist/cognitowasm.worker.js", "tokenIsolation": "worker"}},
		{name: "none", policy: wasm + "worker-src 'none'", options: map[string]any{"worker": true}, warns: true},
		{name: "none, sealed", policy: wasm + "worker-src 'none'", options: map[string]any{"tokenIsolation": "worker"}, fails: true},
		{name: "no file", options: map[string]any{"worker": "/nothing.js"}, warns: true},
		{name: "another version", options: map[string]any{"worker": "/old.js"}, warns: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.contentSecurityPolicy = tt.policy
			s.script("/old.js", "onmessage = () => postMessage({ ready: '0.0.1', script: '0.0.1' })")
			s.addUser()
			tb := newTab(t, s)
			tb.beforePages(noteWorkers)
			warned := tb.expect("no worker could be started")
			if tt.policy != "" {
				tb.expect("Content Security Policy")
			}
			tb.openConfigured(tt.options)
			if tt.fails {
				wantFault(t, "sign-in", tb.signIn(), "WasmUnavailable")
				return
			}
			if err := tb.signIn(); err != nil {
				t.Fatalf("%+v", *err)
			}
			// The second call goes on with what the first one has started.
			if err := tb.signIn(); err != nil {
				t.Fatalf("again: %+v", *err)
			}
			if n := s.requests(".wasm"); n != 1 {
				t.Errorf("%d programs were loaded, want 1", n)
			}
			if n := warned(); n > 1 || (n == 1) != tt.warns {
				t.Errorf("%d warnings", n)
			}
			var answers int
			tb.eval("heard.filter((text) => text.includes('done')).length", &answers)
			if (answers > 0) == tt.warns {
				t.Errorf("workers have given %d answers", answers)
			}
		})
	}
}

// TestWorkerCrashes lets the program in a worker run out of memory: the call that
// waited is told, the stored session is read as before, and the next call has a new
// worker.
func TestWorkerCrashes(t *testing.T) {
	s := newSite(t)
	s.addUser()
	small := limited(t, program(t), 256)
	digest := sha256.Sum256(small)
	s.serve("/small.wasm", answer(http.StatusOK, "application/wasm", small))
	tb := newTab(t, s)
	tb.beforePages(noteWorkers)
	tb.openConfigured(map[string]any{"worker": true, "wasmURL": "/small.wasm", "wasmIntegrity": "sha256-" + base64.StdEncoding.EncodeToString(digest[:])})
	if err := tb.signIn(); err != nil {
		t.Fatalf("with little memory: %+v", *err)
	}
	before := tb.storage()
	s.cognito.Fail("InitiateAuth", fakecognito.Fault{Status: http.StatusOK, Body: `{"x":"` + strings.Repeat("x", 1<<25) + `"}`}, 1)
	wantFault(t, "the call that waited", tb.signIn(), "CoreCrashed")
	if got := tb.session(); got.Error != nil || !got.Synchronous {
		t.Errorf("the stored session: %+v", got)
	}
	if after := tb.storage(); len(after) != len(before) {
		t.Error("storage changed")
	}
	if err := tb.signIn(); err != nil {
		t.Errorf("the next call: %+v", *err)
	}
	if n := tb.workers(); n != 2 {
		t.Errorf("%d workers, want 2", n)
	}
}
