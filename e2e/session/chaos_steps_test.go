package session

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

const spend = "GetTokensFromRefreshToken"

// chaosCards are the steps, as often as they are in the deck. Those that are "underway"
// happen while the service holds a refresh.
var chaosCards = []string{
	"ask", "ask", "calm", "calm", "wait", "fault", "fault", "fault", "close", "reload", "slow", "own storages", "own storages",
	"administrator", "sign out", "upstream signs out", "back", "back signed out", "back signed out by upstream",
	"underway", "underway: kill", "underway: reload", "underway: sign out", "underway: upstream signs out",
	"underway: removed by the page", "underway: removed by the page", "underway: freeze", "underway: freeze and sign out",
	"underway: core ends", "underway: core ends",
}

var chaosFaults = map[string]fakecognito.Fault{
	"503":               {Status: 503, Body: "<html>"},
	"500":               {Status: 500, Code: "InternalErrorException", Message: "x"},
	"429":               harness.TooMany,
	"portal":            {Status: 200, Body: "<html>Welcome</html>"},
	"no CORS":           {NoCORS: true},
	"closed connection": {CloseConnection: true},
	"lost reply":        {CloseConnection: true, AfterProcessing: true},
}

func chaosFaultNames() []string { return slices.Sorted(maps.Keys(chaosFaults)) }

// canPlay reports whether a step can be taken now.
func (c *chaos) canPlay(card string) bool {
	switch card {
	case "ask", "wait", "close", "reload", "own storages":
		return true
	case "underway: kill", "underway: reload", "underway: core ends", "underway: freeze":
		// Without grace, a reply that nobody gets is the end of the session.
		return c.signedIn && c.s.Cognito.RotationGrace > 0
	}
	return c.signedIn
}

// step does one thing.
func (c *chaos) step() string {
	if !c.signedIn && c.random.IntN(3) > 0 {
		c.card = "sign in"
		return c.signIn()
	}
	card := c.cards.draw(c.random, c.canPlay)
	c.card = card
	i := c.random.IntN(len(c.tabs))
	tb, other := c.tabs[i], c.tabs[(i+1)%len(c.tabs)]
	switch card {
	case "ask":
		c.asked(card, c.begin(c.tabs, 1+c.random.IntN(4))())
	case "calm":
		c.calm()
	case "wait":
		time.Sleep(time.Duration(c.random.IntN(int(lifetime))))
	case "fault":
		card += " " + c.fault()
	case "close":
		tb.Close()
		c.tabs[i] = c.open()
	case "reload":
		tb.Reload()
		c.load(tb)
	case "slow":
		c.throttle(tb, 4)
		c.expire(tb)
		c.asked(card, c.begin(c.tabs, 1+c.random.IntN(3))())
		c.throttle(tb, 1)
	case "own storages":
		c.ownStorages()
	case "administrator":
		c.expire(tb)
		c.s.Cognito.RevokeAll(harness.Username)
		c.signedIn, c.forgotten = false, false
		for _, a := range c.begin(c.tabs, 1)() {
			if isSession(a) {
				c.t.Errorf("%s: somebody still has a session", card)
			}
		}
	case "sign out":
		c.signOut(tb)
		c.checkOwners(card)
	case "upstream signs out":
		c.upstreamSignsOut()
		c.checkOwners(card)
	case "back", "back signed out", "back signed out by upstream":
		c.back(card, tb, other)
	default:
		card += c.underway(card, i)
	}
	return card
}

// expire lets the stored session expire, and waits until all tabs know.
func (c *chaos) expire(tb *harness.Tab) {
	tb.Eval("expire($0)", nil, harness.Username)
	for _, other := range c.tabs {
		other.Eventually("makePool().getCurrentUser() && localStorage.getItem($0) === '-100000'", harness.Key(harness.Username, "clockDrift"))
	}
}

// calm is a time without faults: nobody is told of any, and no token is spent twice.
func (c *chaos) calm() {
	c.s.Cognito.ClearFaults()
	c.recover("calm")
	if c.random.IntN(2) == 0 {
		time.Sleep(lifetime + time.Second)
	} else {
		c.expire(c.tabs[0])
	}
	before := map[string]int{}
	for _, token := range c.s.Cognito.RefreshTokens() {
		before[token.Token] = token.Spent
	}
	for _, a := range c.begin(c.tabs, 1+c.random.IntN(3))() {
		if !isSession(a) || a.Username != harness.Username {
			c.t.Errorf("calm: %v", a)
		}
	}
	for _, token := range c.s.Cognito.RefreshTokens() {
		if token.Spent > 1 && token.Spent > before[token.Token] {
			c.t.Errorf("calm: a refresh token was spent that had been replaced")
		}
	}
}

