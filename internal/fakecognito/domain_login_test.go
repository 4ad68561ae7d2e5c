package fakecognito_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func TestLoginPage(t *testing.T) {
	v := visit(t, &fakecognito.Server{Providers: []string{"Google", "My <IdP>"}})
	page := v.open(v.authorize("login_hint", `a"lice`, "lang", "de"))
	for _, part := range []string{
		`id="username"`, `id="password"`, `id="signin"`, `id="provider-Google"`, `id="provider-My &lt;IdP&gt;"`,
		`value="a&#34;lice"`, `lang="de"`,
	} {
		if !strings.Contains(page.body, part) {
			t.Errorf("the page has no %s", part)
		}
	}
	if page.header.Get("X-Frame-Options") != "DENY" || page.header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers: %v", page.header)
	}
	again := v.submit(page, "username", "alice", "password", "wrong")
	if again.status != 200 || again.error() != "Incorrect username or password." || !strings.Contains(again.body, `value="alice"`) {
		t.Errorf("wrong password: %d %q", again.status, again.error())
	}
	v.code(v.submit(again, "username", "ALICE@example.com", "password", password))
	if page := v.open(v.authorize("identity_provider", "COGNITO", "prompt", "login")); strings.Contains(page.body, "provider-Google") {
		t.Error("the pool itself was chosen, and the page offers others")
	}
}

func TestLoginRefusals(t *testing.T) {
	v := visit(t, &fakecognito.Server{})
	v.create(fakecognito.NewUser{Username: "new", Password: password, Status: fakecognito.StatusUnconfirmed})
	v.create(fakecognito.NewUser{Username: "temporary", Password: password, Status: fakecognito.StatusForceChangePassword})
	v.create(fakecognito.NewUser{Username: "off", Password: password})
	v.srv.DisableUser("off")
	for name, want := range map[string]string{
		"nobody":    "User does not exist.",
		"off":       "User is disabled.",
		"new":       "User is not confirmed.",
		"temporary": "This page of the fake cannot change a temporary password.",
	} {
		if a := v.submit(v.open(v.authorize()), "username", name, "password", password); a.error() != want {
			t.Errorf("%s: %q", name, a.error())
		}
	}
	v = visit(t, &fakecognito.Server{PreventUserExistenceErrors: true, MFARequired: true})
	if a := v.submit(v.open(v.authorize()), "username", "nobody", "password", password); a.error() != "Incorrect username or password." {
		t.Errorf("nobody: %q", a.error())
	}
	if a := v.signInAtDomain(); a.error() != "This page of the fake cannot set up a second factor." {
		t.Errorf("a required factor: %q", a.error())
	}
}

// TestLoginForgery: another site can send the form, but neither read nor set the token in it.
func TestLoginForgery(t *testing.T) {
	v := visit(t, &fakecognito.Server{})
	page := v.open(v.authorize())
	for name, forged := range map[string]*answer{
		"no token":        v.submitForm(page.at.String(), values("username", "alice", "password", password)),
		"wrong token":     v.submit(page, "_csrf", "guess", "username", "alice", "password", password),
		"another browser": v.another().submit(page, "username", "alice", "password", password),
	} {
		if forged.status != 400 || forged.location != nil {
			t.Errorf("%s: %d %v", name, forged.status, forged.location)
		}
	}
	// A form that was opened before another one works.
	v.open(v.authorize("prompt", "login"))
	v.code(v.submit(page, "username", "alice", "password", password))
}

func TestLoginCode(t *testing.T) {
	v := visit(t, &fakecognito.Server{})
	const secret = "JBSWY3DPEHPK3PXP"
	v.create(fakecognito.NewUser{Username: "totp", Password: password, MFA: []string{fakecognito.SoftwareTokenMFA}, TOTPSecret: secret})
	v.create(fakecognito.NewUser{
		Username: "sms", Password: password, Attributes: map[string]string{"phone_number": "+15551234567"}, MFA: []string{fakecognito.SMSMFA},
	})
	page := v.submit(v.open(v.authorize()), "username", "totp", "password", password)
	again := v.submit(page, "code", "000000")
	if again.error() == "" {
		t.Error("a wrong code is accepted")
	}
	right, err := totp.GenerateCode(secret, v.clock.Now())
	v.ok(err)
	v.code(v.submit(again, "code", right))
	if a := v.submit(again, "code", right); a.error() != "The sign-in has expired. Sign in again." {
		t.Errorf("the same code again: %q", a.error())
	}

	page = v.submit(v.open(v.authorize("prompt", "login")), "username", "sms", "password", password)
	sent := v.srv.Mailbox("sms")
	v.code(v.submit(page, "code", sent[len(sent)-1].Code))

	page = v.submit(v.open(v.authorize("prompt", "login")), "username", "sms", "password", password)
	v.clock.Advance(3 * time.Minute)
	sent = v.srv.Mailbox("sms")
	if a := v.submit(page, "code", sent[len(sent)-1].Code); a.error() != "The sign-in has expired. Sign in again." {
		t.Errorf("after 3 minutes: %q", a.error())
	}
	// The API does not know the page's challenge.
	session := strings.Split(strings.Split(page.body, `name="session" value="`)[1], `"`)[0]
	_, err = v.respond("SMS_MFA", &session, map[string]string{"USERNAME": "sms", "SMS_MFA_CODE": "123456"})
	v.wantError(err, "NotAuthorizedException: Invalid session for the user.")
}
