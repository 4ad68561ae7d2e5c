//go:build !js

package core_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
	"github.com/pquerna/otp/totp"
)

const clientSecret = "0secret1of2a3server4side5client6"

// confidential returns a pool over an app client with a secret.
func (s *service) confidential(change ...func(*core.PoolConfig)) *core.Pool {
	s.t.Helper()
	return s.poolWith(append([]func(*core.PoolConfig){func(c *core.PoolConfig) { c.ClientSecret = clientSecret }}, change...)...)
}

// totpCode returns what ada's authenticator app shows.
func (s *service) totpCode(secret string) string {
	s.t.Helper()
	return must(totp.GenerateCode(secret, s.clock.Now()))
}

// answered answers all challenges, as a user would.
func (s *service) answered(username string, step core.Step, err error) *core.SignedIn {
	s.t.Helper()
	for range 10 {
		switch c := step.(type) {
		case *core.SoftwareTokenMFA:
			step, err = c.Answer(s.ctx, s.totpCode(totpSecret))
		case *core.SMSMFA:
			step, err = c.Answer(s.ctx, s.lastCode(username))
		case *core.EmailOTP:
			step, err = c.Answer(s.ctx, s.lastCode(username))
		case *core.SelectMFAType:
			step, err = c.Choose(s.ctx, fakecognito.EmailOTP)
		case *core.CustomChallenge:
			step, err = c.Answer(s.ctx, "42")
		case *core.NewPasswordRequired:
			step, err = c.SetPassword(s.ctx, "Another-1843")
		case *core.MFASetup:
			secret, failure := c.Associate(s.ctx)
			if failure != nil {
				s.t.Fatal(failure)
			}
			step, err = c.Verify(s.ctx, s.totpCode(secret), "")
		default:
			return s.signedIn(step, err)
		}
	}
	s.t.Fatal("the challenges do not end")
	return nil
}

func (s *service) lastCode(username string) string {
	mail := s.Mailbox(username)
	return mail[len(mail)-1].Code
}

const totpSecret = "JBSWY3DPEHPK3PXP"

// Every way to sign in works with a client that has a secret, by name and by alias: the fake
// checks the hash in each step, which uses the user's own name after the first.
func TestSecretHashInEveryWayToSignIn(t *testing.T) {
	custom := []fakecognito.CustomChallenge{{Answer: "42"}, {Answer: "42"}}
	both := []string{fakecognito.EmailOTP, fakecognito.SoftwareTokenMFA}
	for _, tt := range []struct {
		name string
		fake *fakecognito.Server
		user fakecognito.NewUser
		want []string // steps by SRP after PASSWORD_VERIFIER
	}{
		{"password alone", &fakecognito.Server{}, fakecognito.NewUser{}, nil},
		{"SOFTWARE_TOKEN_MFA", &fakecognito.Server{}, fakecognito.NewUser{MFA: []string{fakecognito.SoftwareTokenMFA}, TOTPSecret: totpSecret}, []string{"SOFTWARE_TOKEN_MFA"}},
		{"SMS_MFA", &fakecognito.Server{}, fakecognito.NewUser{MFA: []string{fakecognito.SMSMFA}, Attributes: map[string]string{"phone_number": "+12025550123"}}, []string{"SMS_MFA"}},
		{"EMAIL_OTP by choice", &fakecognito.Server{}, fakecognito.NewUser{MFA: both, TOTPSecret: totpSecret}, []string{"SELECT_MFA_TYPE", "EMAIL_OTP"}},
		{"MFA_SETUP", &fakecognito.Server{MFARequired: true}, fakecognito.NewUser{}, []string{"AssociateSoftwareToken", "VerifySoftwareToken", "MFA_SETUP"}},
		{"NEW_PASSWORD_REQUIRED", &fakecognito.Server{}, fakecognito.NewUser{Status: fakecognito.StatusForceChangePassword}, []string{"NEW_PASSWORD_REQUIRED"}},
		{"a device", &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingAlways}, fakecognito.NewUser{}, []string{"ConfirmDevice"}},
		{"custom challenges", &fakecognito.Server{CustomChallenges: custom}, fakecognito.NewUser{}, []string{"CUSTOM_CHALLENGE", "CUSTOM_CHALLENGE"}},
	} {
		for _, typed := range []string{"eve", "eve@example.com"} {
			for _, flow := range []core.Flow{core.UserSRPAuth, core.UserPasswordAuth, core.CustomAuth, "without SRP"} {
				isCustom := len(tt.fake.CustomChallenges) > 0
				if isCustom != (flow == core.CustomAuth || flow == "without SRP") {
					continue
				}
				t.Run(tt.name+", "+string(flow)+", "+typed, func(t *testing.T) {
					s := startService(t, &fakecognito.Server{
						ClientSecret: clientSecret, MFARequired: tt.fake.MFARequired,
						DeviceTracking: tt.fake.DeviceTracking, CustomChallenges: tt.fake.CustomChallenges,
					})
					eve := tt.user
					eve.Username, eve.Password, eve.Email = "eve", password, "eve@example.com"
					s.create(eve)
					signIn := func(password string) *core.SignedIn {
						t.Helper()
						user := s.confidential().User(typed)
						if flow == "without SRP" {
							step, err := user.InitiateCustomAuth(s.ctx)
							return s.answered("eve", step, err)
						}
						step, err := user.SignIn(s.ctx, core.Credentials{Password: password, Flow: flow})
						return s.answered("eve", step, err)
					}
					done := signIn(password)
					if flow == core.UserSRPAuth {
						if got := s.steps(); !slices.Equal(got[2:], tt.want) {
							t.Errorf("steps %q, want %q", got, tt.want)
						}
					}
					for i, r := range s.requests() {
						want := "eve"
						if i == 0 {
							want = typed
						}
						for _, parameters := range []map[string]string{r.AuthParameters, r.ChallengeResponses} {
							if parameters != nil && (parameters["USERNAME"] != want || parameters["SECRET_HASH"] != hashOf(want)) {
								t.Errorf("%s%s%s: USERNAME %q, the right hash: %t", r.Op, r.AuthFlow, r.ChallengeName, parameters["USERNAME"], parameters["SECRET_HASH"] == hashOf(want))
							}
						}
					}
					if done.Device != nil { // which then takes part
						s.ResetRequests()
						signIn(password)
						if got := s.steps(); !slices.Equal(got[len(got)-2:], []string{"DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"}) && flow == core.UserSRPAuth {
							t.Errorf("steps %q", got)
						}
					}
					// The session may be stored under the alias; its tokens have the name.
					s.clock.Advance(2 * time.Hour)
					user := must(s.confidential().CurrentUser(s.ctx))
					if _, err := user.Session(s.ctx); err != nil {
						t.Errorf("refresh: %v", err)
					}
				})
			}
		}
	}
}

