package e2e

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// wantNobody fails where a session is stored or in the memory of window.user. It
// waits for what another tab removes.
func (tb *tab) wantNobody() {
	tb.t.Helper()
	var after float64
	tb.eval("eventually(() => !user.getSignInUserSession() && !Object.keys(localStorage).some((key) => /Token$|LastAuthUser$|clockDrift$/.test(key)), 1000)", &after)
	if after < 0 {
		var inMemory bool
		tb.eval("!!user.getSignInUserSession()", &inMemory)
		tb.t.Errorf("a second after the sign-out, a session in memory: %t; stored: %q", inMemory, slices.Sorted(maps.Keys(tb.storage())))
	}
}

// TestProperty5SignOutWins: whatever brings a session and is under way when the
// user signs out, here or elsewhere, brings none.
func TestProperty5SignOutWins(t *testing.T) {
	t.Parallel()
	seed := numberFrom(t, "COGNITOWASM_SEED", rand.Uint64())
	t.Logf("COGNITOWASM_SEED=%d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	s := newSite(t)
	s.addUser()
	s.addSMSUser()
	tb := newTab(t, s)
	other, peer := tb.another(), tb.another()
	tb.openLibrary("ours")
	other.openLibrary("ours")
	peer.openLibrary("peer")
	tb.eval("AmazonCognitoIdentity.preload(), undefined", nil)

	signIn := func(flow string) string {
		return "(user.setAuthenticationFlowType('" + flow + "'), signInFate((callbacks) => user.authenticateUser(" + details("") + ", callbacks)))"
	}
	flights := []struct {
		name, user, options string
		prepare             string // a sign-in that asks for a code
		operation, start    string
		refreshes           bool
	}{
		{"refresh", username, "{ refresh: 'classic' }", "", "InitiateAuth", getSession, true},
		{"refreshSession", username, "{}", "", "InitiateAuth", refreshSession, true},
		{"rotation", username, "{ refresh: 'rotating' }", "", "GetTokensFromRefreshToken", getSession, true},
		{"SRP, first step", username, "{}", "", "InitiateAuth", signIn("USER_SRP_AUTH"), false},
		{"SRP", username, "{}", "", "RespondToAuthChallenge", signIn("USER_SRP_AUTH"), false},
		{"password", username, "{}", "", "InitiateAuth", signIn("USER_PASSWORD_AUTH"), false},
		{"code", "sms", "{}", signIn("USER_SRP_AUTH"), "RespondToAuthChallenge", "signInFate((callbacks) => user.sendMFACode(code, callbacks))", false},
	}
	signOuts := []struct {
		name string
		in   *tab
		by   string
	}{
		{"this object", tb, "user.signOut()"},
		{"another object", tb, "makePool().client && makeUser($0).signOut()"},
		{"another tab", other, "makeUser($0).signOut()"},
		{"a page of the peer", peer, "makeUser($0).signOut()"},
	}
	for _, flight := range flights {
		for _, signOut := range signOuts {
			for _, stored := range []bool{true, false} {
				// The peer's page tells by what it removes.
				if !stored && (flight.refreshes || signOut.in == peer) {
					continue
				}
				// Released a moment later, the reply races the news of another tab.
				for _, at := range []string{"in time", "at once"} {
					if at == "at once" && signOut.in == tb {
						continue
					}
					name := flight.name + "/" + signOut.name + "/" + at
					if stored && !flight.refreshes {
						name += "/signed in before"
					}
					t.Run(name, func(t *testing.T) {
						tb.eval("localStorage.clear(), window.user = makeUser($0, { Pool: makePool("+flight.options+") }), undefined", nil, flight.user)
						if stored {
							tb.eval("seed($0, $1)", nil, username, password)
							if flight.user != username {
								tb.eval("void Object.entries(localStorage).forEach(([key, value]) => (localStorage.removeItem(key), localStorage.setItem(key.replace('.ada.', '.sms.'), value)))", nil)
							}
						}
						if flight.refreshes {
							tb.eval("void user.getSession(() => {}), lapse(user)", nil)
						}
						if signOut.in != tb {
							signOut.in.sees(tb.storage())
						}
						if flight.prepare != "" {
							f := tb.fate(flight.prepare)
							f.failed(t, "SMS_MFA")
							giveCodes(tb)
						}
						s.cognito.ResetRequests()
						held := s.cognito.HoldReply(flight.operation)
						defer held.Release()
						tb.eval("window.callbacks = 0, window.asked = "+flight.start+", undefined", nil)
						tb.wait(held)
						requests := len(s.cognito.Requests()) + 1

						signOut.in.eval(signOut.by, nil, flight.user)
						if at == "at once" {
							time.Sleep(time.Duration(random.Int64N(int64(5 * time.Millisecond)))) // chance, not order
							held.Release()
						} else {
							var after float64
							if tb.eval("eventually(() => callbacks, 1000)", &after); after < 0 {
								t.Error("a second after the sign-out, the callback has not been called")
							}
						}
						held.Release()
						f := tb.fate("asked")
						if at == "in time" || f.Error != nil {
							f.failed(t, "SignedOut", "NoSession")
						} else if f.Times != 1 {
							t.Errorf("called back %d times", f.Times)
						}
						if f.Error != nil && (f.Error.Retryable || f.Error.Reason != "SIGNED_OUT" && f.Error.Reason != "NO_SESSION") {
							t.Errorf("%+v", f.Error)
						}
						tb.heard(requests)
						tb.wantNobody()
						if n := len(s.cognito.Requests()); n != requests {
							t.Errorf("requests: %q, want %d", s.operations(), requests)
						}
						var callbacks int
						if tb.eval("callbacks", &callbacks); callbacks != 1 {
							t.Errorf("%d callbacks, want 1", callbacks)
						}
					})
				}
			}
		}
	}
}

// TestProperty5OtherTabs: tabs with a session in memory drop it within a second
// and are told once, and who signs in again stays signed in.
func TestProperty5OtherTabs(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.addUser()
	tabs := tabsOf(t, s, 3, "{}", "")
	peer := tabs[0].another()
	peer.openLibrary("peer")
	for _, tb := range tabs {
		tb.eval(`void ['signedout', 'storagewarning'].forEach((type) => AmazonCognitoIdentity.events.addEventListener(type, ({ detail }) =>
			(window.told = window.told || []).push([type, detail.clientId, detail.username].join())))`, nil)
	}
	told := "signedout,1fakeclient2fakeclient3fake," + username
	for _, signOut := range []struct {
		name string
		in   *tab
		by   string
	}{
		{"ours", tabs[0], "user.signOut()"},
		{"another object", tabs[0], "makeUser($0).signOut()"},
		{"with revocation", tabs[0], "called((done) => user.signOut(done))"},
		{"globally", tabs[0], "user.globalSignOut()"},
		{"the peer", peer, "makeUser($0).signOut()"},
		{"storage cleared", peer, "localStorage.clear()"},
	} {
		for _, again := range []string{"at once", "later"} {
			t.Run(signOut.name+"/"+again, func(t *testing.T) {
				stored := tabs[0].storage()
				for _, tb := range append([]*tab{peer}, tabs...) {
					tb.sees(stored)
					if tb != peer {
						tb.eval("window.told = [], user = makeUser($0), void user.getSession(() => {})", nil, username)
					}
				}
				signIn := func() {
					if err := tabs[0].signIn(); err != nil {
						t.Fatalf("signing in again: %+v", err)
					}
				}
				if signOut.in == tabs[0] && again == "at once" {
					var o outcome
					tabs[0].eval("Promise.resolve("+signOut.by+").then(() => signIn(makeUser($0), $1))", &o, username, password)
					if o.Called != "onSuccess" {
						t.Errorf("signing in again: %s, %+v", o.Called, o.Error)
					}
				} else {
					signOut.in.eval(signOut.by, nil, username)
				}
				for _, tb := range tabs {
					if tb == signOut.in {
						continue
					}
					var after float64
					if tb.eval("eventually(() => !user.getSignInUserSession() && told.length, 1000)", &after); after < 0 {
						t.Error("after a second, the other tab is still signed in, or has not been told")
					}
				}
				if signOut.in != tabs[0] || again == "later" {
					signIn()
				}
				stored = tabs[0].storage()
				for _, tb := range tabs {
					tb.sees(stored)
					tb.session()
					var got []string
					tb.eval("settled().then(() => told)", &got)
					want := []string{told}
					if tb == signOut.in {
						want = []string{}
					}
					if !slices.Equal(got, want) {
						t.Errorf("told %q, want %q", got, want)
					}
				}
			})
		}
	}
}

// TestProperty5SignInUponTheNews: an application that signs in again as soon as it
// hears of the sign-out elsewhere is not disturbed by what else comes of that.
func TestProperty5SignInUponTheNews(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.addUser()
	tabs := tabsOf(t, s, 2, "{}", "")
	tabs[1].eval(`AmazonCognitoIdentity.events.addEventListener('signedout', () => {
		user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
		window.again = signInFate((callbacks) => user.authenticateUser(`+details("")+`, callbacks));
	})`, nil)
	for round := range 10 {
		stored := tabs[0].storage()
		tabs[1].sees(stored)
		tabs[1].eval("window.again = undefined, void user.getSession(() => {})", nil)
		tabs[0].eval("makeUser($0).signOut()", nil, username)
		tabs[1].eventually("window.again")
		f := tabs[1].fate("again")
		f.good(t)
		if stored := tabs[1].storage(); f.Session != nil && stored[key(username+".accessToken")] != f.Session.AccessToken {
			t.Errorf("the new session is not stored: %q", strings.Join(slices.Sorted(maps.Keys(stored)), " "))
		}
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
		tabs[0].sees(tabs[1].storage())
	}
}

// TestProperty5StoredBeforeTheNews: the core has stored what a refresh brought when
// the news comes that the user had signed out in another tab a moment before, and
// removed what was there then. What came after that goes too.
func TestProperty5StoredBeforeTheNews(t *testing.T) {
	t.Parallel()
	for _, landed := range []bool{false, true} {
		t.Run(fmt.Sprintf("called back before: %t", landed), func(t *testing.T) {
			s := newSite(t)
			s.addUser()
			tabs := tabsOf(t, s, 2, "{}", "")
			lapse(tabs)
			before := tabs[0].storage()
			// After it has stored, the core asks for another lock before it answers.
			tabs[0].eval(`void (() => {
				const { request } = LockManager.prototype;
				const gate = new Promise((resolve) => { window.open = resolve; });
				navigator.locks.request = (name, ...more) =>
					(name.includes('.replaced.') ? gate : Promise.resolve()).then(() => request.call(navigator.locks, name, ...more));
			})()`, nil)
			tabs[0].eval("window.callbacks = 0, window.asked = "+getSession+", undefined", nil)
			tabs[0].eventually("localStorage.getItem($0) !== $1", key(username+".clockDrift"), before[key(username+".clockDrift")])
			if landed {
				tabs[0].eval("(open(), asked)", nil)
			}
			tabs[1].eval("new BroadcastChannel('cognitowasm').postMessage({ clientId: '1fakeclient2fakeclient3fake', username: $0, at: Date.now() })", nil, username)
			if !landed {
				tabs[0].eventually("callbacks")
				tabs[0].eval("open()", nil)
			}
			f := tabs[0].fate("asked")
			if landed {
				f.good(t)
			} else {
				f.failed(t, "SignedOut")
			}
			tabs[0].wantNobody()
		})
	}
}

// TestProperty5BusyTab: a tab learns of a sign-out when the user has signed in again,
// because it was busy: it must not remove the new session.
func TestProperty5BusyTab(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.addUser()
	tabs := tabsOf(t, s, 2, "{}", "")
	tabs[0].eval("AmazonCognitoIdentity.preload()", nil)
	for round := range 5 {
		tabs[1].sees(tabs[0].storage())
		tabs[1].eval("user = makeUser($0), void user.getSession(() => {})", nil, username)
		tabs[1].eval("void setTimeout(() => { for (const end = performance.now() + 300; performance.now() < end; ); })", nil)
		tabs[0].eval("window.user = makeUser($0), user.setAuthenticationFlowType('USER_PASSWORD_AUTH'), user.signOut()", nil, username)
		f := tabs[0].fate("signInFate((callbacks) => user.authenticateUser(" + details("") + ", callbacks))")
		f.good(t)
		tabs[1].eventually("!user.getSignInUserSession()")
		tabs[1].eval("fetch('/page.js').then(settled)", nil)
		tabs[0].eval("fetch('/page.js').then(settled)", nil)
		if got := tabs[0].session(); f.Session != nil && *got.Value != *f.Session {
			t.Errorf("round %d: the new session is gone", round)
		}
		tabs[1].session()
	}
}
