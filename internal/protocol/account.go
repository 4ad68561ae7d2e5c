package protocol

// AccessTokenRequest is the part common to what a signed-in user asks. The
// requests that contain it have the API's own members, by the API's own names,
// and in upstream's order.
type AccessTokenRequest struct {
	PoolRequest
	AccessToken string `js:"AccessToken"`
}

// GlobalSignOutRequest names the user whose stored session ends too.
type GlobalSignOutRequest struct {
	AccessTokenRequest
	Username string `js:"username"`
}

// DeleteUserRequest names the user whose stored session ends too.
type DeleteUserRequest struct {
	AccessTokenRequest
	Username       string `js:"username"`
	ClientMetadata JSON   `js:"ClientMetadata,optional"`
}

// ChangePasswordRequest brings the old password and the new one.
type ChangePasswordRequest struct {
	PreviousPassword JSON `js:"PreviousPassword,optional"`
	ProposedPassword JSON `js:"ProposedPassword,optional"`
	AccessTokenRequest
	ClientMetadata JSON `js:"ClientMetadata,optional"`
}

// SetUserSettingsRequest brings a list of objects {DeliveryMedium, AttributeName}.
type SetUserSettingsRequest struct {
	MFAOptions JSON `js:"MFAOptions"`
	AccessTokenRequest
}

// SetUserMFAPreferenceRequest brings objects {Enabled, PreferredMfa}.
type SetUserMFAPreferenceRequest struct {
	SMSMfaSettings           JSON `js:"SMSMfaSettings,optional"`
	SoftwareTokenMfaSettings JSON `js:"SoftwareTokenMfaSettings,optional"`
	AccessTokenRequest
	EmailMfaSettings JSON `js:"EmailMfaSettings,optional"`
	// WebAuthnMfaSettings is an object {Enabled}.
	WebAuthnMfaSettings JSON `js:"WebAuthnMfaSettings,optional"`
}

// UpdateUserAttributesRequest brings a list of objects {Name, Value}.
type UpdateUserAttributesRequest struct {
	AccessTokenRequest
	UserAttributes JSON `js:"UserAttributes,optional"`
	ClientMetadata JSON `js:"ClientMetadata,optional"`
}

// DeleteUserAttributesRequest brings a list of names.
type DeleteUserAttributesRequest struct {
	UserAttributeNames JSON `js:"UserAttributeNames,optional"`
	AccessTokenRequest
}

// AttributeVerificationCodeRequest names an attribute.
type AttributeVerificationCodeRequest struct {
	AttributeName JSON `js:"AttributeName,optional"`
	AccessTokenRequest
	ClientMetadata JSON `js:"ClientMetadata,optional"`
}

// VerifyUserAttributeRequest brings the code that was sent.
type VerifyUserAttributeRequest struct {
	AttributeName JSON `js:"AttributeName,optional"`
	Code          JSON `js:"Code,optional"`
	AccessTokenRequest
}

// AssociateSoftwareTokenRequest has an access token, or the state of a sign-in.
type AssociateSoftwareTokenRequest struct {
	PoolRequest
	AccessToken JSON `js:"AccessToken,optional"`
	Session     JSON `js:"Session,optional"`
}

// VerifySoftwareTokenRequest brings the first code of an authenticator app. It has
// an access token, or the state of a sign-in.
type VerifySoftwareTokenRequest struct {
	PoolRequest
	AccessToken        JSON `js:"AccessToken,optional"`
	Session            JSON `js:"Session,optional"`
	UserCode           JSON `js:"UserCode,optional"`
	FriendlyDeviceName JSON `js:"FriendlyDeviceName,optional"`
}

// DeviceRequest names a device.
type DeviceRequest struct {
	AccessTokenRequest
	DeviceKey JSON `js:"DeviceKey,optional"`
}

// DeviceStatusRequest says "remembered" or "not_remembered".
type DeviceStatusRequest struct {
	AccessTokenRequest
	DeviceKey              JSON `js:"DeviceKey,optional"`
	DeviceRememberedStatus JSON `js:"DeviceRememberedStatus"`
}

// ListDevicesRequest asks for one page of the list.
type ListDevicesRequest struct {
	AccessTokenRequest
	Limit           JSON `js:"Limit,optional"`
	PaginationToken JSON `js:"PaginationToken,optional"`
}
