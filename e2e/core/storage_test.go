package core

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/protocol"
)

// TestCorePageStorage runs a session's life over storages of the page.
func TestCorePageStorage(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.OpenCore()
	for name, storage := range map[string]string{
		"synchronous": "pageStorage()",
		"promises":    "pageStorage((value) => new Promise((resolve) => setTimeout(resolve, 1, value)))",
		// A thenable is enough, and it may call back at once.
		"thenables": "pageStorage((value) => ({ then(resolve) { resolve(value) } }))",
	} {
		t.Run(name, func(t *testing.T) {
			var got struct {
				Before, SignedIn, Refreshed, After []string
				Who                                *protocol.UserReply
				Tokens, Stored                     string
				Code                               string
			}
			tb.Eval(`(async () => {
				const core = await load(), storage = `+storage+`, keys = () => [...storage.items.keys()].sort();
				storage.items.set('other', '1');
				const at = request({storage}), got = {before: keys()};
				await core.signIn({...at, username: $0, password: $1});
				got.signedIn = keys();
				got.who = await core.getCurrentUser(at);
				storage.items.set($2, '-100000'); // as if the tokens had ended
				got.tokens = (await core.getSession(at)).accessToken;
				got.stored = storage.items.get($3);
				got.refreshed = keys();
				await core.signOut({...at, revoke: true});
				got.after = keys();
				await core.getSession(at).catch((error) => { got.code = error.code });
				return got;
			})()`, &got, harness.Username, harness.Password, harness.Key(harness.Username, "clockDrift"), harness.Key(harness.Username, "accessToken"))
			if !slices.Equal(got.Before, got.After) || len(got.SignedIn) != len(got.Before)+5 || !slices.Equal(got.SignedIn, got.Refreshed) {
				t.Errorf("keys before %v, signed in %v, refreshed %v, after %v", got.Before, got.SignedIn, got.Refreshed, got.After)
			}
			if got.Who == nil || got.Who.Username != harness.Username || got.Tokens == "" || got.Tokens != got.Stored || got.Code != "NoSession" {
				t.Errorf("got %+v", got)
			}
		})
	}
	if stored := tb.Storage(); len(stored) != 0 {
		t.Errorf("localStorage has %v, which was not to be used", slices.Collect(maps.Keys(stored)))
	}
}

