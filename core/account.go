package core

import "context"

// callSignedIn sends an operation of the signed-in user with the access token of the session,
// which is refreshed if it has expired.
func (u *User) callSignedIn(ctx context.Context, operation string, input Object) (Object, error) {
	session, err := u.Session(ctx)
	if err != nil {
		return nil, err
	}
	return u.pool.call(ctx, operation, append(Object{{"AccessToken", session.AccessToken}}, input...))
}

// UserDescription is what the service knows of a user.
type UserDescription struct {
	Username   string
	Attributes Attributes
	// MFA are the second factors that are enabled, by Cognito's names: "SMS_MFA",
	// "EMAIL_OTP", "SOFTWARE_TOKEN_MFA". PreferredMFA is one of them, or "".
	MFA          []string
	PreferredMFA string
}

// Describe returns the service's description of the signed-in user.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html
func (u *User) Describe(ctx context.Context) (*UserDescription, error) {
	reply, err := u.callSignedIn(ctx, "GetUser", nil)
	if err != nil {
		return nil, err
	}
	return &UserDescription{
		Username:     reply.Text("Username"),
		Attributes:   attributesOf(reply.Get("UserAttributes")),
		MFA:          textsOf[string](reply.Get("UserMFASettingList")),
		PreferredMFA: reply.Text("PreferredMfaSetting"),
	}, nil
}

// Delete deletes the signed-in user at the service, and then the stored session.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html
func (u *User) Delete(ctx context.Context, options ...Option) error {
	if _, err := u.callSignedIn(ctx, "DeleteUser", Object{{"ClientMetadata", metadataOf(options)}}); err != nil {
		return err
	}
	return u.SignOut(ctx)
}

// ChangePassword changes the password of the signed-in user.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html
func (u *User) ChangePassword(ctx context.Context, previous, proposed string, options ...Option) error {
	_, err := u.callSignedIn(ctx, "ChangePassword", Object{
		{"PreviousPassword", textOrNothing(previous)}, // some users have none yet
		{"ProposedPassword", proposed},
		{"ClientMetadata", metadataOf(options)},
	})
	return err
}
