package fakecognito_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func TestPreferredPassword(t *testing.T) {
	e := choices(t, &fakecognito.Server{})
	out, err := e.userAuth("ada", "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", password)
	e.ok(err)
	if out.AuthenticationResult == nil || out.Session != nil {
		t.Errorf("no tokens, but %q", out.ChallengeName)
	}
	for range 5 {
		_, err = e.userAuth("ada", "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", "wrong")
		e.wantError(err, wrongPassword)
	}
	_, err = e.userAuth("ada", "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", password)
	e.wantError(err, "NotAuthorizedException: Password attempts exceeded")
	// A code does not depend on the password.
	_, err = e.userAuth("ada", "PREFERRED_CHALLENGE", "EMAIL_OTP")
	e.ok(err)

	e.clock.Advance(time.Minute)
	client := newSRPClient()
	out, err = e.userAuth("ada", "PREFERRED_CHALLENGE", "PASSWORD_SRP", "SRP_A", client.bigA.Text(16))
	e.ok(err)
	done, err := e.prove(client, out.ChallengeParameters, out.Session, password)
	e.ok(err)
	if done.AuthenticationResult == nil {
		t.Errorf("no tokens, but %q", done.ChallengeName)
	}
}

// prove answers PASSWORD_VERIFIER for the user whom the challenge names.
func (e *env) prove(client srpClient, params map[string]string, session *string, password string) (*cognitoidentityprovider.RespondToAuthChallengeOutput, error) {
	at, id := timestamp(e.clock.Now()), params["USER_ID_FOR_SRP"]
	return e.reply(id, types.ChallengeNameTypePasswordVerifier, session,
		"PASSWORD_CLAIM_SECRET_BLOCK", params["SECRET_BLOCK"], "TIMESTAMP", at,
		"PASSWORD_CLAIM_SIGNATURE", client.claim("FakePool1", id, password, at, params))
}

// The service documents two ways to choose the password: in the answer to SELECT_CHALLENGE,
// and by a challenge name of its own.
func TestChoosePassword(t *testing.T) {
	e := choices(t, &fakecognito.Server{})
	for _, way := range []struct {
		name   types.ChallengeNameType
		answer []string
	}{
		{selectChallenge, []string{"ANSWER", "PASSWORD"}},
		{passwordChoice, nil},
	} {
		asked := e.choice("ada")
		done, err := e.reply("ada", way.name, asked.Session, append(way.answer, "PASSWORD", password)...)
		e.ok(err)
		if done.AuthenticationResult == nil {
			t.Errorf("%s: no tokens, but %q", way.name, done.ChallengeName)
		}
		_, err = e.reply("ada", way.name, asked.Session, append(way.answer, "PASSWORD", password)...)
		e.wantError(err, usedSession)

		asked = e.choice("ada")
		_, err = e.reply("ada", way.name, asked.Session, append(way.answer, "PASSWORD", "wrong")...)
		e.wantError(err, wrongPassword)
		_, err = e.reply("ada", way.name, asked.Session, append(way.answer, "PASSWORD", password)...)
		e.wantError(err, usedSession)
	}
	for _, way := range []struct {
		name   types.ChallengeNameType
		answer []string
	}{
		{selectChallenge, []string{"ANSWER", "PASSWORD_SRP"}},
		{srpChoice, nil},
	} {
		client := newSRPClient()
		asked := e.choice("ada")
		// After an SRP_A that cannot be right the client may send another one.
		_, err := e.reply("ada", way.name, asked.Session, append(way.answer, "SRP_A", "0")...)
		e.wantError(err, "InvalidParameterException: Invalid SRP_A")
		next, err := e.reply("ada", way.name, asked.Session, append(way.answer, "SRP_A", client.bigA.Text(16))...)
		e.ok(err)
		if next.ChallengeName != types.ChallengeNameTypePasswordVerifier || next.Session == nil || *next.Session == *asked.Session {
			t.Fatalf("%s: challenge %q", way.name, next.ChallengeName)
		}
		_, err = e.prove(client, next.ChallengeParameters, nil, password)
		e.wantError(err, badSession)
		// Who has begun with the password cannot change to a code any more.
		_, err = e.reply("ada", selectChallenge, next.Session, "ANSWER", "EMAIL_OTP")
		e.wantError(err, badSession)
		done, err := e.prove(client, next.ChallengeParameters, next.Session, password)
		e.ok(err)
		if done.AuthenticationResult == nil {
			t.Errorf("%s: no tokens, but %q", way.name, done.ChallengeName)
		}
	}
}

// A second factor follows the password; EMAIL_OTP is then another challenge than the first
// factor of that name.
func TestChoiceWithMFA(t *testing.T) {
	srv := &fakecognito.Server{FirstFactors: everyFactor()}
	e := start(t, srv)
	user := ada()
	user.MFA = []string{fakecognito.EmailOTP}
	e.create(user)
	asked, err := e.userAuth("ada", "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", password)
	e.ok(err)
	if asked.ChallengeName != emailOTP || e.srv.Mailbox("ada")[0].Kind != fakecognito.KindMFA {
		t.Fatalf("challenge %q", asked.ChallengeName)
	}
	_, err = e.reply("ada", selectChallenge, asked.Session, "ANSWER", "PASSWORD", "PASSWORD", password)
	e.wantError(err, badSession)
	done, err := e.reply("ada", emailOTP, asked.Session, "EMAIL_OTP_CODE", e.lastCode("ada"))
	e.ok(err)
	if done.AuthenticationResult == nil {
		t.Error("no tokens")
	}
}
