package state

import (
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// Each change once, in each of three tabs, whoever makes it and however many wait for it.
func TestChangesInThreeTabs(t *testing.T) {
	t.Parallel()
	tabs := newTabs(t, newSite(t), 3)
	comesTo(tabs[0], "initial - signedOut -", "story.join()") // synchronously
	tabs[0].Eval("enter('ada')", nil)
	over(tabs...)
	tabs[1].Eval("refresh('ada', 5)", nil)
	over(tabs...)
	tabs[2].Eval("enter('bob')", nil)
	over(tabs...)
	tabs[1].Eval("pool.setCurrentUser(userOf('ada'))", nil)
	over(tabs...)
	tabs[0].Eval("userOf('bob').signOut()", nil)
	over(tabs...)
	tabs[2].Eval("pool.getCurrentUser().signOut()", nil)
	wantStory(t, tabs,
		"initial - signedOut -",
		"signedIn ada ada ada",
		"refreshed ada ada ada",
		"signedIn bob bob ada+bob",
		"userChanged ada ada ada+bob",
		"signedOut bob ada ada",
		"signedOut ada signedOut -")
	// Who comes later hears of the present state.
	tabs[0].Eval("enter('ada')", nil)
	late := tabs[0].Another()
	openAgain(late)
	late.Eval("listen()", nil)
	wantStory(t, []*harness.Tab{late}, "initial - ada ada")
}

// Whoever does not listen hears nothing more.
func TestUnsubscribe(t *testing.T) {
	t.Parallel()
	tb := newTab(t, newSite(t))
	tb.Eval("stopListening()", nil)
	tb.Eval("enter('ada')", nil)
	wantStory(t, []*harness.Tab{tb}, "initial - signedOut -")
	// Also between a change and the call.
	tb.Eval("listen()", nil)
	tb.Eval("(user.signOut(), stopListening())", nil)
	wantStory(t, []*harness.Tab{tb}, "initial - ada ada")
}

// The same values, written again, change nothing.
func TestValuesWrittenAgain(t *testing.T) {
	t.Parallel()
	tabs := newTabs(t, newSite(t), 2)
	tabs[0].Eval("enter('ada')", nil)
	over(tabs...)
	const again = `(() => {
		const all = { ...localStorage };
		localStorage.clear();
		for (const [key, value] of Object.entries(all)) localStorage.setItem(key, value);
	})()`
	for range 3 {
		tabs[0].Eval(again, nil)
		over(tabs...)
	}
	tabs[0].Eval("user.cacheTokens()", nil)
	wantStory(t, tabs, "initial - signedOut -", "signedIn ada ada ada")
}

// What upstream does in another tab is heard of too.
func TestUpstreamInAnotherTab(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	tabs := newTabs(t, s, 1)
	upstream := tabs[0].Another()
	upstream.OpenLibrary("upstream")
	upstream.Eval("(window.user = makeUser('ada'), signIn(user, $0))", nil, harness.Password)
	tabs[0].Eval("eventually(() => story.length > 1)", nil)
	upstream.Eval("called((done) => user.refreshSession(user.getSignInUserSession().getRefreshToken(), done))", nil)
	tabs[0].Eval("eventually(() => story.length > 2)", nil)
	upstream.Eval("user.signOut()", nil)
	wantStory(t, tabs,
		"initial - signedOut -",
		"signedIn ada ada ada",
		"refreshed ada ada ada",
		"signedOut ada signedOut -")
}

// A refusal ends a session in all tabs, and has a name of its own.
func TestExpired(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	tabs := newTabs(t, s, 3)
	tabs[0].Eval("enter('ada')", nil)
	over(tabs...)
	s.Cognito.RevokeAll("ada")
	tabs[1].Eval("refresh('ada', 5)", nil)
	over(tabs...)
	// Who asks now finds nothing, which is no news.
	tabs[2].Eval("askAll('ada', 2)", nil)
	wantStory(t, tabs, "initial - signedOut -", "signedIn ada ada ada", "expired ada signedOut -")
}

// A tab that has just stored a session removes what is left of it when another tab has ended it.
// What that was, the other one says.
func TestFollowingIsNotSigningOut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	tb := harness.NewTab(t, s)
	tb.StopClock(time.Now()) // so that it has just stored it
	openAgain(tb)
	tb.Eval("listen()", nil)
	other := tb.Another()
	other.OpenEmpty()
	tb.Eval("enter('ada')", nil)
	tb.Eval(`void addEventListener('storage', () => {
		if (user.getSignInUserSession()) return;
		const message = { clientId: pool.getClientId(), kind: 'local', username: 'ada', change: 'expired', session: null };
		new BroadcastChannel('cognitowasm.state').postMessage(message);
	})`, nil)
	other.Sees(tb.Storage())
	other.Eval("localStorage.removeItem($0)", nil, harness.Key("ada", "idToken"))
	wantStory(t, []*harness.Tab{tb}, "initial - signedOut -", "signedIn ada ada ada", "expired ada signedOut -")
	comesTo(tb, "null", "String(localStorage.getItem($0))", harness.Key("ada", "refreshToken"))
}

