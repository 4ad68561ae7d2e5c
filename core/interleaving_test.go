package core_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
)

// signedInBefore signs users in before the calls begin.
func signedInBefore(usernames ...string) func(*world) {
	return func(w *world) {
		for _, username := range usernames {
			if _, err := w.pool("one").User(username).SignIn(w.ctx, core.Credentials{Flow: core.UserPasswordAuth, Password: "p"}); err != nil {
				panic(err)
			}
		}
	}
}

// After a sign-out the user stays signed out, whatever refresh or sign-in of the user was in
// progress in this Pool, and whatever refresh in any other.
func TestInterleavingsSignOutStays(t *testing.T) {
	for name, calls := range map[string]func(*world){
		"refresh":                  func(w *world) { w.refresh("one", "ada"); w.signOut("one", "ada") },
		"refresh of another tab":   func(w *world) { w.refresh("two", "ada"); w.signOut("one", "ada") },
		"refreshes of two tabs":    func(w *world) { w.refresh("one", "ada"); w.refresh("two", "ada"); w.signOut("one", "ada") },
		"sign-in":                  func(w *world) { w.signIn("one", "ada"); w.signOut("one", "ada") },
		"sign-in of another tab":   func(w *world) { w.signIn("two", "ada"); w.signOut("one", "ada") },
		"refresh, everywhere":      func(w *world) { w.refresh("one", "ada"); w.globalSignOut("one", "ada") },
		"refresh, everywhere, two": func(w *world) { w.refresh("two", "ada"); w.globalSignOut("one", "ada") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Log(interleavings{
				preemptions: preemptions - strings.Count(name, "two tabs"),
				before:      signedInBefore("ada"),
				calls:       calls,
				after: func(w *world) string {
					var out *call
					for _, c := range w.calls {
						if strings.Contains(c.name, "signs out") {
							out = c
						}
					}
					if out.err != nil {
						return "the sign-out failed: " + out.err.Error()
					}
					// It cancels calls after its first read, before it removes
					// anything.
					ends := w.first(out, "reads clockDrift")
					for _, c := range w.calls {
						switch in := strings.Contains(c.name, "signs in"); {
						case c.name == "ada refreshes over one" && c.session != nil && w.first(c, "sends") < ends && c.ended > ends:
							return "a refresh that the sign-out has ended returns a session"
						case in && c.begun > out.ended && !w.live("ada"):
							return "the sign-in afterwards is lost"
						case in && c.begun > w.first(out, "removes LastAuthUser") && c.err == nil && !w.live("ada"):
							return "a sign-in is lost that began when the session was gone"
						case in && (c.begun > out.begun || strings.HasSuffix(c.name, " over two")):
							return "" // they are free to be signed in
						}
					}
					if w.stored("ada", "refreshToken") != "" {
						return "ada is signed in after the sign-out"
					}
					return ""
				},
			}.explore(t), "interleavings")
		})
	}
}

// first returns the number of the step in which a call first did something, or 0.
func (w *world) first(c *call, what string) int {
	return 1 + slices.IndexFunc(w.trace, func(line string) bool { return strings.HasPrefix(line, c.name+" "+what) })
}

func (w *world) globalSignOut(pool, username string) *call {
	return w.call(username+" signs out everywhere over "+pool, func(ctx context.Context) (*core.Session, error) {
		p := w.pool(pool)
		if _, err := p.Call(ctx, "GlobalSignOut", core.Object{{Name: "AccessToken", Value: "access"}}); err != nil {
			return nil, err
		}
		return nil, p.User(username).SignOut(ctx)
	})
}

// A user who has signed in stays signed in, whatever refresh of an older session is refused at
// the same time, and whoever else signs out.
func TestInterleavingsSignInStays(t *testing.T) {
	for name, calls := range map[string]func(*world){
		"a refresh": func(w *world) { w.refresh("two", "ada"); w.signIn("one", "ada") },
		"a refresh that is refused": func(w *world) {
			w.service.families["ada"].current = ""
			w.refresh("two", "ada")
			w.signIn("one", "ada")
		},
		"the same in one Pool": func(w *world) {
			w.service.families["ada"].current = ""
			w.refresh("one", "ada")
			w.signIn("one", "ada")
		},
		"sign-outs of others":              func(w *world) { w.signOut("one", "bob"); w.signIn("one", "ada") },
		"sign-outs of others in other tab": func(w *world) { w.signOut("two", "bob"); w.signIn("one", "ada") },
		"a sign-in of another":             func(w *world) { w.signIn("one", "bob"); w.signIn("one", "ada") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Log(interleavings{
				preemptions: preemptions,
				before:      signedInBefore("ada", "bob"),
				calls:       calls,
				after: func(w *world) string {
					in := w.calls[1]
					if in.err != nil {
						return "the sign-in failed: " + in.err.Error()
					}
					if !w.live("ada") {
						return "ada's stored session is not good"
					}
					return ""
				},
			}.explore(t), "interleavings")
		})
	}
}

// No valid refresh token is lost, whoever refreshes at the same time and whichever write is
// refused.
func TestInterleavingsNothingIsLost(t *testing.T) {
	for refuse := range refusals {
		t.Run(fmt.Sprint("write ", refuse, " is refused"), func(t *testing.T) {
			t.Log(interleavings{
				preemptions: preemptions - 1,
				before:      signedInBefore("ada", "bob"),
				calls: func(w *world) {
					if refuse > 0 {
						w.refuse = w.writes + refuse
					}
					w.refresh("one", "ada")
					w.refresh("one", "bob")
				},
				after: func(w *world) string {
					for _, username := range []string{"ada", "bob"} {
						if _, err := w.pool("one").User(username).Session(w.ctx); err != nil && !errors.Is(err, core.StorageBlocked) {
							return username + "'s next call: " + err.Error()
						}
						if !w.live(username) {
							return username + "'s stored session is not good"
						}
					}
					return ""
				},
			}.explore(t), "interleavings")
		})
	}
}
