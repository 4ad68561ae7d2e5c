package state

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// A listener that throws is an uncaught error each time, and hurts nobody.
func TestListenerThatThrows(t *testing.T) {
	t.Parallel()
	tb := newTab(t, newSite(t))
	times := tb.Expect("of the listener")
	tb.Eval(`void (window.thrower = pool.onStateChange(() => { throw new Error('of the listener'); }))`, nil)
	tb.Eval("typeof thrower === 'function' && enter('ada')", nil)
	tb.Eval("user.signOut()", nil)
	wantStory(t, []*harness.Tab{tb}, "initial - signedOut -", "signedIn ada ada ada", "signedOut ada signedOut -")
	if n := times(); n != 3 {
		t.Errorf("%d uncaught errors, want 3", n)
	}
}

// A listener may call the library, in every tab at the same time; all hear all, in order.
func TestListenerThatCalls(t *testing.T) {
	t.Parallel()
	tabs := newTabs(t, newSite(t), 2)
	for _, tb := range tabs {
		tb.Eval(`void (window.sessions = [], pool.onStateChange(async ({ change, username }) => {
			if (change !== 'signedIn' && change !== 'refreshed') return;
			sessions.push(await userOf(username).getSession().then(() => 'session', (error) => error.reason));
		}))`, nil)
	}
	tabs[0].Eval("enter('ada')", nil)
	over(tabs...)
	tabs[1].Eval("refresh('ada', 3)", nil)
	over(tabs...)
	for _, tb := range tabs {
		comesTo(tb, "session,session", "eventually(() => sessions.length > 1).then(() => sessions.join())")
	}
	tabs[0].Eval(`void pool.onStateChange(({ change, username }) => { if (change === 'signedIn') userOf(username).signOut(); })`, nil)
	// A sign-out wins over the sign-in that its caller still waits for.
	comesTo(tabs[0], "SIGNED_OUT", "enter('bob').catch((error) => error.reason)")
	wantStory(t, tabs, "initial - signedOut -", "signedIn ada ada ada", "refreshed ada ada ada",
		"signedIn bob bob ada+bob", "signedOut bob signedOut ada")
}

// No event comes while the lock of a refresh is held: whoever waits for that lock in a listener
// would wait for ever.
func TestNoListenerWithinLock(t *testing.T) {
	t.Parallel()
	tb := newTab(t, newSite(t))
	tb.Eval("enter('ada')", nil)
	tb.Eval(`void (window.within = 0, (() => {
		const { request } = LockManager.prototype;
		let held = 0;
		LockManager.prototype.request = function (name, ...rest) {
			const run = rest.pop();
			if (name.includes('replaced')) return request.call(this, name, ...rest, run);
			return request.call(this, name, ...rest, async (lock) => {
				held++;
				try { return await run(lock); } finally { held--; }
			});
		};
		pool.onStateChange(() => { within += held; });
	})())`, nil)
	tb.Eval("refresh('ada', 3)", nil)
	tb.Eval("user.reauthenticate({ password: $0 })", nil, harness.Password)
	wantStory(t, []*harness.Tab{tb}, "initial - signedOut -", "signedIn ada ada ada", "refreshed ada ada ada", "refreshed ada ada ada")
	comesTo(tb, "0", "String(within)")
}

// An async storage is read first; then all is as with others.
func TestAsyncStorage(t *testing.T) {
	t.Parallel()
	tb := newTab(t, newSite(t))
	comesTo(tb, "initial - unknown - ASYNC_STORAGE", `(() => {
		stopListening();
		window.items = new Map();
		listen({ Storage: asyncStorage(items) });
		try { pool.getSignedInUsers(); } catch (error) { return story + ' ' + error.reason; }
	})()`)
	tb.Eval("eventually(() => story.length > 1)", nil)
	tb.Eval("enter('ada')", nil)
	tb.Eval("refresh('ada', 3)", nil)
	tb.Eval("enter('bob')", nil)
	comesTo(tb, "ada bob", "pool.getSignedInUsers().map((one) => one.getUsername()).join(' ')")
	tb.Eval("pool.setCurrentUser(userOf('ada'))", nil)
	tb.Eval("eventually(() => items.get($0) === 'ada')", nil, harness.Key("LastAuthUser"))
	// The core signs out, and removes the name of the current user.
	tb.Eval("new Promise((resolve) => userOf('bob').signOut(resolve))", nil)
	wantStory(t, []*harness.Tab{tb}, "initial - unknown -", "initial - signedOut -", "signedIn ada ada ada", "refreshed ada ada ada",
		"signedIn bob bob ada+bob", "userChanged ada ada ada+bob", "signedOut bob ada ada")
	tb.Eval("eventually(() => items.get($0) === 'ada')", nil, harness.Key("LastAuthUser"))
	// Another object of the same storage finds the session.
	tb.Eval("(stopListening(), listen({ Storage: asyncStorage(items) }))", nil)
	wantStory(t, []*harness.Tab{tb}, "initial - unknown -", "initial - ada ada")
	tb.Eval("new Promise((resolve) => userOf('ada').signOut(resolve))", nil)
	wantStory(t, []*harness.Tab{tb}, "initial - unknown -", "initial - ada ada", "signedOut ada signedOut -")
}

