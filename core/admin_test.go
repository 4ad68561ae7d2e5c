//go:build !js

package core_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/smithy-go"
	smithyauth "github.com/aws/smithy-go/auth"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/awsidp"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
	"github.com/pquerna/otp/totp"
)

// startAdmin returns a service whose pools use the operations for administrators, over the real
// SDK, with credentials if they are given.
func startAdmin(t *testing.T, fake *fakecognito.Server, credentials aws.CredentialsProvider, options ...func(*cognito.Options)) *service {
	t.Helper()
	s := startService(t, fake)
	web := httptest.NewServer(fake)
	t.Cleanup(web.Close)
	transport := new(http.Transport)
	t.Cleanup(transport.CloseIdleConnections)
	options = append([]func(*cognito.Options){func(o *cognito.Options) {
		o.BaseEndpoint = aws.String(web.URL)
		o.HTTPClient = &http.Client{Transport: transport}
	}}, options...)
	s.idp = awsidp.AdminForPool(aws.Config{Credentials: credentials}, poolID, options...)
	return s
}

var adminCredentials = credentialsOf(fakecognito.DefaultAccessKeyID, fakecognito.DefaultSecretAccessKey)

func credentialsOf(id, secret string) aws.CredentialsProvider {
	return aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: id, SecretAccessKey: secret}, nil
	})
}

func (s *service) operations() (names []string) {
	for _, r := range s.requests() {
		names = append(names, r.Op+" "+r.AuthFlow+r.ChallengeName)
	}
	return names
}

// A server signs users in, and refreshes their sessions, with its own credentials: each step is
// the same as without, by the operations for administrators.
func TestAdminSignIn(t *testing.T) {
	for _, tt := range []struct {
		name        string
		credentials core.Credentials
		want        []string
	}{
		{"password", byPassword, []string{"AdminInitiateAuth ADMIN_USER_PASSWORD_AUTH", "AdminRespondToAuthChallenge SOFTWARE_TOKEN_MFA"}},
		{"SRP", bySRP, []string{"AdminInitiateAuth USER_SRP_AUTH", "AdminRespondToAuthChallenge PASSWORD_VERIFIER", "AdminRespondToAuthChallenge SOFTWARE_TOKEN_MFA"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := startAdmin(t, &fakecognito.Server{DisableUserPasswordAuth: true}, adminCredentials)
			s.create(fakecognito.NewUser{Username: "grace", Password: password, Email: "grace@example.com", MFA: []string{fakecognito.SoftwareTokenMFA}, TOTPSecret: totpSecret})
			user := s.pool().User("grace")
			mfa, ok := must(user.SignIn(s.ctx, tt.credentials, core.ClientMetadata{"tenant": "a"})).(*core.SoftwareTokenMFA)
			if !ok {
				t.Fatal("there is no second factor")
			}
			s.signedIn(mfa.Answer(s.ctx, must(totp.GenerateCode(totpSecret, s.clock.Now()))))
			if got := s.operations(); !slices.Equal(got, tt.want) {
				t.Errorf("requests %q, want %q", got, tt.want)
			}
			s.clock.Advance(2 * time.Hour)
			s.ResetRequests()
			if _, err := user.Session(s.ctx); err != nil || !slices.Equal(s.operations(), []string{"AdminInitiateAuth REFRESH_TOKEN_AUTH"}) {
				t.Errorf("refreshing: %v, %q", err, s.operations())
			}
			if err := user.AdminGlobalSignOut(s.ctx); err != nil {
				t.Error(err)
			}
			if _, err := s.pool().CurrentUser(s.ctx); core.ReasonOf(err) != core.NoSession {
				t.Errorf("signed out, the current user: %v", err)
			}
		})
	}
}

// All sessions end, wherever they were begun.
func TestAdminGlobalSignOut(t *testing.T) {
	s := startAdmin(t, new(fakecognito.Server), adminCredentials)
	first := s.signedIn(s.pool().User("ada").SignIn(s.ctx, byPassword)).Session
	if err := s.pool().User("ada").AdminGlobalSignOut(s.ctx); err != nil {
		t.Fatal(err)
	}
	_, err := s.pool().User("ada").Refresh(s.ctx, core.RefreshInput{RefreshToken: first.RefreshToken})
	if core.ReasonOf(err) != core.DeviceKeyMissing && core.ReasonOf(err) != core.RefreshRevoked {
		t.Errorf("afterwards the refresh token is good: %v", err)
	}
	err = s.pool().User("nobody").AdminGlobalSignOut(s.ctx)
	wantError(t, err, core.UserNotFound)
}

