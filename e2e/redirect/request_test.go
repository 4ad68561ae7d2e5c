package redirect

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// TestRequest: what the domain is asked for, parameter by parameter.
func TestRequest(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	// A browser stays where it is when it gets this.
	asked := make(chan url.Values, 1)
	s.ServeDomain("/oauth2/authorize", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusNoContent)
		asked <- r.URL.Query()
	})
	a := openApp(t, s)
	common := []string{"client_id", "code_challenge", "code_challenge_method", "nonce", "redirect_uri", "response_type", "state"}
	random := regexp.MustCompile(`^[\w-]{43}$`)
	seen := map[string]bool{}
	for _, tt := range []struct {
		options string
		more    map[string]string
	}{
		{"", nil},
		{"{ state: { secret: 'mine' } }", nil},
		{"{ provider: 'COGNITO' }", map[string]string{"identity_provider": "COGNITO"}},
		{"{ idpIdentifier: 'example.com' }", map[string]string{"idp_identifier": "example.com"}},
		{"{ loginHint: 'ada+ü@example.com' }", map[string]string{"login_hint": "ada+ü@example.com"}},
		{"{ lang: 'de' }", map[string]string{"lang": "de"}},
		{"{ prompt: 'login select_account' }", map[string]string{"prompt": "login select_account"}},
		{"{ maxAge: 0 }", map[string]string{"max_age": "0"}},
		{"{ maxAge: 3600, acrValues: ['urn:cognito:loa:2', 'urn:cognito:loa:1'] }", map[string]string{"max_age": "3600", "acr_values": "urn:cognito:loa:2 urn:cognito:loa:1"}},
		{"{ resource: 'https://api.example.com/v1?a=b&c' }", map[string]string{"resource": "https://api.example.com/v1?a=b&c"}},
		{"{ nonce: 'mine &=' }", map[string]string{"nonce": "mine &="}},
	} {
		a.authorize(tt.options)
		got := received(t, asked)
		want := slices.Clone(common)
		for name, value := range tt.more {
			if got.Get(name) != value {
				t.Errorf("%s: %s is %q, want %q", tt.options, name, got.Get(name), value)
			}
			if !slices.Contains(want, name) {
				want = append(want, name)
			}
		}
		slices.Sort(want)
		if names := namesOf(got); !slices.Equal(names, want) {
			t.Errorf("%s: the parameters are %q, want %q", tt.options, names, want)
		}
		if got.Get("redirect_uri") != s.URL+"/app.html" || got.Get("response_type") != "code" || got.Get("code_challenge_method") != "S256" {
			t.Errorf("%s: %v", tt.options, got)
		}
		for _, name := range []string{"state", "nonce", "code_challenge"} {
			value := got.Get(name)
			if tt.more[name] == "" && !random.MatchString(value) || seen[value] {
				t.Errorf("%s: %s is not random: %q", tt.options, name, value)
			}
			seen[value] = true
		}
	}

	a.Eval("window.oauth = makeLogin({ scopes: ['openid', 'email', 'https://api.example.com/read'], domain: login.domain + '/' })", nil)
	a.authorize("{}")
	if scope := received(t, asked).Get("scope"); scope != "openid email https://api.example.com/read" {
		t.Errorf("the scope is %q", scope)
	}
}

// received waits for a request.
func received(t *testing.T, requests chan url.Values) url.Values {
	t.Helper()
	select {
	case query := <-requests:
		return query
	case <-time.After(harness.Patience):
		t.Fatal("the domain was asked for nothing")
		return nil
	}
}

func namesOf(values url.Values) []string {
	var names []string
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// TestSilent: prompt=none signs in whoever has a session at the domain, federated users too, and
// shows no page to others.
func TestSilent(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := openApp(t, s)
	a.authorize("{ prompt: 'none' }")
	a.back()
	a.outcome().failed(t, "login_required", "LOGIN_REQUIRED")
	a.authorize("{ provider: 'Google' }")
	a.continueAs("gus@example.com")
	first := a.outcome().good(t, "Google_gus@example.com")
	for _, tt := range []struct{ options, reason string }{
		{"prompt: 'none', state: 7", ""},
		// Whoever names a provider means it.
		{"prompt: 'none', provider: 'COGNITO', state: 7", "LOGIN_REQUIRED"},
		{"prompt: 'none', maxAge: 0, state: 7", "LOGIN_REQUIRED"},
	} {
		a.authorize("{ " + tt.options + " }")
		a.back()
		o := a.outcome()
		if tt.reason != "" {
			if o.failed(t, "login_required", tt.reason); o.State != 7.0 {
				t.Errorf("%s: the state is %v", tt.options, o.State)
			}
			continue
		}
		if got := o.good(t, "Google_gus@example.com"); got.State != 7.0 || got.AccessToken == first.AccessToken {
			t.Errorf("%s: the session is the first one's", tt.options)
		}
	}
	// A refusal has not signed out whoever is signed in here.
	if !a.Session().Value.Valid {
		t.Error("the session is gone")
	}
}

// TestTokensAsAsked: what was asked for is in the tokens.
func TestTokensAsAsked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := openApp(t, s)
	a.authorize("{ resource: 'https://api.example.com', nonce: 'of my own', loginHint: 'ada', lang: 'de' }")
	a.see("html[lang=de] #username[value=ada]")
	a.signIn(harness.Username, harness.Password)
	got := a.outcome().good(t, harness.Username)
	if aud := claims(t, got.AccessToken)["aud"]; aud != "https://api.example.com" {
		t.Errorf("aud of the access token is %v", aud)
	}
	if nonce := claims(t, got.IDToken)["nonce"]; nonce != "of my own" {
		t.Errorf("the nonce is %v", nonce)
	}
	// A refresh keeps the resource, and has no nonce to compare.
	a.Eval("expire($0)", nil, harness.Username)
	a.Open("/app.html")
	refreshed := a.Session().Value
	if aud := claims(t, refreshed.AccessToken)["aud"]; aud != "https://api.example.com" || refreshed.AccessToken == got.AccessToken {
		t.Errorf("aud of the refreshed access token is %v", aud)
	}

	forms := tokenRequests(t, s)
	if len(forms) != 1 {
		t.Fatalf("%d requests for tokens", len(forms))
	}
	if names, want := namesOf(forms[0]), []string{"client_id", "code", "code_verifier", "grant_type", "redirect_uri"}; !slices.Equal(names, want) {
		t.Errorf("the token request has %q, want %q", names, want)
	}
	request := s.RequestsTo("oauth2/token")[0]
	if request.Header.Get("X-Amz-User-Agent") != "" || request.Header.Get("Cookie") != "" || request.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		t.Errorf("the token request has the headers %v", request.Header)
	}
}
