package session

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

func TestSignOutWithCallbackRevokes(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	openSeeded(tb, "ours")
	refreshToken := tb.Storage()[harness.Key(harness.Username, "refreshToken")]

	var calls []harness.Call
	tb.Eval("window.user = makePool().getCurrentUser(), trace((_, callback) => user.signOut(callback))", &calls)
	harness.WantCalls(t, calls, "callback(undefined) later")
	harness.WantOperations(t, s, "RevokeToken")
	if got := harness.Body(t, s.Cognito.Requests()[0]).Token; got != refreshToken {
		t.Errorf("revoked %.10q, want the refresh token", got)
	}
	if stored := tb.Storage(); len(stored) != 0 {
		t.Errorf("still stored: %q", slices.Sorted(maps.Keys(stored)))
	}

	s.Cognito.ResetRequests()
	tb.Eval("trace((_, callback) => user.refreshSession(new AmazonCognitoIdentity.CognitoRefreshToken({ RefreshToken: $0 }), callback))", &calls, refreshToken)
	harness.WantCalls(t, calls, "callback(NotAuthorizedException|NotAuthorizedException|Refresh Token has been revoked, null) later")
	harness.WantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")
}

func TestSignOutOfflineClearsEverything(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	down := unreachable(t)
	for _, test := range []struct{ name, signOut, want string }{
		{"without callback", "(user, callback) => callback(user.signOut())", "callback(undefined) at once"},
		{"with callback", "(user, callback) => user.signOut(callback)", "callback(Error|NetworkError|Network error) later"},
	} {
		t.Run(test.name, func(t *testing.T) {
			openSeeded(tb, "ours")
			tb.Eval("window.endpoint = $0", nil, down)
			var calls []harness.Call
			var stored map[string]string
			tb.Eval("window.user = makePool().getCurrentUser(), trace((_, callback) => ("+test.signOut+")(user, callback))", &calls)
			harness.WantCalls(t, calls, test.want)
			tb.Eval("({...localStorage})", &stored)
			if len(stored) != 0 {
				t.Errorf("still stored: %q", slices.Sorted(maps.Keys(stored)))
			}
			var session any
			tb.Eval("user.getSignInUserSession()", &session)
			if session != nil {
				t.Error("the session is still in memory")
			}
		})
	}
}

// wantNobody fails where a session is stored or in the memory of window.user. It
// waits for what another tab removes.
func wantNobody(tb *harness.Tab) {
	tb.T.Helper()
	var after float64
	tb.Eval("eventually(() => !user.getSignInUserSession() && !Object.keys(localStorage).some((key) => /Token$|LastAuthUser$|clockDrift$/.test(key)), 1000)", &after)
	if after < 0 {
		var inMemory bool
		tb.Eval("!!user.getSignInUserSession()", &inMemory)
		tb.T.Errorf("a second after the sign-out, a session in memory: %t; stored: %q", inMemory, slices.Sorted(maps.Keys(tb.Storage())))
	}
}