// By ADMIN_USER_PASSWORD_AUTH the service names no new device: the user is signed in, and the
// refresh that the service refuses says what is missing. By SRP the device is confirmed.
func TestAdminWithDevices(t *testing.T) {
	s := startAdmin(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingAlways}, adminCredentials)
	user := s.pool().User("ada")
	if done := s.signedIn(user.SignIn(s.ctx, byPassword)); done.Device != nil {
		t.Errorf("there is a device: %v", done.Device)
	}
	s.clock.Advance(2 * time.Hour)
	_, err := user.Session(s.ctx)
	wantError(t, err, core.DeviceKeyMissing)
	if done := s.signedIn(user.SignIn(s.ctx, bySRP)); done.Device == nil {
		t.Error("by SRP there is no device")
	}
	s.clock.Advance(2 * time.Hour)
	if _, err := user.Session(s.ctx); err != nil {
		t.Errorf("by SRP: %v", err)
	}
}

// Without credentials nothing is possible, and nothing is stored.
func TestAdminWithoutCredentials(t *testing.T) {
	s := startAdmin(t, new(fakecognito.Server), aws.AnonymousCredentials{})
	before := s.store.snapshot()
	if step, err := s.pool().User("ada").SignIn(s.ctx, byPassword); err == nil {
		t.Errorf("signed in: %T", step)
	}
	if err := s.pool().User("ada").AdminGlobalSignOut(s.ctx); err == nil {
		t.Error("signed out")
	}
	s.store.unchanged(t, before)
}

// The service refuses a request that is signed for another region or service, with another
// secret, or that was changed on its way: then the credentials or the program's options are
// wrong, and the user is neither signed in nor out.
func TestAdminWithWrongSignature(t *testing.T) {
	scope := func(change func(*smithy.Properties)) func(*cognito.Options) {
		return func(o *cognito.Options) { o.AuthSchemeResolver = scopedTo(change) }
	}
	for _, tt := range []struct {
		name        string
		credentials aws.CredentialsProvider
		option      func(*cognito.Options)
		want        core.Code
		message     string
	}{
		{"region", adminCredentials, func(o *cognito.Options) { o.Region = "eu-west-1" }, "InvalidSignatureException", "region"},
		{"region of the scope", adminCredentials, scope(func(p *smithy.Properties) { smithyhttp.SetSigV4SigningRegion(p, "eu-west-1") }), "InvalidSignatureException", "region"},
		{"service", adminCredentials, scope(func(p *smithy.Properties) { smithyhttp.SetSigV4SigningName(p, "cognito-identity") }), "InvalidSignatureException", "service"},
		{"secret", credentialsOf(fakecognito.DefaultAccessKeyID, "another"), nil, "InvalidSignatureException", "does not match"},
		{"key id", credentialsOf("AKIDOTHER", fakecognito.DefaultSecretAccessKey), nil, "UnrecognizedClientException", "invalid"},
		{"body", adminCredentials, altered(func(r *http.Request) {
			body := must(io.ReadAll(r.Body))
			body = bytes.Replace(body, []byte(`"ada"`), []byte(`"bob"`), 1)
			r.Body = io.NopCloser(bytes.NewReader(body))
		}), "InvalidSignatureException", "does not match"},
		{"signed header", adminCredentials, altered(func(r *http.Request) { r.Header.Set("Amz-Sdk-Invocation-Id", "another") }), "InvalidSignatureException", "does not match"},
		{"date", adminCredentials, altered(func(r *http.Request) { r.Header.Set("X-Amz-Date", "20200101T000000Z") }), "IncompleteSignatureException", "conform"},
		{"operation", adminCredentials, altered(func(r *http.Request) {
			r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.AdminUserGlobalSignOut")
		}), "InvalidSignatureException", "does not match"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := startAdmin(t, new(fakecognito.Server), tt.credentials, func(o *cognito.Options) {
				if tt.option != nil {
					tt.option(o)
				}
			})
			before := s.store.snapshot()
			_, err := s.pool().User("ada").SignIn(s.ctx, byPassword)
			wantError(t, err, tt.want)
			if err != nil && !strings.Contains(err.Error(), tt.message) {
				t.Errorf("the message is %q, want one about %s", err, tt.message)
			}
			s.store.unchanged(t, before)
		})
	}
}

// scopedTo changes the scope for which the SDK signs.
type scopedTo func(*smithy.Properties)

func (change scopedTo) ResolveAuthSchemes(context.Context, *cognito.AuthResolverParameters) ([]*smithyauth.Option, error) {
	option := &smithyauth.Option{SchemeID: smithyauth.SchemeIDSigV4}
	smithyhttp.SetSigV4SigningName(&option.SignerProperties, "cognito-idp")
	smithyhttp.SetSigV4SigningRegion(&option.SignerProperties, core.Region(poolID))
	change(&option.SignerProperties)
	return []*smithyauth.Option{option}, nil
}

// altered changes requests after they were signed, as somebody on the way could.
func altered(change func(*http.Request)) func(*cognito.Options) {
	return func(o *cognito.Options) {
		through := o.HTTPClient
		o.HTTPClient = doer(func(r *http.Request) (*http.Response, error) {
			change(r)
			return through.Do(r)
		})
	}
}

type doer func(*http.Request) (*http.Response, error)

func (d doer) Do(r *http.Request) (*http.Response, error) { return d(r) }