// fault lets the next refreshes go wrong.
func (c *chaos) fault() (name string) {
	name = c.faults.draw(c.random, func(name string) bool {
		return name != "lost reply" || c.s.Cognito.RotationGrace > 0
	})
	times := 1 + c.random.IntN(4)
	c.s.Cognito.Fail(spend, chaosFaults[name], times)
	c.expire(c.tabs[0])
	c.asked("fault "+name, c.begin(c.tabs, 1+c.random.IntN(3))())
	return name + " " + strconv.Itoa(times)
}

// underway does something to a tab, or in another one, while the service holds the tab's
// refresh, before or after it has replaced the token.
func (c *chaos) underway(card string, i int) (how string) {
	tb, other := c.tabs[i], c.tabs[(i+1)%len(c.tabs)]
	c.s.Cognito.ClearFaults()
	c.expire(tb)
	hold := c.s.Cognito.Hold
	if c.random.IntN(2) == 0 {
		hold, how = c.s.Cognito.HoldReply, ", reply held"
	}
	held := hold(spend)
	defer held.Release()
	first := c.begin([]*harness.Tab{tb}, 1+c.random.IntN(3))
	tb.Wait(held)
	var others []*harness.Tab
	for _, each := range c.tabs {
		if each != tb {
			others = append(others, each)
		}
	}
	rest := c.begin(others, c.random.IntN(3))
	switch card {
	case "underway: kill":
		tb.Close()
		c.tabs[i] = c.open()
	case "underway: reload":
		tb.Reload()
		c.load(tb)
	case "underway: sign out":
		c.signOut(c.tabs[c.random.IntN(len(c.tabs))])
	case "underway: upstream signs out":
		c.upstreamSignsOut()
	case "underway: removed by the page":
		// By code that does not know this library, amplify or upstream for instance: a
		// page hears nothing of what it does to its own storage.
		tb.Eval("Object.keys(localStorage).filter((key) => key.startsWith('CognitoIdentityServiceProvider.')).forEach((key) => localStorage.removeItem(key))", nil)
		c.signedIn, c.forgotten = false, true
	case "underway: freeze", "underway: freeze and sign out":
		c.freeze(tb)
		if card == "underway: freeze and sign out" {
			c.signOut(other)
		}
	case "underway: core ends":
		tb.Eval("void (window.crash = $0)", nil, []string{"trap", "exit"}[c.random.IntN(2)])
	}
	held.Release()
	if card == "underway: freeze" || card == "underway: freeze and sign out" {
		// Some of the time, what comes in comes while it is frozen.
		time.Sleep(time.Duration(c.random.IntN(int(time.Second))))
		c.thaw(tb)
	}
	answers := first()
	if card == "underway: core ends" {
		var ended bool
		if tb.Eval("window.crash === undefined", &ended); !ended {
			c.t.Errorf("%s: it did not", card)
		}
	}
	if card == "underway: removed by the page" {
		if slices.ContainsFunc(answers, isSession) {
			c.t.Errorf("%s: a refresh has brought the session back", card)
		}
		tb.Eval("makeUser($0).signOut()", nil, harness.Username) // for what is in memory
	}
	c.asked(card, append(answers, rest()...))
	return how
}

// back takes a tab to another page and, after something has happened in another tab,
// back again.
func (c *chaos) back(card string, tb, other *harness.Tab) {
	c.recover(card)
	// A page that holds a lock is not kept: one tells others of a refresh for a while.
	tb.Eval("eventually(async () => !(await navigator.locks.query()).held.length, 5000)", nil)
	tb.Open("/upstream.html")
	switch card {
	case "back":
		c.expire(other)
		c.asked(card, c.begin([]*harness.Tab{other}, 1)())
	case "back signed out":
		c.signOut(other)
	case "back signed out by upstream":
		c.upstreamSignsOut()
	}
	tb.Eval("void setTimeout(() => history.back())", nil)
	loaded(tb, "/ours.html")
	var kept bool
	if tb.Eval("!!window.asks", &kept); kept {
		c.backs++
	} else {
		c.load(tb)
	}
}

// loaded waits until the page of this path is there. It asks from outside, since what
// waits inside a page ends with it.
func loaded(tb *harness.Tab, path string) {
	tb.T.Helper()
	for deadline := time.Now().Add(harness.Patience); ; time.Sleep(20 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(tb.Ctx, time.Second)
		there, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("location.pathname === "+strconv.Quote(path)+" && document.readyState === 'complete'"))
		cancel()
		if err == nil && there {
			return
		}
		if time.Now().After(deadline) {
			tb.T.Fatalf("%s never came: %v", path, err)
		}
	}
}

// freeze freezes a tab, as browsers do with those that nobody has looked at for a while.
func (c *chaos) freeze(tb *harness.Tab) { c.lifecycle(tb, page.SetWebLifecycleStateStateFrozen) }

