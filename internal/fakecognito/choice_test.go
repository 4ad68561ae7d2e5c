package fakecognito_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

const (
	selectChallenge = types.ChallengeNameTypeSelectChallenge
	emailOTP        = types.ChallengeNameTypeEmailOtp
	smsOTP          = types.ChallengeNameTypeSmsOtp
	wrongPassword   = "NotAuthorizedException: Incorrect username or password."

	passwordChoice = types.ChallengeNameTypePassword
	srpChoice      = types.ChallengeNameTypePasswordSrp
)

// everyFactor are all first factors that a pool can allow.
func everyFactor() []string {
	return []string{fakecognito.PasswordFactor, fakecognito.EmailOTP, fakecognito.SMSOTPFactor, fakecognito.WebAuthnFactor}
}

// ada is a user with a password and both addresses.
func ada() fakecognito.NewUser {
	return fakecognito.NewUser{
		Username: "ada", Password: password, Email: "ada@example.com",
		Attributes: map[string]string{"phone_number": "+15551234567"},
	}
}

// choices starts a server with all first factors and the user ada.
func choices(t *testing.T, srv *fakecognito.Server) *env {
	t.Helper()
	srv.FirstFactors = everyFactor()
	e := start(t, srv)
	e.create(ada())
	return e
}

// userAuth sends USER_AUTH with further parameters in pairs.
func (e *env) userAuth(username string, more ...string) (*cognitoidentityprovider.InitiateAuthOutput, error) {
	params := map[string]string{"USERNAME": username}
	for i := 0; i < len(more); i += 2 {
		params[more[i]] = more[i+1]
	}
	return e.initiate(types.AuthFlowTypeUserAuth, params)
}

// choice begins a sign-in that leaves the choice to the user.
func (e *env) choice(username string) *cognitoidentityprovider.InitiateAuthOutput {
	e.Helper()
	out, err := e.userAuth(username)
	e.ok(err)
	if out.ChallengeName != selectChallenge || out.Session == nil {
		e.Fatalf("challenge %q", out.ChallengeName)
	}
	return out
}

// reply answers a challenge of a user, with further responses in pairs.
func (e *env) reply(username string, name types.ChallengeNameType, session *string, more ...string) (*cognitoidentityprovider.RespondToAuthChallengeOutput, error) {
	responses := map[string]string{"USERNAME": username}
	for i := 0; i < len(more); i += 2 {
		responses[more[i]] = more[i+1]
	}
	return e.respond(name, session, responses)
}

// available returns the names of the choices in one text.
func available(out *cognitoidentityprovider.InitiateAuthOutput) string {
	var names []string
	for _, name := range out.AvailableChallenges {
		names = append(names, string(name))
	}
	return strings.Join(names, " ")
}

