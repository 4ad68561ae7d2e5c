package fakecognito_test

import (
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

const (
	callback = "https://app.example/callback"
	goodbye  = "https://app.example/goodbye"
	// The example of RFC 7636, appendix B.
	codeVerifier  = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	codeChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
)

// visitor is a browser at the domain. It keeps cookies, and stays at each redirect.
type visitor struct {
	*env
	domain string
	client *http.Client
}

// visit serves the domain of a server that has alice.
func visit(t *testing.T, srv *fakecognito.Server) *visitor {
	t.Helper()
	srv.RedirectURIs = []string{callback, callback + "?from=cognito"}
	srv.LogoutURIs = []string{goodbye}
	e := alice(t, srv)
	web := httptest.NewServer(srv.Domain())
	t.Cleanup(web.Close)
	return (&visitor{env: e, domain: web.URL}).another()
}

// another returns another browser at the same domain.
func (v *visitor) another() *visitor {
	v.Helper()
	jar, err := cookiejar.New(nil)
	v.ok(err)
	return &visitor{v.env, v.domain, &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// answer is a reply of the domain.
type answer struct {
	status   int
	body     string
	header   http.Header
	at       *url.URL
	location *url.URL // of a redirect
}

// error returns the text of a page's #error.
func (a *answer) error() string {
	m := regexp.MustCompile(`<p id="error">([^<]*)</p>`).FindStringSubmatch(a.body)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}

func (v *visitor) do(req *http.Request) *answer {
	v.Helper()
	resp, err := v.client.Do(req)
	v.ok(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	v.ok(err)
	a := &answer{resp.StatusCode, string(body), resp.Header, req.URL, nil}
	if resp.StatusCode == http.StatusFound {
		a.location, err = req.URL.Parse(resp.Header.Get("Location"))
		v.ok(err)
	}
	return a
}

func (v *visitor) get(address string) *answer {
	v.Helper()
	req, err := http.NewRequestWithContext(v.ctx, http.MethodGet, address, nil)
	v.ok(err)
	return v.do(req)
}

// post sends a form to the domain, with headers in pairs.
func (v *visitor) submitForm(address string, form url.Values, header ...string) *answer {
	v.Helper()
	req, err := http.NewRequestWithContext(v.ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	v.ok(err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return v.do(req)
}

// values makes a query or form of pairs; a later one replaces an earlier one, and the value
// "-" removes it.
func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		if v.Set(pairs[i], pairs[i+1]); pairs[i+1] == "-" {
			v.Del(pairs[i])
		}
	}
	return v
}

// authorizeURL returns the address of a request with PKCE, changed by pairs.
func (v *visitor) authorizeURL(pairs ...string) string {
	return v.domain + "/oauth2/authorize?" + values(append([]string{
		"response_type", "code", "client_id", clientID, "redirect_uri", callback, "state", "state-1",
		"code_challenge", codeChallenge, "code_challenge_method", "S256",
	}, pairs...)...).Encode()
}

// authorize sends that request.
func (v *visitor) authorize(pairs ...string) *answer {
	v.Helper()
	return v.get(v.authorizeURL(pairs...))
}

// open follows redirects within the domain, to a page.
func (v *visitor) open(a *answer) *answer {
	v.Helper()
	for a.location != nil && strings.HasPrefix(a.location.String(), v.domain) {
		a = v.get(a.location.String())
	}
	if a.status != http.StatusOK {
		v.Fatalf("no page: status %d, location %v, %s", a.status, a.location, a.error())
	}
	return a
}

// submit sends the form of a page that has these fields.
func (v *visitor) submit(page *answer, pairs ...string) *answer {
	v.Helper()
	action := regexp.MustCompile(`action="([^"]*)"`).FindStringSubmatch(page.body)
	if action == nil {
		v.Fatalf("no form in %s", page.body)
	}
	to, err := page.at.Parse(html.UnescapeString(action[1]))
	v.ok(err)
	form := values(pairs...)
	for _, m := range regexp.MustCompile(`type="hidden" name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(page.body, -1) {
		if !form.Has(m[1]) {
			form.Set(m[1], html.UnescapeString(m[2]))
		}
	}
	return v.submitForm(to.String(), form)
}

// signInAtDomain signs alice in, and returns where the browser is sent.
func (v *visitor) signInAtDomain(pairs ...string) *answer {
	v.Helper()
	return v.submit(v.open(v.authorize(pairs...)), "username", "alice", "password", password)
}

// code returns the code in a redirect to the application.
func (v *visitor) code(a *answer) string {
	v.Helper()
	if a.location == nil || a.location.Query().Get("code") == "" {
		v.Fatalf("no code: status %d, location %v, %s", a.status, a.location, a.error())
	}
	return a.location.Query().Get("code")
}

// callbackError returns the error in a redirect to the application.
func (v *visitor) callbackError(a *answer) string {
	v.Helper()
	if a.location == nil || !strings.HasPrefix(a.location.String(), callback+"?") {
		v.Fatalf("no redirect to the application: status %d, location %v", a.status, a.location)
	}
	return a.location.Query().Get("error")
}

// tokenSet is a reply of the token endpoint.
type tokenSet struct {
	status       int
	header       http.Header
	Error        string `json:"error"`
	Description  string `json:"error_description"`
	AccessToken  string `json:"access_token"`
	IDToken      string `json:"id_token"`
	RefreshToken string `json:"refresh_token"`
	ExpiresIn    int    `json:"expires_in"`
	TokenType    string `json:"token_type"`
}

// token calls the token endpoint.
func (v *visitor) token(form url.Values, header ...string) *tokenSet {
	v.Helper()
	a := v.submitForm(v.domain+"/oauth2/token", form, header...)
	set := &tokenSet{status: a.status, header: a.header}
	if err := json.Unmarshal([]byte(a.body), set); err != nil {
		v.Fatalf("status %d, body %q: %v", a.status, a.body, err)
	}
	return set
}

// exchange exchanges a code of authorizeURL, with a form changed by pairs.
func (v *visitor) exchange(code string, pairs ...string) *tokenSet {
	v.Helper()
	return v.token(values(append([]string{
		"grant_type", "authorization_code", "client_id", clientID, "code", code,
		"redirect_uri", callback, "code_verifier", codeVerifier,
	}, pairs...)...))
}

// tokens signs alice in at the domain, and returns her tokens.
func (v *visitor) tokens(pairs ...string) *tokenSet {
	v.Helper()
	set := v.exchange(v.code(v.signInAtDomain(pairs...)))
	if set.status != http.StatusOK {
		v.Fatalf("token: %d %s %s", set.status, set.Error, set.Description)
	}
	return set
}

// refreshAtDomain refreshes by the token endpoint.
func (v *visitor) refreshAtDomain(token string) *tokenSet {
	v.Helper()
	return v.token(values("grant_type", "refresh_token", "client_id", clientID, "refresh_token", token))
}
