package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// call is a callback that was called, as trace in page.js tells it.
type call struct {
	Called      string
	Arguments   []string
	Synchronous bool
}

func (c call) String() string {
	when := "later"
	if c.Synchronous {
		when = "at once"
	}
	return fmt.Sprintf("%s(%s) %s", c.Called, strings.Join(c.Arguments, ", "), when)
}

// wantCalls fails unless exactly these callbacks were called: "onSuccess(session) later".
func wantCalls(t *testing.T, got []call, want ...string) {
	t.Helper()
	var said []string
	for _, c := range got {
		said = append(said, c.String())
	}
	if !slices.Equal(said, want) {
		t.Errorf("callbacks: %q, want %q", said, want)
	}
}

// pageSession is plainSession in page.js.
type pageSession struct {
	IDToken, AccessToken, RefreshToken string
	Valid                              bool
}

// gotSession is what session in page.js gives.
type gotSession struct {
	Error       *pageError
	Value       *pageSession
	Synchronous bool
}

// session asks for the current user's session; there must be one.
func (tb *tab) session() gotSession {
	tb.t.Helper()
	var got *gotSession
	tb.eval("session()", &got)
	return tb.checked(got)
}

func (tb *tab) checked(got *gotSession) gotSession {
	tb.t.Helper()
	switch {
	case got == nil:
		tb.t.Fatal("there is no current user")
	case got.Error != nil:
		tb.t.Fatalf("getSession: %+v", *got.Error)
	case !got.Value.Valid:
		tb.t.Error("the session is not valid")
	}
	return *got
}

// reloadLibrary loads the page of openLibrary again.
func (tb *tab) reloadLibrary() {
	tb.t.Helper()
	tb.reload()
	tb.eval("window.endpoint = $0", nil, tb.site.endpoint)
}

