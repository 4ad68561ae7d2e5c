package core

// The storage keys of amazon-cognito-identity-js 6.3.21, kept byte for byte. This is the only
// Go file that knows them; for the reads that JavaScript answers itself they are also in
// jsbridge/facade/keys.ts.

const keyPrefix = "CognitoIdentityServiceProvider."

// lastUserKey returns the key of the name of the user who signed in last.
func lastUserKey(clientID string) string { return keyPrefix + clientID + ".LastAuthUser" }

// rotationKey returns the key of "rotating", once the service has shown that the app client
// rotates refresh tokens. Upstream, which cannot refresh there, has no such key.
func rotationKey(clientID string) string { return "cognitowasm." + clientID + ".refresh" }

// userKeys are the keys of one user of an app client. Names are not escaped.
type userKeys struct {
	idToken, accessToken, refreshToken, clockDrift string // the session
	userData                                       string // the cached GetUser reply
	deviceKey, devicePassword, deviceGroup         string // the remembered device
	signInDetails                                  string // written by Amplify v6 beside a session
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
