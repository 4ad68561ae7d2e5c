package protocol

// The keys under which a session is stored are upstream's, byte for byte, so that a
// session written by one library is read by the other. A key is [KeyPrefix], the app
// client's id, a dot, the user's name as it is, a dot, and the name of a [Key]. The
// pool's id is in no key.

// KeyPrefix is what all keys begin with.
const KeyPrefix = "CognitoIdentityServiceProvider."

// LastUserKey takes the place of the user's name and a Key's: the name of the user
// who signed in last.
const LastUserKey = "LastAuthUser"

// Key is a value that is stored for one user of an app client.
type Key struct {
	// Name ends the key.
	Name string
	// Go is the name's field in package core's userKeys.
	Go string
	// Doc says what is stored.
	Doc string
	// Part says what the value is part of; a part's order is the order of its keys.
	Part KeyPart
}

// KeyPart is what a [Key] is part of.
type KeyPart string

// Parts that are read, written and removed together.
const (
	SessionPart KeyPart = "session"
	DevicePart  KeyPart = "device"
)

// Keys are the keys of a user.
var Keys = []Key{
	{"idToken", "idToken", "the ID token", SessionPart},
	{"accessToken", "accessToken", "the access token", SessionPart},
	{"refreshToken", "refreshToken", "the refresh token", SessionPart},
	{"clockDrift", "clockDrift", "local time minus the service's, in seconds", SessionPart},
	{"userData", "userData", "the cached reply to GetUser", ""},
	{"deviceKey", "deviceKey", "the remembered device's key", DevicePart},
	{"randomPasswordKey", "devicePassword", "the remembered device's secret", DevicePart},
	{"deviceGroupKey", "deviceGroup", "the remembered device's group", DevicePart},
	{"signInDetails", "signInDetails", "Amplify v6's, which marks a session that it wrote", ""},
}
