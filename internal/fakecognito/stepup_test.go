package fakecognito_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/pquerna/otp/totp"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func loa(levels ...int) string {
	var names []string
	for _, level := range levels {
		names = append(names, fmt.Sprintf("urn:cognito:loa:%d", level))
	}
	return strings.Join(names, " ")
}

// stepping is a pool with step-up, and users with different factors and one password.
func stepping(t *testing.T, srv *fakecognito.Server) *env {
	t.Helper()
	srv.StepUp = true
	srv.FirstFactors = []string{fakecognito.PasswordFactor, fakecognito.EmailOTP, fakecognito.SMSOTPFactor, fakecognito.WebAuthnFactor}
	e := alice(t, srv)
	phone := map[string]string{"phone_number": "+15551234567"}
	e.create(fakecognito.NewUser{Username: "sms", Password: password, Attributes: phone, MFA: []string{fakecognito.SMSMFA}})
	e.create(fakecognito.NewUser{Username: "totp", Password: password, MFA: []string{fakecognito.SoftwareTokenMFA}, TOTPSecret: totpSecret})
	e.create(fakecognito.NewUser{
		Username: "both", Password: password, Attributes: phone, MFA: []string{fakecognito.SMSMFA, fakecognito.SoftwareTokenMFA},
		PreferredMFA: fakecognito.SMSMFA, TOTPSecret: totpSecret,
	})
	return e
}

// wantChallenge fails unless a reply is a challenge.
func (e *env) wantChallenge(out *cognitoidentityprovider.InitiateAuthOutput, err error, want types.ChallengeNameType) *string {
	e.Helper()
	e.ok(err)
	if out.ChallengeName != want {
		e.Fatalf("challenge %q, want %q", out.ChallengeName, want)
	}
	return out.Session
}

// answerCode answers a challenge with the code that a user has got, or the app's.
func (e *env) answerCode(name types.ChallengeNameType, session *string, username string) *types.AuthenticationResultType {
	e.Helper()
	code := ""
	if name == types.ChallengeNameTypeSoftwareTokenMfa {
		e.clock.Advance(30 * time.Second) // a code is accepted once
		var err error
		code, err = totp.GenerateCode(totpSecret, e.clock.Now())
		e.ok(err)
	} else {
		box := e.srv.Mailbox(username)
		code = box[len(box)-1].Code
	}
	out, err := e.respond(name, session, map[string]string{"USERNAME": username, string(name) + "_CODE": code})
	e.ok(err)
	if out.AuthenticationResult == nil {
		e.Fatalf("no tokens; challenge %q", out.ChallengeName)
	}
	return out.AuthenticationResult
}

// wantLevel checks the claims of both tokens.
func (e *env) wantLevel(result *types.AuthenticationResultType, level int, amr ...string) {
	e.Helper()
	for _, token := range []*string{result.IdToken, result.AccessToken} {
		_, claims := e.verify(*token)
		var got []string
		for _, method := range claims["amr"].([]any) {
			got = append(got, method.(string))
		}
		if claims["acr"] != loa(level) || !slices.Equal(got, amr) {
			e.Errorf("acr %v, amr %q; want level %d, %q", claims["acr"], got, level, amr)
		}
	}
}

