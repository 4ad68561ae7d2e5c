package protocol

import "strings"

// Reason is one of the stable names of why a call failed, which every error has
// beside the code and name that upstream gives it.
type Reason struct {
	// Name is what err.reason says.
	Name string
	// Core says that package core has it too, as a constant that is called [Reason.Go].
	Core bool
	// Then is what the same call, or the session, may still come to.
	Then Then
	// Meaning is what happened, and Advice what to do about it.
	Meaning, Advice string
}

// Go returns the name of the constant in package core: that of the reason, as Go spells it.
func (r Reason) Go() string {
	var name string
	for word := range strings.SplitSeq(r.Name, "_") {
		if word != "WAF" {
			word = word[:1] + strings.ToLower(word[1:])
		}
		name += word
	}
	return name
}

// Then is what a failure leaves open.
type Then uint8

const (
	// Final failures are repeated for nothing.
	Final Then = iota
	// Retryable failures may be gone later with nothing changed.
	Retryable
	// Elsewhere is the cause of final failures that have nothing to do with the user or
	// the session: how the app client is set up, or what stands in between.
	Elsewhere
)

// Reasons lists every reason.
var Reasons = []Reason{
	// Signing in.
	{"BAD_CREDENTIALS", true, Final, "The user name or the password is wrong, or the pool hides which users exist.", "Let the user try again."},
	{"USER_NOT_FOUND", true, Final, "There is no such user, or no longer.", "Let the user check the name, or sign up."},
	{"USER_DISABLED", true, Final, "An administrator has disabled the user.", "Nothing the application can do."},
	{"USER_NOT_CONFIRMED", true, Final, "The user has not confirmed the registration.", "Ask for the code: `confirmRegistration`."},
	{"PASSWORD_RESET_REQUIRED", true, Final, "The password must be reset first.", "`forgotPassword`, then `confirmPassword`."},
	{"PASSWORD_REJECTED", true, Final, "The new password violates the pool's policy, or was used before.", "Ask for another one."},
	{"USERNAME_TAKEN", true, Final, "The user name, or an alias such as the e-mail address, belongs to another user.", "Ask for another one."},
	{"CODE_MISMATCH", true, Final, "The code is wrong.", "Let the user try again."},
	{"CODE_EXPIRED", true, Final, "The code has expired.", "Send another one."},
	{"CHALLENGE_EXPIRED", true, Final, "The sign-in took too long, or there were too many wrong answers: the service has forgotten it.", "Begin again."},
	{"UNHANDLED_CHALLENGE", false, Final, "The service asks for a challenge that this library does not know, or for which there is no callback.", "Add the callback that the message names."},
	{"FLOW_NOT_ENABLED", true, Elsewhere, "The app client does not allow this way to sign in.", "Turn it on in the app client's settings."},
	{"SECRET_HASH_REQUIRED", true, Elsewhere, "The app client has a secret, which a page cannot keep.", "Make an app client without one. Go programs set `PoolConfig.ClientSecret`."},
	{"PASSKEY_CANCELLED", false, Final, "The user cancelled the passkey dialog, let it time out, or has no passkey here. Browsers do not say which.", "Offer another way to sign in."},
	{"PASSKEY_UNSUPPORTED", false, Final, "This browser or device has no passkeys.", "Offer another way to sign in."},
	{"PASSKEY_NOT_ALLOWED", true, Elsewhere, "Passkeys of the pool's relying party are not allowed on this page: its origin does not belong to the relying party, or a permissions policy forbids them.", "Check the pool's relying party ID, HTTPS, and the `allow` attribute of frames."},
	{"PASSKEY_REGISTERED", false, Final, "The authenticator already has a passkey of this user.", "Nothing: the user can sign in with it."},
	{"PASSKEY_REJECTED", true, Final, "The service does not accept the passkey.", "Use another authenticator."},
	{"PASSKEYS_DISABLED", true, Elsewhere, "The user pool does not allow passkeys.", "Turn passkeys on in the pool's settings."},
	{"RELYING_PARTY_MISSING", true, Elsewhere, "The user pool has no relying party ID for passkeys, nor a domain.", "Set one in the pool's passkey settings."},
	{"LOGIN_REQUIRED", true, Final, "With `prompt: 'none'`: the browser has no session at the pool's domain, or not one that will do.", "Let the user sign in: `authorize` without it."},
	{"CONSENT_REFUSED", true, Final, "The user cancelled the sign-in at the identity provider, or did not consent.", "Let the user try again."},
	{"INVALID_STATE", true, Final, "The browser came back with a sign-in that was not begun here, has expired, or has been handled already.", "Begin again: `authorize`."},
	{"USER_MISMATCH", true, Final, "Another user has signed in than the one who was asked to; nothing was changed.", "Let the user try again."},
	{"TRIGGER_REFUSED", true, Final, "A Lambda trigger of the pool refused or failed.", "The message comes from the trigger."},
	// Staying signed in.
	{"NO_SESSION", true, Final, "Nobody is signed in here, or the session has expired and cannot be refreshed.", "Ask the user to sign in."},
	{"REFRESH_REVOKED", true, Final, "The refresh token has been revoked: by a sign-out, an administrator, or because it was used twice.", "Ask the user to sign in."},
	{"REFRESH_EXPIRED", true, Final, "The refresh token has expired.", "Ask the user to sign in."},
	{"REFRESH_INVALID", true, Final, "The service does not know the refresh token.", "Ask the user to sign in."},
	{"DEVICE_KEY_MISSING", true, Final, "The service says \"Invalid Refresh Token\", and no device is stored for this user. A pool that tracks devices also says so of a good token whose device key was not sent, or whose device was never confirmed.", "Ask the user to sign in, so that the device is confirmed; for sessions created elsewhere, store the device key too, or turn device tracking off."},
	{"DEVICE_KEY_MISMATCH", true, Final, "The refresh token was issued to a different device from the stored one.", "Ask the user to sign in."},
	{"ROTATION_REQUIRED", true, Elsewhere, "The app client rotates refresh tokens, and `refresh: 'classic'` forbids the operation that this needs.", "Omit `refresh`."},
	{"TOKEN_REJECTED", true, Final, "The service does not accept the access token, or no longer does.", "Call `refreshSession`, or ask the user to sign in."},
	{"SCOPE_MISSING", true, Final, "The access token lacks a scope, as tokens from managed login (the hosted UI) may.", "Add the scope `aws.cognito.signin.user.admin`."},
	{"TOKEN_UNVERIFIED", true, Final, "A token did not pass verification, so it was not used: nothing was stored, and nothing removed.", "The message says what is wrong with it. Check the pool id, the client id and the clock; `signOut` removes what is stored."},
	{"TOKEN_UNAVAILABLE", false, Final, "The tokens are on the server, where scripts cannot reach them (`cognitowasm/bff`), and the call needs one here.", "Send the request through the server, whose proxy adds the access token; [bff.md](bff.md)."},
	{"CROSS_ORIGIN", false, Elsewhere, "The server that keeps the session (`cognitowasm/bff`) refused a request that comes from a page of another origin, or that seems to.", "Serve the page and the server's handlers on one origin. A proxy in front of the server must pass on the headers `Host`, `Origin` and `Sec-Fetch-Site`."},
	{"TOKEN_SEALED", true, Final, "The refresh token is sealed by `tokenIsolation`, and this page has no key for it: it does not set `tokenIsolation`, is on another origin, or the browser has removed the key. The token was not sent, and nothing was changed.", "Set `tokenIsolation` in all pages that share the storage; otherwise ask the user to sign in."},
	{"SIGNED_OUT", true, Final, "The user signed out while the call was under way; nothing was stored.", "Nothing."},
	// Transient.
	{"OFFLINE", true, Retryable, "The browser is offline; nothing was changed.", "Try again when it is online."},
	{"NETWORK_ERROR", true, Retryable, "There was no response: the network, DNS or CORS; nothing was changed.", "Try again; if it persists, check the endpoint and the Content-Security-Policy."},
	{"TIMEOUT", true, Retryable, "There was no response in time; nothing was changed here.", "Try again."},
	{"THROTTLED", true, Retryable, "Too many requests.", "Try again later; `retryAfter` has the seconds, if the service sent them."},
	{"SERVICE_FAILURE", true, Retryable, "The service failed.", "Try again later."},
	{"INVALID_RESPONSE", true, Retryable, "The response is not from Cognito, but from a proxy, a captive portal or a wrong endpoint. Nothing was changed.", "Try again; if it persists, check the endpoint."},
	{"ABORTED", true, Retryable, "The application's AbortSignal ended the call.", "Nothing."},
	// The page.
	{"STORAGE_BLOCKED", true, Retryable, "The storage refused to read, write or remove a key: it is full or blocked.", "Free some space, or use another `Storage`."},
	{"ASYNC_STORAGE", false, Final, "A synchronous call was made with an async `Storage`.", "Call the method without a callback, so that it returns a promise."},
	{"COOKIE_TOO_LONG", false, Final, "A value does not fit into a cookie; nothing was written.", "Use another `Storage`, or fewer claims."},
	{"INVALID_PARAMETER", true, Final, "An argument is missing or invalid.", "The message says which."},
	{"WASM_UNAVAILABLE", false, Final, "WebAssembly is unavailable, or a policy forbids it.", "Add 'wasm-unsafe-eval' to the script-src of the page's Content-Security-Policy."},
	{"WASM_LOAD_FAILED", false, Retryable, "The Wasm module could not be fetched or compiled.", "The message names the URL and the response."},
	{"WASM_MISMATCH", false, Final, "The Wasm module belongs to another version of this script.", "Serve all files of one build."},
	{"CORE_CRASHED", false, Retryable, "The Wasm module crashed during the call, whose outcome is unknown.", "Try again; the next call starts a new instance."},
	{"INTERNAL_ERROR", true, Final, "A bug in this library.", "Please report it."},
	// Everything else.
	{"LIMIT_REACHED", true, Final, "A service limit for this user was reached, for instance after many wrong codes.", "Ask the user to wait."},
	{"WAF_BLOCKED", true, Elsewhere, "AWS WAF, in front of the pool, refused the request.", "Check the pool's AWS WAF rules."},
	{"CAPTCHA_REQUIRED", true, Elsewhere, "AWS WAF, in front of the pool, requires a CAPTCHA (HTTP status 405, which a wrong endpoint may answer too).", "Let the user solve it, and send its token along; or change the pool's AWS WAF rules."},
	{"REGION_STANDBY", true, Elsewhere, "The operation is off in this region, for instance on the standby replica of a user pool in several regions.", "Use the pool's primary region."},
	{"UNKNOWN", true, Final, "The service refused for a reason that is not in this list.", "See `code` and `message`."},
}
