package state

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// model is what a tab must know, by the rules of docs/state.md.
type model struct {
	users   []string
	current string
	story   []string
}

func (m *model) happens(change, user string) {
	users := slices.Sorted(slices.Values(m.users))
	status := m.current
	if status == "" {
		status = "signedOut"
	}
	m.story = append(m.story, fmt.Sprintf("%s %s %s %s", change, or(user, "-"), status, or(strings.Join(users, "+"), "-")))
}

func (m *model) has(user string) bool { return slices.Contains(m.users, user) }

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// TestChaos lets two users sign in, refresh, sign out and take turns in three tabs, at random
// and without waiting for the tabs to hear of it. In the end each has heard of everything that
// happened, in order and once. COGNITOWASM_SEED repeats a sequence.
func TestChaos(t *testing.T) {
	t.Parallel()
	seed := time.Now().UnixNano()
	if text := os.Getenv("COGNITOWASM_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseInt(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("COGNITOWASM_SEED=%d", seed)
	random := rand.New(rand.NewPCG(uint64(seed), 0))
	s := newSite(t)
	tabs := newTabs(t, s, 3)
	m := &model{story: []string{"initial - signedOut -"}}
	const steps = 40
	for range steps {
		tb, user := tabs[random.IntN(3)], []string{"ada", "bob"}[random.IntN(2)]
		// Another tab sees late what is stored; what it does must be done to what there is.
		for _, key := range []string{harness.Key("LastAuthUser"), harness.Key(user, "accessToken")} {
			agree(tabs, key)
		}
		switch action := random.IntN(10); {
		case !m.has(user):
			tb.Eval("enter($0)", nil, user)
			m.users, m.current = append(m.users, user), user
			m.happens("signedIn", user)
		case action < 4:
			tb.Eval("refresh($0, $1)", nil, user, 1+random.IntN(4))
			if m.current == "" {
				m.current = user
				m.happens("userChanged", user)
			} else {
				m.happens("refreshed", user)
			}
		case action < 6:
			tb.Eval("userOf($0).signOut()", nil, user)
			m.users = slices.DeleteFunc(m.users, func(name string) bool { return name == user })
			if m.current == user {
				m.current = ""
			}
			m.happens("signedOut", user)
		case action < 7:
			s.Cognito.RevokeAll(user)
			tb.Eval("refresh($0, $1)", nil, user, 1+random.IntN(4))
			m.users = slices.DeleteFunc(m.users, func(name string) bool { return name == user })
			if m.current == user {
				m.current = ""
			}
			m.happens("expired", user)
		case action < 8 && m.current != "":
			tb.Eval("pool.setCurrentUser(null)", nil)
			m.current = ""
			m.happens("userChanged", "")
		case m.current != user:
			tb.Eval("pool.setCurrentUser(userOf($0))", nil, user)
			m.current = user
			m.happens("userChanged", user)
		default:
			tb.Eval("userOf($0).reauthenticate({ password: $1 })", nil, user, harness.Password)
			m.happens("refreshed", user)
		}
	}
	wantStory(t, tabs, m.story...)
}

// agree waits until all tabs see the same value.
func agree(tabs []*harness.Tab, key string) {
	for {
		var values []string
		for _, tb := range tabs {
			var value string
			tb.Eval("String(localStorage.getItem($0))", &value, key)
			values = append(values, value)
		}
		if len(slices.Compact(values)) == 1 {
			return
		}
	}
}
