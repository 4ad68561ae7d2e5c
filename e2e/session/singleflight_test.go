package session

import (
	"maps"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// together starts calls in all tabs at about the same time, each of them after a
// random delay of up to spread.
func together(random *rand.Rand, tabs []*harness.Tab, spread time.Duration, expressions ...string) {
	at := time.Now().Add(100 * time.Millisecond)
	for i, tb := range tabs {
		start := at.Add(time.Duration(random.Float64() * float64(spread)))
		tb.Eval("void (window.asked = new Promise((resolve) => setTimeout(resolve, $0 - Date.now())).then(() => "+expressions[i%len(expressions)]+"))", nil,
			float64(start.UnixMicro())/1000)
	}
}

// TestProperty1SingleFlightInATab: whatever asks for the session at the same
// time, there is one request and one write of each key, and everybody gets the
// same session once.
func TestProperty1SingleFlightInATab(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	openSeeded(tb, "ours")
	tb.Eval("void (window.security = { getData: (name) => 'of ' + name })", nil)
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
					tb.Eval("localStorage.clear(), seed($0, $1)", nil, harness.Username, harness.Password)
					tb.Eval("window.options = (globalThis."+options+"), window.known = makePool(options).getCurrentUser(), void known.getSession(() => {})", nil)
					tb.Eval("lapse(known), count()", nil)
					s.Cognito.ResetRequests()
					held := s.Cognito.Hold("InitiateAuth")
					defer held.Release()
					tb.Eval(`(() => {
						const token = new AmazonCognitoIdentity.CognitoRefreshToken({ RefreshToken: localStorage.getItem($0) });
						window.callbacks = 0;
						window.asked = Promise.all(`+objects+`.map((user, i) => fate((done) => { i % 2 ? `+second+` : user.getSession(done) })));
					})()`, nil, harness.Key(harness.Username, "refreshToken"))
					tb.Wait(held)
					held.Release()
					var fates []harness.Fate
					var counted struct {
						Writes    map[string]int
						Callbacks int
					}
					tb.Eval("asked", &fates)
					tb.Eval("({ writes, callbacks })", &counted)
					stored := tb.Storage()
					if len(fates) != 10 || counted.Callbacks != 10 {
						t.Errorf("%d answers and %d callbacks, want 10", len(fates), counted.Callbacks)
					}
					for _, f := range fates {
						if f.Good(t); f.Session == nil {
							continue
						}
						if f.Synchronous {
							t.Error("an expired session was answered at once")
						}
						if f.Session.AccessToken != stored[harness.Key(harness.Username, "accessToken")] || f.Session.IDToken != stored[harness.Key(harness.Username, "idToken")] {
							t.Error("an answer has other tokens than storage")
						}
					}
					harness.WantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")
					if n := strings.Count(string(s.Refreshes()[0].Body), "EncodedData"); n != strings.Count(context, "context data")-strings.Count(context, "no ") {
						t.Errorf("the request has context data %d times", n)
					}
					for _, name := range []string{"idToken", "accessToken", "refreshToken", "clockDrift"} {
						if n := counted.Writes[harness.Key(harness.Username+"."+name)]; n != 1 {
							t.Errorf("%s was written %d times, want once", name, n)
						}
					}
					for name, n := range counted.Writes {
						// Upstream tries storage out for every pool.
						if n > 1 && name != "aws.cognito.test-ls" {
							t.Errorf("%s was written %d times", name, n)
						}
					}
				})
			}
		}
	}

	t.Run("account calls", func(t *testing.T) {
		tb.Eval("window.user = makePool().getCurrentUser(), void user.getSession(() => {})", nil)
		tb.Eval("lapse(user), count()", nil)
		before := tb.Storage()
		s.Cognito.ResetRequests()
		for _, call := range []string{
			"getUserAttributes(done)", "getUserData(done, { bypassCache: true })", "changePassword('a', 'b', done)",
			"updateAttributes([], done)", "deleteAttributes([], done)", "getMFAOptions(done)", "deleteUser(done)",
			"setUserMfaPreference(null, null, done)", "verifyAttribute('email', '1', callbacks)",
			"listDevices(1, null, callbacks)", "getDevice(callbacks)", "globalSignOut(callbacks)",
		} {
			f := tb.Fate("fate((done, callbacks = { onFailure: done, onSuccess: (value) => done(null, value) }) => user." + call + ")")
			if f.Times != 1 || !f.Synchronous || f.Error == nil || f.Error.Message != "User is not authenticated" || f.Error.Reason != "NO_SESSION" {
				t.Errorf("%s: %d times, at once %t, %+v", call, f.Times, f.Synchronous, f.Error)
			}
		}
		harness.WantOperations(t, s)
		if after := tb.Storage(); !maps.Equal(before, after) {
			t.Error("storage changed")
		}
	})
}