// TestCoreHostileStorage gives the core storages that a careless or hostile
// page could write. None may end the Wasm module or be believed.
func TestCoreHostileStorage(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.OpenCore()
	// Marks the Wasm module: a new one would not come from the same load.
	tb.Eval("load().then((core) => { window.first = core })", nil)
	for _, c := range []struct{ name, getItem, code string }{
		{"throws a text", "() => { throw 'x' }", "StorageError"},
		{"throws null", "() => { throw null }", "StorageError"},
		{"throws undefined", "() => { throw undefined }", "StorageError"},
		{"throws a symbol", "() => { throw Symbol('x') }", "StorageError"},
		{"throws an error", "() => { throw new Error('x') }", "StorageError"},
		{"throws a proxy", "() => { throw new Proxy({}, { get() { throw 1 } }) }", "StorageError"},
		{"rejects with a text", "() => Promise.reject('x')", "StorageError"},
		{"rejects with nothing", "() => Promise.reject()", "StorageError"},
		{"rejects with an error", "() => Promise.reject(new Error('x'))", "StorageError"},
		{"a then that throws", "() => ({ then() { throw 'x' } })", "StorageError"},
		{"a then that cannot be read", "() => ({ get then() { throw 'x' } })", ""},
		{"a then that answers twice", "() => ({ then(yes, no) { no('x'); yes('y'); no('z') } })", "StorageError"},
		{"an object that is no text", "() => ({ toString() { throw 'x' } })", "StorageError"},
		{"an object without a prototype", "() => Object.create(null)", "StorageError"},
		{"a symbol", "() => Symbol('x')", ""},
		{"a number", "() => 7", ""},
		{"false", "() => false", ""},
		{"a big integer", "() => 7n", "InternalError"}, // syscall/js knows none
		{"an object", "() => ({})", ""},
		{"an array", "() => ['x']", ""},
		{"a function", "() => () => {}", ""},
		{"a proxy", "() => new Proxy({}, {})", ""},
		{"a proxy that throws", "() => new Proxy({}, { get() { throw 'x' } })", "StorageError"},
		{"a window", "() => window", ""},
		{"calls the core", "function () { first.getCurrentUser(request({})); return null }", "NoSession"},
		{"no function", "'x'", "StorageError"},
		{"a getter that throws", "null, get getItem() { throw 'x' }", "StorageError"},
		{"a getter that throws later", "null, n: 0, get getItem() { if (this.n++) throw 'x'; return () => { throw 'y' } }", "StorageError"},
		{"a then that throws later", "() => ({ n: 0, get then() { if (this.n++) throw 'x'; return () => {} } })", "StorageError"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got struct {
				Error *harness.CoreError
				Same  bool
			}
			tb.Eval(`(async () => {
				const storage = {setItem() {}, removeItem() {}, getItem: `+c.getItem+`};
				const said = await first.getSession(request({storage})).then(() => ({}), (error) => ({error: plainError(error)}));
				return {...said, same: (await load()) === first};
			})()`, &got)
			if !got.Same {
				t.Fatal("the Wasm module ended")
			}
			// Whatever is not refused is taken as text, which is no session, and
			// which the service refuses as a refresh token.
			if got.Error == nil {
				t.Fatal("it gave a session")
			}
			if c.code != "" && got.Error.Code != c.code || c.code == "" && !slices.Contains([]string{"NoSession", "StorageError", "NotAuthorizedException"}, got.Error.Code) {
				t.Errorf("got %+v, want %s", *got.Error, c.code)
			}
			if got.Error.Code == "StorageError" && !strings.Contains(got.Error.Message, harness.LastUserKey) {
				t.Errorf("%q does not name the key", got.Error.Message)
			}
		})
	}
	// A storage that never answers holds up its own call only.
	var code string
	tb.Eval(`(async () => {
		first.getSession(request({storage: {getItem: () => new Promise(() => {}), setItem() {}, removeItem() {}}}));
		first.getSession(request({storage: {getItem: () => ({ then() {} }), setItem() {}, removeItem() {}}}));
		return first.getSession(request({})).catch((error) => error.code);
	})()`, &code)
	if code != "NoSession" {
		t.Errorf("beside a storage that never answers: %q", code)
	}
}

// TestCoreWithoutLocalStorage blocks localStorage in the ways that browsers do.
func TestCoreWithoutLocalStorage(t *testing.T) {
	t.Parallel()
	for name, block := range map[string]string{
		"throws":    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError') } })",
		"null":      "Object.defineProperty(window, 'localStorage', { value: null })",
		"undefined": "Object.defineProperty(window, 'localStorage', { value: undefined })",
		"full":      "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }",
	} {
		t.Run(name, func(t *testing.T) {
			s := harness.NewSite(t)
			s.AddUser()
			tb := harness.NewTab(t, s)
			tb.OpenCore()
			tb.Eval("void ("+block+")", nil)
			tb.Core("signIn", harness.Object{"username": harness.Username, "password": harness.Password})
			tb.Core("getSession", nil)
			if user := decode[protocol.UserReply](t, tb.Core("getCurrentUser", nil)); user.Username != harness.Username {
				t.Errorf("getCurrentUser gave %+v", user)
			}
			tb.Core("signOut", nil)
			if err := coreFails(tb, "getSession", nil); err.Code != "NoSession" {
				t.Errorf("after signOut: %+v", err)
			}
			tb.Core("signIn", harness.Object{"username": harness.Username, "password": harness.Password})
			tb.Open("/core.html")
			if stored := tb.Storage(); len(stored) != 0 {
				t.Errorf("the next page finds %v", slices.Collect(maps.Keys(stored)))
			}
		})
	}
}