// thaw wakes a frozen tab, which stays hidden, and waits until it is served again: now and
// then Chromium wakes a tab and goes on to hold back what the network brings it.
func (c *chaos) thaw(tb *harness.Tab) {
	c.t.Helper()
	for deadline := time.Now().Add(harness.Patience); ; {
		c.lifecycle(tb, page.SetWebLifecycleStateStateActive)
		ctx, cancel := context.WithTimeout(tb.Ctx, time.Second)
		_, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("fetch('/page.js').then((reply) => reply.text()).then(() => true)", chromedp.EvalAwaitPromise))
		cancel()
		if err == nil {
			return
		}
		c.say("         still frozen")
		c.freeze(tb)
		if time.Now().After(deadline) {
			c.t.Fatalf("a tab stays frozen: %v", err)
		}
	}
}

func (c *chaos) lifecycle(tb *harness.Tab, state page.SetWebLifecycleStateState) {
	c.t.Helper()
	if _, err := chromedp.Call(tb.Ctx, page.SetWebLifecycleState, page.SetWebLifecycleStateParams{State: state}); err != nil {
		c.t.Fatal(err)
	}
}

// throttle makes a tab so many times slower.
func (c *chaos) throttle(tb *harness.Tab, rate float64) {
	c.t.Helper()
	if _, err := chromedp.Call(tb.Ctx, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: rate}); err != nil {
		c.t.Fatal(err)
	}
}

func (c *chaos) signOut(tb *harness.Tab) {
	tb.Eval("void ((user) => user && user.signOut($0 ? () => {} : undefined))(makePool().getCurrentUser())", nil, c.random.IntN(2) == 0)
	c.signedIn, c.forgotten = false, true
}

func (c *chaos) upstreamSignsOut() {
	c.upstream.Eventually("makePool().getCurrentUser()")
	c.upstream.Eval("makePool().getCurrentUser().signOut()", nil)
	c.signedIn, c.forgotten = false, true
}

// signIn signs ada in, at an app client that has another grace period than before.
func (c *chaos) signIn() string {
	c.s.Cognito.ClearFaults()
	c.s.Cognito.RotationGrace = c.graces.draw(c.random, func(time.Duration) bool { return true }) // nothing is under way
	tb := c.tabs[c.random.IntN(len(c.tabs))]
	var o harness.Outcome
	flow := []string{"USER_SRP_AUTH", "USER_PASSWORD_AUTH"}[c.random.IntN(2)]
	for range 5 {
		tb.Eval("(window.user = makeUser($0), user.setAuthenticationFlowType($1), signIn(user, $2))", &o, harness.Username, flow, harness.Password)
		if o.Error == nil || o.Error.Reason != "SIGNED_OUT" {
			break
		}
		// What another tab removed is seen by an event, which says nothing of when.
		c.say("         %s", o.Error.Reason)
	}
	if o.Called != "onSuccess" {
		c.t.Errorf("sign-in: %+v, %+v", o, o.Error)
		return "sign in"
	}
	c.signedIn = true
	// What one tab writes reaches the others key by key.
	var mine string
	tb.Eval("user.getSignInUserSession().getRefreshToken().getToken()", &mine)
	for _, other := range c.tabs {
		for deadline := time.Now().Add(5 * time.Second); other.Storage()[harness.Key(harness.Username, "refreshToken")] != mine || other.Storage()[harness.LastUserKey] == ""; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(deadline) {
				c.t.Errorf("sign-in: another tab does not see it")
				break
			}
		}
	}
	return "sign in, grace " + c.s.Cognito.RotationGrace.String()
}

// ownStorages lets a user sign out whose session is in the tab's own storage: the other
// one and ada stay.
func (c *chaos) ownStorages() {
	c.checkOwners("own storages")
	i := c.random.IntN(len(c.owners))
	c.owners[i].Eval("signOutOwn($0)", nil, owned[i])
	var left asking
	if c.owners[i].Eval("askOwn($0)", &left, owned[i]); isSession(left) {
		c.t.Errorf("own storages: %v after the sign-out", left)
	}
	c.signInOwn(i)
	c.checkOwners("own storages")
}

func (c *chaos) signInOwn(i int) {
	c.t.Helper()
	var o harness.Outcome
	if c.owners[i].Eval("signInOwn($0, $1)", &o, owned[i], harness.Password); o.Called != "onSuccess" {
		c.t.Errorf("sign-in of %s: %+v, %+v", owned[i], o, o.Error)
	}
}

// checkOwners checks that those have their own sessions whom nobody has signed out.
func (c *chaos) checkOwners(step string) {
	c.t.Helper()
	c.s.Cognito.ClearFaults()
	for i, name := range owned {
		var a asking
		if c.owners[i].Eval("askOwn($0)", &a, name); !isSession(a) || a.Username != name {
			c.t.Errorf("%s: %s in a tab with a storage of its own has: %v", step, name, a)
		}
	}
}
