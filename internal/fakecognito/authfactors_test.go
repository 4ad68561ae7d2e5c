package fakecognito_test

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func TestGetUserAuthFactors(t *testing.T) {
	e := choices(t, &fakecognito.Server{})
	out, err := e.passwordAuth("ada", password)
	e.ok(err)
	token := out.AuthenticationResult.AccessToken
	want := func(text string) {
		t.Helper()
		out, err := e.api.GetUserAuthFactors(e.ctx, &cognitoidentityprovider.GetUserAuthFactorsInput{AccessToken: token})
		e.ok(err)
		got := fmt.Sprint(*out.Username, out.ConfiguredUserAuthFactors, aws.ToString(out.PreferredMfaSetting), out.UserMFASettingList)
		if got != text {
			t.Errorf("got %s, want %s", got, text)
		}
	}
	want("ada[PASSWORD EMAIL_OTP SMS_OTP][]")
	_, err = e.api.SetUserMFAPreference(e.ctx, &cognitoidentityprovider.SetUserMFAPreferenceInput{
		AccessToken: token, EmailMfaSettings: &types.EmailMfaSettingsType{Enabled: true, PreferredMfa: true},
	})
	e.ok(err)
	want("ada[PASSWORD]EMAIL_OTP[EMAIL_OTP]")
	_, err = e.api.GetUserAuthFactors(e.ctx, &cognitoidentityprovider.GetUserAuthFactorsInput{AccessToken: aws.String("x.y.z")})
	e.wantError(err, "NotAuthorizedException: Invalid Access Token")

	e = alice(t, &fakecognito.Server{})
	token = e.signIn().AccessToken
	want("alice[PASSWORD][]")
}

func TestPasskeyMFA(t *testing.T) {
	set := func(e *env, enabled bool) error {
		_, err := e.api.SetUserMFAPreference(e.ctx, &cognitoidentityprovider.SetUserMFAPreferenceInput{
			AccessToken:         e.signIn().AccessToken,
			WebAuthnMfaSettings: &types.WebAuthnMfaSettingsType{Enabled: enabled},
		})
		return err
	}
	e := alice(t, &fakecognito.Server{})
	e.ok(set(e, false))
	e.wantError(set(e, true), "InvalidParameterException: Passkeys are not a second factor in this user pool")
	e = alice(t, &fakecognito.Server{PasskeyMFA: true})
	e.wantError(set(e, true), "InvalidParameterException: User has not registered a passkey")
}