// What another tab has said is heard before what the tab does itself, also if the storage does not
// show it yet.
func TestOwnChangesComeLater(t *testing.T) {
	t.Parallel()
	tb := newTab(t, newSite(t))
	tb.Eval("enter('ada')", nil)
	other := tb.Another()
	other.OpenEmpty()
	// This channel was opened later than the library's, and so gets the message after it.
	tb.Eval(`void (new BroadcastChannel('cognitowasm.state').onmessage = ({ target }) => {
		target.close(); // what follows is the tab's own
		pool.setCurrentUser(null);
	})`, nil)
	other.Eval(`void new BroadcastChannel('cognitowasm.state').postMessage({
		clientId: $0, kind: 'local', username: 'bob', change: 'signedIn', session: 'not stored yet', before: null, current: true,
	})`, nil, fakecognito.DefaultClientID)
	tb.Eval("eventually(() => story.length >= 4)", nil)
	comesTo(tb, "signedIn bob bob ada+bob|userChanged - signedOut ada+bob", "story.slice(2, 4).join('|')")
}

// A page that comes back from the back/forward cache compares: while it was away it heard of
// nothing.
func TestBackForwardCache(t *testing.T) {
	t.Parallel()
	tb := harness.NewWholeTab(t, newSite(t))
	openAgain(tb)
	tb.Eval("listen()", nil)
	tb.Eval("enter('ada')", nil)
	tb.Eval("addEventListener('pageshow', ({ persisted }) => { window.persisted = persisted }), undefined", nil)
	tb.OpenEmpty()
	tb.Eval("localStorage.clear()", nil)
	tb.Eval("void setTimeout(() => history.back())", nil)
	tb.Reach("window.persisted") // a page that was loaded again has no such variable
	wantStory(t, []*harness.Tab{tb}, "initial - signedOut -", "signedIn ada ada ada", "signedOut ada signedOut -")
}

// sessionStorage and memory belong to their tab.
func TestStoragesOfOneTab(t *testing.T) {
	t.Parallel()
	for _, options := range []string{"{ Storage: sessionStorage }", "{ Storage: memory() }"} {
		t.Run(options, func(t *testing.T) {
			t.Parallel()
			tabs := newTabs(t, newSite(t), 2)
			for _, tb := range tabs {
				tb.Eval(`window.memory = (items = new Map()) => ({
					getItem: (key) => items.get(key),
					setItem: (key, value) => void items.set(key, value),
					removeItem: (key) => void items.delete(key),
				}), undefined`, nil)
				tb.Eval("(stopListening(), listen("+options+"))", nil)
			}
			tabs[0].Eval("enter('ada')", nil)
			tabs[0].Eval("refresh('ada', 2)", nil)
			over(tabs...)
			wantStory(t, tabs[1:], "initial - signedOut -")
			tabs[0].Eval("enter('bob')", nil)
			tabs[0].Eval("user.signOut()", nil)
			wantStory(t, tabs[:1], "initial - signedOut -", "signedIn ada ada ada", "refreshed ada ada ada",
				"signedIn bob bob ada+bob", "signedOut bob signedOut ada")
			wantStory(t, tabs[1:], "initial - signedOut -")
		})
	}
}

// Cookies are shared.
func TestCookies(t *testing.T) {
	t.Parallel()
	tabs := newTabs(t, newSite(t), 2)
	for _, tb := range tabs {
		tb.Eval("(stopListening(), listen({ Storage: new AmazonCognitoIdentity.CookieStorage({ secure: false }) }))", nil)
	}
	tabs[0].Eval("enter('ada')", nil)
	over(tabs...)
	tabs[1].Eval("enter('bob')", nil)
	over(tabs...)
	tabs[0].Eval("userOf('bob').signOut()", nil)
	wantStory(t, tabs, "initial - signedOut -", "signedIn ada ada ada", "signedIn bob bob ada+bob", "signedOut bob signedOut ada")
}

// Whoever uses the pool through a proxy, as frameworks have it, hears the same.
func TestSnapshot(t *testing.T) {
	t.Parallel()
	tb := newTab(t, newSite(t))
	comesTo(tb, "true true true", `(() => {
		const { subscribe, getSnapshot } = pool;
		return [subscribe === pool.subscribe, getSnapshot === pool.getSnapshot, getSnapshot() === getSnapshot()].join(' ');
	})()`)
	// Without a listener, it looks each time.
	tb.Eval("stopListening()", nil)
	tb.Eval("enter('ada')", nil)
	comesTo(tb, "ada true", "pool.getSnapshot().username + ' ' + (pool.getSnapshot() === pool.getSnapshot())")
	tb.Eval("localStorage.clear()", nil)
	comesTo(tb, "signedOut", "pool.getSnapshot().status")
	comesTo(tb, "TypeError", "(() => { 'use strict'; try { pool.getSnapshot().users.push('eve'); } catch (error) { return error.name; } })()")
}

// React's StrictMode subscribes, unsubscribes and subscribes again, with the same function.
func TestSubscribeTwice(t *testing.T) {
	t.Parallel()
	tb := newTab(t, newSite(t))
	tb.Eval(`(() => {
		window.calls = 0;
		const { subscribe } = pool;
		const callback = (...args) => { window.calls += 1 + args.length; };
		const first = subscribe(callback);
		first();
		window.ends = [subscribe(callback), subscribe(callback)];
		first();
	})()`, nil)
	tb.Eval("enter('ada')", nil)
	comesTo(tb, "2", "String(calls)")
	tb.Eval("ends[0]()", nil)
	tb.Eval("user.signOut()", nil)
	over(tb)
	comesTo(tb, "3", "String(calls)")
}
