package e2e

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// The properties that have a number are those of "Nobody is signed out by
// accident": 1 to 4 are here, 5 in signout_properties_test.go, and 6 to 8 in
// fault_properties_test.go.

// fate is what became of a call, as page.js tells it.
type fate struct {
	Times       int
	Error       *typedError
	Session     *pageSession
	Stored      map[string]string
	Synchronous bool
}

// typedError is an error with what ours adds to the peer's.
type typedError struct {
	pageError
	Reason    string
	Retryable bool
}

// fate makes a call and gives its fate.
func (tb *tab) fate(expression string, arguments ...any) fate {
	tb.t.Helper()
	var f fate
	tb.eval(expression, &f, arguments...)
	return f
}

// good fails unless the callback was called once, with a valid session.
func (f fate) good(t *testing.T) {
	t.Helper()
	switch {
	case f.Times != 1:
		t.Errorf("called back %d times, want once", f.Times)
	case f.Error != nil:
		t.Errorf("called back with %+v, want a session", *f.Error)
	case f.Session == nil || !f.Session.Valid:
		t.Error("the session is not valid")
	}
}

// failed fails unless the callback was called once, with an error of one of the codes.
func (f fate) failed(t *testing.T, codes ...string) {
	t.Helper()
	switch {
	case f.Times != 1:
		t.Errorf("called back %d times, want once", f.Times)
	case f.Error == nil:
		t.Errorf("called back with a session, want error %q", codes)
	case !slices.Contains(codes, f.Error.Code):
		t.Errorf("called back with %+v, want %q", *f.Error, codes)
	}
}

// wait waits until the request that a test holds is there.
func (tb *tab) wait(held *fakecognito.Held) {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, patience)
	defer cancel()
	if err := held.Arrived(ctx); err != nil {
		tb.t.Fatalf("the request did not come: %v", err)
	}
}

// eventually waits in the page until a condition holds.
func (tb *tab) eventually(condition string, arguments ...any) {
	tb.t.Helper()
	var after float64
	if tb.eval("eventually(() => "+condition+")", &after, arguments...); after < 0 {
		tb.t.Fatalf("never came true: %s", condition)
	}
}

// sees waits until the page sees what another tab has stored: localStorage takes
// its time from one process to another. What every pool tries storage out with comes
// and goes.
func (tb *tab) sees(stored map[string]string) {
	tb.t.Helper()
	stored = maps.Clone(stored)
	delete(stored, "aws.cognito.test-ls")
	tb.eventually("((a, b) => JSON.stringify(a) === JSON.stringify(b))(Object.entries({...localStorage}).filter(([key]) => key !== 'aws.cognito.test-ls').sort(), Object.entries($0).sort())", stored)
}

// holdUser takes ada's stored session into the memory of window.user, whose pool
// has the options.
func (tb *tab) holdUser(options string) {
	tb.t.Helper()
	tb.eval("window.user = makeUser($0, { Pool: makePool("+options+") })", nil, username)
	tb.eventually("localStorage.getItem($0)", key(username+".idToken"))
	f := tb.fate("fate((done) => user.getSession(done))")
	f.good(tb.t)
}

// rotatingSite is a site whose app client rotates refresh tokens.
func rotatingSite(t *testing.T, grace time.Duration) *site {
	t.Helper()
	s := newSite(t)
	s.cognito.RefreshTokenRotation, s.cognito.RotationGrace = true, grace
	s.addUser()
	return s
}

// tabsOf opens tabs of one profile that hold ada's session.
func tabsOf(t *testing.T, s *site, count int, options, before string) []*tab {
	t.Helper()
	first := newTab(t, s)
	tabs := []*tab{first}
	for len(tabs) < count {
		tabs = append(tabs, first.another())
	}
	for i, tb := range tabs {
		if before != "" {
			tb.beforePages(before)
		}
		if i == 0 {
			tb.openSeeded("ours")
		} else {
			tb.openLibrary("ours")
		}
		tb.holdUser(options)
	}
	return tabs
}

