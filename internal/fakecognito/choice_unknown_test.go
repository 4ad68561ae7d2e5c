package fakecognito_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// A client cannot tell an unknown user from a known one, step by step.
func TestUnknownUserChoice(t *testing.T) {
	e := choices(t, &fakecognito.Server{})
	_, err := e.userAuth("eve")
	e.wantError(err, "UserNotFoundException: User does not exist.")

	e = start(t, &fakecognito.Server{FirstFactors: everyFactor(), PreventUserExistenceErrors: true})
	e.create(fakecognito.NewUser{Username: "kay", Password: password, Email: "kay@example.com"})
	kay, eve := e.choice("kay"), e.choice("eve")
	if available(kay) != available(eve) || eve.ChallengeParameters["USERNAME"] != "eve" {
		t.Errorf("known: %s, unknown: %s", available(kay), available(eve))
	}
	const destination = "CODE_DELIVERY_DESTINATION"
	keys := func(m map[string]string) string {
		var names []string
		for name := range m {
			names = append(names, name)
		}
		slices.Sort(names)
		return strings.Join(names, " ")
	}
	known, err := e.reply("kay", selectChallenge, kay.Session, "ANSWER", "EMAIL_OTP")
	e.ok(err)
	unknown, err := e.reply("eve", selectChallenge, eve.Session, "ANSWER", "EMAIL_OTP")
	e.ok(err)
	if unknown.ChallengeName != emailOTP || keys(known.ChallengeParameters) != keys(unknown.ChallengeParameters) {
		t.Fatalf("known: %v, unknown: %v", known.ChallengeParameters, unknown.ChallengeParameters)
	}
	if got := unknown.ChallengeParameters[destination]; len(got) != len("k***@e***") || !strings.Contains(got, "***@") {
		t.Errorf("destination %q", got)
	}
	again, err := e.userAuth("EVE", "PREFERRED_CHALLENGE", "EMAIL_OTP")
	e.ok(err)
	if again.ChallengeParameters[destination] != unknown.ChallengeParameters[destination] {
		t.Error("the destination changes")
	}
	other, err := e.userAuth("mallory@example.org", "PREFERRED_CHALLENGE", "EMAIL_OTP")
	e.ok(err)
	if got := other.ChallengeParameters[destination]; got != "m***@e***" {
		t.Errorf("destination %q", got)
	}
	for range 5 {
		_, err = e.reply("kay", emailOTP, known.Session, "EMAIL_OTP_CODE", wrongCode(e.lastCode("kay")))
		e.wantError(err, wrongMFACode)
		_, err = e.reply("eve", emailOTP, unknown.Session, "EMAIL_OTP_CODE", "000000")
		e.wantError(err, wrongMFACode)
	}
	_, err = e.reply("kay", emailOTP, known.Session, "EMAIL_OTP_CODE", e.lastCode("kay"))
	e.wantError(err, usedSession)
	_, err = e.reply("eve", emailOTP, unknown.Session, "EMAIL_OTP_CODE", "000000")
	e.wantError(err, usedSession)

	_, err = e.userAuth("eve", "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", password)
	e.wantError(err, wrongPassword)
	client := newSRPClient()
	asked, err := e.userAuth("eve", "PREFERRED_CHALLENGE", "PASSWORD_SRP", "SRP_A", client.bigA.Text(16))
	e.ok(err)
	_, err = e.prove(client, asked.ChallengeParameters, asked.Session, password)
	e.wantError(err, wrongPassword)

	// A pool that sends codes by SMS only makes up a phone number.
	e = start(t, &fakecognito.Server{FirstFactors: []string{fakecognito.SMSOTPFactor}, PreventUserExistenceErrors: true})
	asked, err = e.userAuth("eve", "PREFERRED_CHALLENGE", "SMS_OTP")
	e.ok(err)
	if got := asked.ChallengeParameters[destination]; !strings.HasPrefix(got, "+*******") || len(got) != len("+*******4567") {
		t.Errorf("destination %q", got)
	}
}
