package session

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// lifetime is how long ID and access tokens are good: some steps wait until they have
// expired.
const lifetime = 3 * time.Second

// graces are how long the service takes a refresh token that it has replaced, another
// time with each sign-in.
var graces = []time.Duration{0, time.Minute, 20 * time.Second}

//go:embed chaos.js
var chaosScript string

// chaos is a run: what the service and the tabs do is random, and what must hold is
// known.
type chaos struct {
	t        *testing.T
	s        *harness.Site
	random   *rand.Rand
	anchor   *harness.Tab // keeps the profile
	tabs     []*harness.Tab
	upstream *harness.Tab   // a page of amazon-cognito-identity-js
	owners   []*harness.Tab // of users whose sessions are in the tab's own storage: see owned

	cards, faults deck[string]
	graces        deck[time.Duration]

	signedIn  bool // what must be so
	forgotten bool // the sign-out was one that all pages hear of
	backs     int  // returns from the back/forward cache
	card      string
	log       []string
}

// deck returns its cards in random order, each as often as it is in it before any is
// given again: a short run sees them all too.
type deck[T any] struct {
	all, left []T
}

// draw takes the next card that can be played now.
func (d *deck[T]) draw(random *rand.Rand, can func(T) bool) T {
	for {
		if i := slices.IndexFunc(d.left, can); i >= 0 {
			card := d.left[i]
			d.left = slices.Delete(d.left, i, i+1)
			return card
		}
		more := slices.Clone(d.all)
		random.Shuffle(len(more), func(i, j int) { more[i], more[j] = more[j], more[i] })
		d.left = append(d.left, more...)
	}
}

// asking is one answer of getSession.
type asking struct {
	Valid, Retryable                bool
	Code, Reason, Message, Username string
}

func (a asking) String() string {
	if a.Reason == "" {
		return fmt.Sprint("session of ", a.Username, ", valid: ", a.Valid)
	}
	return fmt.Sprintf("%s|%s|%t|%s", a.Code, a.Reason, a.Retryable, a.Message)
}

func isSession(a asking) bool { return a.Reason == "" }

func (c *chaos) open() *harness.Tab {
	tb := c.anchor.Another()
	tb.Expect("blocked by CORS policy")
	tb.BeforePages(harness.Crashable)
	c.load(tb)
	return tb
}

func (c *chaos) load(tb *harness.Tab) {
	tb.OpenLibrary("ours")
	tb.RunScript(chaosScript)
}

func (c *chaos) say(format string, arguments ...any) {
	c.log = append(c.log, fmt.Sprintf(format, arguments...))
}

// begin starts so many calls in each of the tabs, and returns what waits for their ends.
func (c *chaos) begin(tabs []*harness.Tab, count int) (end func() []asking) {
	tabs = slices.Clone(tabs)
	for _, tb := range tabs {
		tb.Eval("void (window.underway = asks($0))", nil, count)
	}
	return func() []asking {
		var all []asking
		for _, tb := range tabs {
			if !slices.Contains(c.tabs, tb) {
				continue // it was closed meanwhile
			}
			var got []asking
			tb.Eval("window.underway || []", &got)
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
		case isSession(a) && !a.Valid:
			c.t.Errorf("%s: a session that is over", step)
		case isSession(a) && a.Username != harness.Username:
			c.t.Errorf("%s: %v", step, a)
		case !isSession(a) && !a.Retryable && c.signedIn && a.Code != "CoreCrashed":
			c.t.Errorf("%s: %v", step, a)
		}
	}
}

// recover asks until there is a session, as the next page would.
func (c *chaos) recover(step string) {
	c.t.Helper()
	var last []asking
	for range 10 {
		last = c.begin(c.tabs, 1)()
		c.asked(step, last)
		if !slices.ContainsFunc(last, func(a asking) bool { return !isSession(a) }) {
			return
		}
	}
	c.t.Errorf("%s: no session after ten attempts: %v", step, last)
}

