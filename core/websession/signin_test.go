//go:build unix

package websession_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
	"github.com/pquerna/otp/totp"
)

const totpSecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

// addUser adds a user with ada's password.
func (s *service) addUser(user fakecognito.NewUser) {
	s.t.Helper()
	user.Password = password
	if _, err := s.CreateUser(user); err != nil {
		s.t.Fatal(err)
	}
}

// begin begins a sign-in, and returns the reply with a challenge of that name.
func (b *browser) begin(username, challenge string) reply {
	b.s.t.Helper()
	got := b.post("/auth/signin", map[string]string{"username": username, "password": password})
	got.challenged(b.s.t, challenge)
	return got
}

func (r reply) challenged(t *testing.T, name string) {
	t.Helper()
	if r.status != 200 || r.JSON.Challenge == nil || r.JSON.Challenge.Name != name {
		t.Fatalf("%d %s; want the challenge %s", r.status, r.body, name)
	}
}

func (r reply) signedIn(t *testing.T, username string) {
	t.Helper()
	if r.status != 200 || r.JSON.SignedIn == nil || r.JSON.SignedIn.Username != username {
		t.Fatalf("%d %s; want %s signed in", r.status, r.body, username)
	}
}

func TestWrongPassword(t *testing.T) {
	t.Parallel()
	s := start(t, new(fakecognito.Server))
	b := s.browser()
	b.post("/auth/signin", map[string]string{"username": "ada", "password": "Wrong-1843"}).expect(t, http.StatusUnauthorized, core.BadCredentials)
	b.post("/auth/signin", map[string]string{"username": "ada"}).expect(t, http.StatusBadRequest, core.InvalidParameter)
	b.send(http.MethodPost, "/auth/signin", `{"username":"ada"} {}`).expect(t, http.StatusBadRequest, core.InvalidParameter)
	b.send(http.MethodPost, "/auth/signin", "username=ada", "Content-Type", "text/plain").expect(t, http.StatusUnsupportedMediaType, core.InvalidParameter)
	if len(b.cookies()) != 0 {
		t.Errorf("cookies: %v", b.cookies())
	}
}

func TestSignInBySRP(t *testing.T) {
	t.Parallel()
	s := start(t, new(fakecognito.Server), func(s *service) { s.config.Flow = "" })
	s.browser().signIn()
	for _, r := range s.Requests() {
		if strings.Contains(string(r.Body), password) {
			t.Errorf("%s has the password", r.Op)
		}
	}
}

func TestTOTP(t *testing.T) {
	withStores(t, func(t *testing.T, store func(*service)) {
		s := start(t, new(fakecognito.Server), store)
		s.addUser(fakecognito.NewUser{Username: "totp", MFA: []string{fakecognito.SoftwareTokenMFA}, TOTPSecret: totpSecret})
		b := s.browser()
		begun := b.begin("totp", "SOFTWARE_TOKEN_MFA")
		if strings.Contains(begun.body, "ession") {
			t.Errorf("the reply has the state of the sign-in: %s", begun.body)
		}
		b.get("/who").expect(t, http.StatusUnauthorized, core.NoSession)
		b.post("/auth/challenge", map[string]string{"name": "SMS_MFA", "answer": "123456"}).expect(t, http.StatusBadRequest, core.InvalidParameter)
		b.post("/auth/challenge", map[string]string{"name": "SOFTWARE_TOKEN_MFA", "answer": "000000"}).expect(t, http.StatusBadRequest, core.CodeMismatch)
		code := must(totp.GenerateCode(totpSecret, s.clock.Now()))
		b.post("/auth/challenge", map[string]string{"name": "SOFTWARE_TOKEN_MFA", "answer": code}).signedIn(t, "totp")
		if got := b.get("/who"); got.body != "totp" {
			t.Errorf("%d %s", got.status, got.body)
		}
		if _, left := b.cookies()["__Host-cognito-session-signin"]; left {
			t.Error("the challenge's cookie is left")
		}
	})
}

