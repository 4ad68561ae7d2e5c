//go:build !js

package awsidp_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/awsidp"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// serve starts a server and a client for it, made as a program would make it.
func serve(t *testing.T, handler http.Handler) *awsidp.Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return awsidp.ForPool("us-east-1_FakePool1", func(o *cognito.Options) {
		o.BaseEndpoint = &server.URL
	})
}

var anInput = core.Object{
	{Name: "ClientId", Value: fakecognito.DefaultClientID},
	{Name: "AuthFlow", Value: "REFRESH_TOKEN_AUTH"},
	{Name: "AuthParameters", Value: core.Object{{Name: "REFRESH_TOKEN", Value: "secret-token"}}},
}

// What goes out is the input, without members that are absent or null, and
// what comes back is the reply.
func TestCallCarriesMembersOver(t *testing.T) {
	sent := make(chan string, 2)
	client := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		sent <- string(text)
		sent <- r.Header.Get("X-Amz-Target")
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_, _ = io.WriteString(w, `{"UserConfirmed":false,"UserSub":"sub","CodeDeliveryDetails":{"DeliveryMedium":"EMAIL"}}`)
	}))
	reply, err := client.Call(t.Context(), "SignUp", core.Object{
		{Name: "ClientId", Value: "c"},
		{Name: "Username", Value: "ada"},
		{Name: "Password", Value: `p"\é`},
		{Name: "UserAttributes", Value: []core.Value{core.Object{{Name: "Name", Value: "email"}, {Name: "Value", Value: "a@b"}}}},
		{Name: "ValidationData", Value: core.Null},
		{Name: "ClientMetadata", Value: nil},
		{Name: "UserContextData", Value: core.Object{{Name: "EncodedData", Value: "e"}, {Name: "IpAddress", Value: nil}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	body, target := <-sent, <-sent
	var got, want any
	_ = json.Unmarshal([]byte(body), &got)
	_ = json.Unmarshal([]byte(`{"ClientId":"c","Username":"ada","Password":"p\"\\é","UserAttributes":[{"Name":"email","Value":"a@b"}],"UserContextData":{"EncodedData":"e"}}`), &want)
	if !reflect.DeepEqual(got, want) || target != "AWSCognitoIdentityProviderService.SignUp" {
		t.Errorf("%s was sent %s", target, body)
	}
	if reply.Members.Get("UserConfirmed") != false || reply.Members.Text("UserSub") != "sub" || reply.Members.Object("CodeDeliveryDetails").Text("DeliveryMedium") != "EMAIL" {
		t.Errorf("reply %v", reply)
	}
	if len(reply.Members) != 3 || len(reply.Members.Object("CodeDeliveryDetails")) != 1 {
		t.Errorf("the reply has members that did not come: %v", reply)
	}
}

// Each kind of failure has the form that the port promises, and costs one
// request: package core decides when to try again.
func TestCallErrors(t *testing.T) {
	page := func(status int, contentType, body string, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", contentType)
			for i := 0; i < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	const amz = "application/x-amz-json-1.1"
	for _, tt := range []struct {
		name    string
		handler http.HandlerFunc
		want    any // a core.ServiceError, or a core.Error without its words
	}{
		{"a refusal", page(400, amz, `{"__type":"NotAuthorizedException","message":"Invalid Refresh Token"}`, "X-Amzn-Requestid", "id"),
			core.ServiceError{Operation: "InitiateAuth", Code: core.NotAuthorizedException, Message: "Invalid Refresh Token", Status: 400, RequestID: "id"}},
		{"an error with a namespace", page(400, amz, `{"__type":"com.amazonaws.cognito#SomethingNew","message":"m"}`),
			core.ServiceError{Operation: "InitiateAuth", Code: "SomethingNew", Message: "m", Status: 400}},
		{"throttled", page(429, amz, `{"__type":"TooManyRequestsException","message":"m"}`, "Retry-After", "7"),
			core.ServiceError{Operation: "InitiateAuth", Code: core.TooManyRequestsException, Message: "m", Status: 429, After: 7 * time.Second}},
		{"throttled until a date", page(429, amz, `{"__type":"TooManyRequestsException","message":"m"}`, "Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT"),
			core.ServiceError{Operation: "InitiateAuth", Code: core.TooManyRequestsException, Message: "m", Status: 429}},
		{"the service's fault", page(500, amz, `{"__type":"InternalErrorException","message":"m"}`),
			core.ServiceError{Operation: "InitiateAuth", Code: core.InternalErrorException, Message: "m", Status: 500}},
		{"a proxy's page", page(502, "text/html", "<html>Bad gateway</html>"), core.Error{Code: core.InvalidResponse, Status: 502}},
		{"a page in place of a reply", page(200, "text/html", "<html>Log in</html>"), core.Error{Code: core.InvalidResponse, Status: 200}},
		{"no body", page(503, "text/plain", ""), core.Error{Code: core.InvalidResponse, Status: 503}},
		{"a reply that is cut short", func(w http.ResponseWriter, r *http.Request) {
			page(200, amz, `{"AuthenticationResult":{`, "Content-Length", "100")(w, r)
			panic(http.ErrAbortHandler)
		}, core.Error{Code: core.NetworkError}},
		{"the connection is closed", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, core.Error{Code: core.NetworkError}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var calls atomic.Int32
			client := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				calls.Add(1)
				tt.handler(w, r)
			}))
			_, err := client.Call(t.Context(), "InitiateAuth", anInput)
			switch want := tt.want.(type) {
			case core.ServiceError:
				if got, ok := errors.AsType[*core.ServiceError](err); !ok || *got != want {
					t.Errorf("got %+v, want %+v", err, want)
				}
			case core.Error:
				got, ok := errors.AsType[*core.Error](err)
				if !ok || got.Code != want.Code || got.Status != want.Status || got.Err == nil {
					t.Errorf("got %+v, want %+v with its cause", err, want)
				}
			}
			if calls.Load() != 1 {
				t.Errorf("%d requests, want 1", calls.Load())
			}
			for cause := err; cause != nil; cause = errors.Unwrap(cause) {
				if strings.Contains(cause.Error(), "secret") {
					t.Errorf("%T repeats the input", cause)
				}
			}
		})
	}
}

