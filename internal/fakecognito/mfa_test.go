package fakecognito_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/pquerna/otp/totp"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

const (
	totpSecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

	wrongMFACode = "CodeMismatchException: Invalid code or auth state for the user."
	badSession   = "NotAuthorizedException: Invalid session for the user."
	usedSession  = "NotAuthorizedException: Invalid session for the user, session can only be used once."
)

// appCode returns what an authenticator app with the secret shows.
func (e *env) appCode(secret string) string {
	e.Helper()
	code, err := totp.GenerateCode(secret, e.clock.Now())
	e.ok(err)
	return code
}

// answer answers a challenge of bob, with further responses in pairs.
func (e *env) answer(name types.ChallengeNameType, session *string, more ...string) (*cognitoidentityprovider.RespondToAuthChallengeOutput, error) {
	responses := map[string]string{"USERNAME": "bob"}
	for i := 0; i < len(more); i += 2 {
		responses[more[i]] = more[i+1]
	}
	return e.respond(name, session, responses)
}

// bob returns a server with a user bob with second factors, and a challenge for him.
func bob(t *testing.T, srv *fakecognito.Server, n fakecognito.NewUser) (*env, *cognitoidentityprovider.InitiateAuthOutput) {
	t.Helper()
	e := start(t, srv)
	n.Username, n.Password = "bob", password
	e.create(n)
	return e, e.ask()
}

// ask begins bob's sign-in, up to his first challenge.
func (e *env) ask() *cognitoidentityprovider.InitiateAuthOutput {
	e.Helper()
	out, err := e.passwordAuth("bob", password)
	e.ok(err)
	if out.AuthenticationResult != nil || out.Session == nil {
		e.Fatalf("no challenge: %+v", out)
	}
	return out
}

// Each second factor accepts the right code once, and counts wrong ones.
func TestSecondFactors(t *testing.T) {
	for _, test := range []struct {
		user         fakecognito.NewUser
		factor       types.ChallengeNameType
		medium, dest string
	}{
		{fakecognito.NewUser{Attributes: map[string]string{"phone_number": "+15551234567"}}, types.ChallengeNameTypeSmsMfa, "SMS", "+*******4567"},
		{fakecognito.NewUser{Email: "bob@example.com"}, types.ChallengeNameTypeEmailOtp, "EMAIL", "b***@e***"},
		{fakecognito.NewUser{TOTPSecret: totpSecret}, types.ChallengeNameTypeSoftwareTokenMfa, "", ""},
	} {
		t.Run(string(test.factor), func(t *testing.T) {
			test.user.MFA = []string{string(test.factor)}
			e, asked := bob(t, &fakecognito.Server{}, test.user)
			if p := asked.ChallengeParameters; asked.ChallengeName != test.factor || p["USER_ID_FOR_SRP"] != "bob" ||
				p["CODE_DELIVERY_DELIVERY_MEDIUM"] != test.medium || p["CODE_DELIVERY_DESTINATION"] != test.dest {
				t.Fatalf("challenge %q with %v", asked.ChallengeName, p)
			}
			right := func() string {
				if test.medium == "" {
					return e.appCode(totpSecret)
				}
				return e.lastCode("bob")
			}
			parameter := string(test.factor) + "_CODE"
			// Four wrong codes are allowed.
			for range 4 {
				_, err := e.answer(test.factor, asked.Session, parameter, wrongCode(right()))
				e.wantError(err, wrongMFACode)
			}
			_, err := e.answer(test.factor, nil, parameter, right())
			e.wantError(err, badSession)
			_, err = e.answer(test.factor, asked.Session)
			e.wantError(err, "InvalidParameterException: Missing required parameter "+parameter)
			done, err := e.answer(test.factor, asked.Session, parameter, right())
			e.ok(err)
			if done.AuthenticationResult == nil || done.Session != nil {
				t.Errorf("no tokens, or a session: %+v", done)
			}
			_, err = e.answer(test.factor, asked.Session, parameter, right())
			e.wantError(err, usedSession)

			// The fifth wrong code ends the sign-in. The next one has a new session and,
			// if codes are sent, another code.
			e.clock.Advance(time.Minute)
			again := e.ask()
			if *again.Session == *asked.Session {
				t.Error("the session is the same")
			}
			for range 5 {
				_, err := e.answer(test.factor, again.Session, parameter, wrongCode(right()))
				e.wantError(err, wrongMFACode)
			}
			_, err = e.answer(test.factor, again.Session, parameter, right())
			e.wantError(err, usedSession)

			// A challenge must be answered in time.
			e.clock.Advance(time.Minute)
			late := e.ask()
			e.clock.Advance(3 * time.Minute)
			_, err = e.answer(test.factor, late.Session, parameter, right())
			e.wantError(err, "NotAuthorizedException: Invalid session for the user, session is expired.")
		})
	}
}

