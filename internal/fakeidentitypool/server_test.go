package fakeidentitypool_test

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
	"github.com/cognitowasm/cognitowasm/internal/fakeidentitypool"
)

const (
	issuer   = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_FakePool1"
	login    = "cognito-idp.us-east-1.amazonaws.com/us-east-1_FakePool1"
	password = "Correct-horse-1"
	jsonType = "application/x-amz-json-1.1"
)

// pools are an identity pool and its user pool, with one clock that tests turn.
type pools struct {
	*testing.T
	users         *fakecognito.Server
	usersURL, url string

	mu  sync.Mutex
	now time.Time
}

func (p *pools) clock() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

func start(t *testing.T) *pools {
	t.Helper()
	p := &pools{T: t, now: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)}
	p.users = &fakecognito.Server{Now: p.clock}
	for _, name := range []string{"alice", "bob"} {
		if _, err := p.users.CreateUser(fakecognito.NewUser{Username: name, Password: password}); err != nil {
			t.Fatal(err)
		}
	}
	users := httptest.NewServer(p.users)
	t.Cleanup(users.Close)
	identities := httptest.NewServer(&fakeidentitypool.Server{
		Issuer: issuer, ClientID: fakecognito.DefaultClientID, JWKS: p.users.JWKS(), Now: p.clock,
	})
	t.Cleanup(identities.Close)
	p.usersURL, p.url = users.URL, identities.URL
	return p
}

// reply is what a request was answered with.
type reply struct {
	Type        string `json:"__type"`
	Message     string
	IdentityID  string `json:"IdentityId"`
	Credentials struct {
		AccessKeyID  string `json:"AccessKeyId"`
		SecretKey    string
		SessionToken string
		Expiration   float64
	}
	AuthenticationResult struct{ IdToken, AccessToken string }
}

func (r reply) error() string { return r.Type + ": " + r.Message }

func (p *pools) post(url, target, contentType string, members any) (got reply) {
	p.Helper()
	body, err := json.Marshal(members)
	if err != nil {
		p.Fatal(err)
	}
	req, err := http.NewRequestWithContext(p.Context(), http.MethodPost, url, strings.NewReader(string(body)))
	if err != nil {
		p.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("X-Amz-Target", target)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		p.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		p.Fatal(err)
	}
	if err := json.Unmarshal(text, &got); err != nil {
		p.Fatalf("%s: %v", text, err)
	}
	if (resp.StatusCode == 200) != (got.Type == "") || resp.Header.Get("Access-Control-Allow-Origin") != "*" {
		p.Errorf("status %d, %s", resp.StatusCode, got.Type)
	}
	return got
}

// call calls an operation of the identity pool.
func (p *pools) call(operation string, members any) reply {
	p.Helper()
	return p.post(p.url, "AWSCognitoIdentityService."+operation, jsonType, members)
}

// signIn returns a user's ID and access token.
func (p *pools) signIn(username string) (id, access string) {
	p.Helper()
	got := p.post(p.usersURL, "AWSCognitoIdentityProviderService.InitiateAuth", jsonType, map[string]any{
		"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": fakecognito.DefaultClientID,
		"AuthParameters": map[string]string{"USERNAME": username, "PASSWORD": password},
	})
	return got.AuthenticationResult.IdToken, got.AuthenticationResult.AccessToken
}

// getID calls GetId with Logins in pairs.
func (p *pools) getID(pairs ...string) reply {
	p.Helper()
	logins := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		logins[pairs[i]] = pairs[i+1]
	}
	return p.call("GetId", map[string]any{"IdentityPoolId": fakeidentitypool.DefaultID, "Logins": logins})
}

