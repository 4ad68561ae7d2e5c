package state

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

const names = "pool.getSignedInUsers().map((one) => one.getUsername()).join(' ')"

// Several users, with upstream's keys alone, in every kind of storage.
func TestUsers(t *testing.T) {
	t.Parallel()
	for _, storage := range []string{"localStorage", "sessionStorage", "new AmazonCognitoIdentity.CookieStorage({ secure: false })", "undefined"} {
		t.Run(storage, func(t *testing.T) {
			t.Parallel()
			tb := harness.NewTab(t, newSite(t))
			if storage == "undefined" { // memory, where localStorage is blocked
				tb.BeforePages("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } })")
			}
			openAgain(tb)
			tb.Eval("void (window.pool = makePool({ Storage: "+storage+" }))", nil)
			comesTo(tb, "", names)
			tb.Eval("enter('bob')", nil)
			tb.Eval("enter('ada')", nil)
			comesTo(tb, "ada bob", names)
			comesTo(tb, "ada", "pool.getCurrentUser().getUsername()")
			tb.Eval("pool.setCurrentUser(userOf('bob'))", nil)
			comesTo(tb, "bob", "pool.getCurrentUser().getUsername()")
			comesTo(tb, "INVALID_PARAMETER", "(() => { try { pool.setCurrentUser(userOf('eve')); } catch (error) { return error.reason; } })()")
			comesTo(tb, "bob", "pool.getCurrentUser().getUsername()")
			// Each has a session of its own.
			comesTo(tb, "session session", "Promise.all([askAll('ada'), askAll('bob')]).then((all) => all.join(' '))")
			tb.Eval("userOf('ada').signOut()", nil)
			comesTo(tb, "bob bob", names+" + ' ' + pool.getCurrentUser().getUsername()")
			tb.Eval("pool.setCurrentUser(null)", nil)
			comesTo(tb, "bob null", names+" + ' ' + pool.getCurrentUser()")
			tb.Eval("userOf('bob').signOut()", nil)
			comesTo(tb, "", names)
		})
	}
}

// Two users refresh at the same time, in one tab and in two.
func TestTwoUsersRefresh(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	tabs := newTabs(t, s, 2)
	tabs[0].Eval("enter('bob')", nil)
	tabs[0].Eval("enter('ada')", nil)
	over(tabs...)
	s.Cognito.ResetRequests()
	comesTo(tabs[0], "session,session session,session", "Promise.all([refresh('ada', 2), refresh('bob', 2)]).then((all) => all.join(' '))")
	over(tabs...)
	for i, name := range []string{"ada", "bob"} {
		tabs[i].Eval("void (window.refreshed = refresh($0, 2))", nil, name)
	}
	for _, tb := range tabs {
		comesTo(tb, "session,session", "refreshed.then((all) => all.join())")
	}
	over(tabs...)
	if n := len(s.Refreshes()); n != 4 {
		t.Errorf("%d refreshes, want 4", n)
	}
	comesTo(tabs[1], "ada bob ada", names+" + ' ' + pool.getCurrentUser().getUsername()")
	for _, tb := range tabs {
		comesTo(tb, "2 2 7", `(() => {
			const of = (what) => story.filter((one) => one === what).length;
			return [of('refreshed ada ada ada+bob'), of('refreshed bob ada ada+bob'), story.length].join(' ');
		})()`)
	}
}

// A sign-out at the service is one user's as well, and so is the end of an account.
func TestSignOutAtTheService(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"globalSignOut", "deleteUser"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			tabs := newTabs(t, newSite(t), 2)
			tabs[0].Eval("enter('bob')", nil)
			tabs[0].Eval("(window.bob = user, enter('ada'))", nil)
			over(tabs...)
			tabs[0].Eval("bob."+method+"()", nil)
			wantStory(t, tabs, "initial - signedOut -", "signedIn bob bob bob", "signedIn ada ada ada+bob", "signedOut bob ada ada")
			comesTo(tabs[1], "ada", "pool.getCurrentUser().getUsername()")
		})
	}
}

// A refusal ends one user's session, and leaves the current user the one that it is.
func TestExpiredBesideAnother(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	tabs := newTabs(t, s, 2)
	tabs[0].Eval("enter('bob')", nil)
	tabs[0].Eval("enter('ada')", nil)
	over(tabs...)
	s.Cognito.RevokeAll("bob")
	tabs[1].Eval("refresh('bob', 2)", nil)
	wantStory(t, tabs, "initial - signedOut -", "signedIn bob bob bob", "signedIn ada ada ada+bob", "expired bob ada ada")
	comesTo(tabs[0], "ada", "pool.getCurrentUser().getUsername()")
}

// Whoever signs out by an e-mail address signs out.
func TestSignOutByAlias(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	tb := newTab(t, s)
	tb.Eval("enter('ada')", nil)
	tb.Eval("userOf('ada@example.com').signOut()", nil)
	comesTo(tb, "null", "String(pool.getCurrentUser())")
}
