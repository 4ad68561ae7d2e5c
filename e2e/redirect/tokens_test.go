package redirect

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// TestTokensAreVerified: tokens that do not belong to this sign-in are refused, whoever has
// sent them, and nothing is stored. Each is wrong in one way only.
func TestTokensAreVerified(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var now endpoint
	s.Cognito.OnToken = now.change
	s.ServeDomain("/oauth2/token", now.handler(s))
	a := openApp(t, s)
	a.begin("{ state: 1 }")
	now.nonce = s.Visits("/oauth2/authorize")[0].Get("nonce")

	set := func(use, name string, value any) func(map[string]any) {
		return func(claims map[string]any) {
			if claims["token_use"] == use {
				claims[name] = value
			}
		}
	}
	past := time.Now().Add(-2 * time.Hour).Unix()
	for _, tt := range []struct {
		name   string
		claims func(claims map[string]any)
		tokens func(tokens map[string]any)
	}{
		{name: "another nonce", claims: set("id", "nonce", "another")},
		{name: "no nonce", claims: func(claims map[string]any) { delete(claims, "nonce") }},
		{name: "a nonce that is no text", claims: set("id", "nonce", 1)},
		{name: "another audience", claims: set("id", "aud", "another")},
		{name: "the access token of another app client", claims: set("access", "client_id", "another")},
		{name: "another issuer", claims: set("id", "iss", "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other")},
		{name: "the access token of another issuer", claims: set("access", "iss", "https://accounts.example.com")},
		{name: "another user's access token", claims: set("access", "sub", "another")},
		{name: "expired", claims: set("id", "exp", past)},
		{name: "an expired access token", claims: set("access", "exp", past)},
		{name: "an access token as ID token", claims: set("id", "token_use", "access")},
		{name: "a changed claim", tokens: func(tokens map[string]any) {
			tokens["id_token"] = rewritten(t, tokens["id_token"], nil, map[string]any{"sub": "another"})
		}},
		{name: "no signature", tokens: func(tokens map[string]any) {
			tokens["id_token"] = rewritten(t, tokens["id_token"], map[string]any{"alg": "none"}, nil)
		}},
		{name: "a secret's signature", tokens: func(tokens map[string]any) {
			tokens["access_token"] = rewritten(t, tokens["access_token"], map[string]any{"alg": "HS256"}, nil)
		}},
		{name: "the access token twice", tokens: func(tokens map[string]any) { tokens["id_token"] = tokens["access_token"] }},
		{name: "nothing"},
	} {
		now.set(tt.claims, tt.tokens)
		o := a.finished("comeBack($0, 'code=c')", tt.name)
		if tt.name == "nothing" {
			o.good(t, harness.Username)
			continue
		}
		switch {
		case o.Error == nil:
			t.Fatalf("%s: it was accepted", tt.name)
		case o.Error.Reason != "TOKEN_UNVERIFIED", o.Error.Retryable, o.State != 1.0:
			t.Errorf("%s: %+v", tt.name, *o.Error)
		}
		a.wantNoSession()
	}
}

// endpoint is a token endpoint that has ada's tokens for any code, as a test changes them.
type endpoint struct {
	nonce string

	mu     sync.Mutex
	claims func(claims map[string]any)
	tokens func(tokens map[string]any)
}

// set sets what is wrong from now on: with the claims, which are then signed, or with the
// tokens.
func (e *endpoint) set(claims, tokens func(map[string]any)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.claims, e.tokens = claims, tokens
}

func (e *endpoint) change(claims map[string]any) {
	if claims["token_use"] == "id" {
		claims["nonce"] = e.nonce
	}
	if e.claims != nil {
		e.claims(claims)
	}
}