// lapse makes the session end in all tabs, and waits until all of them know.
func lapse(tabs []*tab) {
	stored := tabs[0].storage()
	for _, tb := range tabs {
		tb.sees(stored)
	}
	tabs[0].eval("lapse(user)", nil)
	stored = tabs[0].storage()
	for _, tb := range tabs[1:] {
		tb.sees(stored)
		tb.eval("void (user.getSignInUserSession().clockDrift = -100000)", nil)
	}
}

// together starts calls in all tabs at about the same time, each of them after a
// random delay of up to spread.
func together(random *rand.Rand, tabs []*tab, spread time.Duration, expressions ...string) {
	at := time.Now().Add(100 * time.Millisecond)
	for i, tb := range tabs {
		start := at.Add(time.Duration(random.Float64() * float64(spread)))
		tb.eval("void (window.asked = new Promise((resolve) => setTimeout(resolve, $0 - Date.now())).then(() => "+expressions[i%len(expressions)]+"))", nil,
			float64(start.UnixMicro())/1000)
	}
}

// notReused fails where a refresh token was spent twice.
func notReused(t *testing.T, s *site) {
	t.Helper()
	for _, token := range s.cognito.RefreshTokens() {
		if token.Spent > 1 {
			t.Errorf("spent twice: %v", token)
		}
	}
	if n := s.cognito.ReuseRevocations(); n != 0 {
		t.Errorf("%d sign-ins were ended for a reuse", n)
	}
}

// live fails unless the service would accept the stored refresh token.
func (tb *tab) live() {
	tb.t.Helper()
	stored := tb.storage()[key(username+".refreshToken")]
	for _, token := range tb.site.cognito.RefreshTokens() {
		if token.Token == stored {
			if !token.Live {
				tb.t.Errorf("the stored refresh token is dead: %v", token)
			}
			return
		}
	}
	tb.t.Errorf("the stored refresh token is %.10q, which is none", stored)
}

// newest fails unless the stored refresh token is the last one that was given.
func (tb *tab) newest() {
	tb.t.Helper()
	tokens := tb.site.cognito.RefreshTokens()
	if stored := tb.storage()[key(username+".refreshToken")]; stored != tokens[len(tokens)-1].Token {
		tb.t.Errorf("the stored refresh token is not the last of %d", len(tokens))
	}
}

const (
	getSession     = "fate((done) => user.getSession(done))"
	refreshSession = "fate((done) => user.refreshSession(user.getSignInUserSession().getRefreshToken(), done))"
)

