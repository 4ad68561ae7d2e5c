package redirect

import (
	"encoding/base64"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// claims decodes a token without a look at its signature.
func claims(t *testing.T, token string) map[string]any {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("a token has %d parts", len(parts))
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var decoded map[string]any
	if err := json.Unmarshal(text, &decoded); err != nil {
		t.Fatal(err)
	}
	return decoded
}

// TestSignIn: whoever has signed in at the domain is an ordinary user of the pool, in this
// library and in upstream's.
func TestSignIn(t *testing.T) {
	t.Parallel()
	for _, rotation := range []bool{false, true} {
		name := map[bool]string{false: "without rotation", true: "with rotation"}[rotation]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.Cognito.RefreshTokenRotation = rotation
			s.Cognito.RedirectURIs = append(s.Cognito.RedirectURIs, s.URL+"/app.html?tenant=ü%20%26=1")
			a := openApp(t, s)
			a.outcome().nothing(t)

			a.Eval("window.oauth = makeLogin({ redirectUri: login.redirectUri + $0 })", nil, "?tenant=ü%20%26=1")
			a.authorize("{ state: { page: '/ü&=?#\\u2028', list: [1, null, { deep: '💶' }] } }")
			a.signIn(harness.Username, harness.Password)
			got := a.outcome().good(t, harness.Username)
			want := map[string]any{"page": "/ü&=?#\u2028", "list": []any{1.0, nil, map[string]any{"deep": "💶"}}}
			if !reflect.DeepEqual(got.State, want) {
				t.Errorf("the application's state is %v, want %v", got.State, want)
			}
			if address, want := a.address(), s.URL+"/app.html?tenant=%C3%BC+%26%3D1"; address != want && address != s.URL+"/app.html?tenant=%C3%BC%20%26=1" {
				t.Errorf("the address is %s, want %s", address, want)
			}
			for name, value := range map[string]string{
				harness.LastUserKey:                           harness.Username,
				harness.Key(harness.Username, "idToken"):      got.IDToken,
				harness.Key(harness.Username, "accessToken"):  got.AccessToken,
				harness.Key(harness.Username, "refreshToken"): got.RefreshToken,
				harness.Key(harness.Username, "clockDrift"):   a.Storage()[harness.Key(harness.Username, "clockDrift")],
			} {
				if stored := a.Storage()[name]; stored != value || stored == "" {
					t.Errorf("%s is not what the sign-in came to", name)
				}
			}
			var left []string
			a.Eval("[...records(), ...records(localStorage)]", &left)
			if len(left) != 0 {
				t.Errorf("records are left: %q", left)
			}

			if email := attribute(a, "email"); email != harness.Email {
				t.Errorf("the e-mail address is %q", email)
			}
			a.Eval("expire($0)", nil, harness.Username)
			s.Cognito.ResetRequests()
			a.Open("/ours.html")
			a.Eval("window.endpoint = $0", nil, s.Endpoint)
			refreshed := a.Session().Value
			if refreshed.AccessToken == got.AccessToken || rotation != (refreshed.RefreshToken != got.RefreshToken) {
				t.Error("the session was not refreshed, or its refresh token is another one without rotation")
			}
			operation := map[bool]string{false: "InitiateAuth", true: "GetTokensFromRefreshToken"}[rotation]
			if n := len(s.RequestsTo(operation)); n != 1 {
				t.Errorf("%d requests of %s, want 1", n, operation)
			}

			a.OpenLibrary("upstream")
			if theirs := a.Session().Value; theirs.AccessToken != refreshed.AccessToken {
				t.Error("upstream has another session")
			}
			if email := attribute(a, "email"); email != harness.Email {
				t.Errorf("upstream reads the e-mail address %q", email)
			}
		})
	}
}

// attribute asks the service for an attribute of the current user.
func attribute(a app, name string) (value string) {
	a.T.Helper()
	a.Eval(`new Promise((resolve) => {
		const user = makePool().getCurrentUser();
		user.getSession(() => user.getUserAttributes((error, all) => resolve(
			error ? error.code + ' ' + error.reason : all.find(({ Name }) => Name === $0).Value)));
	})`, &value, name)
	return value
}

// TestAddress: of the page's address, only what the domain has added is removed, whatever
// else there is; a hash, for instance.
func TestAddress(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := openApp(t, s)
	a.byHand()
	a.authorize("{}")
	a.signIn(harness.Username, harness.Password)
	a.Eval("history.replaceState({ mine: 1 }, '', location.href + '&a=1&b=%20&a=2&c#/route?code=mine')", nil)
	a.finish().good(t, harness.Username)
	if got, want := strings.ReplaceAll(a.address(), "+", "%20"), s.URL+"/app.html?a=1&b=%20&a=2&c=#/route?code=mine"; got != want && got != strings.Replace(want, "c=", "c", 1) {
		t.Errorf("the address is %s, want %s", got, want)
	}
	var state struct{ Mine int }
	if a.Eval("history.state", &state); state.Mine != 1 {
		t.Error("the page's history.state is gone")
	}

	// An address that is not the page's own is handled and left alone, as in an application
	// that gets it from elsewhere.
	a.authorize("{}")
	a.back()
	var href string
	a.Eval("location.href", &href)
	a.Eval("history.replaceState(null, '', '/app.html?own=1')", nil)
	a.finished("finished(oauth.handleRedirect(new URL($0)))", href).good(t, harness.Username)
	if got := a.address(); got != s.URL+"/app.html?own=1" {
		t.Errorf("the address is %s", got)
	}
}

// TestScopes: what the access token does not allow is refused by the service, with a reason.
func TestScopes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := openApp(t, s)
	a.Eval("window.oauth = makeLogin({ scopes: ['openid', 'email'] })", nil)
	got := a.signInAda("{}")
	if scope := claims(t, got.AccessToken)["scope"]; scope != "openid email" {
		t.Errorf("the scope is %v", scope)
	}
	if got := attribute(a, "email"); got != "NotAuthorizedException SCOPE_MISSING" {
		t.Errorf("getUserAttributes came to %s", got)
	}

	for options, code := range map[string]string{
		"{ scopes: ['email'] }":                         "InvalidParameter",
		"{ domain: 'http://auth.example.com' }":         "InvalidParameter",
		"{ redirectUri: 'http://app.example.com/' }":    "InvalidParameter",
		"{ redirectUri: '/app.html' }":                  "InvalidParameter",
		"{ redirectUri: 'https://app.example.com/#x' }": "InvalidParameter",
	} {
		o := a.finished("finished(makeLogin(" + options + ").authorize())")
		if o.Error == nil || o.Error.Code != code {
			t.Errorf("%s came to %+v", options, o)
		}
	}
	for options, code := range map[string]string{
		"makeLogin({ domain: '' })":                   "InvalidParameter",
		"makeLogin({ redirectUri: '' })":              "InvalidParameter",
		"new AmazonCognitoIdentity.OAuth(makePool())": "InvalidParameter",
	} {
		var thrown string
		a.Eval("(() => { try { "+options+" } catch (error) { return error.code } })()", &thrown)
		if thrown != code {
			t.Errorf("%s throws %q", options, thrown)
		}
	}
	a.finished("finished(oauth.authorize({ provider: 'Google', idpIdentifier: 'example.com' }))").failed(t, "InvalidParameter", "INVALID_PARAMETER")
}