// TestProperty2SingleFlightAcrossTabs: five tabs at expiry, and a service that
// ends the sign-in when a refresh token is used twice, or does not rotate any.
func TestProperty2SingleFlightAcrossTabs(t *testing.T) {
	t.Parallel()
	seed := harness.NumberFrom(t, "COGNITOWASM_SEED", rand.Uint64())
	t.Logf("COGNITOWASM_SEED=%d", seed)
	for i, refresh := range []string{"rotating", "auto", "classic"} {
		t.Run(refresh, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, uint64(i)))
			s := rotatingSite(t, 0)
			operation, request := "GetTokensFromRefreshToken", "GetTokensFromRefreshToken"
			if refresh == "classic" {
				s.Cognito.RefreshTokenRotation = false
				operation, request = "InitiateAuth", "InitiateAuth[REFRESH_TOKEN_AUTH]"
			}
			s.Cognito.Latency = time.Duration(i) * 20 * time.Millisecond
			tabs := tabsOf(t, s, 5, "{ refresh: '"+refresh+"' }", "")
			for round, spread := range []time.Duration{0, 5 * time.Millisecond, 40 * time.Millisecond, 0, 2 * time.Millisecond} {
				learns := refresh == "auto" && round%2 == 0
				if learns {
					tabs[0].Eval("localStorage.removeItem('cognitowasm.1fakeclient2fakeclient3fake.refresh')", nil)
				}
				lapse(tabs)
				s.Cognito.ResetRequests()
				random.Shuffle(len(tabs), func(i, j int) { tabs[i], tabs[j] = tabs[j], tabs[i] })
				held := s.Cognito.Hold(operation)
				if round%3 == 0 {
					// All of them queue for the lock before there is an answer; then,
					// who insists on a refresh shares it too.
					together(random, tabs, spread, getSession, refreshSession)
					tabs[0].Wait(held)
					tabs[0].Eval("queued(4)", nil)
				} else {
					together(random, tabs, spread, getSession)
				}
				held.Release()
				sessions := map[harness.PageSession]bool{}
				for _, tb := range tabs {
					f := tb.Fate("asked")
					if f.Good(t); f.Session != nil {
						sessions[*f.Session] = true
					}
				}
				if len(sessions) != 1 {
					t.Errorf("round %d: the tabs have %d different sessions, want 1", round, len(sessions))
				}
				want := []string{request}
				if learns {
					want = []string{"InitiateAuth[REFRESH_TOKEN_AUTH]", "GetTokensFromRefreshToken"}
				}
				harness.WantOperations(t, s, want...)
				stored := tabs[0].Storage()
				for _, tb := range tabs {
					tb.Sees(stored)
					live(tb)
					newest(tb)
				}
				if refresh != "classic" {
					notReused(t, s)
				}
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
	seed := harness.NumberFrom(t, "COGNITOWASM_SEED", rand.Uint64())
	t.Logf("COGNITOWASM_SEED=%d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	// On a busy machine the slowest of five tabs is seconds behind the first.
	s := rotatingSite(t, 10*time.Second)
	tabs := tabsOf(t, s, 5, "{ refresh: 'rotating' }", "delete Navigator.prototype.locks")
	for round, spread := range []time.Duration{0, 20 * time.Millisecond, 200 * time.Millisecond, 0} {
		lapse(tabs)
		together(random, tabs, spread, getSession, refreshSession)
		for _, tb := range tabs {
			var locks any
			if tb.Eval("navigator.locks", &locks); locks != nil {
				t.Fatal("there are locks")
			}
			f := tb.Fate("asked")
			f.Good(t)
		}
		live(tabs[0])
		if n := s.Cognito.ReuseRevocations(); n != 0 {
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
	s.Cognito.RotationGrace = time.Second
	reply := s.Cognito.HoldReply("GetTokensFromRefreshToken")
	defer reply.Release()
	// The refusal is there before the winner's reply.
	s.Cognito.OnRequest = func(r fakecognito.Request) {
		if r.ErrorCode == "RefreshTokenReuseException" {
			reply.Release()
		}
	}
	tabs := tabsOf(t, s, 2, "{ refresh: 'rotating' }", "delete Navigator.prototype.locks")
	lapse(tabs)
	late := s.Cognito.Hold("GetTokensFromRefreshToken")
	defer late.Release()
	tabs[1].Eval("void (window.asked = "+getSession+")", nil)
	tabs[1].Wait(late)
	tabs[0].Eval("void (window.asked = "+getSession+")", nil)
	tabs[0].Wait(reply)
	s.Cognito.Fail("GetTokensFromRefreshToken", fakecognito.Fault{Code: "RefreshTokenReuseException", Message: "Refresh token reused"}, 1)
	late.Release()
	for _, tb := range tabs {
		f := tb.Fate("asked")
		f.Good(t)
		live(tb)
	}
}

// TestProperty2LockWaitIsBounded: a lock that never comes free ends in an error,
// three requests' time and two pauses after.
func TestProperty2LockWaitIsBounded(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	first := harness.NewTab(t, s)
	openSeeded(first, "ours")
	second := first.Another()
	second.OpenLibrary("ours")
	holdUser(second, "{ requestTimeout: 100 }")
	first.Eval("new Promise((held) => void navigator.locks.request('cognitowasm.1fakeclient2fakeclient3fake.' + $0, () => (held(), new Promise(() => {}))))", nil, harness.Username)
	second.Eval("lapse(user)", nil)
	before := second.Storage()
	var got struct {
		Fate harness.Fate
		Took float64
	}
	second.Eval("((began) => "+getSession+".then((fate) => ({ fate, took: performance.now() - began })))(performance.now())", &got)
	got.Fate.Failed(t, "Timeout")
	if e := got.Fate.Error; e != nil && (e.Reason != "TIMEOUT" || !e.Retryable) {
		t.Errorf("%+v", e)
	}
	if got.Took < 10_000 || got.Took > 15_000 {
		t.Errorf("it took %.0f ms, want 10300", got.Took)
	}
	harness.WantOperations(t, s)
	if after := second.Storage(); !maps.Equal(before, after) {
		t.Error("storage changed")
	}
	// The lock goes with its tab.
	second.Eval("window.user = makeUser($0), void (window.asked = "+getSession+")", nil, harness.Username)
	second.Eval("queued(2)", nil) // the wait that was given up among them
	first.Reload()
	f := second.Fate("asked")
	f.Good(t)
}