func TestChallengeExpires(t *testing.T) {
	t.Parallel()
	s := start(t, &fakecognito.Server{AuthSessionLifetime: time.Hour})
	s.addUser(fakecognito.NewUser{Username: "totp", MFA: []string{fakecognito.SoftwareTokenMFA}, TOTPSecret: totpSecret})
	b := s.browser()
	b.begin("totp", "SOFTWARE_TOKEN_MFA")
	s.clock.advance(3*time.Minute + time.Second)
	s.ResetRequests()
	code := must(totp.GenerateCode(totpSecret, s.clock.Now()))
	b.post("/auth/challenge", map[string]string{"name": "SOFTWARE_TOKEN_MFA", "answer": code}).expect(t, http.StatusBadRequest, core.ChallengeExpired)
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestNewPassword(t *testing.T) {
	t.Parallel()
	s := start(t, &fakecognito.Server{RequiredAttributes: []string{"given_name"}})
	s.addUser(fakecognito.NewUser{Username: "new", Status: fakecognito.StatusForceChangePassword})
	b := s.browser()
	b.begin("new", "NEW_PASSWORD_REQUIRED")
	b.post("/auth/challenge", map[string]any{"name": "NEW_PASSWORD_REQUIRED", "password": "Weak", "attributes": map[string]string{"given_name": "Ada"}}).expect(t, http.StatusBadRequest, core.PasswordRejected)
	b.post("/auth/challenge", map[string]any{"name": "NEW_PASSWORD_REQUIRED", "password": "Difference-1822", "attributes": map[string]string{"given_name": "Ada"}}).signedIn(t, "new")
}

// The set-up of an authenticator app goes on where it was interrupted.
func TestMFASetup(t *testing.T) {
	t.Parallel()
	s := start(t, &fakecognito.Server{MFARequired: true})
	b := s.browser()
	secret := b.begin("ada", "MFA_SETUP").JSON.Challenge.Parameters["SecretCode"]
	code := must(totp.GenerateCode(secret, s.clock.Now()))
	s.Fail("RespondToAuthChallenge", fakecognito.Fault{Status: 500, Code: "InternalErrorException", Message: "Down."}, 1)
	answer := map[string]string{"name": "MFA_SETUP", "answer": code, "friendlyDeviceName": "phone"}
	b.post("/auth/challenge", answer).expect(t, http.StatusServiceUnavailable, core.ServiceFailure)
	b.post("/auth/challenge", answer).signedIn(t, "ada")
}

// A first factor is chosen, by USER_AUTH.
func TestChoice(t *testing.T) {
	t.Parallel()
	s := start(t, &fakecognito.Server{FirstFactors: []string{fakecognito.PasswordFactor, fakecognito.EmailOTP}}, func(s *service) { s.config.Flow = core.UserAuth })
	b := s.browser()
	got := b.post("/auth/signin", map[string]string{"username": "ada"})
	got.challenged(t, "SELECT_CHALLENGE")
	if len(got.JSON.Challenge.AvailableChallenges) == 0 {
		t.Errorf("no factors: %s", got.body)
	}
	b.post("/auth/challenge", map[string]string{"name": "SELECT_CHALLENGE", "answer": "EMAIL_OTP"}).challenged(t, "EMAIL_OTP")
	b.post("/auth/challenge", map[string]string{"name": "EMAIL_OTP", "factor": "PASSWORD", "password": password}).signedIn(t, "ada")
}

func TestCustomChallenge(t *testing.T) {
	t.Parallel()
	s := start(t, &fakecognito.Server{CustomChallenges: []fakecognito.CustomChallenge{{Answer: "42"}}}, func(s *service) { s.config.Flow = core.CustomAuth })
	b := s.browser()
	b.post("/auth/signin", map[string]string{"username": "ada"}).challenged(t, "CUSTOM_CHALLENGE")
	b.post("/auth/challenge", map[string]string{"name": "CUSTOM_CHALLENGE", "answer": "42"}).signedIn(t, "ada")
}
