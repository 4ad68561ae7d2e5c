package e2e

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// grace is how long the service takes a refresh token that it has replaced; lifetime
// how long the other tokens are good, so that nearly every step refreshes.
const (
	grace    = 20 * time.Second
	lifetime = 2 * time.Second
)

// chaosPage notes every callback of the page: asked is what was asked for, told
// what came. asks is a promise of what so many concurrent getSession come to.
const chaosPage = `void (window.asked = [], window.asks = (count) => {
	const user = () => makePool().getCurrentUser() || makeUser('ada');
	const shared = user();
	return Promise.all(Array.from({ length: count }, (_, i) => new Promise((resolve) => {
		const ask = { told: 0 };
		asked.push(ask);
		(i % 2 ? shared : user()).getSession((error, session) => {
			ask.told++;
			resolve(error
				? { code: error.code || '', reason: error.reason || '', retryable: error.retryable === true, message: error.message }
				: { valid: session.isValid() });
		});
	})));
}, window.oddCallbacks = () => asked.filter((ask) => ask.told > 1).length)`

// chaos is a run: what the service and the tabs do is random, and what must hold is
// known.
type chaos struct {
	t      *testing.T
	s      *site
	random *rand.Rand
	anchor *tab // keeps the profile
	tabs   []*tab
	// signedIn is what must be so; families are the sign-ins that an administrator ended.
	signedIn bool
	log      []string
}

// asking is one answer of getSession.
type asking struct {
	Valid, Retryable      bool
	Code, Reason, Message string
}

func (a asking) String() string {
	if a.Reason == "" {
		return fmt.Sprint("session, valid: ", a.Valid)
	}
	return fmt.Sprintf("%s|%s|%t|%s", a.Code, a.Reason, a.Retryable, a.Message)
}

func (c *chaos) open() *tab {
	tb := c.anchor.another()
	tb.expect("blocked by CORS policy")
	c.load(tb)
	return tb
}

func (c *chaos) load(tb *tab) {
	tb.openLibrary("ours")
	tb.eval(chaosPage, nil)
}

func (c *chaos) tab() *tab { return c.tabs[c.random.IntN(len(c.tabs))] }

func (c *chaos) say(format string, arguments ...any) {
	c.log = append(c.log, fmt.Sprintf(format, arguments...))
}

// begin starts so many calls in each tab, and gives what waits for their ends.
func (c *chaos) begin(count int) (end func() []asking) {
	for _, tb := range c.tabs {
		tb.eval("void (window.underway = asks($0))", nil, count)
	}
	tabs := slices.Clone(c.tabs)
	return func() []asking {
		var all []asking
		for _, tb := range tabs {
			if !slices.Contains(c.tabs, tb) {
				continue // it was closed meanwhile
			}
			var got []asking
			tb.eval("window.underway || []", &got)
			all = append(all, got...)
		}
		return all
	}
}

// asked holds the answers to what may come.
func (c *chaos) asked(step string, answers []asking) {
	c.t.Helper()
	for _, a := range answers {
		switch {
		case a.Reason == "" && !a.Valid:
			c.t.Errorf("%s: a session that is over", step)
		case a.Reason != "" && !a.Retryable && c.signedIn:
			c.t.Errorf("%s: %v", step, a)
		}
	}
}

// recover asks until there is a session, as the next page would.
func (c *chaos) recover(step string) {
	c.t.Helper()
	var last []asking
	for range 10 {
		last = c.begin(1)()
		c.asked(step, last)
		if !c.signedIn || !slices.ContainsFunc(last, func(a asking) bool { return a.Reason != "" }) {
			return
		}
	}
	c.t.Errorf("%s: no session after ten attempts: %v", step, last)
}

var chaosFaults = map[string]fakecognito.Fault{
	"503":               {Status: 503, Body: "<html>"},
	"500":               {Status: 500, Code: "InternalErrorException", Message: "x"},
	"429":               tooMany,
	"portal":            {Status: 200, Body: "<html>Welcome</html>"},
	"no CORS":           {NoCORS: true},
	"closed connection": {CloseConnection: true},
	"lost reply":        {CloseConnection: true, AfterProcessing: true},
}

