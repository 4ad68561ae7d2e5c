package engines

import (
	"encoding/json"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// TestRedirect signs in at the pool's domain, and signs out there.
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
<script>window.endpoint = '`+s.Endpoint+`'; window.login = `+string(login)+`;</script>
<script src="/dist/amazon-cognito-identity.min.js"></script><script src="/dist/cognitowasm.oauth.js"></script>
<script src="/page.js"></script><script src="/redirect.js"></script><script>start();</script>`)
		tb := e.NewTab(t, s)
		tb.Expect("favicon.ico") // which the policy of the domain's pages refuses Firefox
		tb.Open("/app.html")
		tb.Eval("leave(oauth.authorize({ state: 'from here' }))", nil)
		tb.Reach("document.querySelector('#password')")
		tb.Eval("(document.querySelector('#username').value = $0, document.querySelector('#password').value = $1)", nil, harness.Username, harness.Password)
		tb.Eval("void setTimeout(() => document.querySelector('#signin').click())", nil)
		tb.Reach("document.documentElement.matches('[data-started]:not([data-leaving])')")
		var outcome struct {
			Result *struct {
				Username, State string
				Valid           bool
			}
			Error *harness.PageError
		}
		tb.Eval("outcome", &outcome)
		if outcome.Error != nil {
			t.Fatalf("it came to %+v", *outcome.Error)
		}
		if r := outcome.Result; r == nil || r.Username != harness.Username || r.State != "from here" || !r.Valid {
			t.Fatalf("it came to %+v", r)
		}
		tb.Session()

		tb.Eval("leave(oauth.logout())", nil)
		tb.Reach("document.querySelector('#bye')")
		if stored := tb.Storage(); stored[harness.LastUserKey] != "" {
			t.Errorf("%s is still signed in", stored[harness.LastUserKey])
		}
	})
}
