package core

import (
	"context"
	"time"
)

// AuthFactors say how a user can sign in.
type AuthFactors struct {
	// Factors are the first factors that the user has set up.
	Factors []FirstFactor
	// MFA are the second factors that are enabled, and PreferredMFA is one of them, or "".
	MFA          []string
	PreferredMFA string
}

// AuthFactors returns how the signed-in user can sign in.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAuthFactors.html
func (u *User) AuthFactors(ctx context.Context) (*AuthFactors, error) {
	reply, err := u.callSignedIn(ctx, "GetUserAuthFactors", nil)
	if err != nil {
		return nil, err
	}
	return &AuthFactors{
		Factors:      textsOf[FirstFactor](reply.Get("ConfiguredUserAuthFactors")),
		MFA:          textsOf[string](reply.Get("UserMFASettingList")),
		PreferredMFA: reply.Text("PreferredMfaSetting"),
	}, nil
}

// StartWebAuthnRegistration begins to register a passkey of the signed-in user, and returns
// the options for the authenticator: an object PublicKeyCredentialCreationOptionsJSON of
// WebAuthn Level 3, section 5.1. It is an [Object], which package encoding/json encodes: a
// program passes it on to a browser as it is, with members that are newer than this package.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartWebAuthnRegistration.html
func (u *User) StartWebAuthnRegistration(ctx context.Context) (Object, error) {
	reply, err := u.callSignedIn(ctx, "StartWebAuthnRegistration", nil)
	return reply.Object("CredentialCreationOptions"), err
}

// CompleteWebAuthnRegistration registers the passkey that the authenticator has made: an
// object RegistrationResponseJSON of WebAuthn Level 3, section 5.1, as the browser has sent it
// (package encoding/json decodes into an [Object]). The session must be of
// the same app client as that of StartWebAuthnRegistration.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CompleteWebAuthnRegistration.html
func (u *User) CompleteWebAuthnRegistration(ctx context.Context, credential Object) error {
	_, err := u.callSignedIn(ctx, "CompleteWebAuthnRegistration", Object{{"Credential", credential}})
	return err
}

// WebAuthnCredential is a passkey of a user.
type WebAuthnCredential struct {
	ID, FriendlyName, RelyingPartyID string
	// Attachment is "platform" or "cross-platform", and Transports are how the
	// authenticator is reached, such as "usb" (WebAuthn Level 3, section 5.8).
	Attachment string
	Transports []string
	CreatedAt  time.Time
}

// WebAuthnCredentials returns all passkeys of the signed-in user.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListWebAuthnCredentials.html
func (u *User) WebAuthnCredentials(ctx context.Context) ([]WebAuthnCredential, error) {
	var all []WebAuthnCredential
	for next := Value(nil); ; {
		reply, err := u.callSignedIn(ctx, "ListWebAuthnCredentials", Object{{"NextToken", next}})
		if err != nil {
			return nil, err
		}
		for _, o := range objectsOf(reply.Get("Credentials")) {
			all = append(all, WebAuthnCredential{
				ID:             o.Text("CredentialId"),
				FriendlyName:   o.Text("FriendlyCredentialName"),
				RelyingPartyID: o.Text("RelyingPartyId"),
				Attachment:     o.Text("AuthenticatorAttachment"),
				Transports:     textsOf[string](o.Get("AuthenticatorTransports")),
				CreatedAt:      timeOf(o.Get("CreatedAt")),
			})
		}
		if next = textOrNothing(reply.Text("NextToken")); next == nil {
			return all, nil
		}
	}
}

// DeleteWebAuthnCredential deletes a passkey of the signed-in user at the service. The
// authenticator keeps it.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteWebAuthnCredential.html
func (u *User) DeleteWebAuthnCredential(ctx context.Context, credentialID string) error {
	_, err := u.callSignedIn(ctx, "DeleteWebAuthnCredential", Object{{"CredentialId", credentialID}})
	return err
}

// timeOf returns a time of a reply, which is in seconds since 1970, or the zero Time.
func timeOf(seconds Value) time.Time {
	number, ok := seconds.(float64)
	if !ok {
		return time.Time{}
	}
	return time.UnixMilli(int64(number * 1000))
}