func hashOf(name string) string {
	mac := hmac.New(sha256.New, []byte(clientSecret))
	mac.Write([]byte(name + clientID))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// A resumed challenge is answered with the right hash, even under the alias.
func TestSecretHashOfAResumedChallenge(t *testing.T) {
	s := startService(t, &fakecognito.Server{ClientSecret: clientSecret})
	s.create(fakecognito.NewUser{Username: "eve", Password: password, Email: "eve@example.com", MFA: []string{fakecognito.SoftwareTokenMFA}, TOTPSecret: totpSecret})
	for _, flow := range []core.Flow{core.UserSRPAuth, core.UserPasswordAuth} {
		step, err := s.confidential().User("eve@example.com").SignIn(s.ctx, core.Credentials{Password: password, Flow: flow})
		if err != nil {
			t.Fatal(err)
		}
		user := s.confidential().User("eve@example.com")
		s.answered("eve", user.Resume(step.(core.Challenge).State()), nil)
		if user.Username() != "eve" {
			t.Errorf("%s: the user is called %q", flow, user.Username())
		}
		s.clock.Advance(time.Minute) // a code is accepted once
	}
}

func TestSecretInEveryRefresh(t *testing.T) {
	for _, rotation := range []bool{false, true} {
		for _, by := range []core.RefreshBy{core.RefreshAuto, core.RefreshClassic, core.RefreshRotating} {
			if rotation && by == core.RefreshClassic {
				continue
			}
			s := startService(t, &fakecognito.Server{ClientSecret: clientSecret, RefreshTokenRotation: rotation})
			change := func(c *core.PoolConfig) { c.Refresh = by }
			user := s.confidential(change).User("ada@example.com")
			s.signedIn(user.SignIn(s.ctx, core.Credentials{Password: password, Flow: core.UserPasswordAuth}))
			for range 2 {
				s.clock.Advance(2 * time.Hour)
				if _, err := user.Session(s.ctx); err != nil {
					t.Errorf("rotation %t, %s: %v", rotation, by, err)
				}
			}
			if err := user.SignOutAndRevoke(s.ctx); err != nil {
				t.Errorf("rotation %t: revocation: %v", rotation, err)
			}
			for _, token := range s.RefreshTokens() {
				if token.Live {
					t.Errorf("rotation %t: %v", rotation, token)
				}
			}
		}
	}
}

// A refresh token and a name are enough, wherever they come from.
func TestSecretWithATokenFromElsewhere(t *testing.T) {
	s := startService(t, &fakecognito.Server{ClientSecret: clientSecret})
	token := s.signedIn(s.confidential().User("ada").SignIn(s.ctx, byPassword)).Session.RefreshToken
	empty := func(c *core.PoolConfig) { c.Storage = nil }
	if _, err := s.confidential(empty).User("ada").Refresh(s.ctx, core.RefreshInput{RefreshToken: token}); err != nil {
		t.Error(err)
	}
	// Without an access token nobody knows whose alias it is.
	_, err := s.confidential(empty).User("ada@example.com").Refresh(s.ctx, core.RefreshInput{RefreshToken: token})
	if core.ReasonOf(err) != core.SecretHashRequired {
		t.Errorf("by alias: %v", err)
	}
	session := must(must(s.confidential().CurrentUser(s.ctx)).Session(s.ctx))
	if _, err := s.confidential(empty).User("ada@example.com").Refresh(s.ctx, core.RefreshInput{RefreshToken: token, AccessToken: session.AccessToken}); err != nil {
		t.Errorf("by alias, with the access token: %v", err)
	}
}

func TestSecretHashOfAccountOperations(t *testing.T) {
	s := startService(t, &fakecognito.Server{ClientSecret: clientSecret})
	pool := s.confidential()
	if _, err := pool.SignUp(s.ctx, core.SignUpInput{Username: "new", Password: password,
		Attributes: core.Attributes{"email": "new@example.com"}}); err != nil {
		t.Fatal(err)
	}
	user := pool.User("new")
	if _, err := user.ResendConfirmationCode(s.ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := user.ConfirmSignUp(s.ctx, core.ConfirmSignUpInput{ConfirmationCode: s.lastCode("new")}); err != nil {
		t.Fatal(err)
	}
	for _, typed := range []string{"ada", "ada@example.com"} {
		if _, err := pool.User(typed).ForgotPassword(s.ctx); err != nil {
			t.Fatal(err)
		}
		if err := pool.User(typed).ConfirmForgotPassword(s.ctx, s.lastCode("ada"), password); err != nil {
			t.Error(err)
		}
	}
	// The caller's own input is completed, or left as it is.
	raw := core.Object{{Name: "ClientId", Value: clientID}, {Name: "Username", Value: "ada"}}
	if _, err := pool.Call(s.ctx, "ForgotPassword", raw); err != nil || len(raw) != 2 {
		t.Errorf("raw: %v", err)
	}
	_, err := pool.Call(s.ctx, "ForgotPassword", append(raw, core.Member{Name: "SecretHash", Value: hashOf("eve")}))
	if core.ReasonOf(err) != core.SecretHashRequired {
		t.Errorf("with another hash: %v", err)
	}
}

// Without the secret, or with a wrong one, the error says so, and does not end the session; no
// error repeats the secret.
func TestWrongSecret(t *testing.T) {
	s := startService(t, &fakecognito.Server{ClientSecret: clientSecret})
	s.signedIn(s.confidential().User("ada").SignIn(s.ctx, byPassword))
	s.clock.Advance(2 * time.Hour)
	before := s.store.snapshot()
	for _, secret := range []string{"", "another-" + clientSecret} {
		pool := s.poolWith(func(c *core.PoolConfig) { c.ClientSecret = secret })
		_, refresh := pool.User("ada").Session(s.ctx)
		_, signIn := pool.User("ada").SignIn(s.ctx, bySRP)
		_, rotating := s.poolWith(func(c *core.PoolConfig) { c.ClientSecret, c.Refresh = secret, core.RefreshRotating }).User("ada").Session(s.ctx)
		for _, err := range []error{refresh, signIn, rotating} {
			if core.ReasonOf(err) != core.SecretHashRequired || !errors.Is(err, core.NotAuthorizedException) || strings.Contains(err.Error(), clientSecret) {
				t.Errorf("got %v", err)
			}
		}
		s.store.unchanged(t, before)
	}
}

// Tokens that a server obtained by AdminInitiateAuth come without a new device's metadata: they
// make a session, and if the pool tracks devices, the error of its refresh explains why it is
// refused.
func TestSessionWithoutDeviceMetadata(t *testing.T) {
	for _, tracking := range []fakecognito.DeviceTracking{fakecognito.DeviceTrackingOff, fakecognito.DeviceTrackingAlways} {
		s := startService(t, &fakecognito.Server{ClientSecret: clientSecret, DeviceTracking: tracking})
		s.Fail("ConfirmDevice", fakecognito.Fault{CloseConnection: true}, 1)
		elsewhere := s.confidential(func(c *core.PoolConfig) { c.Storage = nil })
		step, err := elsewhere.User("ada").SignIn(s.ctx, byPassword)
		if err != nil {
			t.Fatal(err)
		}
		got := step.(*core.SignedIn).Session
		user := s.confidential().User("ada")
		done := s.signedIn(user.ContinueSignIn(s.ctx, core.Object{{Name: "AuthenticationResult", Value: core.Object{
			{Name: "IdToken", Value: got.IDToken}, {Name: "AccessToken", Value: got.AccessToken}, {Name: "RefreshToken", Value: got.RefreshToken},
		}}}, core.Device{}))
		if done.Device != nil || done.Session.RefreshToken != got.RefreshToken {
			t.Errorf("signed in with device %v", done.Device)
		}
		if _, err := must(s.confidential().CurrentUser(s.ctx)).Session(s.ctx); err != nil {
			t.Errorf("the session is not used: %v", err)
		}
		s.clock.Advance(2 * time.Hour)
		_, err = user.Session(s.ctx)
		if tracking == fakecognito.DeviceTrackingOff {
			if err != nil {
				t.Error(err)
			}
			continue
		}
		if core.ReasonOf(err) != core.DeviceKeyMissing || !errors.Is(err, core.NotAuthorizedException) || !strings.Contains(err.Error(), "never confirmed") {
			t.Errorf("the refusal is explained as %s: %v", core.ReasonOf(err), err)
		}
	}
}
