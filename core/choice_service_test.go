//go:build !js

package core_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// startChoice is a service whose users choose how to sign in.
func startChoice(t *testing.T) *service {
	t.Helper()
	s := startService(t, &fakecognito.Server{
		FirstFactors: []string{fakecognito.PasswordFactor, fakecognito.EmailOTP, fakecognito.SMSOTPFactor, fakecognito.WebAuthnFactor},
	})
	s.create(fakecognito.NewUser{Username: "grace", Password: password, Email: "grace@example.com", Attributes: map[string]string{"phone_number": "+15550100"}})
	return s
}

// begin begins a sign-in of grace by USER_AUTH.
func (s *service) begin(credentials core.Credentials) core.Step {
	s.t.Helper()
	credentials.Flow = core.UserAuth
	return must(s.pool().User("grace").SignIn(s.ctx, credentials))
}

func (s *service) lastCodeOf(username string) string {
	s.t.Helper()
	messages := s.Mailbox(username)
	if len(messages) == 0 {
		s.t.Fatalf("nothing was sent to %s", username)
	}
	return messages[len(messages)-1].Code
}

// A Go program signs in by each factor: with a wrong answer before the right one, another way
// while a code is awaited, and a choice that begins again once the service has forgotten it.
func TestSignInByChoice(t *testing.T) {
	for name, take := range map[string]func(*service){
		"a code by e-mail": func(s *service) {
			choice := s.begin(core.Credentials{}).(*core.SelectChallenge)
			otp := must(choice.Select(s.ctx, core.FactorEmailOTP)).(*core.EmailOTP)
			if !otp.State().FirstFactor {
				s.t.Error("no first factor")
			}
			_, err := otp.Answer(s.ctx, "wrong1")
			wantReason(s.t, err, core.CodeMismatch)
			s.signedIn(otp.Answer(s.ctx, s.lastCodeOf("grace")))
		},
		"another way": func(s *service) {
			otp := s.begin(core.Credentials{PreferredChallenge: core.FactorEmailOTP}).(*core.EmailOTP)
			sms := must(otp.Select(s.ctx, core.FactorSMSOTP)).(*core.SMSOTP)
			_, err := sms.SelectPassword(s.ctx, core.FactorPasswordSRP, "Wrong-1843")
			wantReason(s.t, err, core.BadCredentials)
			sms = s.begin(core.Credentials{PreferredChallenge: core.FactorSMSOTP}).(*core.SMSOTP)
			s.signedIn(sms.SelectPassword(s.ctx, core.FactorPasswordSRP, password))
		},
		"a password": func(s *service) {
			if done, ok := s.begin(core.Credentials{Password: password}).(*core.SignedIn); !ok || done.Session == nil {
				s.t.Error("not signed in")
			}
			choice := s.begin(core.Credentials{}).(*core.SelectChallenge)
			s.signedIn(choice.SelectPassword(s.ctx, core.FactorPassword, password))
		},
		"a preference that the user does not have": func(s *service) {
			if _, ok := s.begin(core.Credentials{PreferredChallenge: core.FactorWebAuthn}).(*core.SelectChallenge); !ok {
				s.t.Error("no choice")
			}
		},
		"too late": func(s *service) {
			otp := s.begin(core.Credentials{PreferredChallenge: core.FactorEmailOTP}).(*core.EmailOTP)
			code := s.lastCodeOf("grace")
			s.clock.Advance(4 * time.Minute)
			_, err := otp.Answer(s.ctx, code)
			wantReason(s.t, err, core.ChallengeExpired)
			otp = must(otp.Select(s.ctx, core.FactorEmailOTP)).(*core.EmailOTP)
			s.signedIn(otp.Answer(s.ctx, s.lastCodeOf("grace")))
		},
	} {
		t.Run(name, func(t *testing.T) { take(startChoice(t)) })
	}
}

func wantReason(t *testing.T, err error, want core.Reason) {
	t.Helper()
	if got := core.ReasonOf(err); got != want {
		t.Errorf("reason %s of %v, want %s", got, err, want)
	}
}

// Another process goes on with a sign-in, by plain data without the code and the password: here
// another pool with a storage of its own, and what JSON has carried.
func TestResumeInAnotherProcess(t *testing.T) {
	s := startChoice(t)
	state := s.begin(core.Credentials{PreferredChallenge: core.FactorEmailOTP}).(*core.EmailOTP).State()
	text, err := json.Marshal(map[string]any{"name": state.Name, "session": state.Session, "firstFactor": state.FirstFactor})
	if err != nil {
		t.Fatal(err)
	}
	var kept struct {
		Name, Session string
		FirstFactor   bool
	}
	if err := json.Unmarshal(text, &kept); err != nil {
		t.Fatal(err)
	}
	s.store = new(storage)
	challenge := s.pool().User("grace").Resume(core.ChallengeState{Name: kept.Name, Session: kept.Session, FirstFactor: kept.FirstFactor}).(*core.EmailOTP)
	_, err = challenge.Answer(s.ctx, "wrong1")
	wantReason(t, err, core.CodeMismatch)
	s.signedIn(challenge.Answer(s.ctx, s.lastCodeOf("grace")))
}

// Who has confirmed a sign-up is signed in by its Session, once.
func TestSignUpToSignIn(t *testing.T) {
	s := startChoice(t)
	signedUp := must(s.pool().SignUp(s.ctx, core.SignUpInput{Username: "new", Attributes: core.Attributes{"email": "new@example.com"}}))
	user := s.pool().User("new")
	confirmed := must(user.ConfirmSignUp(s.ctx, core.ConfirmSignUpInput{ConfirmationCode: s.lastCodeOf("new"), Session: signedUp.Session}))
	credentials := core.Credentials{Flow: core.UserAuth, Session: confirmed}
	s.signedIn(user.SignIn(s.ctx, credentials))
	s.ResetRequests()
	if _, ok := must(user.SignIn(s.ctx, credentials)).(*core.SelectChallenge); !ok || len(s.Requests()) != 2 {
		t.Errorf("used again: %v", s.steps())
	}
}

// Hashes of the client's secret and remembered devices go along as in the other flows, also
// where the sign-in begins with an alias.
func TestChoiceWithSecretAndDevice(t *testing.T) {
	s := startService(t, &fakecognito.Server{
		FirstFactors: []string{fakecognito.PasswordFactor, fakecognito.EmailOTP},
		ClientSecret: clientSecret, DeviceTracking: fakecognito.DeviceTrackingAlways,
	})
	pool := s.poolWith(func(c *core.PoolConfig) { c.ClientSecret = clientSecret })
	for _, steps := range [][]string{
		{"USER_AUTH", "SELECT_CHALLENGE", "EMAIL_OTP", "ConfirmDevice"},
		{"USER_AUTH", "SELECT_CHALLENGE", "EMAIL_OTP", "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"},
	} {
		s.ResetRequests()
		choice := must(pool.User("ada@example.com").SignIn(s.ctx, core.Credentials{Flow: core.UserAuth})).(*core.SelectChallenge)
		otp := must(choice.Select(s.ctx, core.FactorEmailOTP)).(*core.EmailOTP)
		done := s.signedIn(otp.Answer(s.ctx, s.lastCodeOf("ada")))
		if done.Device == nil || s.device("ada") != done.Device.Key {
			t.Error("the device is not stored under the user's own name")
		}
		if got := s.steps(); !slices.Equal(got, steps) {
			t.Errorf("requests %q, want %q", got, steps)
		}
	}
}
