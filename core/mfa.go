package core

import "context"

// MFASetting says what is to become of a second factor.
type MFASetting uint8

const (
	// MFAUnchanged leaves the factor as it is.
	MFAUnchanged MFASetting = iota
	// MFADisabled turns it off.
	MFADisabled
	// MFAEnabled turns it on.
	MFAEnabled
	// MFAPreferred turns it on, and the user is asked for it first.
	MFAPreferred
)

// MFAPreference says which second factors are enabled and which one is preferred.
type MFAPreference struct {
	SMS, SoftwareToken, Email MFASetting
	// Passkey says whether a passkey with user verification satisfies multi-factor
	// authentication. It cannot be preferred.
	Passkey MFASetting
}

// settings returns the API's object, or nothing.
func (s MFASetting) settings() Value {
	if s == MFAUnchanged {
		return nil
	}
	return Object{{"Enabled", s >= MFAEnabled}, {"PreferredMfa", s == MFAPreferred}}
}

// SetMFAPreference sets the second factors of the signed-in user.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html
func (u *User) SetMFAPreference(ctx context.Context, preference MFAPreference) error {
	var passkey Value
	switch preference.Passkey {
	case MFAPreferred:
		return &Error{Reason: InvalidParameter, Message: "A passkey cannot be the preferred second factor."}
	case MFAEnabled, MFADisabled:
		passkey = Object{{"Enabled", preference.Passkey == MFAEnabled}}
	}
	_, err := u.callSignedIn(ctx, "SetUserMFAPreference", Object{
		{"SMSMfaSettings", preference.SMS.settings()},
		{"SoftwareTokenMfaSettings", preference.SoftwareToken.settings()},
		{"EmailMfaSettings", preference.Email.settings()},
		{"WebAuthnMfaSettings", passkey},
	})
	return err
}

// AssociateSoftwareToken begins to set up an authenticator app of the signed-in user, and
// returns the secret to show, in base 32. During a sign-in use [MFASetup.Associate].
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html
func (u *User) AssociateSoftwareToken(ctx context.Context) (secretCode string, err error) {
	reply, err := u.callSignedIn(ctx, "AssociateSoftwareToken", nil)
	return reply.Text("SecretCode"), err
}

// VerifySoftwareToken completes the set-up of an authenticator app of the signed-in user with
// its first code; during a sign-in use [MFASetup.Verify]. friendlyDeviceName is the user's
// name for the app, and may be empty. Enable the factor with [User.SetMFAPreference].
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html
func (u *User) VerifySoftwareToken(ctx context.Context, code, friendlyDeviceName string) error {
	reply, err := u.callSignedIn(ctx, "VerifySoftwareToken", Object{
		{"UserCode", code},
		{"FriendlyDeviceName", textOrNothing(friendlyDeviceName)},
	})
	if err == nil && reply.Text("Status") == "ERROR" {
		err = &ServiceError{Operation: "VerifySoftwareToken", Code: "EnableSoftwareTokenMFAException", Message: "The code was not accepted."}
	}
	return err
}
