package protocol

// UserReply names a user.
type UserReply struct {
	// Username is the name under which the user's session is stored.
	Username string `js:"username"`
}

// SessionReply is a user's session.
type SessionReply struct {
	Username     string `js:"username"`
	IDToken      string `js:"idToken"`
	AccessToken  string `js:"accessToken"`
	RefreshToken string `js:"refreshToken"`
	// ClockDrift is local time minus the server's, in whole seconds; NaN when
	// the tokens do not say when they were issued.
	ClockDrift float64 `js:"clockDrift"`
	// Unsaved names the key that the storage refused, when it did: then the
	// storage has what it had before, and this reply is all there is of the
	// session.
	Unsaved string `js:"unsaved,optional"`
}

// SignInReply is the state of a sign-in after the last reply of the service.
type SignInReply struct {
	// Username is the user's own name (USER_ID_FOR_SRP), which may differ from
	// the one that was typed.
	Username string `js:"username"`
	// Session is there when the user is signed in.
	Session *SessionReply `js:"session,optional"`
	// ChallengeName is what the reply named beside the tokens, normally nothing.
	ChallengeName string `js:"challengeName,optional"`
	// Device is the device of this sign-in: from storage, or confirmed just now.
	// It is left out where there is none.
	Device *Device `js:"device,optional"`
	// DeviceForgotten says that the service did not know the device any more,
	// and that storage has none now.
	DeviceForgotten bool `js:"deviceForgotten,optional"`
	// DeviceError tells why a new device could not be confirmed. The user is
	// signed in all the same.
	DeviceError string `js:"deviceError,optional"`
	// DeviceUnsaved names the key of the device that the storage refused, when
	// it did: then Device is all there is of it.
	DeviceUnsaved string `js:"deviceUnsaved,optional"`
	// UserConfirmationNecessary says that the user should be asked whether to
	// remember the device.
	UserConfirmationNecessary bool `js:"userConfirmationNecessary"`
	// Challenge is there when the service wants more before it signs the user
	// in.
	Challenge *Challenge `js:"challenge,optional"`
}

// Device is a device of the user, with the secret that signs it in.
type Device struct {
	DeviceKey      string `js:"deviceKey"`
	DeviceGroupKey string `js:"deviceGroupKey"`
	RandomPassword string `js:"randomPassword"`
}

// Challenge is what the service wants next.
type Challenge struct {
	// Name is Cognito's, for instance "SMS_MFA".
	Name string `js:"name"`
	// Parameters are the challenge's, as the service sent them.
	Parameters JSON `js:"parameters,optional"`
	// AvailableChallenges are the factors that SELECT_CHALLENGE offers.
	AvailableChallenges JSON `js:"availableChallenges,optional"`
	// FirstFactor says that EMAIL_OTP is the first factor of the sign-in.
	FirstFactor bool `js:"firstFactor,optional"`
	// Session is the sign-in's state at the service, to be sent back with the
	// answer.
	Session JSON `js:"session,optional"`
}
