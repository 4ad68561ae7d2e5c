package protocol

// Reason is one of the stable names of why a call failed, which every error has
// beside the code and name that the peer gives it.
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
	{"BAD_CREDENTIALS", false, "The user name or the password is wrong, or the service says no more than that.", "Let the user try again."},
	{"USER_NOT_FOUND", false, "There is no such user (any more).", "Let the user check the name, or sign up."},
	{"USER_DISABLED", false, "An administrator has disabled the user.", "Nothing that the application can do."},
	{"USER_NOT_CONFIRMED", false, "The user has not confirmed the registration.", "Ask for the code: `confirmRegistration`."},
	{"PASSWORD_RESET_REQUIRED", false, "The password must be reset first.", "`forgotPassword`, then `confirmPassword`."},
	{"PASSWORD_REJECTED", false, "The new password is against the pool's policy or was used before.", "Ask for another one."},
	{"USERNAME_TAKEN", false, "The user name, or an alias such as the e-mail address, belongs to another user.", "Ask for another one."},
	{"CODE_MISMATCH", false, "The code is wrong.", "Let the user try again."},
	{"CODE_EXPIRED", false, "The code has expired.", "Send another one."},
	{"CHALLENGE_EXPIRED", false, "The sign-in has taken too long or was answered wrong too often: the service has forgotten it.", "Begin again with `authenticateUser`."},
	{"UNHANDLED_CHALLENGE", false, "The service asks for something that there is no answer to here, or no callback.", "Give the callback that the message names."},
	{"FLOW_NOT_ENABLED", false, "The app client does not allow this way to sign in.", "Turn it on in the app client's settings."},
	{"SECRET_HASH_REQUIRED", false, "The app client has a secret, which a page cannot keep.", "Make an app client without one. Go programs give the secret with `PoolConfig.ClientSecret`."},
	{"TRIGGER_REFUSED", false, "A Lambda trigger of the pool refused or failed.", "The message is the trigger's."},
	// Staying signed in.
	{"NO_SESSION", false, "Nobody is signed in here, or the session has ended and cannot be refreshed.", "Ask the user to sign in."},
	{"REFRESH_REVOKED", false, "The refresh token has been revoked: by a sign-out, an administrator, or because it was used twice.", "Ask the user to sign in."},
	{"REFRESH_EXPIRED", false, "The refresh token has expired.", "Ask the user to sign in."},
	{"REFRESH_INVALID", false, "The service does not know the refresh token.", "Ask the user to sign in."},
	{"DEVICE_KEY_MISSING", false, "The service says \"Invalid Refresh Token\", and no device is stored for this user. A pool that tracks devices says so of a good token too, where its device key is not sent or its device was never confirmed.", "Ask the user to sign in, so that the device is confirmed; for sessions made elsewhere, store the device key too, or turn device tracking off."},
	{"DEVICE_KEY_MISMATCH", false, "The refresh token was issued to another device than the stored one.", "Ask the user to sign in."},
	{"ROTATION_REQUIRED", false, "The app client rotates refresh tokens, and `refresh: 'classic'` forbids the operation that it needs.", "Leave `refresh` out."},
	{"TOKEN_REJECTED", false, "The service does not accept the access token (any more).", "`refreshSession`, or sign in."},
	{"SCOPE_MISSING", false, "The access token lacks a scope, as tokens of the hosted pages may.", "Add the scope `aws.cognito.signin.user.admin`."},
	{"TOKEN_UNVERIFIED", false, "A token did not pass verification, so it was not used: nothing was stored, and nothing removed.", "The message says what is wrong with it. Look at the pool's and the client's ids and at the clock; `signOut` gives up what is stored."},
	{"TOKEN_SEALED", false, "The refresh token is sealed by `tokenIsolation`, and this page has no key for it: it has no `tokenIsolation`, is of another origin, or the browser has removed the key. The token was not sent, and nothing was changed.", "Configure `tokenIsolation` alike in all pages that share the storage; otherwise ask the user to sign in."},
	{"SIGNED_OUT", false, "The user signed out while the call was under way; nothing was stored.", "Nothing."},
	// What passes.
	{"OFFLINE", true, "The browser is offline; nothing was changed.", "Try again when it is online."},
	{"NETWORK_ERROR", true, "No answer came: the network, DNS, or CORS; nothing was changed.", "Try again; look at the endpoint and the Content-Security-Policy if it stays."},
	{"TIMEOUT", true, "No answer came in time; nothing was changed here.", "Try again."},
	{"THROTTLED", true, "Too many requests.", "Try again later; `retryAfter` has the seconds when the service names them."},
	{"SERVICE_FAILURE", true, "The service failed.", "Try again later."},
	{"INVALID_RESPONSE", true, "What answered is not Cognito: a proxy, a captive portal, a wrong endpoint. Nothing was changed.", "Try again; look at the endpoint if it stays."},
	{"ABORTED", true, "The application's AbortSignal ended the call.", "Nothing."},
	// The page.
	{"STORAGE_BLOCKED", true, "The storage refused to read, write or remove a key: it is full or blocked.", "Free some space, or give another `Storage`."},
	{"ASYNC_STORAGE", false, "A call that answers at once met a `Storage` that answers with promises.", "Call the method without a callback, which gives a promise."},
	{"COOKIE_TOO_LONG", false, "A value does not fit into a cookie; nothing was written.", "Use another `Storage`, or fewer claims."},
	{"INVALID_PARAMETER", false, "An argument is missing or cannot be used.", "The message says which."},
	{"WASM_UNAVAILABLE", false, "There is no WebAssembly here, or a policy forbids it.", "Add 'wasm-unsafe-eval' to the script-src of the page's Content-Security-Policy."},
	{"WASM_LOAD_FAILED", true, "The program could not be fetched or compiled.", "The message names the URL and what came back."},
	{"WASM_MISMATCH", false, "The program belongs to another version of this script.", "Serve all files of one build."},
	{"CORE_CRASHED", true, "The program stopped while it worked. Nothing is known of what it was doing.", "Try again; the next call starts a new one."},
	{"INTERNAL_ERROR", false, "A fault of this library.", "Please report it."},
	// Everything else.
	{"LIMIT_REACHED", false, "A limit of the service for this user was reached, as after many wrong codes.", "Let the user wait."},
	{"REQUEST_BLOCKED", false, "A firewall in front of the pool refused the request.", "Look at the pool's AWS WAF rules."},
	{"UNKNOWN", false, "The service refused for a reason that has no name here.", "See `code` and `message`."},
}

// FacadeReasons are the reasons that only the JavaScript half gives.
var FacadeReasons = []string{
	"ASYNC_STORAGE", "COOKIE_TOO_LONG", "WASM_UNAVAILABLE", "WASM_LOAD_FAILED", "WASM_MISMATCH", "CORE_CRASHED", "UNHANDLED_CHALLENGE",
}