// openSeeded opens a page of the library with a stored session of ada, whose
// sign-in the site forgets.
func (tb *tab) openSeeded(library string) {
	tb.t.Helper()
	tb.openLibrary(library)
	tb.eval("seed($0, $1)", nil, username, password)
	tb.site.cognito.ResetRequests()
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

// key is the name under which a user's value is stored, by the peer's rule.
func key(name string) string {
	return "CognitoIdentityServiceProvider." + fakecognito.DefaultClientID + "." + name
}

// body gives the members of a request's body.
func body(t *testing.T, r fakecognito.Request) (members struct {
	AuthFlow, ChallengeName, Token     string
	AuthParameters, ChallengeResponses map[string]string
}) {
	t.Helper()
	if err := json.Unmarshal(r.Body, &members); err != nil {
		t.Fatal(err)
	}
	return members
}

// refreshes are the requests that spend a refresh token.
func (s *site) refreshes() []fakecognito.Request {
	s.t.Helper()
	return slices.DeleteFunc(s.requestsTo("InitiateAuth"), func(r fakecognito.Request) bool {
		return body(s.t, r).AuthFlow != "REFRESH_TOKEN_AUTH"
	})
}

// operations names the requests so far, in order: what they ask for in brackets.
func (s *site) operations() []string {
	s.t.Helper()
	var names []string
	for _, r := range s.cognito.Requests() {
		members := body(s.t, r)
		name := r.Op
		if what := members.AuthFlow + members.ChallengeName; what != "" {
			name += "[" + what + "]"
		}
		names = append(names, name)
	}
	return names
}

func wantOperations(t *testing.T, s *site, want ...string) {
	t.Helper()
	if got := s.operations(); !slices.Equal(got, want) {
		t.Errorf("requests: %q, want %q", got, want)
	}
}

func TestSignInStoresTheSessionForTheNextPage(t *testing.T) {
	for flow, requests := range map[string][]string{
		"USER_SRP_AUTH":      {"InitiateAuth[USER_SRP_AUTH]", "RespondToAuthChallenge[PASSWORD_VERIFIER]"},
		"USER_PASSWORD_AUTH": {"InitiateAuth[USER_PASSWORD_AUTH]"},
	} {
		t.Run(flow, func(t *testing.T) {
			s := newSite(t)
			s.addUser()
			tb := newTab(t, s)
			tb.openLibrary("ours")

			var calls []call
			tb.eval("window.user = makeUser($0), user.setAuthenticationFlowType($1)", nil, username, flow)
			tb.eval("traceSignIn(user, $0)", &calls, password)
			wantCalls(t, calls, "onSuccess(session) later")
			wantOperations(t, s, requests...)

			var inMemory pageSession
			tb.eval("plainSession(user.getSignInUserSession())", &inMemory)
			stored := tb.storage()
			for name, want := range map[string]string{
				"LastAuthUser":             username,
				username + ".idToken":      inMemory.IDToken,
				username + ".accessToken":  inMemory.AccessToken,
				username + ".refreshToken": inMemory.RefreshToken,
			} {
				if got := stored[key(name)]; got != want || got == "" {
					t.Errorf("stored %s: %.20q, want %.20q", name, got, want)
				}
			}
			wantSmallDrift(t, stored[key(username+".clockDrift")])
			if len(stored) != 5 {
				t.Errorf("stored %q, want five entries", slices.Sorted(maps.Keys(stored)))
			}

			tb.reloadLibrary()
			got := tb.session()
			if !got.Synchronous {
				t.Error("after a reload getSession answers later, want at once")
			}
			if *got.Value != inMemory {
				t.Error("after a reload the session is another one")
			}
			wantOperations(t, s, requests...)
		})
	}
}

// The promise that routers and start-up code rely on, and the reason for the
// facade: the answer is there while the page is still being parsed.
func TestStoredSessionAnswersInTheSameTickWithoutRequests(t *testing.T) {
	s := newSite(t)
	s.addUser()
	s.page("/instant.html", `<!doctype html><title>instant</title>
<script src="/dist/amazon-cognito-identity.min.js"></script>
<script>
	const pool = new AmazonCognitoIdentity.CognitoUserPool({ UserPoolId: 'us-east-1_FakePool1', ClientId: '1fakeclient2fakeclient3fake' });
	const user = pool.getCurrentUser();
	let answer;
	user.getSession((error, session) => (answer = { error, token: session && session.getAccessToken().getJwtToken() }));
	window.atOnce = { username: user.getUsername(), answer };
</script>
<script src="/page.js"></script>`)
	tb := newTab(t, s)
	tb.openSeeded("ours")
	stored := tb.storage()

	tb.open("/instant.html")
	var got struct {
		Username string
		Answer   *struct {
			Error any
			Token string
		}
	}
	tb.eval("atOnce", &got)
	if got.Username != username {
		t.Errorf("current user %q, want %q", got.Username, username)
	}
	if got.Answer == nil {
		t.Fatal("getSession returned before it called back")
	}
	if got.Answer.Error != nil || got.Answer.Token != stored[key(username+".accessToken")] {
		t.Errorf("getSession gave %+v", *got.Answer)
	}

	// What the page was about to ask for, it has asked for by now.
	tb.eval("new Promise((resolve) => requestIdleCallback(resolve)).then(() => fetch('/page.js'))", nil)
	for _, suffix := range []string{".wasm", ".runtime.js"} {
		if n := s.requests(suffix); n != 0 {
			t.Errorf("%d requests for %s, want none", n, suffix)
		}
	}
	wantOperations(t, s)
}

func TestExpiredSessionIsRefreshedOnce(t *testing.T) {
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	tb.openSeeded("ours")
	before := tb.storage()
	tb.eval("expire($0)", nil, username)

	var calls []call
	tb.eval("trace((_, callback) => makePool().getCurrentUser().getSession(callback))", &calls)
	wantCalls(t, calls, "callback(null, session) later")
	wantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")
	if got := body(t, s.refreshes()[0]).AuthParameters["REFRESH_TOKEN"]; got != before[key(username+".refreshToken")] {
		t.Error("the request has another refresh token than storage")
	}
	after := tb.storage()
	for _, name := range []string{".idToken", ".accessToken"} {
		if after[key(username+name)] == before[key(username+name)] {
			t.Errorf("%s is still the old one", name)
		}
	}
	// The service gave none, so it stays.
	if after[key(username+".refreshToken")] != before[key(username+".refreshToken")] {
		t.Error("the refresh token changed")
	}
	wantSmallDrift(t, after[key(username+".clockDrift")])
	if again := tb.session(); !again.Synchronous || again.Value.AccessToken != after[key(username+".accessToken")] {
		t.Error("the refreshed session is not read from storage at once")
	}
	for _, suffix := range []string{".wasm", ".runtime.js"} {
		if n := s.requests(suffix); n != 1 {
			t.Errorf("%d requests for %s, want 1", n, suffix)
		}
	}
}

func TestConcurrentCallsShareOneRefresh(t *testing.T) {
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	tb.openSeeded("ours")
	for name, users := range map[string]string{
		"one user object":  "((user) => Array(10).fill(user))(makePool().getCurrentUser())",
		"ten user objects": "Array.from({ length: 10 }, () => makePool().getCurrentUser())",
		"mixed":            "((user, other) => Array.from({ length: 10 }, (_, i) => [user, other, makeUser(user.getUsername())][i % 3]))(makePool().getCurrentUser(), makePool().getCurrentUser())",
	} {
		t.Run(name, func(t *testing.T) {
			tb.eval("expire($0)", nil, username)
			s.cognito.ResetRequests()
			held := s.cognito.Hold("InitiateAuth")
			defer held.Release()
			tb.eval(`void (window.asked = `+users+`.map((user) => {
				const tokens = [];
				return trace(
					(_, callback) => user.getSession(callback),
					(_, [error, session]) => tokens.push(session && session.getAccessToken().getJwtToken()),
				).then((calls) => ({ calls, tokens }));
			}))`, nil)
			if err := held.Arrived(tb.ctx); err != nil {
				t.Fatal(err)
			}
			held.Release()
			var answers []struct {
				Calls  []call
				Tokens []string
			}
			tb.eval("Promise.all(asked)", &answers)
			if len(answers) != 10 {
				t.Fatalf("%d answers, want 10", len(answers))
			}
			stored := tb.storage()[key(username+".accessToken")]
			for _, answer := range answers {
				wantCalls(t, answer.Calls, "callback(null, session) later")
				if !slices.Equal(answer.Tokens, []string{stored}) {
					t.Error("an answer has other tokens than storage")
				}
			}
			wantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")
		})
	}
}

func TestSecondTabSeesTheSessionAtOnce(t *testing.T) {
	s := newSite(t)
	s.addUser()
	first := newTab(t, s)
	first.openLibrary("ours")
	second := first.another()
	second.openLibrary("ours")
	var calls []call
	first.eval("traceSignIn(makeUser($0), $1)", &calls, username, password)
	wantCalls(t, calls, "onSuccess(session) later")

	want := first.session()
	second.sees(first.storage())
	got := second.session()
	if !got.Synchronous || *got.Value != *want.Value {
		t.Error("the second tab does not have the first one's session at once")
	}
	// The first tab's program is the only one that was needed.
	if n := s.requests(".wasm"); n != 1 {
		t.Errorf("%d requests for the program, want 1", n)
	}
}

// All tabs ask while the first one's request is under way: the others wait for
// the lock, and then find in storage what it brought.
func TestTabsShareOneRefresh(t *testing.T) {
	for _, count := range []int{2, 5} {
		t.Run(fmt.Sprint(count, " tabs"), func(t *testing.T) {
			s := newSite(t)
			s.addUser()
			first := newTab(t, s)
			first.openSeeded("ours")
			first.eval("expire($0)", nil, username)
			tabs := []*tab{first}
			for len(tabs) < count {
				tb := first.another()
				tb.openLibrary("ours")
				tabs = append(tabs, tb)
			}

			held := s.cognito.Hold("InitiateAuth")
			defer held.Release()
			for _, tb := range tabs {
				tb.eval("void (window.asked = session())", nil)
			}
			if err := held.Arrived(first.ctx); err != nil {
				t.Fatal(err)
			}
			first.eval("queued($0)", nil, count-1)
			held.Release()

			tokens := map[pageSession]bool{}
			for _, tb := range tabs {
				var got *gotSession
				tb.eval("asked", &got)
				if session := tb.checked(got); session.Synchronous {
					t.Error("an expired session was answered at once")
				}
				tokens[*got.Value] = true
			}
			if len(tokens) != 1 {
				t.Errorf("the tabs have %d different sessions, want 1", len(tokens))
			}
			wantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")
		})
	}
}

func TestSignOutIsSeenByTheOtherTab(t *testing.T) {
	s := newSite(t)
	s.addUser()
	first := newTab(t, s)
	first.openSeeded("ours")
	second := first.another()
	second.openLibrary("ours")
	second.session()

	first.eval("makePool().getCurrentUser().signOut()", nil)
	second.sees(first.storage())
	second.reloadLibrary()
	var current any
	second.eval("makePool().getCurrentUser()", &current)
	if current != nil {
		t.Errorf("the other tab still has the current user %v", current)
	}
	var calls []call
	second.eval("trace((_, callback) => makeUser($0).getSession(callback))", &calls, username)
	wantCalls(t, calls, "callback(Error||Local storage is missing an ID Token, Please authenticate, null) at once")
	if stored := second.storage(); len(stored) != 0 {
		t.Errorf("still stored: %q", slices.Sorted(maps.Keys(stored)))
	}
	wantOperations(t, s)
}

// A tab that holds a session hears of a sign-out in another one, also where that
// runs the peer, without being asked anything.
func TestSignOutReachesOtherTabs(t *testing.T) {
	for _, by := range []string{"ours", "peer"} {
		t.Run(by, func(t *testing.T) {
			s := newSite(t)
			s.addUser()
			first := newTab(t, s)
			first.openSeeded(by)
			second := first.another()
			second.openLibrary("ours")
			second.eval(`(() => {
				window.user = makePool().getCurrentUser();
				user.getSession(() => {});
				window.told = [];
				const note = (event) => told.push({ ...event.detail, session: user.getSignInUserSession() === null });
				AmazonCognitoIdentity.events.addEventListener('signedout', note);
			})()`, nil)
			var held bool
			second.eval("user.getSignInUserSession() !== null", &held)
			if !held {
				t.Fatal("the second tab has no session")
			}
			first.eval("makePool().getCurrentUser().signOut()", nil)
			// A second is what it may take; more events would come within another.
			var told []struct {
				ClientID, Username string
				Session            bool
			}
			second.eval(`(async () => {
				for (let i = 0; i < 20 && !told.length; i++) await new Promise((resolve) => setTimeout(resolve, 50));
				await new Promise((resolve) => setTimeout(resolve, 300));
				return told;
			})()`, &told)
			if len(told) != 1 || told[0].Username != username || !told[0].Session {
				t.Errorf("the second tab was told %+v", told)
			}
			if stored := second.storage(); len(stored) != 0 {
				t.Errorf("still stored: %q", slices.Sorted(maps.Keys(stored)))
			}
			wantOperations(t, s)
		})
	}
}

func TestSignOutWithCallbackRevokes(t *testing.T) {
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	tb.openSeeded("ours")
	refreshToken := tb.storage()[key(username+".refreshToken")]

	var calls []call
	tb.eval("window.user = makePool().getCurrentUser(), trace((_, callback) => user.signOut(callback))", &calls)
	wantCalls(t, calls, "callback(undefined) later")
	wantOperations(t, s, "RevokeToken")
	if got := body(t, s.cognito.Requests()[0]).Token; got != refreshToken {
		t.Errorf("revoked %.10q, want the refresh token", got)
	}
	if stored := tb.storage(); len(stored) != 0 {
		t.Errorf("still stored: %q", slices.Sorted(maps.Keys(stored)))
	}

	s.cognito.ResetRequests()
	tb.eval("trace((_, callback) => user.refreshSession(new AmazonCognitoIdentity.CognitoRefreshToken({ RefreshToken: $0 }), callback))", &calls, refreshToken)
	wantCalls(t, calls, "callback(NotAuthorizedException|NotAuthorizedException|Refresh Token has been revoked, null) later")
	wantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")
}

func TestSignOutOfflineClearsEverything(t *testing.T) {
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	down := unreachable(t)
	for _, test := range []struct{ name, signOut, want string }{
		{"without callback", "(user, callback) => callback(user.signOut())", "callback(undefined) at once"},
		{"with callback", "(user, callback) => user.signOut(callback)", "callback(Error|NetworkError|Network error) later"},
	} {
		t.Run(test.name, func(t *testing.T) {
			tb.openSeeded("ours")
			tb.eval("window.endpoint = $0", nil, down)
			var calls []call
			var stored map[string]string
			tb.eval("window.user = makePool().getCurrentUser(), trace((_, callback) => ("+test.signOut+")(user, callback))", &calls)
			wantCalls(t, calls, test.want)
			tb.eval("({...localStorage})", &stored)
			if len(stored) != 0 {
				t.Errorf("still stored: %q", slices.Sorted(maps.Keys(stored)))
			}
			var session any
			tb.eval("user.getSignInUserSession()", &session)
			if session != nil {
				t.Error("the session is still in memory")
			}
		})
	}
}

// Applications switch on code and show message, so both are the peer's, which
// runs beside as the judge.
func TestRefusedSignIn(t *testing.T) {
	s := newSite(t)
	s.addUser()
	for _, user := range []fakecognito.NewUser{
		{Username: "unconfirmed", Password: password, Status: fakecognito.StatusUnconfirmed},
		{Username: "disabled", Password: password},
	} {
		if _, err := s.cognito.CreateUser(user); err != nil {
			t.Fatal(err)
		}
	}
	s.cognito.DisableUser("disabled")
	tb := newTab(t, s)
	for _, library := range []string{"ours", "peer"} {
		tb.openLibrary(library)
		for _, test := range []struct{ name, username, password, want string }{
			{"wrong password", username, "Wrong-1843", "NotAuthorizedException|NotAuthorizedException|Incorrect username or password."},
			{"unknown user", "nobody", password, "UserNotFoundException|UserNotFoundException|User does not exist."},
			{"unconfirmed user", "unconfirmed", password, "UserNotConfirmedException|UserNotConfirmedException|User is not confirmed."},
			{"disabled user", "disabled", password, "NotAuthorizedException|NotAuthorizedException|User is disabled."},
		} {
			for _, flow := range []string{"USER_SRP_AUTH", "USER_PASSWORD_AUTH"} {
				t.Run(library+"/"+test.name+"/"+flow, func(t *testing.T) {
					var calls []call
					tb.eval("window.user = makeUser($0), user.setAuthenticationFlowType($1), traceSignIn(user, $2)", &calls, test.username, flow, test.password)
					wantCalls(t, calls, "onFailure("+test.want+") later")
					if stored := tb.storage(); len(stored) != 0 {
						t.Errorf("stored: %q", slices.Sorted(maps.Keys(stored)))
					}
				})
			}
		}
	}
}

func TestServerDownIsANetworkError(t *testing.T) {
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	tb.openSeeded("ours")
	tb.eval("expire($0), window.endpoint = $1", nil, username, unreachable(t))
	before := tb.storage()

	var calls []call
	tb.eval("traceSignIn(makeUser($0), $1)", &calls, username, password)
	wantCalls(t, calls, "onFailure(Error|NetworkError|Network error) later")
	tb.eval("trace((_, callback) => makePool().getCurrentUser().getSession(callback))", &calls)
	wantCalls(t, calls, "callback(Error|NetworkError|Network error, null) later")
	if after := tb.storage(); !maps.Equal(after, before) {
		t.Errorf("storage changed: %d entries, was %d", len(after), len(before))
	}

	// Once the server is back, so is the session.
	tb.eval("window.endpoint = $0", nil, s.endpoint)
	if got := tb.session(); got.Synchronous {
		t.Error("the expired session was answered at once")
	}
}

func TestRefusedRefreshEndsTheSession(t *testing.T) {
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	tb.openSeeded("ours")
	tb.eval("window.user = makePool().getCurrentUser(), user.getSession(() => {})", nil)
	tb.eval("expire($0), user.getSignInUserSession().clockDrift = -100000", nil, username)
	s.cognito.RevokeAll(username)

	var calls []call
	tb.eval("trace((_, callback) => user.getSession(callback))", &calls)
	if len(calls) != 1 || !strings.HasPrefix(calls[0].String(), "callback(NotAuthorizedException|NotAuthorizedException|") {
		t.Errorf("callbacks: %v, want one NotAuthorizedException", calls)
	}
	// The peer asks six times.
	wantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")
	if stored := tb.storage(); len(stored) != 0 {
		t.Errorf("still stored: %q", slices.Sorted(maps.Keys(stored)))
	}
	var session any
	tb.eval("user.getSignInUserSession()", &session)
	if session != nil {
		t.Error("the session is still in memory")
	}
}

func TestBlockedStorageKeepsTheSessionInMemory(t *testing.T) {
	s := newSite(t)
	s.addUser()
	s.page("/blocked.html", `<!doctype html><title>blocked</title>
<script>
	Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });
</script>
<script src="/dist/amazon-cognito-identity.min.js"></script><script src="/page.js"></script>`)
	tb := newTab(t, s)
	tb.open("/blocked.html")
	tb.eval("window.endpoint = $0", nil, s.endpoint)
	var calls []call
	tb.eval("traceSignIn(makeUser($0), $1)", &calls, username, password)
	wantCalls(t, calls, "onSuccess(session) later")
	// Another pool of the page, as another part of the application would make.
	if got := tb.session(); !got.Synchronous {
		t.Error("the session in memory was answered later, want at once")
	}
	tb.eval("window.user = makePool().getCurrentUser(), trace((_, callback) => user.refreshSession(user.getSession((_, session) => session.getRefreshToken()), callback))", &calls)
	wantCalls(t, calls, "callback(null, session) later")
	tb.eval("trace((_, callback) => callback(makePool().getCurrentUser().signOut()))", &calls)
	wantCalls(t, calls, "callback(undefined) at once")
	var current any
	tb.eval("makePool().getCurrentUser()", &current)
	if current != nil {
		t.Error("there is still a current user after signing out")
	}
}

// With the peer, onFailure is called with the application's own error.
func TestThrowingCallbackSurfacesOnce(t *testing.T) {
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	tb.openLibrary("ours")
	for _, test := range []struct{ name, password, want string }{
		{"onSuccess", password, "onSuccess(session) later"},
		{"onFailure", "Wrong-1843", "onFailure(NotAuthorizedException|NotAuthorizedException|Incorrect username or password.) later"},
	} {
		t.Run(test.name, func(t *testing.T) {
			thrown := "thrown by " + test.name
			times := tb.expect(thrown)
			var calls []call
			tb.eval("traceSignIn(makeUser($0), $1, {}, () => { throw new Error($2); })", &calls, username, test.password, thrown)
			wantCalls(t, calls, test.want)
			// The browser tells of it after the fact; each turn is a round trip.
			for range 100 {
				if times() > 0 {
					break
				}
				tb.eval("settled()", nil)
			}
			tb.eval("settled()", nil)
			if n := times(); n != 1 {
				t.Errorf("the error surfaced %d times, want once", n)
			}
		})
	}
}

// deviceKeys are what is stored for a user's device.
func deviceKeys(name string) []string {
	return []string{key(name + ".deviceGroupKey"), key(name + ".deviceKey"), key(name + ".randomPasswordKey")}
}

func TestNewDeviceIsConfirmedAndStored(t *testing.T) {
	for _, test := range []struct {
		name     string
		tracking fakecognito.DeviceTracking
		want     string
	}{
		{"always", fakecognito.DeviceTrackingAlways, "onSuccess(session) later"},
		// true asks the application to ask the person.
		{"optional", fakecognito.DeviceTrackingOptional, "onSuccess(session, boolean) later"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSite(t)
			s.cognito.DeviceTracking = test.tracking
			s.addUser()
			tb := newTab(t, s)
			tb.openLibrary("ours")
			var calls []call
			tb.eval("traceSignIn(makeUser($0), $1)", &calls, username, password)
			wantCalls(t, calls, test.want)
			wantOperations(t, s, "InitiateAuth[USER_SRP_AUTH]", "RespondToAuthChallenge[PASSWORD_VERIFIER]", "ConfirmDevice")
			stored := tb.storage()
			for _, name := range deviceKeys(username) {
				if stored[name] == "" {
					t.Errorf("%s is not stored", name)
				}
			}
			deviceKey := stored[key(username+".deviceKey")]
			user, _ := s.cognito.User(username)
			if len(user.Devices) != 1 || user.Devices[0].Key != deviceKey || !user.Devices[0].Confirmed {
				t.Errorf("the server's devices %+v, stored %s", user.Devices, deviceKey)
			}

			// The service refuses a refresh that does not name the device.
			tb.reloadLibrary()
			tb.eval("expire($0)", nil, username)
			s.cognito.ResetRequests()
			tb.session()
			wantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")
			if got := body(t, s.refreshes()[0]).AuthParameters["DEVICE_KEY"]; got != deviceKey {
				t.Errorf("refreshed with DEVICE_KEY %q, want %q", got, deviceKey)
			}
		})
	}
}

