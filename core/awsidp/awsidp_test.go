//go:build !js

package awsidp_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	smithyendpoints "github.com/aws/smithy-go/endpoints"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/awsidp"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// serve starts a server, and returns a client that a program would create for it.
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

// A program's own transport adds headers, sees responses, and its error is the cause of the call's.
func TestCallWithOwnTransport(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"__type":"`+r.Header.Get("X-Own")+`","message":"m"}`)
	}))
	t.Cleanup(server.Close)
	status, failure := 0, error(nil)
	own := transport(func(r *http.Request) (*http.Response, error) {
		if failure != nil {
			return nil, failure
		}
		r = r.Clone(r.Context())
		r.Header.Set("X-Own", "ForbiddenException")
		response, err := http.DefaultTransport.RoundTrip(r)
		if err == nil {
			status = response.StatusCode
		}
		return response, err
	})
	client := awsidp.ForPool("us-east-1_FakePool1", func(o *cognito.Options) {
		o.BaseEndpoint = &server.URL
		o.HTTPClient = &http.Client{Transport: own}
	})
	if _, err := client.Call(t.Context(), "InitiateAuth", anInput); !errors.Is(err, core.Code("ForbiddenException")) || status != 400 {
		t.Errorf("got %v; the transport has seen status %d", err, status)
	}
	failure = errors.New("no token")
	if _, err := client.Call(t.Context(), "InitiateAuth", anInput); !errors.Is(err, failure) || !errors.Is(err, core.NetworkError) {
		t.Errorf("got %v, want a NetworkError with its cause", err)
	}
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// The program's HTTP client never gets a body with WriteTo; see exchange.Do.
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

// An invalid input is refused before anything is sent.
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

// New uses the program's own client unchanged.
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

// The program's own options apply: retries, endpoint and HTTP client.
func TestOptionsHold(t *testing.T) {
	throttled := func(calls *atomic.Int32) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/x-amz-json-1.1")
			if calls.Add(1) == 1 {
				w.WriteHeader(http.StatusTooManyRequests)
				_, _ = io.WriteString(w, `{"__type":"TooManyRequestsException","message":"m"}`)
				return
			}
			_, _ = io.WriteString(w, `{"Username":"`+r.Header.Get("X-Own")+`"}`)
		}
	}
	token := core.Object{{Name: "AccessToken", Value: "t"}}
	withHeader := smithyhttp.AddHeaderValue("X-Own", "own")
	hasty := retry.NewStandard(func(o *retry.StandardOptions) { o.Backoff = retry.BackoffDelayerFunc(noDelay) })
	for _, tt := range []struct {
		name   string
		client func(endpoint string) *awsidp.Client
		calls  int32
	}{
		{"ForPool leaves retrying to package core", func(endpoint string) *awsidp.Client {
			return awsidp.ForPool("us-east-1_FakePool1", func(o *cognito.Options) { o.BaseEndpoint = &endpoint })
		}, 1},
		{"ForPool with a retryer, a resolver and a middleware", func(endpoint string) *awsidp.Client {
			return awsidp.ForPool("us-east-1_FakePool1", func(o *cognito.Options) {
				o.Retryer, o.EndpointResolverV2 = hasty, resolver(endpoint)
				o.APIOptions = append(o.APIOptions, withHeader)
			})
		}, 2},
		{"New with the SDK's defaults", func(endpoint string) *awsidp.Client {
			return awsidp.New(cognito.New(cognito.Options{
				Region: "us-east-1", BaseEndpoint: &endpoint, Credentials: aws.AnonymousCredentials{}, Retryer: hasty,
				APIOptions: []func(*middleware.Stack) error{withHeader},
			}))
		}, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var calls atomic.Int32
			server := httptest.NewServer(throttled(&calls))
			defer server.Close()
			reply, err := tt.client(server.URL).Call(t.Context(), "GetUser", token)
			if calls.Load() != tt.calls {
				t.Errorf("%d requests, want %d", calls.Load(), tt.calls)
			}
			if tt.calls == 1 && !errors.Is(err, core.TooManyRequestsException) || tt.calls == 2 && (err != nil || reply.Members.Text("Username") != "own") {
				t.Errorf("reply %v, %v", reply.Members, err)
			}
		})
	}
}

func noDelay(int, error) (time.Duration, error) { return 0, nil }

// resolver sends all requests to one place.
type resolver string

func (r resolver) ResolveEndpoint(context.Context, cognito.EndpointParameters) (smithyendpoints.Endpoint, error) {
	where, err := url.Parse(string(r))
	return smithyendpoints.Endpoint{URI: *where}, err
}

// The program's HTTP client sends every attempt, and its failures are network errors.
func TestOwnHTTPClient(t *testing.T) {
	broken := errors.New("no route")
	client := awsidp.ForPool("eu-west-1_x", func(o *cognito.Options) {
		o.HTTPClient = doer(func(r *http.Request) (*http.Response, error) {
			if r.URL.Host != "cognito-idp.eu-west-1.amazonaws.com" {
				t.Errorf("sent to %s", r.URL)
			}
			return nil, broken
		})
	})
	_, err := client.Call(t.Context(), "InitiateAuth", anInput)
	if !errors.Is(err, core.NetworkError) || !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

// A reply that the program has obtained itself continues a sign-in.
func TestMembers(t *testing.T) {
	reply, err := awsidp.Members(&cognito.AdminInitiateAuthOutput{
		AuthenticationResult: &types.AuthenticationResultType{
			IdToken: aws.String("i"), AccessToken: aws.String("a"), ExpiresIn: 3600,
			NewDeviceMetadata: &types.NewDeviceMetadataType{DeviceKey: aws.String("d"), DeviceGroupKey: aws.String("g")},
		},
	})
	result := reply.Object("AuthenticationResult")
	if err != nil || len(reply) != 1 || result.Text("IdToken") != "i" || result.Object("NewDeviceMetadata").Text("DeviceKey") != "d" || result.Get("RefreshToken") != nil {
		t.Errorf("got %v, %v", reply, err)
	}
	reply, err = awsidp.Members(&cognito.AdminInitiateAuthOutput{ChallengeName: "SMS_MFA", Session: aws.String("s"), ChallengeParameters: map[string]string{"USER_ID_FOR_SRP": "ada"}})
	if err != nil || reply.Text("ChallengeName") != "SMS_MFA" || reply.Object("ChallengeParameters").Text("USER_ID_FOR_SRP") != "ada" {
		t.Errorf("got %v, %v", reply, err)
	}
	if _, err := awsidp.Members(func() {}); err == nil {
		t.Error("an invalid output returns no error")
	}
}
