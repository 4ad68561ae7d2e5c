//go:build !js

package core_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// refusal is an answer of the service.
func refusal(code, message string) error {
	return &core.ServiceError{Code: core.Code(code), Message: message, Status: 400}
}

// byChoice is a reply SELECT_CHALLENGE.
func byChoice(session string, available ...core.Value) core.Object {
	return append(challengeReply("SELECT_CHALLENGE", session), core.Member{Name: "AvailableChallenges", Value: available})
}

// Each way to begin USER_AUTH sends what it needs, and no more; a device that is stored goes
// along.
func TestUserAuthBegins(t *testing.T) {
	for _, tt := range []struct {
		name        string
		credentials core.Credentials
		option      core.Option
		want        string // the AuthParameters behind USERNAME
	}{
		{"the name alone", core.Credentials{}, core.ClientMetadata(nil), ``},
		{"a preference", core.Credentials{PreferredChallenge: core.FactorEmailOTP}, core.ClientMetadata(nil), `,"PREFERRED_CHALLENGE":"EMAIL_OTP"`},
		{"a password, sent", core.Credentials{PreferredChallenge: core.FactorPassword, Password: "p"}, core.ClientMetadata(nil), `,"PREFERRED_CHALLENGE":"PASSWORD","PASSWORD":"p"`},
		{"a password, proven", core.Credentials{Password: "p"}, core.ClientMetadata(nil), `,"PREFERRED_CHALLENGE":"PASSWORD_SRP","SRP_A":"A"`},
		{"more, by somebody who is signed in", core.Credentials{PreferredChallenge: core.FactorWebAuthn}, core.StepUp{ACRValues: []string{"urn:cognito:loa:3"}, MaxAge: time.Minute},
			`,"PREFERRED_CHALLENGE":"WEB_AUTHN","TARGET_ACR_VALUES":"urn:cognito:loa:3","MAX_AGE":"60"`},
		{"a device", core.Credentials{}, core.Device{Key: "d"}, `,"DEVICE_KEY":"d"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			service := &recorder{t: t, replies: []any{byChoice("s1", "EMAIL_OTP", "PASSWORD", 1.0)}}
			tt.credentials.Flow = core.UserAuth
			step, err := newStubPool(service, new(storage), newClock()).User("ada").SignIn(t.Context(), tt.credentials, tt.option)
			choice, ok := step.(*core.SelectChallenge)
			if err != nil || !ok {
				t.Fatalf("step %T, error %v", step, err)
			}
			if available := choice.Available(); len(available) != 2 || available[0] != core.FactorEmailOTP || available[1] != core.FactorPassword {
				t.Errorf("available: %q", available)
			}
			want := `{"AuthFlow":"USER_AUTH","ClientId":"` + clientID + `","AuthParameters":{"USERNAME":"ada"` + tt.want + `}}`
			if got := withoutSRPA(service.sent[0].members); got != want {
				t.Errorf("sent %s\nwant %s", got, want)
			}
		})
	}
}

// withoutSRPA replaces the value of SRP_A, which is random.
func withoutSRPA(members string) string {
	before, after, found := strings.Cut(members, `"SRP_A":"`)
	if !found {
		return members
	}
	return before + `"SRP_A":"A` + after[strings.IndexByte(after, '"'):]
}

// A factor with a password is not begun without one.
func TestUserAuthWithoutPassword(t *testing.T) {
	for _, factor := range []core.FirstFactor{core.FactorPassword, core.FactorPasswordSRP} {
		service := &recorder{t: t}
		user := newStubPool(service, new(storage), newClock()).User("ada")
		_, err := user.SignIn(t.Context(), core.Credentials{Flow: core.UserAuth, PreferredChallenge: factor})
		wantError(t, err, core.InvalidParameter)
		_, err = user.Resume(core.ChallengeState{Name: "SELECT_CHALLENGE"}).(*core.SelectChallenge).Select(t.Context(), factor)
		wantError(t, err, core.InvalidParameter)
		if len(service.sent) != 0 {
			t.Errorf("sent %q", service.sent)
		}
	}
}

// EMAIL_OTP is the first factor where it is what was chosen, and the second after a password.
func TestEmailOTPTellsWhichFactorItIs(t *testing.T) {
	email := challengeReply("EMAIL_OTP", "s2")
	for _, tt := range []struct {
		name        string
		replies     []any
		credentials core.Credentials
		answer      core.FirstFactor // to SELECT_CHALLENGE
		want        bool
	}{
		{"preferred", []any{email}, core.Credentials{PreferredChallenge: core.FactorEmailOTP}, "", true},
		{"not preferred", []any{email}, core.Credentials{}, "", true},
		{"chosen", []any{byChoice("s1"), email}, core.Credentials{}, core.FactorEmailOTP, true},
		{"after a password", []any{email}, core.Credentials{PreferredChallenge: core.FactorPassword, Password: "p"}, "", false},
		{"after a chosen password", []any{byChoice("s1"), email}, core.Credentials{}, core.FactorPassword, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			service := &recorder{t: t, replies: append(tt.replies, challengeReply("EMAIL_OTP", "s3"))}
			tt.credentials.Flow = core.UserAuth
			step, err := newStubPool(service, new(storage), newClock()).User("ada").SignIn(t.Context(), tt.credentials)
			if choice, ok := step.(*core.SelectChallenge); ok {
				step, err = choice.SelectPassword(t.Context(), tt.answer, "p")
			}
			if err != nil {
				t.Fatal(err)
			}
			otp := step.(*core.EmailOTP)
			if got := otp.State().FirstFactor; got != tt.want {
				t.Errorf("first factor: %v, want %v", got, tt.want)
			}
			// Whatever follows a code is no first factor.
			if step, err = otp.Answer(t.Context(), "123456"); err != nil || step.(core.Challenge).State().FirstFactor {
				t.Errorf("after the code: %+v, %v", step, err)
			}
		})
	}
}

// A choice is made within the sign-in. Where the service refuses that, because the session has
// expired or because another factor is open, the sign-in begins again with the factor.
func TestSelectBeginsAgain(t *testing.T) {
	expired := refusal("NotAuthorizedException", "Invalid session for the user, session is expired.")
	other := refusal("InvalidParameterException", "Challenge is not expected.")
	for _, tt := range []struct {
		open    string
		refused error
		again   bool
	}{
		{"SELECT_CHALLENGE", expired, true},
		{"EMAIL_OTP", expired, true},
		{"WEB_AUTHN", other, true},
		{"SMS_OTP", other, true},
		{"SELECT_CHALLENGE", other, false},
		{"EMAIL_OTP", refusal("TooManyRequestsException", "Slow down."), false},
	} {
		service := &recorder{t: t, replies: []any{tt.refused, challengeReply("SMS_OTP", "s2")}}
		user := newStubPool(service, new(storage), newClock()).User("ada")
		challenge := user.Resume(core.ChallengeState{Name: tt.open, Session: "s1"})
		step, err := challenge.(interface {
			Select(context.Context, core.FirstFactor, ...core.Option) (core.Step, error)
		}).Select(t.Context(), core.FactorSMSOTP, core.ClientMetadata{"k": "v"})
		first := `{"ChallengeName":"SELECT_CHALLENGE","ClientId":"` + clientID + `","ChallengeResponses":{"USERNAME":"ada","ANSWER":"SMS_OTP"},"Session":"s1","ClientMetadata":{"k":"v"}}`
		if service.sent[0] != (recorded{"RespondToAuthChallenge", first}) {
			t.Errorf("%s: sent %q\nwant %s", tt.open, service.sent[0], first)
		}
		if !tt.again {
			if !errors.Is(err, tt.refused) || len(service.sent) != 1 {
				t.Errorf("%s: %T, %v, %q", tt.open, step, err, service.sent)
			}
			continue
		}
		second := `{"AuthFlow":"USER_AUTH","ClientId":"` + clientID + `","AuthParameters":{"USERNAME":"ada","PREFERRED_CHALLENGE":"SMS_OTP"},"ClientMetadata":{"k":"v"}}`
		if _, ok := step.(*core.SMSOTP); err != nil || !ok || len(service.sent) != 2 || service.sent[1] != (recorded{"InitiateAuth", second}) {
			t.Errorf("%s: %T, %v, sent %q\nwant %s", tt.open, step, err, service.sent, second)
		}
	}
}

// The Session of ConfirmSignUp spares a step; one that the service refuses costs none, and no
// other failure is repeated.
func TestSignInWithTheSessionOfTheSignUp(t *testing.T) {
	for _, tt := range []struct {
		refused error
		sent    int
	}{
		{refusal("NotAuthorizedException", "Invalid session for the user."), 2},
		{refusal("TooManyRequestsException", "Slow down."), 1},
		{refusal("NotAuthorizedException", "Incorrect username or password."), 1},
		{refusal("UserNotConfirmedException", "User is not confirmed."), 1},
		{&core.Error{Reason: core.NetworkError}, 1},
	} {
		service := &recorder{t: t, replies: []any{tt.refused, byChoice("s2")}}
		user := newStubPool(service, new(storage), newClock()).User("ada")
		step, err := user.SignIn(t.Context(), core.Credentials{Flow: core.UserAuth, Session: "s1"})
		if len(service.sent) != tt.sent || (err == nil) != (tt.sent == 2) {
			t.Errorf("%v: %T, %v, sent %q", tt.refused, step, err, service.sent)
		}
		if !strings.HasSuffix(service.sent[0].members, `,"Session":"s1"}`) || tt.sent == 2 && strings.Contains(service.sent[1].members, "Session") {
			t.Errorf("sent %q", service.sent)
		}
	}
}

// A session of the sign-up that is too old does not stand in the way of the right code.
func TestConfirmSignUpWithAnOldSession(t *testing.T) {
	service := &recorder{t: t, replies: []any{refusal("NotAuthorizedException", "Invalid session for the user."), core.Object{}}}
	user := newStubPool(service, new(storage), newClock()).User("ada")
	_, err := user.ConfirmSignUp(t.Context(), core.ConfirmSignUpInput{ConfirmationCode: "1", Session: "s1"})
	if err != nil || len(service.sent) != 2 || strings.Contains(service.sent[1].members, "Session") {
		t.Errorf("%v, sent %q", err, service.sent)
	}
	service = &recorder{t: t, replies: []any{refusal("CodeMismatchException", "Invalid code")}}
	user = newStubPool(service, new(storage), newClock()).User("ada")
	if _, err := user.ConfirmSignUp(t.Context(), core.ConfirmSignUpInput{ConfirmationCode: "1", Session: "s1"}); err == nil || len(service.sent) != 1 {
		t.Errorf("%v, sent %q", err, service.sent)
	}
}