func TestRememberedDeviceSignsInByDeviceSRP(t *testing.T) {
	for _, flow := range []string{"USER_SRP_AUTH", "USER_PASSWORD_AUTH"} {
		t.Run(flow, func(t *testing.T) {
			s := newSite(t)
			s.cognito.DeviceTracking = fakecognito.DeviceTrackingAlways
			s.addUser()
			tb := newTab(t, s)
			tb.openLibrary("ours")
			signIn := func() []call {
				var calls []call
				tb.eval("window.user = makeUser($0), user.setAuthenticationFlowType($1), traceSignIn(user, $2)", &calls, username, flow, password)
				return calls
			}
			wantCalls(t, signIn(), "onSuccess(session) later")
			tb.eval("user.signOut()", nil)
			remembered := tb.storage()
			if got := slices.Sorted(maps.Keys(remembered)); !slices.Equal(got, deviceKeys(username)) {
				t.Errorf("after signing out stored %q, want the device only", got)
			}

			s.cognito.ResetRequests()
			wantCalls(t, signIn(), "onSuccess(session) later")
			want := []string{"InitiateAuth[" + flow + "]"}
			if flow == "USER_SRP_AUTH" {
				want = append(want, "RespondToAuthChallenge[PASSWORD_VERIFIER]")
			}
			wantOperations(t, s, append(want, "RespondToAuthChallenge[DEVICE_SRP_AUTH]", "RespondToAuthChallenge[DEVICE_PASSWORD_VERIFIER]")...)
			stored := tb.storage()
			for name, value := range remembered {
				if stored[name] != value {
					t.Errorf("%s changed", name)
				}
			}
			// The device belongs to this session too.
			tb.eval("expire($0)", nil, username)
			tb.session()
		})
	}
}