// TestAuthenticationClaims: each kind of sign-in has its level, and a refresh keeps it.
func TestAuthenticationClaims(t *testing.T) {
	e := stepping(t, &fakecognito.Server{})
	result := e.signIn()
	e.wantLevel(result, 1, "pwd")
	_, before := e.verify(*result.AccessToken)
	e.clock.Advance(time.Minute)
	refreshed, err := e.refresh(*result.RefreshToken)
	e.ok(err)
	e.wantLevel(refreshed, 1, "pwd")
	if _, after := e.verify(*refreshed.AccessToken); after["auth_time"] != before["auth_time"] {
		t.Error("a refresh changes auth_time")
	}
	out, err := e.userAuth("alice", "PREFERRED_CHALLENGE", "EMAIL_OTP")
	e.wantLevel(e.answerCode("EMAIL_OTP", e.wantChallenge(out, err, "EMAIL_OTP"), "alice"), 2, "email_otp")
	out, err = e.passwordAuth("sms", password)
	e.wantLevel(e.answerCode("SMS_MFA", e.wantChallenge(out, err, "SMS_MFA"), "sms"), 3, "pwd", "sms", "mfa")
	out, err = e.passwordAuth("totp", password)
	e.wantLevel(e.answerCode("SOFTWARE_TOKEN_MFA", e.wantChallenge(out, err, "SOFTWARE_TOKEN_MFA"), "totp"), 4, "pwd", "otp", "mfa")
}

// TestStepUp: only what is missing is asked, and the tokens are new ones.
func TestStepUp(t *testing.T) {
	e := stepping(t, &fakecognito.Server{})
	out, err := e.passwordAuth("both", password)
	first := e.answerCode("SMS_MFA", e.wantChallenge(out, err, "SMS_MFA"), "both")
	e.wantLevel(first, 3, "pwd", "sms", "mfa")
	e.clock.Advance(10 * time.Minute)
	out, err = e.userAuth("both", "TARGET_ACR_VALUES", loa(4, 3), "ACCESS_TOKEN", *first.AccessToken, "MAX_AGE", "600")
	second := e.answerCode("SOFTWARE_TOKEN_MFA", e.wantChallenge(out, err, "SOFTWARE_TOKEN_MFA"), "both")
	e.wantLevel(second, 4, "pwd", "sms", "otp", "mfa")
	_, before := e.verify(*first.AccessToken)
	_, after := e.verify(*second.AccessToken)
	if second.RefreshToken == nil || *second.RefreshToken == *first.RefreshToken || after["origin_jti"] == before["origin_jti"] || after["auth_time"] == before["auth_time"] {
		t.Error("the tokens are those of the old sign-in")
	}
	e.ok(e.getUser(*first.AccessToken))

	// A code by e-mail is level 2, which is enough for 1.
	out, err = e.userAuth("alice", "PREFERRED_CHALLENGE", "EMAIL_OTP")
	byCode := e.answerCode("EMAIL_OTP", e.wantChallenge(out, err, "EMAIL_OTP"), "alice")
	out, err = e.userAuth("alice", "TARGET_ACR_VALUES", loa(1), "ACCESS_TOKEN", *byCode.AccessToken)
	e.wantError(err, "InvalidParameterException: The access token satisfies TARGET_ACR_VALUES already.")
	if out != nil {
		t.Error("a reply beside the error")
	}
}

// TestStepUpByPasskey: a passkey alone reaches level 3.
func TestStepUpByPasskey(t *testing.T) {
	e, token, a := passkeyUser(t, &fakecognito.Server{StepUp: true, FirstFactors: []string{fakecognito.PasswordFactor, fakecognito.WebAuthnFactor}})
	e.ok(e.register(token, a, newKey(t, es256), func(c *ceremony) { c.flags |= backupEligible }))
	for _, pairs := range [][]string{{"PREFERRED_CHALLENGE", "WEB_AUTHN"}, nil} {
		out, err := e.userAuth("alice", append([]string{"TARGET_ACR_VALUES", loa(4, 3), "ACCESS_TOKEN", token}, pairs...)...)
		name, session, options := out.ChallengeName, out.Session, out.ChallengeParameters["CREDENTIAL_REQUEST_OPTIONS"]
		e.ok(err)
		if pairs == nil {
			e.wantChallenge(out, err, "SELECT_CHALLENGE")
			if !slices.Equal(out.AvailableChallenges, []types.ChallengeNameType{"WEB_AUTHN"}) {
				t.Errorf("available: %q", out.AvailableChallenges)
			}
			next, err := e.respond(name, session, map[string]string{"USERNAME": "alice", "ANSWER": "WEB_AUTHN"})
			e.ok(err)
			name, session, options = next.ChallengeName, next.Session, next.ChallengeParameters["CREDENTIAL_REQUEST_OPTIONS"]
		}
		done, err := e.respond(name, session, map[string]string{"USERNAME": "alice", "CREDENTIAL": a.get(options, func(c *ceremony) { c.flags |= backupEligible })})
		e.ok(err)
		e.wantLevel(done.AuthenticationResult, 3, "pwd", "swk", "mfa")
	}
}