// TestProperty1SingleFlightInATab: whatever asks for the session at the same
// time, there is one request and one write of each key, and everybody gets the
// same session once.
func TestProperty1SingleFlightInATab(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	tb.openSeeded("ours")
	tb.eval("void (window.security = { getData: (name) => 'of ' + name })", nil)
	for users, objects := range map[string]string{
		"one user object":  "Array(10).fill(makePool(options).getCurrentUser())",
		"ten user objects": "Array.from({ length: 10 }, () => makePool(options).getCurrentUser())",
		"one and nine new": "Array.from({ length: 10 }, (_, i) => i ? makePool(options).getCurrentUser() : known)",
	} {
		for calls, second := range map[string]string{
			"getSession":                    "user.getSession(done)",
			"getSession and refreshSession": "user.refreshSession(token, done)",
		} {
			for context, options := range map[string]string{
				"no context data": "AmazonCognitoAdvancedSecurityData = undefined, {}",
				"context data":    "AmazonCognitoAdvancedSecurityData = security, { AdvancedSecurityDataCollectionFlag: true }",
			} {
				t.Run(users+"/"+calls+"/"+context, func(t *testing.T) {
					tb.eval("localStorage.clear(), seed($0, $1)", nil, username, password)
					tb.eval("window.options = (globalThis."+options+"), window.known = makePool(options).getCurrentUser(), void known.getSession(() => {})", nil)
					tb.eval("lapse(known), count()", nil)
					s.cognito.ResetRequests()
					held := s.cognito.Hold("InitiateAuth")
					defer held.Release()
					tb.eval(`(() => {
						const token = new AmazonCognitoIdentity.CognitoRefreshToken({ RefreshToken: localStorage.getItem($0) });
						window.callbacks = 0;
						window.asked = Promise.all(`+objects+`.map((user, i) => fate((done) => { i % 2 ? `+second+` : user.getSession(done) })));
					})()`, nil, key(username+".refreshToken"))
					tb.wait(held)
					held.Release()
					var fates []fate
					var counted struct {
						Writes    map[string]int
						Callbacks int
					}
					tb.eval("asked", &fates)
					tb.eval("({ writes, callbacks })", &counted)
					stored := tb.storage()
					if len(fates) != 10 || counted.Callbacks != 10 {
						t.Errorf("%d answers and %d callbacks, want 10", len(fates), counted.Callbacks)
					}
					for _, f := range fates {
						if f.good(t); f.Session == nil {
							continue
						}
						if f.Session.AccessToken != stored[key(username+".accessToken")] || f.Session.IDToken != stored[key(username+".idToken")] {
							t.Error("an answer has other tokens than storage")
						}
					}
					wantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")
					if n := strings.Count(string(s.refreshes()[0].Body), "EncodedData"); n != strings.Count(context, "context data")-strings.Count(context, "no ") {
						t.Errorf("the request has context data %d times", n)
					}
					for _, name := range []string{"idToken", "accessToken", "refreshToken", "clockDrift"} {
						if n := counted.Writes[key(username+"."+name)]; n != 1 {
							t.Errorf("%s was written %d times, want once", name, n)
						}
					}
					for name, n := range counted.Writes {
						// The peer tries storage out for every pool.
						if n > 1 && name != "aws.cognito.test-ls" {
							t.Errorf("%s was written %d times", name, n)
						}
					}
				})
			}
		}
	}

	t.Run("account calls", func(t *testing.T) {
		tb.eval("window.user = makePool().getCurrentUser(), void user.getSession(() => {})", nil)
		tb.eval("lapse(user), count()", nil)
		before := tb.storage()
		s.cognito.ResetRequests()
		for _, call := range []string{
			"getUserAttributes(done)", "getUserData(done, { bypassCache: true })", "changePassword('a', 'b', done)",
			"updateAttributes([], done)", "deleteAttributes([], done)", "getMFAOptions(done)", "deleteUser(done)",
			"setUserMfaPreference(null, null, done)", "verifyAttribute('email', '1', callbacks)",
			"listDevices(1, null, callbacks)", "getDevice(callbacks)", "globalSignOut(callbacks)",
		} {
			f := tb.fate("fate((done, callbacks = { onFailure: done, onSuccess: (value) => done(null, value) }) => user." + call + ")")
			if f.Times != 1 || !f.Synchronous || f.Error == nil || f.Error.Message != "User is not authenticated" || f.Error.Reason != "NO_SESSION" {
				t.Errorf("%s: %d times, at once %t, %+v", call, f.Times, f.Synchronous, f.Error)
			}
		}
		wantOperations(t, s)
		if after := tb.storage(); !maps.Equal(before, after) {
			t.Error("storage changed")
		}
	})
}