// step does one thing.
func (c *chaos) step() string {
	const spend = "GetTokensFromRefreshToken"
	kinds := []string{"ask", "ask", "wait", "fault", "fault", "fault", "hold", "hold reply", "close", "kill", "reload", "reload underway", "sign out", "sign out underway", "administrator"}
	kind := kinds[c.random.IntN(len(kinds))]
	if !c.signedIn && c.random.IntN(3) > 0 {
		kind = "sign in"
	}
	switch kind {
	case "ask":
		c.asked(kind, c.begin(1+c.random.IntN(4))())
	case "wait":
		time.Sleep(time.Duration(c.random.IntN(int(lifetime + time.Second))))
	case "fault":
		names := slices.Sorted(func(yield func(string) bool) {
			for name := range chaosFaults {
				if !yield(name) {
					return
				}
			}
		})
		name, times := names[c.random.IntN(len(names))], 1+c.random.IntN(4)
		kind += " " + name + " " + strconv.Itoa(times)
		c.s.cognito.Fail(spend, chaosFaults[name], times)
		time.Sleep(time.Duration(c.random.IntN(int(lifetime))))
		c.asked(kind, c.begin(1+c.random.IntN(3))())
	case "hold", "hold reply", "kill", "reload underway", "sign out underway":
		hold := c.s.cognito.Hold
		if c.random.IntN(2) == 0 || kind == "hold reply" {
			hold = c.s.cognito.HoldReply
		}
		held := hold(spend)
		time.Sleep(time.Duration(c.random.IntN(int(lifetime))))
		end := c.begin(1 + c.random.IntN(3))
		time.Sleep(time.Duration(c.random.IntN(int(100 * time.Millisecond))))
		i := c.random.IntN(len(c.tabs))
		switch kind {
		case "kill":
			c.tabs[i].close()
			c.tabs[i] = c.open()
		case "reload underway":
			c.tabs[i].reload()
			c.load(c.tabs[i])
		case "sign out underway":
			c.signOut(c.tabs[i])
		}
		held.Release()
		c.asked(kind, end())
	case "close":
		i := c.random.IntN(len(c.tabs))
		c.tabs[i].close()
		c.tabs[i] = c.open()
	case "reload":
		tb := c.tab()
		tb.reload()
		c.load(tb)
	case "sign out":
		c.signOut(c.tab())
	case "sign in":
		c.signIn()
	case "administrator":
		if !c.signedIn {
			break
		}
		c.s.cognito.RevokeAll(username)
		c.signedIn = false
		// Until the tokens end, nobody knows; then all know at once.
		time.Sleep(lifetime + time.Second)
		for _, a := range c.begin(1)() {
			if a.Reason == "" {
				c.t.Errorf("%s: somebody still has a session", kind)
			}
		}
		c.tab().eval("asks(1)", nil) // what may have passed has passed
	}
	return kind
}

func (c *chaos) signOut(tb *tab) {
	tb.eval("void ((user) => user && user.signOut($0 ? () => {} : undefined))(makePool().getCurrentUser())", nil, c.random.IntN(2) == 0)
	c.signedIn = false
}

func (c *chaos) signIn() {
	tb := c.tab()
	var o outcome
	flow := []string{"USER_SRP_AUTH", "USER_PASSWORD_AUTH"}[c.random.IntN(2)]
	for range 5 {
		tb.eval("(window.user = makeUser($0), user.setAuthenticationFlowType($1), signIn(user, $2))", &o, username, flow, password)
		if o.Error == nil || o.Error.Reason != "SIGNED_OUT" {
			break
		}
		// What another tab removed is seen by an event, which says nothing of when.
		c.say("         %s", o.Error.Reason)
	}
	if o.Called != "onSuccess" {
		c.t.Errorf("sign-in: %+v, %+v", o, o.Error)
		return
	}
	c.signedIn = true
	// What one tab writes reaches the others key by key.
	var mine string
	tb.eval("user.getSignInUserSession().getRefreshToken().getToken()", &mine)
	for _, other := range c.tabs {
		for deadline := time.Now().Add(5 * time.Second); other.storage()[key(username+".refreshToken")] != mine || other.storage()[lastUserKey] == ""; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(deadline) {
				c.t.Errorf("sign-in: another tab does not see it")
				break
			}
		}
	}
}