// TestStepUpFromScratch: without a token, or with one that is too old, everything is asked.
func TestStepUpFromScratch(t *testing.T) {
	e := stepping(t, &fakecognito.Server{})
	signIn := func() *types.AuthenticationResultType {
		out, err := e.passwordAuth("totp", password)
		return e.answerCode("SOFTWARE_TOKEN_MFA", e.wantChallenge(out, err, "SOFTWARE_TOKEN_MFA"), "totp")
	}
	old := signIn()
	e.clock.Advance(10 * time.Minute)
	for what, pairs := range map[string][]string{
		"no token":  {"TARGET_ACR_VALUES", loa(4)},
		"too old":   {"TARGET_ACR_VALUES", loa(4), "ACCESS_TOKEN", *old.AccessToken, "MAX_AGE", "60"},
		"age alone": {"TARGET_ACR_VALUES", loa(4), "MAX_AGE", "60"},
	} {
		out, err := e.userAuth("totp", pairs...)
		session := e.wantChallenge(out, err, "SELECT_CHALLENGE")
		if !slices.Equal(out.AvailableChallenges, []types.ChallengeNameType{"PASSWORD", "PASSWORD_SRP"}) {
			t.Errorf("%s: %q", what, out.AvailableChallenges)
		}
		_, err = e.respond("SELECT_CHALLENGE", session, map[string]string{"USERNAME": "totp", "ANSWER": "EMAIL_OTP"})
		e.wantError(err, "InvalidParameterException: Invalid challenge selected.")
		next, err := e.respond("SELECT_CHALLENGE", session, map[string]string{"USERNAME": "totp", "ANSWER": "PASSWORD", "PASSWORD": password})
		e.ok(err)
		e.wantLevel(e.answerCode(next.ChallengeName, next.Session, "totp"), 4, "pwd", "otp", "mfa")
	}
	// A preferred password comes along. What the user requires stays required.
	out, err := e.userAuth("totp", "TARGET_ACR_VALUES", loa(1), "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", password)
	e.wantLevel(e.answerCode("SOFTWARE_TOKEN_MFA", e.wantChallenge(out, err, "SOFTWARE_TOKEN_MFA"), "totp"), 4, "pwd", "otp", "mfa")
	// The best level that the user can reach counts.
	out, err = e.userAuth("sms", "TARGET_ACR_VALUES", loa(4, 3), "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", password)
	e.wantLevel(e.answerCode("SMS_MFA", e.wantChallenge(out, err, "SMS_MFA"), "sms"), 3, "pwd", "sms", "mfa")
}

