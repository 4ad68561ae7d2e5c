package protocol

// SelectChallengeRequest brings the choice of a first factor.
type SelectChallengeRequest struct {
	ChallengeRequest
	// ChallengeName is the open challenge: SELECT_CHALLENGE (the default), EMAIL_OTP,
	// SMS_OTP or WEB_AUTHN.
	ChallengeName string `js:"challengeName,optional"`
	// Answer is PASSWORD, PASSWORD_SRP, EMAIL_OTP, SMS_OTP or WEB_AUTHN.
	Answer string `js:"answer"`
	// Password is for the first two.
	Password string `js:"password,optional"`
}

// WebAuthnCredentialRequest brings the assertion by a passkey.
type WebAuthnCredentialRequest struct {
	ChallengeRequest
	// Credential is the text of an AuthenticationResponseJSON.
	Credential string `js:"credential"`
}

// WebAuthnRegistrationRequest brings a new passkey, an object RegistrationResponseJSON.
type WebAuthnRegistrationRequest struct {
	AccessTokenRequest
	Credential JSON `js:"Credential"`
}

// ListWebAuthnCredentialsRequest asks for one page of the list.
type ListWebAuthnCredentialsRequest struct {
	AccessTokenRequest
	MaxResults JSON `js:"MaxResults,optional"`
	NextToken  JSON `js:"NextToken,optional"`
}

// DeleteWebAuthnCredentialRequest names a passkey.
type DeleteWebAuthnCredentialRequest struct {
	AccessTokenRequest
	CredentialID JSON `js:"CredentialId"`
}