// What localStorage refuses is kept for the page, and part of the state.
func TestFullStorage(t *testing.T) {
	t.Parallel()
	tb := newTab(t, newSite(t))
	tb.Eval("void (Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); })", nil)
	tb.Eval("enter('ada')", nil)
	tb.Eval("enter('bob')", nil)
	tb.Eval("pool.setCurrentUser(userOf('ada'))", nil)
	tb.Eval("userOf('bob').signOut()", nil)
	wantStory(t, []*harness.Tab{tb}, "initial - signedOut -", "signedIn ada ada ada", "signedIn bob bob ada+bob",
		"userChanged ada ada ada+bob", "signedOut bob ada ada")
	comesTo(tb, "ada", "pool.getCurrentUser().getUsername()")
}

// A worker of the application's own, whose storage is the page's.
func TestWorker(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Script("/worker.mjs", `
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from '/dist/index.mjs';
import '/dist/state.mjs';
const answers = [];
const ask = (...request) => new Promise((resolve) => { answers.push(resolve); postMessage({ request }); });
const Storage = {
	getItem: (key) => ask('getItem', key),
	setItem: (key, value) => ask('setItem', key, value),
	removeItem: (key) => ask('removeItem', key),
	keys: () => ask('keys'),
};
let pool;
onmessage = async ({ data }) => {
	if ('answer' in data) return answers.shift()(data.answer);
	if (data.endpoint) {
		pool = new CognitoUserPool({ UserPoolId: 'us-east-1_FakePool1', ClientId: '1fakeclient2fakeclient3fake', endpoint: data.endpoint, Storage });
		pool.onStateChange((state) => postMessage({ state }));
	}
	const user = data.name && new CognitoUser({ Username: data.name, Pool: pool, Storage });
	if (data.password) await user.authenticateUser(new AuthenticationDetails({ Username: data.name, Password: data.password }));
	else if (data.name) await new Promise((resolve) => user.signOut(resolve));
};`)
	tb := newTab(t, s)
	tb.Eval(`void (window.heard = [], window.worker = new Worker('/worker.mjs', { type: 'module' }), worker.onmessage = ({ data: { request, state } }) => {
		if (state) return heard.push(line(state));
		const [method, ...args] = request;
		worker.postMessage({ answer: method === 'keys' ? Object.keys(localStorage) : localStorage[method](...args) });
	}, worker.postMessage({ endpoint }))`, nil)
	tb.Eval("eventually(() => heard.length > 1)", nil)
	hears := func(n int, want string) {
		t.Helper()
		comesTo(tb, want, "eventually(() => heard.length > $0, 5000).then(() => heard.at(-1))", n)
	}
	tb.Eval("enter('ada')", nil)
	hears(2, "signedIn ada ada ada")
	tb.Eval("worker.postMessage({ name: 'bob', password: $0 })", nil, harness.Password)
	hears(3, "signedIn bob bob ada+bob")
	tb.Eval("eventually(() => story.length > 2)", nil)
	tb.Eval("worker.postMessage({ name: 'ada' })", nil)
	hears(4, "signedOut ada bob bob")
	wantStory(t, []*harness.Tab{tb}, "initial - signedOut -", "signedIn ada ada ada", "signedIn bob bob ada+bob", "signedOut ada bob bob")
	comesTo(tb, "initial - unknown -|initial - signedOut -|signedIn ada ada ada|signedIn bob bob ada+bob|signedOut ada bob bob", "heard.join('|')")
}

// A tab hears of a sign-in once its storage shows it, so that a listener finds the session:
// browsers may show what another tab has written only later.
func TestListenerFindsTheSession(t *testing.T) {
	t.Parallel()
	tabs := newTabs(t, newSite(t), 2)
	tabs[1].Eval(`void (window.reads = 0, (() => {
		const { getItem } = Storage.prototype;
		Storage.prototype.getItem = function (key) {
			return key.endsWith('.ada.idToken') && reads++ < 3 ? null : getItem.call(this, key);
		};
		pool.onStateChange(async ({ change, username }) => {
			if (change !== 'signedIn') return;
			window.found = await userOf(username).getSession().then(() => 'session', (error) => error.reason);
		});
	})())`, nil)
	tabs[0].Eval("enter('ada')", nil)
	comesTo(tabs[1], "session", "eventually(() => window.found).then(() => found)")
	wantStory(t, tabs, "initial - signedOut -", "signedIn ada ada ada")
}

// A pool in an application's state library is a proxy, and so is its storage: the listener hears
// what users of the pool itself do.
func TestListenerOfAProxy(t *testing.T) {
	t.Parallel()
	tb := harness.NewTab(t, newSite(t))
	openAgain(tb)
	tb.Eval(`void (() => {
		const items = new Map();
		const storage = { getItem: (key) => items.get(key) ?? null, setItem: (key, value) => void items.set(key, value), removeItem: (key) => void items.delete(key) };
		const proxies = new WeakMap();
		const reactive = (target) => {
			if (!proxies.has(target)) proxies.set(target, new Proxy(target, {
				get(...args) {
					const value = Reflect.get(...args);
					return value && typeof value === 'object' ? reactive(value) : value;
				},
			}));
			return proxies.get(target);
		};
		listen({ Storage: storage });
		stopListening();
		story.length = 0;
		reactive(pool).onStateChange((state) => story.push(line(state)));
	})()`, nil)
	tb.Eval("enter('ada')", nil)
	wantStory(t, []*harness.Tab{tb}, "initial - signedOut -", "signedIn ada ada ada")
}
