package protocol

// Reason is one of the stable names of why a call failed, which every error has
// beside the code and name that upstream gives it.
type Reason struct {
	// Name is what err.reason says.
	Name string
	// Retryable says whether the same call may succeed later with nothing
	// changed.
	Retryable bool
	// Meaning is what happened, and Advice what to do about it.
	Meaning, Advice string
}

// Reasons lists every reason. The Go half's are the constants of type Reason in
// package core, and a test holds the two lists equal; the facade's own are marked
// in [FacadeReasons].
var Reasons = []Reason{
	// Signing in.
	{"BAD_CREDENTIALS", false, "The user name or the password is wrong, or the pool hides which users exist.", "Let the user try again."},
	{"USER_NOT_FOUND", false, "There is no such user, or no longer.", "Let the user check the name, or sign up."},
	{"USER_DISABLED", false, "An administrator has disabled the user.", "Nothing the application can do."},
	{"USER_NOT_CONFIRMED", false, "The user has not confirmed the registration.", "Ask for the code: `confirmRegistration`."},
	{"PASSWORD_RESET_REQUIRED", false, "The password must be reset first.", "`forgotPassword`, then `confirmPassword`."},
	{"PASSWORD_REJECTED", false, "The new password violates the pool's policy, or was used before.", "Ask for another one."},
	{"USERNAME_TAKEN", false, "The user name, or an alias such as the e-mail address, belongs to another user.", "Ask for another one."},
	{"CODE_MISMATCH", false, "The code is wrong.", "Let the user try again."},
	{"CODE_EXPIRED", false, "The code has expired.", "Send another one."},
	{"CHALLENGE_EXPIRED", false, "The sign-in took too long, or there were too many wrong answers: the service has forgotten it.", "Begin again with `authenticateUser`."},
	{"UNHANDLED_CHALLENGE", false, "The service asks for a challenge that this library does not know, or for which there is no callback.", "Add the callback that the message names."},
	{"FLOW_NOT_ENABLED", false, "The app client does not allow this way to sign in.", "Turn it on in the app client's settings."},
	{"SECRET_HASH_REQUIRED", false, "The app client has a secret, which a page cannot keep.", "Make an app client without one. Go programs set `PoolConfig.ClientSecret`."},
	{"TRIGGER_REFUSED", false, "A Lambda trigger of the pool refused or failed.", "The message comes from the trigger."},
	// Staying signed in.
	{"NO_SESSION", false, "Nobody is signed in here, or the session has expired and cannot be refreshed.", "Ask the user to sign in."},
	{"REFRESH_REVOKED", false, "The refresh token has been revoked: by a sign-out, an administrator, or because it was used twice.", "Ask the user to sign in."},
	{"REFRESH_EXPIRED", false, "The refresh token has expired.", "Ask the user to sign in."},
	{"REFRESH_INVALID", false, "The service does not know the refresh token.", "Ask the user to sign in."},
	{"DEVICE_KEY_MISSING", false, "The service says \"Invalid Refresh Token\", and no device is stored for this user. A pool that tracks devices also says so of a good token whose device key was not sent, or whose device was never confirmed.", "Ask the user to sign in, so that the device is confirmed; for sessions created elsewhere, store the device key too, or turn device tracking off."},
	{"DEVICE_KEY_MISMATCH", false, "The refresh token was issued to a different device from the stored one.", "Ask the user to sign in."},
	{"ROTATION_REQUIRED", false, "The app client rotates refresh tokens, and `refresh: 'classic'` forbids the operation that this needs.", "Omit `refresh`."},
	{"TOKEN_REJECTED", false, "The service does not accept the access token, or no longer does.", "Call `refreshSession`, or ask the user to sign in."},
	{"SCOPE_MISSING", false, "The access token lacks a scope, as tokens from managed login (the hosted UI) may.", "Add the scope `aws.cognito.signin.user.admin`."},
	{"TOKEN_UNVERIFIED", false, "A token did not pass verification, so it was not used: nothing was stored, and nothing removed.", "The message says what is wrong with it. Check the pool id, the client id and the clock; `signOut` removes what is stored."},
	{"TOKEN_SEALED", false, "The refresh token is sealed by `tokenIsolation`, and this page has no key for it: it does not set `tokenIsolation`, is on another origin, or the browser has removed the key. The token was not sent, and nothing was changed.", "Set `tokenIsolation` in all pages that share the storage; otherwise ask the user to sign in."},
	{"SIGNED_OUT", false, "The user signed out while the call was under way; nothing was stored.", "Nothing."},
	// Transient.
	{"OFFLINE", true, "The browser is offline; nothing was changed.", "Try again when it is online."},
	{"NETWORK_ERROR", true, "There was no response: the network, DNS or CORS; nothing was changed.", "Try again; if it persists, check the endpoint and the Content-Security-Policy."},
	{"TIMEOUT", true, "There was no response in time; nothing was changed here.", "Try again."},
	{"THROTTLED", true, "Too many requests.", "Try again later; `retryAfter` has the seconds, if the service sent them."},
	{"SERVICE_FAILURE", true, "The service failed.", "Try again later."},
	{"INVALID_RESPONSE", true, "The response is not from Cognito, but from a proxy, a captive portal or a wrong endpoint. Nothing was changed.", "Try again; if it persists, check the endpoint."},
	{"ABORTED", true, "The application's AbortSignal ended the call.", "Nothing."},
	// The page.
	{"STORAGE_BLOCKED", true, "The storage refused to read, write or remove a key: it is full or blocked.", "Free some space, or use another `Storage`."},
	{"ASYNC_STORAGE", false, "A synchronous call was made with an async `Storage`.", "Call the method without a callback, so that it returns a promise."},
	{"COOKIE_TOO_LONG", false, "A value does not fit into a cookie; nothing was written.", "Use another `Storage`, or fewer claims."},
	{"INVALID_PARAMETER", false, "An argument is missing or invalid.", "The message says which."},
	{"WASM_UNAVAILABLE", false, "WebAssembly is unavailable, or a policy forbids it.", "Add 'wasm-unsafe-eval' to the script-src of the page's Content-Security-Policy."},
	{"WASM_LOAD_FAILED", true, "The Wasm module could not be fetched or compiled.", "The message names the URL and the response."},
	{"WASM_MISMATCH", false, "The Wasm module belongs to another version of this script.", "Serve all files of one build."},
	{"CORE_CRASHED", true, "The Wasm module crashed during the call, whose outcome is unknown.", "Try again; the next call starts a new instance."},
	{"INTERNAL_ERROR", false, "A bug in this library.", "Please report it."},
	// Everything else.
	{"LIMIT_REACHED", false, "A service limit for this user was reached, for instance after many wrong codes.", "Ask the user to wait."},
	{"REQUEST_BLOCKED", false, "A firewall in front of the pool refused the request.", "Check the pool's AWS WAF rules."},
	{"UNKNOWN", false, "The service refused for a reason that is not in this list.", "See `code` and `message`."},
}

// FacadeReasons are the reasons that only the JavaScript half gives.
var FacadeReasons = []string{
	"ASYNC_STORAGE", "COOKIE_TOO_LONG", "WASM_UNAVAILABLE", "WASM_LOAD_FAILED", "WASM_MISMATCH", "CORE_CRASHED", "UNHANDLED_CHALLENGE",
}