// A code of an authenticator app is accepted a step early or late, and once.
func TestTOTPWindow(t *testing.T) {
	e, asked := bob(t, &fakecognito.Server{}, fakecognito.NewUser{TOTPSecret: totpSecret, MFA: []string{fakecognito.SoftwareTokenMFA}})
	const factor, parameter = types.ChallengeNameTypeSoftwareTokenMfa, "SOFTWARE_TOKEN_MFA_CODE"
	code := e.appCode(totpSecret)
	e.clock.Advance(30 * time.Second)
	_, err := e.answer(factor, asked.Session, parameter, code, "SMS_MFA_CODE", code)
	e.ok(err)
	_, err = e.answer(factor, e.ask().Session, parameter, code)
	e.wantError(err, wrongMFACode)
	code = e.appCode(totpSecret)
	e.clock.Advance(time.Minute)
	_, err = e.answer(factor, e.ask().Session, parameter, code)
	e.wantError(err, wrongMFACode)
}

func TestSelectMFAType(t *testing.T) {
	both := fakecognito.NewUser{
		Attributes: map[string]string{"phone_number": "+15551234567"}, TOTPSecret: totpSecret,
		MFA: []string{fakecognito.SMSMFA, fakecognito.SoftwareTokenMFA},
	}
	e, asked := bob(t, &fakecognito.Server{}, both)
	const choice = types.ChallengeNameTypeSelectMfaType
	if asked.ChallengeName != choice || asked.ChallengeParameters["MFAS_CAN_CHOOSE"] != `["SMS_MFA","SOFTWARE_TOKEN_MFA"]` {
		t.Fatalf("challenge %q with %v", asked.ChallengeName, asked.ChallengeParameters)
	}
	if len(e.srv.Mailbox("bob")) != 0 {
		t.Error("a code was sent before the choice")
	}
	_, err := e.answer(choice, asked.Session, "ANSWER", "EMAIL_OTP")
	e.wantError(err, "InvalidParameterException: Invalid MFA type selected.")
	chosen, err := e.answer(choice, asked.Session, "ANSWER", "SMS_MFA")
	e.ok(err)
	if chosen.ChallengeName != types.ChallengeNameTypeSmsMfa || *chosen.Session == *asked.Session {
		t.Errorf("challenge %q, session changed: %t", chosen.ChallengeName, *chosen.Session != *asked.Session)
	}
	_, err = e.answer(choice, asked.Session, "ANSWER", "SMS_MFA")
	e.wantError(err, usedSession)
	_, err = e.answer(types.ChallengeNameTypeSmsMfa, asked.Session, "SMS_MFA_CODE", e.lastCode("bob"))
	e.wantError(err, badSession)
	_, err = e.answer(types.ChallengeNameTypeSmsMfa, chosen.Session, "SMS_MFA_CODE", e.lastCode("bob"))
	e.ok(err)

	both.PreferredMFA = fakecognito.SoftwareTokenMFA
	if _, asked := bob(t, &fakecognito.Server{}, both); asked.ChallengeName != types.ChallengeNameTypeSoftwareTokenMfa {
		t.Errorf("with a preference: challenge %q", asked.ChallengeName)
	}
}

// A user who needs a second factor and has none sets up an authenticator app, with another
// session at each step.
func TestMFASetup(t *testing.T) {
	e, asked := bob(t, &fakecognito.Server{MFARequired: true}, fakecognito.NewUser{})
	const setup = types.ChallengeNameTypeMfaSetup
	if asked.ChallengeName != setup || asked.ChallengeParameters["MFAS_CAN_SETUP"] != `["SOFTWARE_TOKEN_MFA"]` {
		t.Fatalf("challenge %q with %v", asked.ChallengeName, asked.ChallengeParameters)
	}
	associate := func(session *string) (*cognitoidentityprovider.AssociateSoftwareTokenOutput, error) {
		return e.api.AssociateSoftwareToken(e.ctx, &cognitoidentityprovider.AssociateSoftwareTokenInput{Session: session})
	}
	verify := func(session *string, code string) (*cognitoidentityprovider.VerifySoftwareTokenOutput, error) {
		return e.api.VerifySoftwareToken(e.ctx, &cognitoidentityprovider.VerifySoftwareTokenInput{Session: session, UserCode: aws.String(code)})
	}
	const mismatch = "EnableSoftwareTokenMFAException: Code mismatch"
	_, err := associate(nil)
	e.wantError(err, "InvalidParameterException: Either accessToken or session must be provided.")
	_, err = e.answer(setup, asked.Session)
	e.wantError(err, "InvalidParameterException: User has not set up software token mfa")
	_, err = verify(asked.Session, "123456")
	e.wantError(err, mismatch)
	app, err := associate(asked.Session)
	e.ok(err)
	_, err = associate(asked.Session)
	e.wantError(err, badSession)
	for range 5 {
		_, err = verify(app.Session, wrongCode(e.appCode(*app.SecretCode)))
		e.wantError(err, mismatch)
	}
	_, err = verify(app.Session, e.appCode(*app.SecretCode))
	e.wantError(err, mismatch) // too many
	other, err := associate(app.Session)
	e.ok(err)
	verified, err := verify(other.Session, e.appCode(*other.SecretCode))
	e.ok(err)
	sessions := map[string]bool{*asked.Session: true, *app.Session: true, *other.Session: true, *verified.Session: true}
	if verified.Status != types.VerifySoftwareTokenResponseTypeSuccess || len(sessions) != 4 {
		t.Errorf("status %q, %d different sessions", verified.Status, len(sessions))
	}
	_, err = e.answer(setup, other.Session)
	e.wantError(err, usedSession)
	done, err := e.answer(setup, verified.Session)
	e.ok(err)
	if done.AuthenticationResult == nil {
		t.Error("no tokens")
	}
	e.clock.Advance(time.Minute)
	if again := e.ask(); again.ChallengeName != types.ChallengeNameTypeSoftwareTokenMfa {
		t.Errorf("the next sign-in asks for %q", again.ChallengeName)
	}
}