// TestProperty2SingleFlightAcrossTabs: five tabs at expiry, and a service that
// ends the sign-in when a refresh token is used twice.
func TestProperty2SingleFlightAcrossTabs(t *testing.T) {
	t.Parallel()
	seed := numberFrom(t, "COGNITOWASM_SEED", rand.Uint64())
	t.Logf("COGNITOWASM_SEED=%d", seed)
	for i, refresh := range []string{"rotating", "auto"} {
		t.Run(refresh, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, uint64(i)))
			s := rotatingSite(t, 0)
			s.cognito.Latency = time.Duration(i) * 20 * time.Millisecond
			tabs := tabsOf(t, s, 5, "{ refresh: '"+refresh+"' }", "")
			for round, spread := range []time.Duration{0, 5 * time.Millisecond, 40 * time.Millisecond, 0, 2 * time.Millisecond} {
				learns := refresh == "auto" && round%2 == 0
				if learns {
					tabs[0].eval("localStorage.removeItem('cognitowasm.1fakeclient2fakeclient3fake.refresh')", nil)
				}
				lapse(tabs)
				s.cognito.ResetRequests()
				random.Shuffle(len(tabs), func(i, j int) { tabs[i], tabs[j] = tabs[j], tabs[i] })
				held := s.cognito.Hold("GetTokensFromRefreshToken")
				if round%3 == 0 {
					// All of them queue for the lock before there is an answer; then,
					// who insists on a refresh shares it too.
					together(random, tabs, spread, getSession, refreshSession)
					tabs[0].wait(held)
					tabs[0].eval("queued(4)", nil)
				} else {
					together(random, tabs, spread, getSession)
				}
				held.Release()
				sessions := map[pageSession]bool{}
				for _, tb := range tabs {
					f := tb.fate("asked")
					if f.good(t); f.Session != nil {
						sessions[*f.Session] = true
					}
				}
				if len(sessions) != 1 {
					t.Errorf("round %d: the tabs have %d different sessions, want 1", round, len(sessions))
				}
				want := []string{"GetTokensFromRefreshToken"}
				if learns {
					want = []string{"InitiateAuth[REFRESH_TOKEN_AUTH]", "GetTokensFromRefreshToken"}
				}
				wantOperations(t, s, want...)
				stored := tabs[0].storage()
				for _, tb := range tabs {
					tb.sees(stored)
					tb.live()
					tb.newest()
				}
				notReused(t, s)
				if t.Failed() {
					t.Fatalf("in round %d", round)
				}
			}
		})
	}
}

