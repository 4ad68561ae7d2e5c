package core

// The storage layout of amazon-cognito-identity-js 6.3.21, which is kept byte
// for byte. This is the only Go file that knows it; its twin for the reads that
// JavaScript answers itself is jsbridge/js/page/base/keys.ts.

const keyPrefix = "CognitoIdentityServiceProvider."

// lastUserKey holds the name of the user who signed in last.
func lastUserKey(clientID string) string { return keyPrefix + clientID + ".LastAuthUser" }

// rotationKey holds "rotating" once the service has taught that the app client
// rotates refresh tokens. It is no key of the peer's, which cannot refresh there.
func rotationKey(clientID string) string { return "cognitowasm." + clientID + ".refresh" }

// userKeys are the keys of one user of an app client. Names are used as they
// are, with no escaping.
type userKeys struct {
	idToken, accessToken, refreshToken, clockDrift string // the session
	userData                                       string // the cached GetUser reply
	deviceKey, devicePassword, deviceGroup         string // the remembered device
	signInDetails                                  string // Amplify v6's, beside a session that it wrote
}

func keysOf(clientID, username string) userKeys {
	prefix := keyPrefix + clientID + "." + username + "."
	return userKeys{
		idToken:        prefix + "idToken",
		accessToken:    prefix + "accessToken",
		refreshToken:   prefix + "refreshToken",
		clockDrift:     prefix + "clockDrift",
		userData:       prefix + "userData",
		deviceKey:      prefix + "deviceKey",
		devicePassword: prefix + "randomPasswordKey",
		deviceGroup:    prefix + "deviceGroupKey",
		signInDetails:  prefix + "signInDetails",
	}
}
