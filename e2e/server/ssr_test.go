package server

import (
	"bufio"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// startSample starts a server with the sample of docs/ssr.md, and returns its address.
func startSample(t *testing.T, s *harness.Site) string {
	t.Helper()
	match := regexp.MustCompile("(?s)```js\n(.*?)```").FindStringSubmatch(harness.Document(t, "docs/ssr.md"))
	if match == nil {
		t.Fatal("docs/ssr.md has no sample")
	}
	project := harness.Install(t, harness.UpstreamName)
	text := strings.Replace(match[1], "'cognitowasm/ssr'", "'"+harness.UpstreamName+"/ssr'", 1)
	module := filepath.Join(project, "sample.mjs")
	if err := os.WriteFile(module, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", "ssr.mjs", module)
	cmd.Env = append(os.Environ(), "USER_POOL_ID="+fakecognito.DefaultPoolID, "CLIENT_ID="+fakecognito.DefaultClientID, "COGNITO_ENDPOINT="+s.Endpoint)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Wait() })
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("the server does not start")
	}
	return lines.Text()
}

// newSSRPage opens a page that keeps its sessions in cookies, which do not know ports: the server gets them.
func newSSRPage(t *testing.T, s *harness.Site) *harness.Tab {
	t.Helper()
	s.Page("/cookies.html", `<!doctype html><title>cookies</title><script src="/dist/amazon-cognito-identity.min.js"></script><script src="/page.js"></script><script>
window.endpoint = "`+s.Endpoint+`";
const pool = makePool({ Storage: new AmazonCognitoIdentity.CookieStorage({ secure: false }) });
const userOf = (name) => new AmazonCognitoIdentity.CognitoUser({ Username: name, Pool: pool, Storage: pool.storage });
const cookie = (name) => pool.storage.getItem('CognitoIdentityServiceProvider.' + pool.getClientId() + '.' + pool.getCurrentUser().getUsername() + '.' + name);
</script>`)
	tb := harness.NewTab(t, s)
	tb.Open("/cookies.html")
	return tb
}

const expire = "pool.storage.setItem('CognitoIdentityServiceProvider.' + pool.getClientId() + '.' + pool.getCurrentUser().getUsername() + '.clockDrift', '-100000')"

// TestServerRenders: the page signs in, the server knows who it is and refreshes the session, and
// the page goes on with the new tokens.
func TestServerRenders(t *testing.T) {
	t.Parallel()
	for _, rotation := range []bool{false, true} {
		s := harness.NewSite(t)
		s.Cognito.RefreshTokenRotation = rotation
		s.AddUser()
		server := startSample(t, s)
		tb := newSSRPage(t, s)
		reads := func(want string) {
			t.Helper()
			var got string
			tb.Run(chromedp.Navigate(server + "/"))
			if tb.Eval("document.body.innerText", &got); got != want {
				t.Errorf("the server says %q, want %q", got, want)
			}
			tb.Open("/cookies.html")
		}
		reads("Please sign in.")
		tb.Eval("signIn(userOf('ada'), $0)", nil, harness.Password)
		reads("Hello " + harness.Email)
		var before, after string
		tb.Eval("cookie('accessToken')", &before)
		tb.Eval("void "+expire, nil)
		s.Cognito.ResetRequests()
		reads("Hello " + harness.Email)
		if tb.Eval("cookie('accessToken')", &after); after == before || after == "" {
			t.Error("the page does not see the tokens of the server's refresh")
		}
		n := len(s.Cognito.Requests())
		tb.Eval("pool.getCurrentUser().getSession().then(() => {})", nil)
		if more := len(s.Cognito.Requests()) - n; more != 0 {
			t.Errorf("%d requests for a session that the server has refreshed", more)
		}

		// Whom the service refuses is signed out here too; whom it does not answer is not.
		tb.Eval("void "+expire, nil)
		s.Cognito.Fail("InitiateAuth", fakecognito.Fault{Status: 500, Code: "InternalErrorException", Message: "Down."}, 100)
		s.Cognito.Fail("GetTokensFromRefreshToken", fakecognito.Fault{Status: 500, Code: "InternalErrorException", Message: "Down."}, 100)
		tb.Expect("503")
		reads("SERVICE_FAILURE")
		s.Cognito.ClearFaults()
		reads("Hello " + harness.Email)
		tb.Eval("void "+expire, nil)
		s.Cognito.RevokeAll("ada")
		reads("Please sign in.")
		var nobody bool
		if tb.Eval("pool.getCurrentUser() === null", &nobody); !nobody {
			t.Error("a session that the service has ended is still in the cookies")
		}
	}
}

// TestVisitorsAtTheSameTime: two visitors whose sessions are refreshed at the same time get their own
// tokens.
func TestVisitorsAtTheSameTime(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	server := startSample(t, s)
	header := map[string]string{}
	for _, name := range []string{"ada", "bob"} {
		if _, err := s.Cognito.CreateUser(fakecognito.NewUser{Username: name, Password: harness.Password, Email: name + "@example.com"}); err != nil {
			t.Fatal(err)
		}
		tb := newSSRPage(t, s)
		tb.Eval("signIn(userOf($0), $1)", nil, name, harness.Password)
		tb.Eval("void "+expire, nil)
		var text string
		tb.Eval("document.cookie", &text)
		header[name] = text
	}
	s.Cognito.ResetRequests()
	held := s.Cognito.Hold("InitiateAuth")
	type result struct {
		name, body string
		cookies    []*http.Cookie
	}
	results := make(chan result)
	for name := range maps.Keys(header) {
		go func() {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server, nil)
			if err != nil {
				t.Error(err)
			}
			r.Header.Set("Cookie", header[name])
			response, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Error(err)
				results <- result{name: name}
				return
			}
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			if err != nil {
				t.Error(err)
			}
			results <- result{name, string(body), response.Cookies()}
		}()
	}
	if err := held.Arrived(t.Context()); err != nil {
		t.Fatal(err)
	}
	held.Release()
	for range header {
		got := <-results
		if got.body != "Hello "+got.name+"@example.com" || len(got.cookies) == 0 {
			t.Errorf("%s reads %q, with %d cookies", got.name, got.body, len(got.cookies))
		}
		for _, c := range got.cookies {
			if !strings.Contains(c.Name, "."+got.name+".") && !strings.HasSuffix(c.Name, ".LastAuthUser") || c.HttpOnly || c.Secure || c.SameSite != http.SameSiteLaxMode {
				t.Errorf("%s gets the cookie %s, %v", got.name, c.Name, c)
			}
		}
	}
}