// TestProperty2WithoutLocks: where the page may not use locks (no HTTPS), the
// grace of the service has to do.
func TestProperty2WithoutLocks(t *testing.T) {
	t.Parallel()
	seed := numberFrom(t, "COGNITOWASM_SEED", rand.Uint64())
	t.Logf("COGNITOWASM_SEED=%d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	s := rotatingSite(t, time.Second)
	tabs := tabsOf(t, s, 5, "{ refresh: 'rotating' }", "delete Navigator.prototype.locks")
	for round, spread := range []time.Duration{0, 20 * time.Millisecond, 200 * time.Millisecond, 0} {
		lapse(tabs)
		together(random, tabs, spread, getSession, refreshSession)
		for _, tb := range tabs {
			var locks any
			if tb.eval("navigator.locks", &locks); locks != nil {
				t.Fatal("there are locks")
			}
			f := tb.fate("asked")
			f.good(t)
		}
		tabs[0].live()
		if n := s.cognito.ReuseRevocations(); n != 0 {
			t.Errorf("%d sign-ins were ended for a reuse", n)
		}
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
	}
}

// The same by luck left out: a token is refused that another tab has replaced
// meanwhile, and whose reply is in storage only a little later.
func TestProperty2WithoutLocksRefused(t *testing.T) {
	t.Parallel()
	s := rotatingSite(t, 0)
	s.cognito.RotationGrace = time.Second
	reply := s.cognito.HoldReply("GetTokensFromRefreshToken")
	defer reply.Release()
	// The refusal is there before the winner's reply.
	s.cognito.OnRequest = func(r fakecognito.Request) {
		if r.ErrorCode == "RefreshTokenReuseException" {
			reply.Release()
		}
	}
	tabs := tabsOf(t, s, 2, "{ refresh: 'rotating' }", "delete Navigator.prototype.locks")
	lapse(tabs)
	late := s.cognito.Hold("GetTokensFromRefreshToken")
	defer late.Release()
	tabs[1].eval("void (window.asked = "+getSession+")", nil)
	tabs[1].wait(late)
	tabs[0].eval("void (window.asked = "+getSession+")", nil)
	tabs[0].wait(reply)
	s.cognito.Fail("GetTokensFromRefreshToken", fakecognito.Fault{Code: "RefreshTokenReuseException", Message: "Refresh token reused"}, 1)
	late.Release()
	for _, tb := range tabs {
		f := tb.fate("asked")
		f.good(t)
		tb.live()
	}
}

// TestProperty2LockWaitIsBounded: a lock that never comes free ends in an error,
// three requests' time and two pauses after.
func TestProperty2LockWaitIsBounded(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.addUser()
	first := newTab(t, s)
	first.openSeeded("ours")
	second := first.another()
	second.openLibrary("ours")
	second.holdUser("{ requestTimeout: 100 }")
	first.eval("new Promise((held) => void navigator.locks.request('cognitowasm.1fakeclient2fakeclient3fake.' + $0, () => (held(), new Promise(() => {}))))", nil, username)
	second.eval("lapse(user)", nil)
	before := second.storage()
	var got struct {
		Fate fate
		Took float64
	}
	second.eval("((began) => "+getSession+".then((fate) => ({ fate, took: performance.now() - began })))(performance.now())", &got)
	got.Fate.failed(t, "Timeout")
	if e := got.Fate.Error; e != nil && (e.Reason != "TIMEOUT" || !e.Retryable) {
		t.Errorf("%+v", e)
	}
	if got.Took < 10_000 || got.Took > 15_000 {
		t.Errorf("it took %.0f ms, want 10300", got.Took)
	}
	wantOperations(t, s)
	if after := second.storage(); !maps.Equal(before, after) {
		t.Error("storage changed")
	}
	// The lock goes with its tab.
	second.eval("window.user = makeUser($0), void (window.asked = "+getSession+")", nil, username)
	second.eval("queued(2)", nil) // the wait that was given up among them
	first.reload()
	f := second.fate("asked")
	f.good(t)
}

// TestProperty3RefusalOfAReplacedToken: the service refuses a refresh token while
// another tab signs in anew: the new session is the answer, and stays.
func TestProperty3RefusalOfAReplacedToken(t *testing.T) {
	t.Parallel()
	for _, refresh := range []string{"classic", "rotating"} {
		t.Run(refresh, func(t *testing.T) {
			s := newSite(t)
			s.addUser()
			tabs := tabsOf(t, s, 2, "{ refresh: '"+refresh+"' }", "")
			for _, ask := range []string{getSession, refreshSession} {
				lapse(tabs)
				operation := map[string]string{"classic": "InitiateAuth", "rotating": "GetTokensFromRefreshToken"}[refresh]
				held := s.cognito.Hold(operation)
				defer held.Release()
				tabs[0].eval("void (window.asked = "+ask+")", nil)
				tabs[0].wait(held)
				s.cognito.RevokeAll(username)
				if err := tabs[1].signIn(); err != nil {
					t.Fatal(err)
				}
				after := tabs[1].storage()
				tabs[0].sees(after)
				held.Release()
				f := tabs[0].fate("asked")
				if f.good(t); f.Session != nil && f.Session.AccessToken != after[key(username+".accessToken")] {
					t.Error("the answer is not the new session")
				}
				if got := tabs[0].storage(); !maps.Equal(got, after) {
					t.Errorf("stored %q, and before the refusal %q", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(after)))
				}
				tabs[0].live()
				tabs[1].eval("user = makeUser($0, { Pool: user.pool }), void user.getSession(() => {})", nil, username)
			}
		})
	}
}