// Which choices there are depends on the pool and on the user.
func TestAvailableChallenges(t *testing.T) {
	for _, test := range []struct {
		name    string
		srv     *fakecognito.Server
		user    func(*fakecognito.NewUser)
		want    string
		refusal string
	}{
		{name: "all", want: "PASSWORD PASSWORD_SRP EMAIL_OTP SMS_OTP"},
		{name: "no password", user: func(u *fakecognito.NewUser) { u.Password = "" }, want: "EMAIL_OTP SMS_OTP"},
		{name: "no e-mail", user: func(u *fakecognito.NewUser) { u.Email = "" }, want: "PASSWORD PASSWORD_SRP SMS_OTP"},
		{name: "no phone", user: func(u *fakecognito.NewUser) { u.Attributes = nil }, want: "PASSWORD PASSWORD_SRP EMAIL_OTP"},
		{name: "unconfirmed", user: func(u *fakecognito.NewUser) { u.Status = fakecognito.StatusUnconfirmed }, want: "PASSWORD PASSWORD_SRP EMAIL_OTP SMS_OTP"},
		{name: "temporary password", user: func(u *fakecognito.NewUser) { u.Status = fakecognito.StatusForceChangePassword }, want: "PASSWORD PASSWORD_SRP"},
		{name: "MFA is on", user: func(u *fakecognito.NewUser) { u.MFA = []string{fakecognito.SMSMFA} }, want: "PASSWORD PASSWORD_SRP"},
		{name: "MFA is required", srv: &fakecognito.Server{MFARequired: true}, want: "PASSWORD PASSWORD_SRP"},
		{name: "codes only", srv: &fakecognito.Server{FirstFactors: []string{fakecognito.SMSOTPFactor}}, want: "SMS_OTP"},
		{
			name: "nothing", srv: &fakecognito.Server{FirstFactors: []string{fakecognito.EmailOTP}},
			user:    func(u *fakecognito.NewUser) { u.Email = "" },
			refusal: "InvalidParameterException: No first factor is available for the user.",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			srv := test.srv
			if srv == nil {
				srv = &fakecognito.Server{}
			}
			if srv.FirstFactors == nil {
				srv.FirstFactors = everyFactor()
			}
			e := start(t, srv)
			user := ada()
			if test.user != nil {
				test.user(&user)
			}
			e.create(user)
			out, err := e.userAuth("ada")
			if test.refusal != "" {
				e.wantError(err, test.refusal)
				return
			}
			e.ok(err)
			if got := available(out); got != test.want || out.ChallengeName != selectChallenge || out.ChallengeParameters["USERNAME"] != "ada" {
				t.Errorf("%s of %q with %v, want %q", out.ChallengeName, got, out.ChallengeParameters, test.want)
			}
			// A preference that the user does not have is no error.
			out, err = e.userAuth("ada", "PREFERRED_CHALLENGE", "WEB_AUTHN")
			e.ok(err)
			if got := available(out); got != test.want {
				t.Errorf("with a preference: %q, want %q", got, test.want)
			}
		})
	}
}

func TestStrictChoice(t *testing.T) {
	e := choices(t, &fakecognito.Server{})
	for _, test := range []struct {
		params []string
		want   string
	}{
		{[]string{"PREFERRED_CHALLENGE", "FACE"}, "InvalidParameterException: Invalid PREFERRED_CHALLENGE"},
		{[]string{"PREFERRED_CHALLENGE", "PASSWORD"}, "InvalidParameterException: Missing required parameter PASSWORD"},
		{[]string{"PREFERRED_CHALLENGE", "PASSWORD_SRP"}, "InvalidParameterException: Missing required parameter SRP_A"},
		{[]string{"PREFERRED_CHALLENGE", "PASSWORD_SRP", "SRP_A", "0"}, "InvalidParameterException: Invalid SRP_A"},
		{[]string{"PREFERRED_CHALLENGE", "EMAIL_OTP", "PASSWORD", password}, `SerializationException: unknown member "AuthParameters.PASSWORD"`},
		{[]string{"SRP_A", "2"}, `SerializationException: unknown member "AuthParameters.SRP_A"`},
		{[]string{"ANSWER", "EMAIL_OTP"}, `SerializationException: unknown member "AuthParameters.ANSWER"`},
		{[]string{"USERNAME", ""}, "InvalidParameterException: Missing required parameter USERNAME"},
	} {
		_, err := e.userAuth("ada", test.params...)
		e.wantError(err, test.want)
	}
	asked := e.choice("ada")
	for _, test := range []struct {
		name      types.ChallengeNameType
		responses []string
		want      string
	}{
		{selectChallenge, nil, "InvalidParameterException: Missing required parameter ANSWER"},
		{selectChallenge, []string{"ANSWER", "FACE"}, "InvalidParameterException: Invalid challenge selected."},
		{selectChallenge, []string{"ANSWER", "WEB_AUTHN"}, "InvalidParameterException: Invalid challenge selected."},
		{selectChallenge, []string{"ANSWER", "PASSWORD"}, "InvalidParameterException: Missing required parameter PASSWORD"},
		{selectChallenge, []string{"ANSWER", "PASSWORD_SRP"}, "InvalidParameterException: Missing required parameter SRP_A"},
		{selectChallenge, []string{"ANSWER", "EMAIL_OTP", "PASSWORD", password}, `SerializationException: unknown member "ChallengeResponses.PASSWORD"`},
		{selectChallenge, []string{"ANSWER", "EMAIL_OTP", "EMAIL_OTP_CODE", "1"}, `SerializationException: unknown member "ChallengeResponses.EMAIL_OTP_CODE"`},
		{passwordChoice, nil, "InvalidParameterException: Missing required parameter PASSWORD"},
		{srpChoice, nil, "InvalidParameterException: Missing required parameter SRP_A"},
		{types.ChallengeNameTypeWebAuthn, nil, "InvalidParameterException: Missing required parameter CREDENTIAL"},
		{types.ChallengeNameTypeWebAuthn, []string{"CREDENTIAL", "{}"}, badSession},
		{emailOTP, []string{"EMAIL_OTP_CODE", "123456"}, badSession},
		{selectChallenge, []string{"ANSWER", "EMAIL_OTP", "USERNAME", "eve"}, badSession},
	} {
		_, err := e.reply("ada", test.name, asked.Session, test.responses...)
		e.wantError(err, test.want)
	}
	// None of that has spent the session, or sent a code.
	if n := len(e.srv.Mailbox("ada")); n != 0 {
		t.Errorf("%d messages", n)
	}
	_, err := e.reply("ada", selectChallenge, asked.Session, "ANSWER", "EMAIL_OTP")
	e.ok(err)
	// Outside USER_AUTH there is nothing to choose.
	e.create(fakecognito.NewUser{Username: "bob", Password: password, Email: "bob@example.com", MFA: []string{fakecognito.EmailOTP}})
	_, err = e.reply("bob", selectChallenge, e.ask().Session, "ANSWER", "PASSWORD", "PASSWORD", password)
	e.wantError(err, badSession)
}