func TestCredentials(t *testing.T) {
	p := start(t)
	id, _ := p.signIn("alice")
	identity := p.getID(login, id).IdentityID
	if !strings.HasPrefix(identity, "us-east-1:") || len(identity) != len("us-east-1:")+36 {
		t.Errorf("identity %q", identity)
	}
	again, _ := p.signIn("alice")
	bobs, _ := p.signIn("bob")
	if got := p.getID(login, again).IdentityID; got != identity {
		t.Errorf("another identity at the second sign-in: %q", got)
	}
	if got := p.getID(login, bobs).IdentityID; got == identity || got == "" {
		t.Errorf("bob's identity: %q", got)
	}
	got := p.call("GetCredentialsForIdentity", map[string]any{"IdentityId": identity, "Logins": map[string]string{login: id}})
	c := got.Credentials
	if got.IdentityID != identity || !strings.HasPrefix(c.AccessKeyID, "ASIA") || c.SecretKey == "" || c.SessionToken == "" ||
		c.Expiration != float64(p.clock().Add(time.Hour).Unix()) {
		t.Errorf("credentials until %v, of %q", c.Expiration, got.IdentityID)
	}
	for want, members := range map[string]map[string]any{
		"NotAuthorizedException: Logins don't match. Please include at least one valid login for this identity or identity pool.": {
			"IdentityId": identity, "Logins": map[string]string{login: bobs},
		},
		"ResourceNotFoundException: Identity 'us-east-1:other' not found.": {
			"IdentityId": "us-east-1:other", "Logins": map[string]string{login: id},
		},
		"NotAuthorizedException: Unauthenticated access is not supported for this identity pool.": {"IdentityId": identity},
	} {
		if got := p.call("GetCredentialsForIdentity", members).error(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestTokensThatAreRefused(t *testing.T) {
	p := start(t)
	id, access := p.signIn("alice")
	parts := strings.Split(id, ".")
	claims, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	// edited is the token with other claims and the old signature.
	edited := parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(claims), "alice", "admin", 1))) + "." + parts[2]
	unsigned := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + parts[1] + "."
	const invalid = "NotAuthorizedException: Invalid login token. "
	for what, test := range map[string]struct {
		want   string
		logins []string
	}{
		"no logins":        {"NotAuthorizedException: Unauthenticated access is not supported for this identity pool.", nil},
		"another provider": {"NotAuthorizedException: Token is not from a supported provider of this identity pool.", []string{"accounts.google.com", id}},
		"with the scheme":  {"NotAuthorizedException: Token is not from a supported provider of this identity pool.", []string{issuer, id}},
		"one more":         {"NotAuthorizedException: Token is not from a supported provider of this identity pool.", []string{login, id, "accounts.google.com", id}},
		"access token":     {invalid + "Not an ID token.", []string{login, access}},
		"no token":         {invalid + "Not a valid OpenId Connect identity token.", []string{login, ""}},
		"edited":           {invalid + "Signature is wrong.", []string{login, edited}},
		"unsigned":         {invalid + "Signature is wrong.", []string{login, unsigned}},
	} {
		if got := p.getID(test.logins...).error(); got != test.want {
			t.Errorf("%s:\ngot  %s\nwant %s", what, got, test.want)
		}
	}

	// The same keys, another pool or client.
	for what, other := range map[string]*fakeidentitypool.Server{
		"Issuer doesn't match providerName": {Issuer: issuer + "2", LoginsKey: login, ClientID: fakecognito.DefaultClientID},
		"Incorrect token audience.":         {Issuer: issuer, ClientID: "other"},
	} {
		other.JWKS, other.Now = p.users.JWKS(), p.clock
		web := httptest.NewServer(other)
		q := &pools{T: t, url: web.URL}
		if got := q.getID(login, id).error(); got != invalid+what {
			t.Errorf("got  %s\nwant %s", got, what)
		}
		web.Close()
	}
	p.mu.Lock()
	p.now = p.now.Add(time.Hour)
	p.mu.Unlock()
	if got := p.getID(login, id).error(); got != invalid+"Token expired." {
		t.Errorf("expired: %s", got)
	}
}

func TestEnvelope(t *testing.T) {
	p := start(t)
	for what, got := range map[string]struct {
		reply
		want string
	}{
		"another pool":      {p.call("GetId", map[string]string{"IdentityPoolId": "us-east-1:other"}), "ResourceNotFoundException"},
		"unknown member":    {p.call("GetId", map[string]string{"IdentityPool": "us-east-1:other"}), "SerializationException"},
		"unknown operation": {p.call("GetOpenIdToken", nil), "UnknownOperationException"},
		"another service":   {p.post(p.url, "AWSCognitoIdentityProviderService.GetId", jsonType, nil), "UnknownOperationException"},
		"content type":      {p.post(p.url, "AWSCognitoIdentityService.GetId", "application/json", nil), "UnknownOperationException"},
	} {
		if got.Type != got.want {
			t.Errorf("%s: %s", what, got.Type)
		}
	}
	resp, err := http.Get(p.url)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 404 {
		t.Errorf("GET: %d", resp.StatusCode)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, p.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err = http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if allowed := resp.Header.Get("Access-Control-Allow-Headers"); resp.StatusCode != 200 || !strings.Contains(allowed, "x-amz-target") {
		t.Errorf("preflight: %d, %q", resp.StatusCode, allowed)
	}
}
