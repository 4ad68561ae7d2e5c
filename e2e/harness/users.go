package harness

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// Codes are what the page gets before a step: the last code that was sent to
// anybody, and what the authenticator app shows, for the secret that the page has
// seen last or that the user with the app has.
func Codes(t *testing.T, cognito *fakecognito.Server, secret string) map[string]string {
	t.Helper()
	var last fakecognito.Message
	for _, name := range append(slices.Collect(maps.Keys(People)), Newcomer) {
		if messages := cognito.Mailbox(name); len(messages) > 0 && !messages[len(messages)-1].Time.Before(last.Time) {
			last = messages[len(messages)-1]
		}
	}
	if secret == "" {
		secret = TotpSecret
	}
	clock := cognito.Now
	if clock == nil {
		clock = time.Now
	}
	code, err := totp.GenerateCode(secret, clock())
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{"code": last.Code, "totp": code}
}

// GiveCodes gives the page the codes.
func GiveCodes(tb *Tab) {
	tb.T.Helper()
	var secret string
	tb.Eval("window.secret || ''", &secret)
	tb.Eval("Object.assign(window, $0), undefined", nil, Codes(tb.T, tb.Site.Cognito, secret))
}

// CustomChallenges gives the pool two questions of its own.
func CustomChallenges(s *fakecognito.Server) {
	s.CustomChallenges = []fakecognito.CustomChallenge{
		{Parameters: map[string]string{"question": "one"}, Answer: "1"},
		{Parameters: map[string]string{"question": "two"}, Answer: "2"},
	}
}

// Newcomer signs up during the test.
const (
	Newcomer     = "grace"
	NewcomerMail = "grace@example.com"
)

// TotpSecret is the secret of the authenticator app that some of the users have.
const TotpSecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

// People are users who are each asked for something else.
var People = func() map[string]fakecognito.NewUser {
	phone := map[string]string{"phone_number": "+15551234567"}
	both := []string{fakecognito.SMSMFA, fakecognito.SoftwareTokenMFA}
	people := map[string]fakecognito.NewUser{
		Username:    {Email: Email, Attributes: phone},
		"bob":       {Email: "bob@example.com"},
		"temp":      {Email: "temp@example.com", Status: fakecognito.StatusForceChangePassword},
		"sms":       {Attributes: phone, MFA: []string{fakecognito.SMSMFA}},
		"mail":      {Email: "mail@example.com", MFA: []string{fakecognito.EmailOTP}},
		"app":       {MFA: []string{fakecognito.SoftwareTokenMFA}, TOTPSecret: TotpSecret},
		"both":      {Attributes: phone, MFA: both, TOTPSecret: TotpSecret},
		"preferred": {Attributes: phone, MFA: both, TOTPSecret: TotpSecret, PreferredMFA: fakecognito.SoftwareTokenMFA},
	}
	for name, user := range people {
		user.Username, user.Password = name, Password
		people[name] = user
	}
	return people
}()

// AddPerson makes one of the people.
func AddPerson(t *testing.T, server *fakecognito.Server, name string) {
	t.Helper()
	if _, err := server.CreateUser(People[name]); err != nil {
		t.Fatal(err)
	}
}

// ChallengeUsers makes all people, in a pool that has challenges of its own.
func ChallengeUsers(t *testing.T, server *fakecognito.Server) {
	t.Helper()
	CustomChallenges(server)
	for name := range People {
		AddPerson(t, server, name)
	}
}

// Details is an AuthenticationDetails of the right password, with more members.
func Details(more string) string {
	return "new AmazonCognitoIdentity.AuthenticationDetails({ Password: '" + Password + "', " + more + " })"
}