// No client that a program brings sees a body with WriteTo; see plainBodies.
func TestCallHidesWriteTo(t *testing.T) {
	server := httptest.NewServer(new(fakecognito.Server))
	t.Cleanup(server.Close)
	own := doer(func(req *http.Request) (*http.Response, error) {
		if _, ok := req.Body.(io.WriterTo); ok {
			t.Error("the body has WriteTo")
		}
		return server.Client().Do(req)
	})
	client := awsidp.New(cognito.New(cognito.Options{
		Region: "us-east-1", BaseEndpoint: &server.URL, Credentials: aws.AnonymousCredentials{}, HTTPClient: own,
	}))
	if _, err := client.Call(t.Context(), "InitiateAuth", anInput); !errors.Is(err, core.NotAuthorizedException) {
		t.Errorf("got %v", err)
	}
}

type doer func(*http.Request) (*http.Response, error)

func (d doer) Do(req *http.Request) (*http.Response, error) { return d(req) }

func TestCallIsAborted(t *testing.T) {
	fake := new(fakecognito.Server)
	client, held := serve(t, fake), fake.Hold("InitiateAuth")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { _, err := client.Call(ctx, "InitiateAuth", anInput); done <- err }()
	if err := held.Arrived(t.Context()); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-done; !errors.Is(err, core.Aborted) || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// What cannot be sent is refused before anything is sent.
func TestCallRefusesInput(t *testing.T) {
	var calls atomic.Int32
	client := serve(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls.Add(1) }))
	for _, tt := range []struct {
		name, operation string
		input           core.Object
	}{
		{"unknown operation", "DeleteEverything", nil},
		{"wrong type", "GetUser", core.Object{{Name: "AccessToken", Value: []core.Value{"secret"}}}},
		{"no JSON", "GetUser", core.Object{{Name: "AccessToken", Value: func() {}}}},
		{"no JSON in a list", "SignUp", core.Object{{Name: "UserAttributes", Value: []core.Value{func() {}}}}},
		{"required member missing", "GetUser", nil},
	} {
		_, err := client.Call(t.Context(), tt.operation, tt.input)
		if !errors.Is(err, core.InvalidParameter) || strings.Contains(err.Error(), "secret") || calls.Load() != 0 {
			t.Errorf("%s: %v after %d requests", tt.name, err, calls.Load())
		}
	}
}

// New takes the program's own client as it is.
func TestNewUsesTheClient(t *testing.T) {
	used := false
	sdk := cognito.New(cognito.Options{
		Region:      "us-east-1",
		Credentials: aws.AnonymousCredentials{},
		HTTPClient: &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			used = r.URL.Host == "cognito-idp.us-east-1.amazonaws.com"
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{}`))}, nil
		})},
	})
	if _, err := awsidp.New(sdk).Call(t.Context(), "InitiateAuth", anInput); err != nil || !used {
		t.Errorf("used: %t, error %v", used, err)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Every operation that package core calls arrives.
func TestOperations(t *testing.T) {
	fake := new(fakecognito.Server)
	client := serve(t, fake)
	token := core.Object{{Name: "AccessToken", Value: "a.b.c"}}
	clientID := core.Member{Name: "ClientId", Value: fakecognito.DefaultClientID}
	username := core.Member{Name: "Username", Value: "nobody"}
	calls := map[string]core.Object{
		"ConfirmDevice":          append(token, core.Member{Name: "DeviceKey", Value: "us-east-1_x"}),
		"ConfirmSignUp":          {clientID, username, {Name: "ConfirmationCode", Value: "000000"}},
		"GetUser":                token,
		"InitiateAuth":           anInput,
		"ResendConfirmationCode": {clientID, username},
		"RespondToAuthChallenge": {clientID, {Name: "ChallengeName", Value: "PASSWORD_VERIFIER"}},
		"RevokeToken":            {clientID, {Name: "Token", Value: "x"}},
		"SignUp":                 {clientID, username, {Name: "Password", Value: "x"}},
	}
	for operation, input := range calls {
		_, err := client.Call(t.Context(), operation, input)
		if refusal, ok := errors.AsType[*core.ServiceError](err); err != nil && (!ok || refusal.Operation != operation) {
			t.Errorf("%s: %v", operation, err)
		}
		delete(calls, operation)
	}
	arrived := map[string]bool{}
	for _, request := range fake.Requests() {
		arrived[request.Op] = true
	}
	if len(arrived) != 8 {
		t.Errorf("only %v arrived", arrived)
	}
}
