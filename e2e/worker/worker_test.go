package worker

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

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// openConfigured opens the page of our library with these options, and notes its
// workers.
func openConfigured(tb *harness.Tab, options any) {
	tb.T.Helper()
	tb.OpenLibrary("ours")
	tb.Eval("AmazonCognitoIdentity.configure($0)", nil, options)
}

// TestTokenIsolation refreshes with rotation in one page, in that page loaded again
// and in a second tab, and revokes at the end. The service has seen every refresh
// token then, and nothing that the page can read has any of them.
func TestTokenIsolation(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.Cognito.RefreshTokenRotation = true
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.BeforePages(harness.NoteWorkers)
	var seen strings.Builder // by pages, in any way
	look := func(tb *harness.Tab) {
		t.Helper()
		var text string
		tb.Eval(`(async () => {
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
	openConfigured(tb, options)
	if err := tb.SignIn(); err != nil {
		t.Fatalf("%+v", *err)
	}
	look(tb)
	tb.Eval("expire('ada')", nil)
	tb.Fate("fate((done) => makePool().getCurrentUser().getSession(done))").Good(t)
	look(tb)

	// The page forgets, its worker's key stays.
	openConfigured(tb, options)
	tb.Eval("expire('ada')", nil)
	tb.Fate("fate((done) => makePool().getCurrentUser().getSession(done))").Good(t)
	look(tb)

	// Two tabs, two workers, one key: the second tab finds what the first one got.
	other := tb.Another()
	other.BeforePages(harness.NoteWorkers)
	openConfigured(other, options)
	before := len(s.RequestsTo("GetTokensFromRefreshToken")) + len(s.RequestsTo("InitiateAuth"))
	tb.Eval("expire('ada')", nil)
	other.Sees(tb.Storage())
	underway := s.Cognito.HoldReply("GetTokensFromRefreshToken")
	for _, each := range []*harness.Tab{tb, other} {
		each.Eval("void (window.answer = fate((done) => makePool().getCurrentUser().getSession(done)))", nil)
	}
	if err := underway.Arrived(t.Context()); err != nil {
		t.Fatal(err)
	}
	underway.Release()
	for _, each := range []*harness.Tab{tb, other} {
		each.Fate("answer").Good(t)
		look(each)
	}
	if n := len(s.RequestsTo("GetTokensFromRefreshToken")) + len(s.RequestsTo("InitiateAuth")) - before; n != 1 {
		t.Errorf("two tabs sent %d requests to refresh, want 1", n)
	}

	// What the page has in place of a token serves as one, here by hand.
	tb.Fate(`fate((done) => {
		const user = makePool().getCurrentUser();
		user.getSession((_, session) => user.refreshSession(session.getRefreshToken(), done));
	})`).Good(t)
	look(tb)
	tb.Eval("new Promise((resolve) => { const user = makePool().getCurrentUser(); user.getSession(() => user.signOut(resolve)) })", nil)
	look(tb)

	tokens := map[string]bool{}
	for _, r := range s.Cognito.Requests() {
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
	if n := len(s.RequestsTo("RevokeToken")); n != 1 {
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
// upstream, or before the page asked for it.
func TestTokenIsolationTakesOver(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.OpenLibrary("upstream")
	tb.Eval("seed($0, $1)", nil, harness.Username, harness.Password)
	plain := tb.Storage()[harness.Key("ada.refreshToken")]
	openConfigured(tb, map[string]string{"tokenIsolation": "worker"})
	tb.Eval("expire('ada')", nil)
	tb.Fate("fate((done) => makePool().getCurrentUser().getSession(done))").Good(t)
	if sealed := tb.Storage()[harness.Key("ada.refreshToken")]; plain == "" || !strings.HasPrefix(sealed, "cognitowasm.sealed.") {
		t.Errorf("stored before: %t; sealed after a refresh: %t", plain != "", strings.HasPrefix(sealed, "cognitowasm.sealed."))
	}

	// Without the key a sealed token is of no use, but another page may have it: the
	// service is not asked, nothing is removed, and a sign-in helps.
	tb.Open("/page.js") // where no worker has it open
	tb.Eval("new Promise((resolve) => (indexedDB.deleteDatabase('cognitowasm').onsuccess = resolve)).then(() => {})", nil)
	openConfigured(tb, map[string]string{"tokenIsolation": "worker"})
	tb.Eval("expire('ada')", nil)
	before := tb.Storage()
	s.Cognito.ResetRequests()
	tb.Fate("fate((done) => makePool().getCurrentUser().getSession(done))").Failed(t, "TokenSealed")
	if n := len(s.Cognito.Requests()); n != 0 {
		t.Errorf("the service was asked %d times", n)
	}
	if !maps.Equal(before, tb.Storage()) {
		t.Error("storage has changed")
	}
	if err := tb.SignIn(); err != nil {
		t.Errorf("%+v", *err)
	}
}

// TestTokenIsolationBesideNone opens a page that isolates tokens beside one that does
// not: while it is rolled out, and when it is taken back. Neither ends the session.
func TestTokenIsolationBesideNone(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.Cognito.RefreshTokenRotation = true
	s.AddUser()
	with, without := harness.NewTab(t, s), (*harness.Tab)(nil)
	isolated := map[string]string{"tokenIsolation": "worker"}
	without = with.Another()
	openConfigured(without, map[string]string{})
	if err := without.SignIn(); err != nil {
		t.Fatalf("%+v", *err)
	}
	openConfigured(with, isolated)
	refreshed := "fate((done) => makePool().getCurrentUser().getSession(done))"
	with.Eval("expire('ada')", nil)
	with.Fate(refreshed).Good(t)

	// The page that was open before has the session as long as it is valid, then not.
	without.Eval("void (window.user = makePool().getCurrentUser())", nil)
	without.Fate("fate((done) => user.getSession(done))").Good(t)
	with.Eval("expire('ada')", nil)
	before := with.Storage()
	without.Sees(before)
	s.Cognito.ResetRequests()
	without.Fate(refreshed).Failed(t, "TokenSealed")
	without.Fate("fate((done) => user.refreshSession(user.getSignInUserSession().getRefreshToken(), done))").Failed(t, "TokenSealed")
	var held bool
	if without.Eval("!!user.getSignInUserSession()", &held); !held {
		t.Error("a session is gone from memory")
	}
	if n := len(s.Cognito.Requests()); n != 0 || !maps.Equal(before, with.Storage()) {
		t.Errorf("%d requests were made; storage is as before: %t", n, maps.Equal(before, with.Storage()))
	}
	// What the other one gets is the session of both.
	with.Fate(refreshed).Good(t)
	without.Sees(with.Storage())
	without.Fate(refreshed).Good(t)

	// Taken back, and rolled out again: the session has waited.
	openConfigured(with, map[string]string{})
	with.Eval("expire('ada')", nil)
	with.Fate(refreshed).Failed(t, "TokenSealed")
	openConfigured(with, isolated)
	with.Fate(refreshed).Good(t)
}

// aroundWorker is a worker's script with something of the browser replaced before.
func aroundWorker(s *harness.Site, path, before string) {
	s.Script(path, before+";\nimportScripts('/dist/cognitowasm.worker.js');")
}

// TestTokenIsolationWithoutKey has a browser that does not store the key: the sign-in
// fails at once, and stores nothing that could not be opened later.
func TestTokenIsolationWithoutKey(t *testing.T) {
	t.Parallel()
	const add = "const real = IDBObjectStore.prototype.add; IDBObjectStore.prototype.add = function (...args) { const request = real.apply(this, args); "
	for name, before := range map[string]string{
		"refused at once":    "IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); }",
		"refused":            add + "this.transaction.abort(); return request; }",
		"refused at the end": add + "request.addEventListener('success', () => this.transaction.abort()); return request; }",
		"not opened":         "IDBFactory.prototype.open = () => { throw new DOMException('blocked', 'SecurityError'); }",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := harness.NewSite(t)
			s.AddUser()
			aroundWorker(s, "/broken.js", before)
			tb := harness.NewTab(t, s)
			openConfigured(tb, map[string]string{"worker": "/broken.js", "tokenIsolation": "worker"})
			harness.WantFault(t, "sign-in", tb.SignIn(), "WasmUnavailable")
			if stored := tb.Storage(); len(stored) != 0 {
				t.Errorf("stored: %q", slices.Sorted(maps.Keys(stored)))
			}
			// A browser that has room again is asked again.
			tb.Eval("AmazonCognitoIdentity.configure({ worker: true })", nil)
			if err := tb.SignIn(); err != nil {
				t.Errorf("afterwards: %+v", *err)
			}
		})
	}
}

// TestTokenIsolationKeyOfBoth makes the key in two tabs at a time: both must go on with
// the one that was stored.
func TestTokenIsolationKeyOfBoth(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	// Both have looked, and found none, before either makes one.
	aroundWorker(s, "/both.js", `
		const real = crypto.subtle.generateKey.bind(crypto.subtle), channel = new BroadcastChannel('both');
		SubtleCrypto.prototype.generateKey = async (...args) => {
			const told = new Promise((resolve) => (channel.onmessage = ({ data }) => data === 'go' && resolve()));
			channel.postMessage('arrived');
			await told;
			return real(...args);
		}`)
	tabs := []*harness.Tab{harness.NewTab(t, s)}
	tabs = append(tabs, tabs[0].Another())
	for _, each := range tabs {
		openConfigured(each, map[string]string{"worker": "/both.js", "tokenIsolation": "worker"})
	}
	tabs[0].Eval(`void (window.channel = new BroadcastChannel('both'), window.both = new Promise((resolve) => {
		let arrived = 0;
		channel.onmessage = ({ data }) => data === 'arrived' && ++arrived === 2 && resolve();
	}))`, nil)
	for _, each := range tabs {
		each.Eval("void (window.answer = signIn(makeUser($0), $1))", nil, harness.Username, harness.Password)
	}
	tabs[0].Eval("both.then(() => channel.postMessage('go'))", nil)
	for _, each := range tabs {
		var o harness.Outcome
		if each.Eval("answer", &o); o.Error != nil {
			t.Fatalf("%+v", *o.Error)
		}
	}
	// Each opens what is stored, whoever has sealed it.
	for i, each := range tabs {
		each.Sees(tabs[1-i].Storage())
		each.Eval("expire('ada')", nil)
		each.Fate("fate((done) => makePool().getCurrentUser().getSession(done))").Good(t)
	}
}

// TestWorkerForgetsStorages makes a storage for one call, as pages do that keep none: when
// the worker has no use for it any more, nor has the page. While a call is under way, its
// storage stays.
func TestWorkerForgetsStorages(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	// The worker's objects are collected when the test says so.
	aroundWorker(s, "/weak.js", `
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
	tb := harness.NewTab(t, s)
	tb.OpenCore()
	tb.Eval(`(async () => {
		await load({ worker: '/weak.js' });
		window.collect = () => new Promise((resolve) => {
			const channel = new BroadcastChannel('weak');
			channel.onmessage = () => (channel.close(), resolve());
			channel.postMessage('collect');
		});
	})()`, nil)
	tb.Eval(`(async () => {
		const storage = pageStorage();
		window.once = new WeakRef(storage);
		await call('getCurrentUser', { storage });
		await call('getCurrentUser', { storage });
	})()`, nil)
	tb.Eval("collect()", nil)
	gone := false
	for tries := 0; !gone && tries < 50; tries++ {
		if _, err := chromedp.Call(tb.Ctx, heapprofiler.CollectGarbage, chromedp.Void{}); err != nil {
			t.Fatal(err)
		}
		tb.Eval("!once.deref()", &gone)
	}
	if !gone {
		t.Error("the page keeps the storage")
	}

	held := s.Cognito.Hold("InitiateAuth")
	tb.Eval("void (window.storage = pageStorage(), window.answer = call('signIn', { storage, username: $0, password: $1, flow: 'USER_PASSWORD_AUTH' }))", nil, harness.Username, harness.Password)
	if err := held.Arrived(t.Context()); err != nil {
		t.Fatal(err)
	}
	tb.Eval("collect()", nil)
	held.Release()
	var o harness.CoreOutcome
	if tb.Eval("answer", &o); o.Error != nil {
		t.Fatalf("%+v", *o.Error)
	}
	var keys int
	if tb.Eval("storage.items.size", &keys); keys != 5 {
		t.Errorf("%d keys are stored, want 5", keys)
	}
	var user harness.CoreOutcome
	if tb.Eval("call('getCurrentUser', { storage })", &user); user.Error != nil || !strings.Contains(string(user.Value), harness.Username) {
		t.Errorf("afterwards: %s, %+v", user.Value, user.Error)
	}
}

// TestSilentWorker has a worker that says nothing: the page does not wait for ever.
func TestSilentWorker(t *testing.T) {
	t.Parallel()
	for _, isolated := range []bool{false, true} {
		t.Run(fmt.Sprintf("isolated %t", isolated), func(t *testing.T) {
			t.Parallel()
			s := harness.NewSite(t)
			s.AddUser()
			s.Script("/silent.js", "onmessage = () => {}")
			tb := harness.NewTab(t, s)
			tb.BeforePages(`{
				const real = setTimeout;
				window.setTimeout = (run, wait, ...args) => real(run, wait === 10000 ? 200 : wait, ...args);
			}`)
			tb.Expect("no worker could be started")
			options := map[string]string{"worker": "/silent.js"}
			if isolated {
				options["tokenIsolation"] = "worker"
			}
			openConfigured(tb, options)
			if err := tb.SignIn(); isolated {
				harness.WantFault(t, "sign-in", err, "WasmUnavailable")
			} else if err != nil {
				t.Errorf("%+v", *err)
			}
		})
	}
}

// TestWorkerPolicies asks for a worker on pages whose policy forbids it, or the one
// that the library makes by itself.
func TestWorkerPolicies(t *testing.T) {
	t.Parallel()
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
			s := harness.NewSite(t)
			s.ContentSecurityPolicy = tt.policy
			s.Script("/old.js", "onmessage = () => postMessage({ ready: '0.0.1', script: '0.0.1' })")
			s.AddUser()
			tb := harness.NewTab(t, s)
			tb.BeforePages(harness.NoteWorkers)
			warned := tb.Expect("no worker could be started")
			if tt.policy != "" {
				tb.Expect("Content Security Policy")
			}
			openConfigured(tb, tt.options)
			if tt.fails {
				harness.WantFault(t, "sign-in", tb.SignIn(), "WasmUnavailable")
				return
			}
			if err := tb.SignIn(); err != nil {
				t.Fatalf("%+v", *err)
			}
			// The second call goes on with what the first one has started.
			if err := tb.SignIn(); err != nil {
				t.Fatalf("again: %+v", *err)
			}
			if n := s.Requests(".wasm"); n != 1 {
				t.Errorf("%d Wasm modules were loaded, want 1", n)
			}
			if n := warned(); n > 1 || (n == 1) != tt.warns {
				t.Errorf("%d warnings", n)
			}
			var answers int
			tb.Eval("heard.filter((text) => text.includes('done')).length", &answers)
			if (answers > 0) == tt.warns {
				t.Errorf("workers have given %d answers", answers)
			}
		})
	}
}