func TestChoiceSessionExpires(t *testing.T) {
	e := choices(t, &fakecognito.Server{AuthSessionLifetime: 4 * time.Minute})
	asked := e.choice("ada")
	e.clock.Advance(4 * time.Minute)
	_, err := e.reply("ada", selectChallenge, asked.Session, "ANSWER", "EMAIL_OTP")
	e.wantError(err, "NotAuthorizedException: Invalid session for the user, session is expired.")
}

// While a code is awaited, the user can take another way, and have another code sent.
func TestOtherFactor(t *testing.T) {
	e := choices(t, &fakecognito.Server{})
	first, err := e.userAuth("ada", "PREFERRED_CHALLENGE", "EMAIL_OTP")
	e.ok(err)
	second, err := e.reply("ada", selectChallenge, first.Session, "ANSWER", "SMS_OTP")
	e.ok(err)
	if second.ChallengeName != smsOTP || *second.Session == *first.Session {
		t.Fatalf("challenge %q", second.ChallengeName)
	}
	_, err = e.reply("ada", emailOTP, first.Session, "EMAIL_OTP_CODE", e.srv.Mailbox("ada")[0].Code)
	e.wantError(err, usedSession)
	third, err := e.reply("ada", selectChallenge, second.Session, "ANSWER", "SMS_OTP")
	e.ok(err)
	if n := len(e.srv.Mailbox("ada")); n != 3 {
		t.Errorf("%d messages", n)
	}
	_, err = e.reply("ada", passwordChoice, third.Session, "PASSWORD", password)
	e.ok(err)

	e = choices(t, &fakecognito.Server{RefuseOtherFactor: true})
	asked := e.choice("ada")
	only, err := e.reply("ada", selectChallenge, asked.Session, "ANSWER", "EMAIL_OTP")
	e.ok(err)
	_, err = e.reply("ada", selectChallenge, only.Session, "ANSWER", "PASSWORD", "PASSWORD", password)
	e.wantError(err, badSession)
	_, err = e.reply("ada", passwordChoice, only.Session, "PASSWORD", password)
	e.wantError(err, badSession)
	_, err = e.reply("ada", emailOTP, only.Session, "EMAIL_OTP_CODE", e.lastCode("ada"))
	e.ok(err)
}

