package core

import "context"

// SetUserSettings sets how codes are delivered by SMS: a list of objects
// {DeliveryMedium, AttributeName}.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserSettings.html
func (p *Pool) SetUserSettings(ctx context.Context, accessToken string, mfaOptions Value) error {
	_, err := p.call(ctx, "SetUserSettings", Object{
		{"MFAOptions", mfaOptions},
		{"AccessToken", accessToken},
	})
	return err
}

// MFAPreference says which second factors are enabled and which one is preferred, by objects
// {Enabled, PreferredMfa}; nil leaves a factor as it is. WebAuthn is an object {Enabled}: it
// says whether a passkey with user verification satisfies multi-factor authentication.
type MFAPreference struct {
	SMS, SoftwareToken, Email, WebAuthn Value
}

// SetUserMFAPreference sets the second factors of the access token's user.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html
func (p *Pool) SetUserMFAPreference(ctx context.Context, accessToken string, preference MFAPreference) error {
	_, err := p.call(ctx, "SetUserMFAPreference", Object{
		{"SMSMfaSettings", preference.SMS},
		{"SoftwareTokenMfaSettings", preference.SoftwareToken},
		{"AccessToken", accessToken},
		{"EmailMfaSettings", preference.Email},
		{"WebAuthnMfaSettings", preference.WebAuthn},
	})
	return err
}

// AssociateSoftwareToken begins to set up an authenticator app, for the access token's
// user, or, if it is "", during the sign-in that session belongs to. The reply has the
// SecretCode to show and, during a sign-in, the next Session.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html
func (p *Pool) AssociateSoftwareToken(ctx context.Context, accessToken string, session Value) (Object, error) {
	return p.call(ctx, "AssociateSoftwareToken", Object{
		{"AccessToken", textOrNothing(accessToken)},
		{"Session", session},
	})
}

// VerifySoftwareToken completes the set-up of a signed-in user's authenticator app with
// its first code; during a sign-in use [MFASetup.Verify]. friendlyDeviceName is the user's
// name for the app, and may be empty.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html
func (p *Pool) VerifySoftwareToken(ctx context.Context, accessToken, userCode, friendlyDeviceName string) (Object, error) {
	return p.call(ctx, "VerifySoftwareToken", Object{
		{"AccessToken", accessToken},
		{"UserCode", userCode},
		{"FriendlyDeviceName", textOrNothing(friendlyDeviceName)},
	})
}