func TestStepUpRefusals(t *testing.T) {
	e := stepping(t, &fakecognito.Server{})
	mine := *e.signIn().AccessToken
	out, err := e.passwordAuth("sms", password)
	other := *e.answerCode("SMS_MFA", e.wantChallenge(out, err, "SMS_MFA"), "sms").AccessToken
	for want, parameters := range map[string]map[string]string{
		"Missing required parameter TARGET_ACR_VALUES":          {"ACCESS_TOKEN": mine},
		"Invalid TARGET_ACR_VALUES":                             {"TARGET_ACR_VALUES": loa(5)},
		"Invalid MAX_AGE":                                       {"TARGET_ACR_VALUES": loa(1), "MAX_AGE": "-1"},
		"Invalid Access Token":                                  {"TARGET_ACR_VALUES": loa(1), "ACCESS_TOKEN": "x.y.z"},
		"Access Token does not belong to the user.":             {"TARGET_ACR_VALUES": loa(2), "ACCESS_TOKEN": other},
		"The access token satisfies TARGET_ACR_VALUES already.": {"TARGET_ACR_VALUES": loa(1), "ACCESS_TOKEN": mine, "MAX_AGE": "60"},
		"The user has no factors for any of TARGET_ACR_VALUES.": {"TARGET_ACR_VALUES": loa(4, 3)},
		`unknown member "AuthParameters.TARGET_ACR_VALUE"`:      {"TARGET_ACR_VALUE": loa(1)},
	} {
		parameters = maps.Clone(parameters)
		parameters["USERNAME"] = "alice"
		_, err := e.initiate(types.AuthFlowTypeUserAuth, parameters)
		if got := errorText(err); !strings.HasSuffix(got, ": "+want) {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	off := alice(t, &fakecognito.Server{FirstFactors: []string{fakecognito.PasswordFactor}})
	if _, access := off.verify(*off.signIn().AccessToken); access["acr"] != nil || access["amr"] != nil {
		t.Error("claims without step-up")
	}
	_, err = off.userAuth("alice", "TARGET_ACR_VALUES", loa(1))
	off.wantError(err, "FeatureUnavailableInTierException: TARGET_ACR_VALUES is not available in the pool's plan.")
	// A factor that would have to be set up first is none.
	required := stepping(t, &fakecognito.Server{MFARequired: true})
	_, err = required.userAuth("alice", "TARGET_ACR_VALUES", loa(1))
	required.wantError(err, "InvalidParameterException: The user has no factors for any of TARGET_ACR_VALUES.")
}

// TestLevelsAtDomain: the pages' sign-ins have levels too.
func TestLevelsAtDomain(t *testing.T) {
	v := visit(t, &fakecognito.Server{StepUp: true, Providers: []string{"Google"}})
	v.create(fakecognito.NewUser{Username: "totp", Password: password, MFA: []string{fakecognito.SoftwareTokenMFA}, TOTPSecret: totpSecret})
	page := v.submit(v.open(v.authorize()), "username", "totp", "password", password)
	code, err := totp.GenerateCode(totpSecret, v.clock.Now())
	v.ok(err)
	set := v.exchange(v.code(v.submit(page, "code", code)))
	v.wantLevel(&types.AuthenticationResultType{IdToken: &set.IDToken, AccessToken: &set.AccessToken}, 4, "pwd", "otp", "mfa")
	// acr_values ask for a level.
	v.code(v.authorize("prompt", "none", "acr_values", loa(4)))
	page = v.open(v.authorize("prompt", "login", "acr_values", loa(4, 3)))
	if got := v.callbackError(v.submit(page, "username", "alice", "password", password)); got != "invalid_request" {
		t.Errorf("a level that alice cannot reach: %s", got)
	}
	v.code(v.authorize("prompt", "none", "acr_values", loa(1)))
	v.open(v.authorize("acr_values", loa(3)))
	if got := v.callbackError(v.authorize("prompt", "none", "acr_values", loa(3))); got != "login_required" {
		t.Errorf("a session of level 1: %s", got)
	}
	if got := v.callbackError(v.authorize("acr_values", loa(5))); got != "invalid_request" {
		t.Errorf("an unknown level: %s", got)
	}

	page = v.open(v.authorize("identity_provider", "Google"))
	set = v.exchange(v.code(v.submit(page, "answer", "continue", "account", "bob")))
	if _, access := v.verify(set.AccessToken); access["acr"] != nil || fmt.Sprint(access["amr"]) != "[fed]" {
		t.Errorf("federated: acr %v, amr %v", access["acr"], access["amr"])
	}
}
