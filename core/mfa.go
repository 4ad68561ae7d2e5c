package core

import "context"

// SetUserSettings sets how codes by SMS are delivered: a list of objects
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

// SetUserMFAPreference says which second factors are on and which one is
// preferred, by objects {Enabled, PreferredMfa}; nil leaves one as it is.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html
func (p *Pool) SetUserMFAPreference(ctx context.Context, accessToken string, sms, softwareToken Value) error {
	_, err := p.call(ctx, "SetUserMFAPreference", Object{
		{"SMSMfaSettings", sms},
		{"SoftwareTokenMfaSettings", softwareToken},
		{"AccessToken", accessToken},
	})
	return err
}

// AssociateSoftwareToken begins to set up an authenticator app, for the user of
// the access token or, where that is "", within the sign-in of the session. The
// reply has the SecretCode to show and, within a sign-in, its next Session.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html
func (p *Pool) AssociateSoftwareToken(ctx context.Context, accessToken string, session Value) (Object, error) {
	return p.call(ctx, "AssociateSoftwareToken", Object{
		{"AccessToken", textOrNothing(accessToken)},
		{"Session", session},
	})
}

// VerifySoftwareToken ends setting up an authenticator app of a signed-in user
// with its first code; [MFASetup.Verify] is for a sign-in. The name is what the
// user calls the app; it may be empty.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html
func (p *Pool) VerifySoftwareToken(ctx context.Context, accessToken, userCode, friendlyDeviceName string) (Object, error) {
	return p.call(ctx, "VerifySoftwareToken", Object{
		{"AccessToken", accessToken},
		{"UserCode", userCode},
		{"FriendlyDeviceName", textOrNothing(friendlyDeviceName)},
	})
}
