package engines

import (
	"encoding/json"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// redirected is what a redirect came to.
type redirected struct {
	Result *struct {
		Username, State string
		Valid           bool
	}
	Error *harness.PageError
}

// TestRedirect signs in at the pool's domain, again in a window that nobody has to do anything in,
// and signs out there.
func TestRedirect(t *testing.T) {
	each(t, All, func(t *testing.T, e *Engine) {
		s := harness.NewSite(t)
		s.AddUser()
		app, bye := s.URL+"/app.html", s.URL+"/bye.html"
		s.Cognito.RedirectURIs, s.Cognito.LogoutURIs = []string{app}, []string{bye}
		login, err := json.Marshal(map[string]string{"domain": s.Domain, "redirectUri": app, "logoutUri": bye})
		if err != nil {
			t.Fatal(err)
		}
		s.Page("/bye.html", `<!doctype html><title>bye</title><p id="bye">Goodbye.</p>`)
		s.Script("/redirect.js", harness.Document(t, "e2e/redirect/page.js"))
		s.Page("/app.html", `<!doctype html><title>app</title>
<button id="silently" onclick="window.silently = finished(oauth.authorize({ popup: true, prompt: 'none' }))">Silently</button>
<script>window.endpoint = '`+s.Endpoint+`'; window.login = `+string(login)+`;</script>
<script src="/dist/amazon-cognito-identity.min.js"></script><script src="/dist/cognitowasm.oauth.js"></script>
<script src="/page.js"></script><script src="/redirect.js"></script><script>start();</script>`)
		tb := e.NewTab(t, s)
		tb.Expect("favicon.ico") // which the policy of the domain's pages refuses Firefox
		tb.Open("/app.html")
		tb.Eval("leave(oauth.authorize({ state: 'from here' }))", nil)
		tb.Reach("document.querySelector('#password')")
		tb.Eval("(document.querySelector('#username').value = $0, document.querySelector('#password').value = $1)", nil, harness.Username, harness.Password)
		tb.Click("#signin")
		tb.Reach("document.documentElement.matches('[data-started]:not([data-leaving])')")
		var outcome redirected
		tb.Eval("outcome", &outcome)
		if outcome.Error != nil {
			t.Fatalf("it came to %+v", *outcome.Error)
		}
		if r := outcome.Result; r == nil || r.Username != harness.Username || r.State != "from here" || !r.Valid {
			t.Fatalf("it came to %+v", r)
		}
		before := tb.Session().Value.AccessToken

		tb.Click("#silently")
		var silently redirected
		tb.Eval("silently", &silently)
		if silently.Error != nil || silently.Result == nil || silently.Result.Username != harness.Username {
			t.Errorf("the window came to %+v, error %+v", silently.Result, silently.Error)
		}
		if tb.Session().Value.AccessToken == before {
			t.Error("the session is still the old one")
		}

		tb.Eval("leave(oauth.logout())", nil)
		tb.Reach("document.querySelector('#bye')")
		if stored := tb.Storage(); stored[harness.LastUserKey] != "" {
			t.Errorf("%s is still signed in", stored[harness.LastUserKey])
		}
	})
}