func TestChoiceOfDisabledUser(t *testing.T) {
	e := choices(t, &fakecognito.Server{})
	asked := e.choice("ada")
	e.srv.DisableUser("ada")
	_, err := e.userAuth("ada")
	e.wantError(err, "NotAuthorizedException: User is disabled.")
	_, err = e.reply("ada", selectChallenge, asked.Session, "ANSWER", "EMAIL_OTP")
	e.wantError(err, "NotAuthorizedException: User is disabled.")
}

// TestChoiceOnTheWire checks where a reply has the choices: beside ChallengeParameters, as a
// list.
func TestChoiceOnTheWire(t *testing.T) {
	e := choices(t, &fakecognito.Server{})
	resp := e.post("InitiateAuth", amzJSON, `{"ClientId":"`+clientID+`","AuthFlow":"USER_AUTH","AuthParameters":{"USERNAME":"ada"}}`)
	var body struct {
		AvailableChallenges  []string
		ChallengeName        string
		ChallengeParameters  map[string]string
		AuthenticationResult any
	}
	e.ok(json.NewDecoder(resp.Body).Decode(&body))
	if len(body.AvailableChallenges) != 4 || body.ChallengeName != "SELECT_CHALLENGE" || body.AuthenticationResult != nil || len(body.ChallengeParameters) != 1 {
		t.Errorf("reply %+v", body)
	}
}

func TestChoiceWithClientSecret(t *testing.T) {
	e := choices(t, &fakecognito.Server{ClientSecret: "secret"})
	_, err := e.userAuth("ada")
	e.wantError(err, "NotAuthorizedException: Client "+clientID+" is configured with secret but SECRET_HASH was not received")
	hash := base64.StdEncoding.EncodeToString(mac([]byte("secret"), []byte("ada"+clientID)))
	asked, err := e.userAuth("ada", "SECRET_HASH", hash)
	e.ok(err)
	_, err = e.reply("ada", selectChallenge, asked.Session, "ANSWER", "EMAIL_OTP")
	e.wantError(err, "NotAuthorizedException: Client "+clientID+" is configured with secret but SECRET_HASH was not received")
	code, err := e.reply("ada", selectChallenge, asked.Session, "ANSWER", "EMAIL_OTP", "SECRET_HASH", hash)
	e.ok(err)
	_, err = e.reply("ada", emailOTP, code.Session, "EMAIL_OTP_CODE", e.lastCode("ada"), "SECRET_HASH", hash)
	e.ok(err)
}

// A remembered device that is named in any step proves itself after the first factor.
func TestChoiceWithDevice(t *testing.T) {
	e := choices(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingAlways})
	asked, err := e.userAuth("ada", "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", password)
	e.ok(err)
	device := asked.AuthenticationResult.NewDeviceMetadata
	if device == nil {
		t.Fatal("no device is offered")
	}
	_, err = e.userAuth("ada", "DEVICE_KEY", *device.DeviceKey)
	e.wantError(err, "ResourceNotFoundException: Device does not exist.")
	_, err = e.api.ConfirmDevice(e.ctx, &cognitoidentityprovider.ConfirmDeviceInput{
		AccessToken: asked.AuthenticationResult.AccessToken, DeviceKey: device.DeviceKey,
		DeviceSecretVerifierConfig: &types.DeviceSecretVerifierConfigType{Salt: aws.String("AQ=="), PasswordVerifier: aws.String("Ag==")},
	})
	e.ok(err)
	for _, at := range []string{"start", "choice", "code"} {
		key := func(step string) []string {
			if step == at {
				return []string{"DEVICE_KEY", *device.DeviceKey}
			}
			return nil
		}
		asked, err := e.userAuth("ada", key("start")...)
		e.ok(err)
		code, err := e.reply("ada", selectChallenge, asked.Session, append(key("choice"), "ANSWER", "SMS_OTP")...)
		e.ok(err)
		next, err := e.reply("ada", smsOTP, code.Session, append(key("code"), "SMS_OTP_CODE", e.lastCode("ada"))...)
		e.ok(err)
		if next.ChallengeName != types.ChallengeNameTypeDeviceSrpAuth {
			t.Errorf("%s: challenge %q", at, next.ChallengeName)
		}
	}
}