// TestProperty5SignOutWins: whatever brings a session and is under way when the
// user signs out, here or elsewhere, brings none.
func TestProperty5SignOutWins(t *testing.T) {
	t.Parallel()
	seed := harness.NumberFrom(t, "COGNITOWASM_SEED", rand.Uint64())
	t.Logf("COGNITOWASM_SEED=%d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	s := harness.NewSite(t)
	s.AddUser()
	s.AddSMSUser()
	tb := harness.NewTab(t, s)
	other, upstream := tb.Another(), tb.Another()
	tb.OpenLibrary("ours")
	other.OpenLibrary("ours")
	upstream.OpenLibrary("upstream")
	tb.Eval("AmazonCognitoIdentity.preload(), undefined", nil)

	signIn := func(flow string) string {
		return "(user.setAuthenticationFlowType('" + flow + "'), signInFate((callbacks) => user.authenticateUser(" + harness.Details("") + ", callbacks)))"
	}
	flights := []struct {
		name, user, options string
		prepare             string // a sign-in that asks for a code
		operation, start    string
		refreshes           bool
	}{
		{"refresh", harness.Username, "{ refresh: 'classic' }", "", "InitiateAuth", getSession, true},
		{"refreshSession", harness.Username, "{}", "", "InitiateAuth", refreshSession, true},
		{"rotation", harness.Username, "{ refresh: 'rotating' }", "", "GetTokensFromRefreshToken", getSession, true},
		{"SRP, first step", harness.Username, "{}", "", "InitiateAuth", signIn("USER_SRP_AUTH"), false},
		{"SRP", harness.Username, "{}", "", "RespondToAuthChallenge", signIn("USER_SRP_AUTH"), false},
		{"password", harness.Username, "{}", "", "InitiateAuth", signIn("USER_PASSWORD_AUTH"), false},
		{"code", "sms", "{}", signIn("USER_SRP_AUTH"), "RespondToAuthChallenge", "signInFate((callbacks) => user.sendMFACode(code, callbacks))", false},
	}
	signOuts := []struct {
		name string
		in   *harness.Tab
		by   string
	}{
		{"this object", tb, "user.signOut()"},
		{"another object", tb, "makePool().client && makeUser($0).signOut()"},
		{"another tab", other, "makeUser($0).signOut()"},
		{"a page of upstream", upstream, "makeUser($0).signOut()"},
	}
	for _, flight := range flights {
		for _, signOut := range signOuts {
			for _, stored := range []bool{true, false} {
				// Upstream's page tells by what it removes.
				if !stored && (flight.refreshes || signOut.in == upstream) {
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
						tb.Eval("localStorage.clear(), window.user = makeUser($0, { Pool: makePool("+flight.options+") }), undefined", nil, flight.user)
						if stored {
							tb.Eval("seed($0, $1)", nil, harness.Username, harness.Password)
							if flight.user != harness.Username {
								tb.Eval("void Object.entries(localStorage).forEach(([key, value]) => (localStorage.removeItem(key), localStorage.setItem(key.replace('.ada.', '.sms.'), value)))", nil)
							}
						}
						if flight.refreshes {
							tb.Eval("void user.getSession(() => {}), lapse(user)", nil)
						}
						if signOut.in != tb {
							signOut.in.Sees(tb.Storage())
						}
						if flight.prepare != "" {
							f := tb.Fate(flight.prepare)
							f.Failed(t, "SMS_MFA")
							harness.GiveCodes(tb)
						}
						s.Cognito.ResetRequests()
						held := s.Cognito.HoldReply(flight.operation)
						defer held.Release()
						tb.Eval("window.callbacks = 0, window.asked = "+flight.start+", undefined", nil)
						tb.Wait(held)
						requests := len(s.Cognito.Requests()) + 1

						signOut.in.Eval(signOut.by, nil, flight.user)
						if at == "at once" {
							time.Sleep(time.Duration(random.Int64N(int64(5 * time.Millisecond)))) // chance, not order
							held.Release()
						} else {
							var after float64
							if tb.Eval("eventually(() => callbacks, 1000)", &after); after < 0 {
								t.Error("a second after the sign-out, the callback has not been called")
							}
						}
						held.Release()
						f := tb.Fate("asked")
						if at == "in time" || f.Error != nil {
							f.Failed(t, "SignedOut", "NoSession")
						} else if f.Times != 1 {
							t.Errorf("called back %d times", f.Times)
						}
						if f.Error != nil && (f.Error.Retryable || f.Error.Reason != "SIGNED_OUT" && f.Error.Reason != "NO_SESSION") {
							t.Errorf("%+v", f.Error)
						}
						heard(tb, requests)
						wantNobody(tb)
						if n := len(s.Cognito.Requests()); n != requests {
							t.Errorf("requests: %q, want %d", s.Operations(), requests)
						}
						var callbacks int
						if tb.Eval("callbacks", &callbacks); callbacks != 1 {
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
	s := harness.NewSite(t)
	s.AddUser()
	tabs := tabsOf(t, s, 3, "{}", "")
	upstream := tabs[0].Another()
	upstream.OpenLibrary("upstream")
	for _, tb := range tabs {
		tb.Eval(`void ['signedout', 'storagewarning'].forEach((type) => AmazonCognitoIdentity.events.addEventListener(type, ({ detail }) =>
			(window.told = window.told || []).push([type, detail.clientId, detail.username].join())))`, nil)
	}
	told := "signedout,1fakeclient2fakeclient3fake," + harness.Username
	for _, signOut := range []struct {
		name string
		in   *harness.Tab
		by   string
	}{
		{"ours", tabs[0], "user.signOut()"},
		{"another object", tabs[0], "makeUser($0).signOut()"},
		{"with revocation", tabs[0], "called((done) => user.signOut(done))"},
		{"globally", tabs[0], "user.globalSignOut()"},
		{"upstream", upstream, "makeUser($0).signOut()"},
		{"storage cleared", upstream, "localStorage.clear()"},
	} {
		for _, again := range []string{"at once", "later"} {
			t.Run(signOut.name+"/"+again, func(t *testing.T) {
				stored := tabs[0].Storage()
				for _, tb := range append([]*harness.Tab{upstream}, tabs...) {
					tb.Sees(stored)
					if tb != upstream {
						tb.Eval("window.told = [], user = makeUser($0), void user.getSession(() => {})", nil, harness.Username)
					}
				}
				signIn := func() {
					if err := tabs[0].SignIn(); err != nil {
						t.Fatalf("signing in again: %+v", err)
					}
				}
				if signOut.in == tabs[0] && again == "at once" {
					var o harness.Outcome
					tabs[0].Eval("Promise.resolve("+signOut.by+").then(() => signIn(makeUser($0), $1))", &o, harness.Username, harness.Password)
					if o.Called != "onSuccess" {
						t.Errorf("signing in again: %s, %+v", o.Called, o.Error)
					}
				} else {
					signOut.in.Eval(signOut.by, nil, harness.Username)
				}
				for _, tb := range tabs {
					if tb == signOut.in {
						continue
					}
					var after float64
					if tb.Eval("eventually(() => !user.getSignInUserSession() && told.length, 1000)", &after); after < 0 {
						t.Error("after a second, the other tab is still signed in, or has not been told")
					}
				}
				if signOut.in != tabs[0] || again == "later" {
					signIn()
				}
				stored = tabs[0].Storage()
				for _, tb := range tabs {
					tb.Sees(stored)
					tb.Session()
					var got []string
					tb.Eval("settled().then(() => told)", &got)
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
	s := harness.NewSite(t)
	s.AddUser()
	tabs := tabsOf(t, s, 2, "{}", "")
	tabs[1].Eval(`AmazonCognitoIdentity.events.addEventListener('signedout', () => {
		user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
		window.again = signInFate((callbacks) => user.authenticateUser(`+harness.Details("")+`, callbacks));
	})`, nil)
	for round := range 10 {
		stored := tabs[0].Storage()
		tabs[1].Sees(stored)
		tabs[1].Eval("window.again = undefined, void user.getSession(() => {})", nil)
		tabs[0].Eval("makeUser($0).signOut()", nil, harness.Username)
		tabs[1].Eventually("window.again")
		f := tabs[1].Fate("again")
		f.Good(t)
		if stored := tabs[1].Storage(); f.Session != nil && stored[harness.Key(harness.Username, "accessToken")] != f.Session.AccessToken {
			t.Errorf("the new session is not stored: %q", strings.Join(slices.Sorted(maps.Keys(stored)), " "))
		}
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
		tabs[0].Sees(tabs[1].Storage())
	}
}

// TestProperty5StoredBeforeTheNews: the core has stored what a refresh brought when
// the news comes that the user had signed out in another tab a moment before, and
// removed what was there then. What came after that goes too.
func TestProperty5StoredBeforeTheNews(t *testing.T) {
	t.Parallel()
	for _, landed := range []bool{false, true} {
		t.Run(fmt.Sprintf("called back before: %t", landed), func(t *testing.T) {
			s := harness.NewSite(t)
			s.AddUser()
			tabs := tabsOf(t, s, 2, "{}", "")
			lapse(tabs)
			before := tabs[0].Storage()
			// After it has stored, the core asks for another lock before it answers.
			tabs[0].Eval(`void (() => {
				const { request } = LockManager.prototype;
				const gate = new Promise((resolve) => { window.open = resolve; });
				navigator.locks.request = (name, ...more) =>
					(name.includes('.replaced.') ? gate : Promise.resolve()).then(() => request.call(navigator.locks, name, ...more));
			})()`, nil)
			tabs[0].Eval("window.callbacks = 0, window.asked = "+getSession+", undefined", nil)
			tabs[0].Eventually("localStorage.getItem($0) !== $1", harness.Key(harness.Username, "clockDrift"), before[harness.Key(harness.Username, "clockDrift")])
			if landed {
				tabs[0].Eval("(open(), asked)", nil)
			}
			tabs[1].Eval("new BroadcastChannel('cognitowasm').postMessage({ clientId: '1fakeclient2fakeclient3fake', username: $0, aliases: [], local: true, at: Date.now() })", nil, harness.Username)
			if !landed {
				tabs[0].Eventually("callbacks")
				tabs[0].Eval("open()", nil)
			}
			f := tabs[0].Fate("asked")
			if landed {
				f.Good(t)
			} else {
				f.Failed(t, "SignedOut")
			}
			wantNobody(tabs[0])
		})
	}
}

// TestProperty5BusyTab: a tab learns of a sign-out when the user has signed in again,
// because it was busy: it must not remove the new session.
func TestProperty5BusyTab(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tabs := tabsOf(t, s, 2, "{}", "")
	tabs[0].Eval("AmazonCognitoIdentity.preload()", nil)
	for round := range 5 {
		tabs[1].Sees(tabs[0].Storage())
		tabs[1].Eval("user = makeUser($0), void user.getSession(() => {})", nil, harness.Username)
		tabs[1].Eval("void setTimeout(() => { for (const end = performance.now() + 300; performance.now() < end; ); })", nil)
		tabs[0].Eval("window.user = makeUser($0), user.setAuthenticationFlowType('USER_PASSWORD_AUTH'), user.signOut()", nil, harness.Username)
		f := tabs[0].Fate("signInFate((callbacks) => user.authenticateUser(" + harness.Details("") + ", callbacks))")
		f.Good(t)
		tabs[1].Eventually("!user.getSignInUserSession()")
		tabs[1].Eval("fetch('/page.js').then(settled)", nil)
		tabs[0].Eval("fetch('/page.js').then(settled)", nil)
		if got := tabs[0].Session(); f.Session != nil && *got.Value != *f.Session {
			t.Errorf("round %d: the new session is gone", round)
		}
		tabs[1].Session()
	}
}