func (e *endpoint) handler(s *harness.Site) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		e.mu.Lock()
		defer e.mu.Unlock()
		signIn := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"AuthFlow":"USER_PASSWORD_AUTH","ClientId":"`+fakecognito.DefaultClientID+
			`","AuthParameters":{"USERNAME":"`+harness.Username+`","PASSWORD":"`+harness.Password+`"}}`))
		signIn.Header.Set("Content-Type", "application/x-amz-json-1.1")
		signIn.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.InitiateAuth")
		answer := httptest.NewRecorder()
		s.Cognito.ServeHTTP(answer, signIn)
		var reply struct {
			AuthenticationResult struct{ IDToken, AccessToken, RefreshToken string }
		}
		if err := json.Unmarshal(answer.Body.Bytes(), &reply); err != nil {
			s.T.Error(err)
		}
		granted := reply.AuthenticationResult
		tokens := map[string]any{"id_token": granted.IDToken, "access_token": granted.AccessToken, "refresh_token": granted.RefreshToken, "token_type": "Bearer"}
		if e.tokens != nil {
			e.tokens(tokens)
		}
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(tokens)
	}
}

// rewritten is a token with other members and the signature that it had, which is empty if the
// header has another algorithm.
func rewritten(t *testing.T, token any, header, payload map[string]any) string {
	t.Helper()
	parts := strings.Split(token.(string), ".")
	for i, members := range []map[string]any{header, payload} {
		text, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil {
			t.Error(err)
		}
		var all map[string]any
		if err := json.Unmarshal(text, &all); err != nil {
			t.Error(err)
		}
		for name, value := range members {
			all[name] = value
		}
		if text, err = json.Marshal(all); err != nil {
			t.Error(err)
		}
		parts[i] = base64.RawURLEncoding.EncodeToString(text)
	}
	if header != nil {
		parts[2] = ""
	}
	return strings.Join(parts, ".")
}

// TestKeysUnavailable: tokens that cannot be verified are not taken.
func TestKeysUnavailable(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Serve("/keys", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	a := openApp(t, s)
	a.byHand()
	a.authorize("{}")
	a.signIn(harness.Username, harness.Password)
	a.Eval("window.oauth = makeLogin({ pool: { jwksURL: $0 } })", nil, s.URL+"/keys")
	o := a.finish()
	if o.Error == nil || !o.Error.Retryable || o.Error.Reason == "TOKEN_UNVERIFIED" {
		t.Errorf("it came to %+v", o)
	}
	a.wantNoSession()
	// The code is used up, which the next attempt learns.
	a.finish().failed(t, "invalid_grant", "CODE_EXPIRED")
	a.finish().nothing(t)
	a.wantNoSession()
}

// TestReauthenticate: a user proves once more who he is; anybody else changes nothing.
func TestReauthenticate(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	addBob(t, s)
	a := openApp(t, s)
	first := a.signInAda("{}")
	again := "(window.user = makePool().getCurrentUser(), user.getSession(() => {}), leave(oauth.authorize({ reauthenticate: user, state: 1 })))"

	a.Eval("sessionStorage.setItem('byHand', '1')", nil)
	a.Eval(again, nil)
	a.see("#signin") // the cookie is not enough
	if visits := s.Visits("/oauth2/authorize"); visits[1].Get("prompt") != "login" {
		t.Errorf("prompt is %q", visits[1].Get("prompt"))
	}
	a.signIn("bob", harness.Password)
	before := a.Storage()
	o := a.finish()
	if o.failed(t, "UserMismatch", "USER_MISMATCH"); o.State != 1.0 {
		t.Errorf("the state is %v", o.State)
	}
	after := a.Storage()
	if len(after) != len(before) {
		t.Errorf("storage has %d entries, and had %d", len(after), len(before))
	}
	for key, value := range before {
		if after[key] != value {
			t.Errorf("%s was changed", key)
		}
	}
	var current string
	if a.Eval("makePool().getCurrentUser().getUsername()", &current); current != harness.Username {
		t.Errorf("the current user is %s", current)
	}

	a.Eval(again, nil)
	a.signIn(harness.Username, harness.Password)
	second := a.finish().good(t, harness.Username)
	if second.AccessToken == first.AccessToken || second.RefreshToken == first.RefreshToken {
		t.Error("the tokens are the old ones")
	}
	if claims(t, second.IDToken)["auth_time"].(float64) < claims(t, first.IDToken)["auth_time"].(float64) {
		t.Error("auth_time is older")
	}
	a.finished("finished(oauth.authorize({ reauthenticate: makeUser('ada') }))").failed(t, "InvalidParameter", "INVALID_PARAMETER")
}