// TestProperty3StaleTokenInMemory: a refresh token in a tab's memory that another
// tab has rotated since is not spent.
func TestProperty3StaleTokenInMemory(t *testing.T) {
	t.Parallel()
	for _, refresh := range []string{"rotating", "auto"} {
		t.Run(refresh, func(t *testing.T) {
			s := rotatingSite(t, 0)
			tabs := tabsOf(t, s, 3, "{ refresh: '"+refresh+"' }", "")
			tabs[2].eval("makeUser($0).signOut()", nil, username) // not that of the others
			tabs[0].eval("seed($0, $1)", nil, username, password)
			for _, tb := range tabs {
				tb.sees(tabs[0].storage())
				tb.eval("user = makeUser($0, { Pool: user.pool }), void user.getSession(() => {})", nil, username)
			}
			// Valid or not, in one tab after the other.
			for i := range 6 {
				tb := tabs[i%3]
				if i >= 3 {
					tb.eval("void (user.getSignInUserSession().clockDrift = -100000)", nil)
				}
				f := tb.fate(refreshSession)
				if f.good(t); f.Session == nil {
					t.Fatal("no session")
				}
				tb.live()
				notReused(t, s)
				stored := tb.storage()
				if f.Session.RefreshToken != stored[key(username+".refreshToken")] || f.Session.AccessToken != stored[key(username+".accessToken")] {
					t.Error("the answer is not what is stored")
				}
				for _, other := range tabs {
					other.sees(stored)
				}
			}
		})
	}
}

// TestProperty4StoredBeforeCalledBack: a new refresh token is in storage before
// anybody is told, so that a page that goes away then has lost nothing.
func TestProperty4StoredBeforeCalledBack(t *testing.T) {
	t.Parallel()
	s := rotatingSite(t, 0)
	tb := newTab(t, s)
	tb.openSeeded("ours")
	tb.holdUser("{ refresh: 'rotating' }")
	for name, ask := range map[string]string{
		"getSession":                getSession,
		"refreshSession":            refreshSession,
		"a promise":                 "fateOf(user.getSession())",
		"a promise with a signal":   "fateOf(user.getSession(new AbortController().signal))",
		"refreshSession, a promise": "fateOf(user.refreshSession(user.getSignInUserSession().getRefreshToken()))",
	} {
		t.Run(name, func(t *testing.T) {
			tb.eval("lapse(user)", nil)
			old := tb.storage()[key(username+".refreshToken")]
			f := tb.fate(ask)
			if f.good(t); f.Session == nil {
				return
			}
			if f.Session.RefreshToken == old || f.Stored[key(username+".refreshToken")] != f.Session.RefreshToken || f.Stored[key(username+".accessToken")] != f.Session.AccessToken {
				t.Error("at the callback, storage did not have the new session")
			}
			tb.newest()
			notReused(t, s)
		})
	}
}

// TestProperty4TabKilledBeforeItsWrite: a tab is closed when the service has
// rotated its token and the reply is on the way. Inside the grace, another tab
// spends the token that is in storage once more.
func TestProperty4TabKilledBeforeItsWrite(t *testing.T) {
	t.Parallel()
	for _, waiting := range []bool{true, false} {
		t.Run(fmt.Sprintf("another waits: %t", waiting), func(t *testing.T) {
			s := rotatingSite(t, time.Minute)
			tabs := tabsOf(t, s, 2, "{ refresh: 'rotating' }", "")
			lapse(tabs)
			before := tabs[0].storage()
			held := s.cognito.HoldReply("GetTokensFromRefreshToken")
			defer held.Release()
			tabs[1].eval("void (window.asked = "+getSession+")", nil)
			tabs[1].wait(held)
			if waiting {
				tabs[0].eval("void (window.asked = "+getSession+")", nil)
				tabs[0].eval("queued(1)", nil)
			}
			tabs[1].close()
			held.Release()
			if !waiting {
				tabs[0].eval("void (window.asked = "+getSession+")", nil)
			}
			f := tabs[0].fate("asked")
			f.good(t)
			tokens := s.cognito.RefreshTokens()
			if len(tokens) != 3 || tokens[0].Spent != 2 || tokens[0].Token != before[key(username+".refreshToken")] {
				t.Errorf("tokens: %v", tokens)
			}
			tabs[0].live()
			tabs[0].newest()
		})
	}
}