// check is what holds after every step.
func (c *chaos) check(step string) {
	c.t.Helper()
	if n := c.s.cognito.ReuseRevocations(); n != 0 {
		c.t.Errorf("%s: %d sign-ins were ended because a refresh token was used again", step, n)
	}
	if c.signedIn {
		c.recover(step)
	}
	// What one tab writes, another may see a little later.
	var stored map[string]string
	for deadline := time.Now().Add(2 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		stored = c.tab().storage()
		_, there := stored[key(username+".idToken")]
		if there == c.signedIn && (!there || c.isLive(stored[key(username+".refreshToken")])) || time.Now().After(deadline) {
			break
		}
	}
	_, there := stored[key(username+".idToken")]
	switch {
	case c.signedIn && !c.isLive(stored[key(username+".refreshToken")]):
		c.t.Errorf("%s: the stored refresh token is not live; stored: %t", step, there)
	case !c.signedIn && there:
		c.t.Errorf("%s: a session is stored after a sign-out", step)
	}
	// Other tabs have a second to hear of it.
	for deadline := time.Now().Add(time.Second); !c.signedIn && slices.ContainsFunc(c.begin(1)(), func(a asking) bool { return a.Reason == "" }); {
		if time.Now().After(deadline) {
			c.t.Errorf("%s: somebody has a session a second after a sign-out", step)
			break
		}
	}
	for _, tb := range c.tabs {
		var odd int
		if tb.eval("oddCallbacks()", &odd); odd != 0 {
			c.t.Errorf("%s: %d calls were answered twice", step, odd)
		}
	}
}

// isLive tells whether the service takes a refresh token now.
func (c *chaos) isLive(token string) bool {
	return slices.ContainsFunc(c.s.cognito.RefreshTokens(), func(r fakecognito.RefreshToken) bool { return r.Token == token && r.Live })
}

// TestChaos is a random run of three tabs: COGNITOWASM_CHAOS is how long it takes (a
// minute when left out), COGNITOWASM_CHAOS_SEED what it is made of.
func TestChaos(t *testing.T) {
	length, seed := time.Minute, time.Now().UnixNano()
	if text := os.Getenv("COGNITOWASM_CHAOS"); text != "" {
		var err error
		if length, err = time.ParseDuration(text); err != nil {
			t.Fatal(err)
		}
	}
	if text := os.Getenv("COGNITOWASM_CHAOS_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseInt(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("COGNITOWASM_CHAOS_SEED=%d", seed)
	s := newSite(t)
	s.cognito.RefreshTokenRotation, s.cognito.RotationGrace = true, grace
	s.cognito.IDTokenLifetime, s.cognito.AccessTokenLifetime = lifetime, lifetime
	s.addUser()
	c := &chaos{t: t, s: s, random: rand.New(rand.NewPCG(uint64(seed), 0)), anchor: newTab(t, s)}
	for range 3 {
		c.tabs = append(c.tabs, c.open())
	}
	c.signIn()
	steps := 0
	for start := time.Now(); time.Since(start) < length && !t.Failed(); steps++ {
		step := c.step()
		c.say("%8v %s", time.Since(start).Round(time.Millisecond), step)
		c.check(step)
	}
	t.Logf("%d steps, %d refresh tokens, %d requests", steps, len(s.cognito.RefreshTokens()), len(s.cognito.Requests()))
	if t.Failed() {
		t.Logf("the last steps:\n%s", strings.Join(c.log[max(0, len(c.log)-20):], "\n"))
	}
}
