package core

import "context"

// GetUserAuthFactors says how the access token's user can sign in: the reply has
// ConfiguredUserAuthFactors, UserMFASettingList, PreferredMfaSetting and Username.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAuthFactors.html
func (p *Pool) GetUserAuthFactors(ctx context.Context, accessToken string) (Object, error) {
	return p.call(ctx, "GetUserAuthFactors", Object{{"AccessToken", accessToken}})
}

// StartWebAuthnRegistration begins to register a passkey of the access token's user, and
// returns the options for the authenticator: PublicKeyCredentialCreationOptionsJSON of
// WebAuthn Level 3, section 5.1.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartWebAuthnRegistration.html
func (p *Pool) StartWebAuthnRegistration(ctx context.Context, accessToken string) (Object, error) {
	reply, err := p.call(ctx, "StartWebAuthnRegistration", Object{{"AccessToken", accessToken}})
	return reply.Object("CredentialCreationOptions"), err
}

// CompleteWebAuthnRegistration registers the passkey that the authenticator has made: an
// object RegistrationResponseJSON of WebAuthn Level 3, section 5.1. The access token must be
// of the same app client as that of StartWebAuthnRegistration.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CompleteWebAuthnRegistration.html
func (p *Pool) CompleteWebAuthnRegistration(ctx context.Context, accessToken string, credential Object) error {
	_, err := p.call(ctx, "CompleteWebAuthnRegistration", Object{
		{"AccessToken", accessToken},
		{"Credential", credential},
	})
	return err
}

// ListWebAuthnCredentials returns all passkeys of the access token's user: objects with
// CredentialId, FriendlyCredentialName, RelyingPartyId, AuthenticatorAttachment,
// AuthenticatorTransports, and CreatedAt in seconds since 1970.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListWebAuthnCredentials.html
func (p *Pool) ListWebAuthnCredentials(ctx context.Context, accessToken string) ([]Object, error) {
	var all []Object
	for next := Value(nil); ; {
		reply, err := p.call(ctx, "ListWebAuthnCredentials", Object{
			{"AccessToken", accessToken},
			{"NextToken", next},
		})
		if err != nil {
			return nil, err
		}
		credentials, _ := reply.Get("Credentials").([]Value)
		for _, c := range credentials {
			if credential, ok := c.(Object); ok {
				all = append(all, credential)
			}
		}
		if next = textOrNothing(reply.Text("NextToken")); next == nil {
			return all, nil
		}
	}
}

// DeleteWebAuthnCredential deletes a passkey of the access token's user at the service. The
// authenticator keeps it.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteWebAuthnCredential.html
func (p *Pool) DeleteWebAuthnCredential(ctx context.Context, accessToken, credentialID string) error {
	_, err := p.call(ctx, "DeleteWebAuthnCredential", Object{
		{"AccessToken", accessToken},
		{"CredentialId", credentialID},
	})
	return err
}