// TestProperty4RefreshOption: what each value of the option does with each kind
// of service, twice, and after a reload.
func TestProperty4RefreshOption(t *testing.T) {
	t.Parallel()
	const classic, rotating = "InitiateAuth[REFRESH_TOKEN_AUTH]", "GetTokensFromRefreshToken"
	type row struct {
		option      string
		first, then []string
		reason      string
	}
	for service, rows := range map[string][]row{
		"rotates": {
			{"{}", []string{classic, rotating}, []string{rotating}, ""},
			{"{ refresh: 'auto' }", []string{classic, rotating}, []string{rotating}, ""},
			{"{ refresh: 'rotating' }", []string{rotating}, []string{rotating}, ""},
			{"{ refresh: 'classic' }", []string{classic}, []string{classic}, "ROTATION_REQUIRED"},
		},
		"does not": {
			{"{}", []string{classic}, []string{classic}, ""},
			{"{ refresh: 'auto' }", []string{classic}, []string{classic}, ""},
			{"{ refresh: 'rotating' }", []string{rotating}, []string{rotating}, ""},
			{"{ refresh: 'classic' }", []string{classic}, []string{classic}, ""},
		},
		"emulator": {
			{"{}", []string{classic}, []string{classic}, ""},
			{"{ refresh: 'auto' }", []string{classic}, []string{classic}, ""},
			{"{ refresh: 'rotating' }", []string{rotating}, []string{rotating}, "UNKNOWN"},
			{"{ refresh: 'classic' }", []string{classic}, []string{classic}, ""},
			// It took the place of a service that rotates.
			{"{ learnt: true }", []string{rotating, classic}, []string{classic}, ""},
		},
	} {
		t.Run(service, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.cognito.RefreshTokenRotation, s.cognito.NoTokenRotationAPI = service == "rotates", service == "emulator"
			s.addUser()
			tb := newTab(t, s)
			tb.openLibrary("ours")
			for _, c := range rows {
				t.Run(c.option, func(t *testing.T) {
					tb.eval("localStorage.clear(), seed($0, $1)", nil, username, password)
					if strings.Contains(c.option, "learnt") {
						tb.eval("localStorage.setItem('cognitowasm.1fakeclient2fakeclient3fake.refresh', 'rotating')", nil)
					}
					for i, want := range [][]string{c.first, c.then, c.then} {
						if i == 2 && strings.Contains(c.option, "auto") {
							tb.reloadLibrary()
						}
						if i != 1 {
							tb.eval("window.user = makeUser($0, { Pool: makePool("+c.option+") }), void user.getSession(() => {})", nil, username)
						}
						tb.eval("lapse(user)", nil)
						before := tb.storage()
						s.cognito.ResetRequests()
						f := tb.fate(getSession)
						wantOperations(t, s, want...)
						if c.reason == "" {
							f.good(t)
						} else {
							if f.Times != 1 || f.Error == nil || f.Error.Reason != c.reason || f.Error.Retryable {
								t.Errorf("error: %+v", f.Error)
							}
							if after := tb.storage(); !maps.Equal(before, after) {
								t.Error("storage changed")
							}
							// Or the next look at it would send a request.
							tb.eval("localStorage.setItem($0, '0'), void (user.getSignInUserSession().clockDrift = 0)", nil, key(username+".clockDrift"))
						}
						tb.live()
					}
				})
			}
			if n := s.cognito.ReuseRevocations(); n != 0 {
				t.Errorf("%d sign-ins were ended for a reuse", n)
			}
		})
	}
	s := newSite(t)
	tb := newTab(t, s)
	tb.openLibrary("ours")
	var code string
	tb.eval("(() => { try { makePool({ refresh: 'sometimes' }) } catch (error) { return error.code } })()", &code)
	if code != "InvalidParameter" {
		t.Errorf("a wrong option: %q", code)
	}
}