// TestWorkerCrashes lets the Wasm module in a worker run out of memory: the call that
// waited is told, the stored session is read as before, and the next call has a new
// worker.
func TestWorkerCrashes(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	small := harness.Limited(t, harness.WasmModule(t), 256)
	digest := sha256.Sum256(small)
	s.Serve("/small.wasm", harness.Answer(http.StatusOK, "application/wasm", small))
	tb := harness.NewTab(t, s)
	tb.BeforePages(harness.NoteWorkers)
	openConfigured(tb, map[string]any{"worker": true, "wasmURL": "/small.wasm", "wasmIntegrity": "sha256-" + base64.StdEncoding.EncodeToString(digest[:])})
	if err := tb.SignIn(); err != nil {
		t.Fatalf("with little memory: %+v", *err)
	}
	before := tb.Storage()
	s.Cognito.Fail("InitiateAuth", fakecognito.Fault{Status: http.StatusOK, Body: `{"x":"` + strings.Repeat("x", 1<<25) + `"}`}, 1)
	harness.WantFault(t, "the call that waited", tb.SignIn(), "CoreCrashed")
	if got := tb.Session(); got.Error != nil || !got.Synchronous {
		t.Errorf("the stored session: %+v", got)
	}
	if after := tb.Storage(); len(after) != len(before) {
		t.Error("storage changed")
	}
	if err := tb.SignIn(); err != nil {
		t.Errorf("the next call: %+v", *err)
	}
	if n := tb.Workers(); n != 2 {
		t.Errorf("%d workers, want 2", n)
	}
}