func TestMFAPreference(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	token := e.signIn().AccessToken
	type settings = cognitoidentityprovider.SetUserMFAPreferenceInput
	set := func(in settings) error {
		in.AccessToken = token
		_, err := e.api.SetUserMFAPreference(e.ctx, &in)
		return err
	}
	want := func(preferred string, enabled ...string) {
		t.Helper()
		out, err := e.api.GetUser(e.ctx, &cognitoidentityprovider.GetUserInput{AccessToken: token})
		e.ok(err)
		same := aws.ToString(out.PreferredMfaSetting) == preferred && len(out.UserMFASettingList) == len(enabled)
		for i := 0; same && i < len(enabled); i++ {
			same = out.UserMFASettingList[i] == enabled[i]
		}
		if !same {
			t.Errorf("preferred %q of %q, want %q of %q", aws.ToString(out.PreferredMfaSetting), out.UserMFASettingList, preferred, enabled)
		}
	}
	e.wantError(set(settings{SMSMfaSettings: &types.SMSMfaSettingsType{Enabled: true}}),
		"InvalidParameterException: User does not have delivery config set to turn on SMS_MFA")
	e.wantError(set(settings{SoftwareTokenMfaSettings: &types.SoftwareTokenMfaSettingsType{Enabled: true}}),
		"InvalidParameterException: User has not verified software token mfa")
	// A refused request changes nothing, not even the valid half of it.
	e.wantError(set(settings{EmailMfaSettings: &types.EmailMfaSettingsType{Enabled: true}, SMSMfaSettings: &types.SMSMfaSettingsType{Enabled: true}}),
		"InvalidParameterException: User does not have delivery config set to turn on SMS_MFA")
	want("")

	app, err := e.api.AssociateSoftwareToken(e.ctx, &cognitoidentityprovider.AssociateSoftwareTokenInput{AccessToken: token})
	e.ok(err)
	if app.Session != nil {
		t.Error("a session for a user who is signed in")
	}
	_, err = e.api.VerifySoftwareToken(e.ctx, &cognitoidentityprovider.VerifySoftwareTokenInput{AccessToken: token, UserCode: aws.String(e.appCode(*app.SecretCode))})
	e.ok(err)
	want("")
	e.wantError(set(settings{SoftwareTokenMfaSettings: &types.SoftwareTokenMfaSettingsType{PreferredMfa: true}}),
		"InvalidParameterException: SOFTWARE_TOKEN_MFA cannot be preferred unless it is enabled.")
	e.wantError(set(settings{
		EmailMfaSettings:         &types.EmailMfaSettingsType{Enabled: true, PreferredMfa: true},
		SoftwareTokenMfaSettings: &types.SoftwareTokenMfaSettingsType{Enabled: true, PreferredMfa: true},
	}), "InvalidParameterException: Only one MFA method can be preferred.")
	e.ok(set(settings{
		EmailMfaSettings:         &types.EmailMfaSettingsType{Enabled: true},
		SoftwareTokenMfaSettings: &types.SoftwareTokenMfaSettingsType{Enabled: true, PreferredMfa: true},
	}))
	want("SOFTWARE_TOKEN_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA")
	e.ok(set(settings{SoftwareTokenMfaSettings: &types.SoftwareTokenMfaSettingsType{}}))
	want("", "EMAIL_OTP")

	_, err = e.api.SetUserSettings(e.ctx, &cognitoidentityprovider.SetUserSettingsInput{
		AccessToken: token, MFAOptions: []types.MFAOptionType{{DeliveryMedium: types.DeliveryMediumTypeSms, AttributeName: aws.String("phone_number")}},
	})
	e.wantError(err, "InvalidParameterException: User does not have delivery config set to turn on SMS_MFA")
}
