package fakecognito_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/smithy-go"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

const (
	password = "Correct-horse-1"
	clientID = fakecognito.DefaultClientID
)

// clock is a server clock that moves only when it is advanced.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// plainBodies hides from net/http that the SDK's request bodies have a WriteTo
// method. smithy-go 1.26.0 closes a body as soon as there is a reply, and
// WriteTo of a closed body then returns io.EOF as an error. If a server answers before
// net/http has seen the body's end, the connection is closed while the reply is read,
// which fails with "use of closed network connection". Read of a closed body is harmless.
type plainBodies struct{}

func (plainBodies) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.Body = struct{ io.ReadCloser }{req.Body}
	return http.DefaultTransport.RoundTrip(req)
}

// env is a running server with a client of the real SDK.
type env struct {
	*testing.T
	srv   *fakecognito.Server
	url   string
	api   *cognitoidentityprovider.Client
	clock *clock
	ctx   context.Context
}

// start runs srv with its own clock.
func start(t *testing.T, srv *fakecognito.Server) *env {
	t.Helper()
	c := newClock()
	srv.Now = c.Now
	web := httptest.NewServer(srv)
	t.Cleanup(web.Close)
	api := cognitoidentityprovider.New(cognitoidentityprovider.Options{
		Region:       "us-east-1",
		BaseEndpoint: aws.String(web.URL),
		Credentials:  aws.AnonymousCredentials{},
		Retryer:      aws.NopRetryer{},
		HTTPClient:   &http.Client{Transport: plainBodies{}},
	})
	return &env{t, srv, web.URL, api, c, t.Context()}
}

// alice starts a server with a confirmed user.
func alice(t *testing.T, srv *fakecognito.Server) *env {
	t.Helper()
	e := start(t, srv)
	e.create(fakecognito.NewUser{Username: "alice", Password: password, Email: "alice@example.com"})
	return e
}

func (e *env) create(n fakecognito.NewUser) fakecognito.User {
	e.Helper()
	u, err := e.srv.CreateUser(n)
	if err != nil {
		e.Fatal(err)
	}
	return u
}

// passwordAuth sends USER_PASSWORD_AUTH with further parameters in pairs.
func (e *env) passwordAuth(username, password string, more ...string) (*cognitoidentityprovider.InitiateAuthOutput, error) {
	params := map[string]string{"USERNAME": username, "PASSWORD": password}
	for i := 0; i < len(more); i += 2 {
		params[more[i]] = more[i+1]
	}
	return e.initiate(types.AuthFlowTypeUserPasswordAuth, params)
}

func (e *env) initiate(flow types.AuthFlowType, params map[string]string) (*cognitoidentityprovider.InitiateAuthOutput, error) {
	return e.api.InitiateAuth(e.ctx, &cognitoidentityprovider.InitiateAuthInput{
		AuthFlow: flow, ClientId: aws.String(clientID), AuthParameters: params,
	})
}

func (e *env) respond(name types.ChallengeNameType, session *string, responses map[string]string) (*cognitoidentityprovider.RespondToAuthChallengeOutput, error) {
	return e.api.RespondToAuthChallenge(e.ctx, &cognitoidentityprovider.RespondToAuthChallengeInput{
		ChallengeName: name, ClientId: aws.String(clientID), Session: session, ChallengeResponses: responses,
	})
}

// signIn signs alice in with her password.
func (e *env) signIn() *types.AuthenticationResultType {
	e.Helper()
	out, err := e.passwordAuth("alice", password)
	if err != nil {
		e.Fatal(err)
	}
	if out.AuthenticationResult == nil {
		e.Fatalf("no tokens; challenge %q", out.ChallengeName)
	}
	return out.AuthenticationResult
}

func (e *env) refresh(token string, more ...string) (*types.AuthenticationResultType, error) {
	params := map[string]string{"REFRESH_TOKEN": token}
	for i := 0; i < len(more); i += 2 {
		params[more[i]] = more[i+1]
	}
	out, err := e.initiate(types.AuthFlowTypeRefreshTokenAuth, params)
	if err != nil {
		return nil, err
	}
	return out.AuthenticationResult, nil
}

func (e *env) getUser(accessToken string) error {
	_, err := e.api.GetUser(e.ctx, &cognitoidentityprovider.GetUserInput{AccessToken: aws.String(accessToken)})
	return err
}

// wantError checks that err is the service's error "Code: message".
func (e *env) wantError(err error, want string) {
	e.Helper()
	if got := errorText(err); got != want {
		e.Errorf("got  %s\nwant %s", got, want)
	}
}

func errorText(err error) string {
	var api smithy.APIError
	switch {
	case err == nil:
		return "no error"
	case errors.As(err, &api):
		return api.ErrorCode() + ": " + api.ErrorMessage()
	default:
		return err.Error()
	}
}

func (e *env) ok(err error) {
	e.Helper()
	if err != nil {
		e.Fatal(err)
	}
}

// post sends a raw API request.
func (e *env) post(op, contentType, body string, header ...string) *http.Response {
	e.Helper()
	req, err := http.NewRequestWithContext(e.ctx, http.MethodPost, e.url+"/", strings.NewReader(body))
	e.ok(err)
	req.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+op)
	req.Header.Set("Content-Type", contentType)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	e.ok(err)
	e.Cleanup(func() { resp.Body.Close() })
	return resp
}
