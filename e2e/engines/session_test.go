package engines

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// signedIn is a tab in which ada is signed in.
func signedIn(t *testing.T, e *Engine, s *harness.Site) *Tab {
	t.Helper()
	s.AddUser()
	tb := e.NewTab(t, s)
	tb.OpenLibrary("ours")
	signIn(tb)
	return tb
}

func signIn(tb *Tab) {
	tb.T.Helper()
	if err := tb.SignIn(); err != nil {
		tb.T.Fatalf("signing in: %+v", *err)
	}
}

// TestReload: after the page was loaded again, its session is there while it is still being parsed,
// and needs no request.
func TestReload(t *testing.T) {
	each(t, All, func(t *testing.T, e *Engine) {
		s := harness.NewSite(t)
		tb := signedIn(t, e, s)
		want := tb.Session().Value
		s.Page("/instant.html", `<!doctype html><title>instant</title>
<script src="/dist/amazon-cognito-identity.min.js"></script><script src="/page.js"></script>
<script>
	const user = makePool().getCurrentUser();
	const answers = [];
	user.getSession((error, session) => answers.push({ error, session: plainSession(session) }));
	window.synchronously = { username: user.getUsername(), answers: answers.slice() };
</script>`)
		tb.Open("/instant.html")
		s.Cognito.ResetRequests()
		modules := s.Requests(".wasm")
		tb.Reload()
		var got struct {
			Username string
			Answers  []struct {
				Error   any
				Session harness.PageSession
			}
		}
		tb.Eval("synchronously", &got)
		if got.Username != harness.Username || len(got.Answers) != 1 || got.Answers[0].Error != nil || got.Answers[0].Session != *want {
			t.Errorf("the page read %+v", got)
		}
		harness.WantOperations(t, s)
		if n := s.Requests(".wasm") - modules; n != 0 {
			t.Errorf("%d requests for the Wasm module, want none", n)
		}
	})
}

// TestExpiredSession: callers in one page share one request, whatever the pool does with refresh
// tokens.
func TestExpiredSession(t *testing.T) {
	each(t, All, func(t *testing.T, e *Engine) {
		for name, operation := range map[string]string{"classic": "InitiateAuth", "rotating": "GetTokensFromRefreshToken"} {
			t.Run(name, func(t *testing.T) {
				s := harness.NewSite(t)
				s.Cognito.RefreshTokenRotation = name == "rotating"
				tb := signedIn(t, e, s)
				before := tb.Storage()
				tb.ReloadLibrary()
				s.Cognito.ResetRequests()
				tb.Eval("expire($0)", nil, harness.Username)
				var fates []harness.Fate
				tb.Eval("Promise.all([1, 2, 3].map(() => fate((done) => makePool({ refresh: $0 }).getCurrentUser().getSession(done))))", &fates, name)
				after := tb.Storage()
				for _, f := range fates {
					if f.Good(t); f.Session != nil && f.Session.AccessToken != after[harness.Key(harness.Username, "accessToken")] {
						t.Error("the answer is not what is stored")
					}
				}
				if n := len(s.Cognito.Requests()); n != 1 || len(s.RequestsTo(operation)) != 1 {
					t.Errorf("requests: %q, want one %s", s.Operations(), operation)
				}
				if before[harness.Key(harness.Username, "accessToken")] == after[harness.Key(harness.Username, "accessToken")] {
					t.Error("the access token is still the old one")
				}
				if rotated := before[harness.Key(harness.Username, "refreshToken")] != after[harness.Key(harness.Username, "refreshToken")]; rotated != (name == "rotating") {
					t.Errorf("another refresh token is stored: %t", rotated)
				}
			})
		}
	})
}