// The peer takes the last user's device, and stores the tokens under that
// user's name as well.
func TestTwoUsersKeepTheirOwnDevices(t *testing.T) {
	s := newSite(t)
	s.cognito.DeviceTracking = fakecognito.DeviceTrackingAlways
	s.addUser()
	const other = "bob"
	if _, err := s.cognito.CreateUser(fakecognito.NewUser{Username: other, Password: password}); err != nil {
		t.Fatal(err)
	}
	tb := newTab(t, s)
	tb.openLibrary("ours")
	names := []string{username, other}
	for _, name := range names {
		var calls []call
		tb.eval("window[$0] = makeUser($0), traceSignIn(window[$0], $1)", &calls, name, password)
		wantCalls(t, calls, "onSuccess(session) later")
	}
	before := tb.storage()

	// Ada first: bob signed in last, and is the one whom the peer would take.
	for _, name := range names {
		tb.eval("expire($0), window[$0].getSignInUserSession().clockDrift = -100000", nil, name)
		s.cognito.ResetRequests()
		var got gotSession
		tb.eval("called((done) => window[$0].getSession((error, session) => done(error, plainSession(session))))", &got, name)
		session := tb.checked(&got)
		wantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")
		parameters := body(t, s.refreshes()[0]).AuthParameters
		if parameters["DEVICE_KEY"] != before[key(name+".deviceKey")] {
			t.Errorf("%s refreshed with DEVICE_KEY %q, want %q", name, parameters["DEVICE_KEY"], before[key(name+".deviceKey")])
		}
		if stored := tb.storage(); stored[key(name+".accessToken")] != session.Value.AccessToken {
			t.Errorf("%s's new token is not stored under that name", name)
		}
		var called string
		tb.eval("window[$0].getUsername()", &called, name)
		if called != name {
			t.Errorf("%s's object is now called %s", name, called)
		}
		var owner string
		tb.eval("window[$0].getSignInUserSession().getAccessToken().payload.username", &owner, name)
		if owner != name {
			t.Errorf("%s has %s's tokens", name, owner)
		}
	}
	after := tb.storage()
	if got, want := slices.Sorted(maps.Keys(after)), slices.Sorted(maps.Keys(before)); !slices.Equal(got, want) {
		t.Errorf("stored %q, want %q", got, want)
	}
	for _, name := range names {
		for _, deviceKey := range deviceKeys(name) {
			if after[deviceKey] != before[deviceKey] {
				t.Errorf("%s changed", deviceKey)
			}
		}
	}
}
