package session

import (
	"maps"
	"net"
	"slices"
	"strconv"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// openSeeded opens a page of the library with a stored session of ada, whose
// sign-in the site forgets.
func openSeeded(tb *harness.Tab, library string) {
	tb.T.Helper()
	tb.OpenLibrary(library)
	tb.Eval("seed($0, $1)", nil, harness.Username, harness.Password)
	tb.Site.Cognito.ResetRequests()
}

// wantSmallDrift fails unless a stored clockDrift is that of two clocks that
// agree: how long the answer took on its way, in whole seconds.
func wantSmallDrift(t *testing.T, stored string) {
	t.Helper()
	if drift, err := strconv.Atoi(stored); err != nil || drift < 0 || drift > 30 {
		t.Errorf("stored clockDrift: %q, want about 0", stored)
	}
}

// unreachable is the address of a server that is down.
func unreachable(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return "http://" + listener.Addr().String() + "/"
}

func TestSignInStoresTheSessionForTheNextPage(t *testing.T) {
	t.Parallel()
	for flow, requests := range map[string][]string{
		"USER_SRP_AUTH":      {"InitiateAuth[USER_SRP_AUTH]", "RespondToAuthChallenge[PASSWORD_VERIFIER]"},
		"USER_PASSWORD_AUTH": {"InitiateAuth[USER_PASSWORD_AUTH]"},
	} {
		t.Run(flow, func(t *testing.T) {
			s := harness.NewSite(t)
			s.AddUser()
			tb := harness.NewTab(t, s)
			tb.OpenLibrary("ours")

			var calls []harness.Call
			tb.Eval("window.user = makeUser($0), user.setAuthenticationFlowType($1)", nil, harness.Username, flow)
			tb.Eval("traceSignIn(user, $0)", &calls, harness.Password)
			harness.WantCalls(t, calls, "onSuccess(session) later")
			harness.WantOperations(t, s, requests...)

			var inMemory harness.PageSession
			tb.Eval("plainSession(user.getSignInUserSession())", &inMemory)
			stored := tb.Storage()
			for name, want := range map[string]string{
				"LastAuthUser":                     harness.Username,
				harness.Username + ".idToken":      inMemory.IDToken,
				harness.Username + ".accessToken":  inMemory.AccessToken,
				harness.Username + ".refreshToken": inMemory.RefreshToken,
			} {
				if got := stored[harness.Key(name)]; got != want || got == "" {
					t.Errorf("stored %s: %.20q, want %.20q", name, got, want)
				}
			}
			wantSmallDrift(t, stored[harness.Key(harness.Username, "clockDrift")])
			if len(stored) != 5 {
				t.Errorf("stored %q, want five entries", slices.Sorted(maps.Keys(stored)))
			}

			tb.ReloadLibrary()
			got := tb.Session()
			if !got.Synchronous {
				t.Error("after a reload getSession answers later, want at once")
			}
			if *got.Value != inMemory {
				t.Error("after a reload the session is another one")
			}
			harness.WantOperations(t, s, requests...)
		})
	}
}

// Applications switch on code and show message, so both are upstream's, which
// runs beside as the judge.
func TestRefusedSignIn(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	for _, user := range []fakecognito.NewUser{
		{Username: "unconfirmed", Password: harness.Password, Status: fakecognito.StatusUnconfirmed},
		{Username: "disabled", Password: harness.Password},
	} {
		if _, err := s.Cognito.CreateUser(user); err != nil {
			t.Fatal(err)
		}
	}
	s.Cognito.DisableUser("disabled")
	tb := harness.NewTab(t, s)
	for _, library := range []string{"ours", "upstream"} {
		tb.OpenLibrary(library)
		for _, test := range []struct{ name, username, password, want string }{
			{"wrong password", harness.Username, "Wrong-1843", "NotAuthorizedException|NotAuthorizedException|Incorrect username or password."},
			{"unknown user", "nobody", harness.Password, "UserNotFoundException|UserNotFoundException|User does not exist."},
			{"unconfirmed user", "unconfirmed", harness.Password, "UserNotConfirmedException|UserNotConfirmedException|User is not confirmed."},
			{"disabled user", "disabled", harness.Password, "NotAuthorizedException|NotAuthorizedException|User is disabled."},
		} {
			for _, flow := range []string{"USER_SRP_AUTH", "USER_PASSWORD_AUTH"} {
				t.Run(library+"/"+test.name+"/"+flow, func(t *testing.T) {
					var calls []harness.Call
					tb.Eval("window.user = makeUser($0), user.setAuthenticationFlowType($1), traceSignIn(user, $2)", &calls, test.username, flow, test.password)
					harness.WantCalls(t, calls, "onFailure("+test.want+") later")
					if stored := tb.Storage(); len(stored) != 0 {
						t.Errorf("stored: %q", slices.Sorted(maps.Keys(stored)))
					}
				})
			}
		}
	}
}

// With upstream, onFailure is called with the application's own error.
func TestThrowingCallbackSurfacesOnce(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.OpenLibrary("ours")
	for _, test := range []struct{ name, password, want string }{
		{"onSuccess", harness.Password, "onSuccess(session) later"},
		{"onFailure", "Wrong-1843", "onFailure(NotAuthorizedException|NotAuthorizedException|Incorrect username or password.) later"},
	} {
		t.Run(test.name, func(t *testing.T) {
			thrown := "thrown by " + test.name
			times := tb.Expect(thrown)
			var calls []harness.Call
			tb.Eval("traceSignIn(makeUser($0), $1, {}, () => { throw new Error($2); })", &calls, harness.Username, test.password, thrown)
			harness.WantCalls(t, calls, test.want)
			// The browser tells of it after the fact; each turn is a round trip.
			for range 100 {
				if times() > 0 {
					break
				}
				tb.Eval("settled()", nil)
			}
			tb.Eval("settled()", nil)
			if n := times(); n != 1 {
				t.Errorf("the error surfaced %d times, want once", n)
			}
		})
	}
}