// check is what holds after every step.
func (c *chaos) check(step string) {
	c.t.Helper()
	if n := c.s.Cognito.ReuseRevocations(); n != 0 {
		c.t.Errorf("%s: %d sign-ins were ended because a refresh token was used again", step, n)
	}
	if c.signedIn {
		c.recover(step)
	}
	// What one tab writes, another may see a little later.
	var stored map[string]string
	tb := c.tabs[c.random.IntN(len(c.tabs))]
	for deadline := time.Now().Add(2 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		stored = tb.Storage()
		_, there := stored[harness.Key(harness.Username, "idToken")]
		if there == c.signedIn && (!there || c.isLive(stored[harness.Key(harness.Username, "refreshToken")])) || time.Now().After(deadline) {
			break
		}
	}
	_, there := stored[harness.Key(harness.Username, "idToken")]
	switch {
	case c.signedIn && !c.isLive(stored[harness.Key(harness.Username, "refreshToken")]):
		c.t.Errorf("%s: the stored refresh token is not live; stored: %t", step, there)
	case !c.signedIn && there:
		c.t.Errorf("%s: a session is stored after a sign-out", step)
	}
	// Other tabs have a second to hear of it.
	for deadline := time.Now().Add(time.Second); !c.signedIn && slices.ContainsFunc(c.begin(c.tabs, 1)(), isSession); {
		if time.Now().After(deadline) {
			c.t.Errorf("%s: somebody has a session a second after a sign-out", step)
			break
		}
	}
	for _, tb := range c.tabs {
		var odd int
		if tb.Eval("oddCallbacks()", &odd); odd != 0 {
			c.t.Errorf("%s: %d calls were answered twice", step, odd)
		}
		var after float64
		if !c.signedIn && c.forgotten {
			if tb.Eval("eventually(() => remembered() === 0, 5000)", &after); after < 0 {
				c.t.Errorf("%s: after a sign-out, a tab has the session in memory", step)
			}
		}
	}
}

// isLive reports whether the service takes a refresh token now.
func (c *chaos) isLive(token string) bool {
	return slices.ContainsFunc(c.s.Cognito.RefreshTokens(), func(r fakecognito.RefreshToken) bool { return r.Token == token && r.Live })
}

// owned are the users whose sessions are in their tab's own storage.
var owned = []string{"bob", "eve"}

// begins opens the tabs.
func (c *chaos) begins() {
	for range 3 {
		c.tabs = append(c.tabs, c.open())
	}
	c.upstream = c.anchor.Another()
	c.upstream.OpenLibrary("upstream")
	for i, name := range owned {
		if _, err := c.s.Cognito.CreateUser(fakecognito.NewUser{Username: name, Password: harness.Password}); err != nil {
			c.t.Fatal(err)
		}
		c.owners = append(c.owners, c.open())
		c.signInOwn(i)
	}
	c.signIn()
}

// TestChaos is a random run of three tabs, beside others that must not be disturbed:
// COGNITOWASM_CHAOS is how long it takes (a minute when omitted),
// COGNITOWASM_CHAOS_SEED what it is made of.
func TestChaos(t *testing.T) {
	t.Parallel()
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
	start := time.Now()
	s := harness.NewSite(t)
	s.Cognito.RefreshTokenRotation = true
	s.Cognito.IDTokenLifetime, s.Cognito.AccessTokenLifetime = lifetime, lifetime
	s.AddUser()
	c := &chaos{
		t: t, s: s, random: rand.New(rand.NewPCG(uint64(seed), 0)), anchor: harness.NewTab(t, s),
		cards: deck[string]{all: chaosCards}, faults: deck[string]{all: chaosFaultNames()}, graces: deck[time.Duration]{all: graces},
	}
	steps := 0
	defer func() { // also when something is fatal
		t.Logf("%d steps, %d refresh tokens, %d requests, %d pages came back from the cache", steps, len(s.Cognito.RefreshTokens()), len(s.Cognito.Requests()), c.backs)
		if t.Failed() || testing.Verbose() {
			t.Logf("the last steps:\n%s\nthen: %s", strings.Join(c.log[max(0, len(c.log)-20):], "\n"), c.card)
		}
	}()
	c.begins()
	for ; time.Since(start) < length && !t.Failed(); steps++ {
		began := time.Now()
		step := c.step()
		c.check(step)
		c.say("%8v %s: %v", time.Since(start).Round(time.Millisecond), step, time.Since(began).Round(time.Millisecond))
	}
}
