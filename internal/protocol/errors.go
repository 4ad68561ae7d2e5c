package protocol

// Code is a kind of failure that this library finds itself, as err.code says in JavaScript.
// Upstream's own local errors keep their exact message and have no code; those of the
// service carry the service's. Package core has the reason alone.
type Code struct {
	// Name is what err.code says.
	Name string
	// Reason is the name of its reason.
	Reason string
	// Core and Facade say which half makes such errors.
	Core, Facade bool
	// Doc says what has happened.
	Doc string
}

// Codes lists them.
var Codes = []Code{
	{"InvalidParameter", "INVALID_PARAMETER", true, true, "an argument is missing or invalid."},
	{"NoSession", "NO_SESSION", true, false, "the user is not signed in here; sign in."},
	{"NetworkError", "NETWORK_ERROR", true, true, "there was no response; nothing was changed, try again later."},
	{"InvalidResponse", "INVALID_RESPONSE", true, true, "a response is not Cognito's, for instance a proxy's error page, or cannot be read; nothing was changed."},
	{"StorageError", "STORAGE_BLOCKED", true, true, "the storage refused to read, write or remove a key, which the message names."},
	{"Timeout", "TIMEOUT", true, false, "there was no response in time, or another tab kept the user's lock for too long; nothing was changed here, try again."},
	{"Aborted", "ABORTED", true, true, "the caller ended the call: by an AbortSignal in JavaScript, by its context in Go."},
	{"SignedOut", "SIGNED_OUT", true, true, "the user signed out while the call was under way; nothing was stored."},
	{"TokenInvalid", "TOKEN_UNVERIFIED", true, false, "a token is not what this app client's pool issues, and was not used; nothing was stored or removed."},
	{"TokenSealed", "TOKEN_SEALED", true, false, "the refresh token is sealed, with a key that is not here; it was not sent, and nothing was changed."},
	{"TokenUnavailable", "TOKEN_UNAVAILABLE", false, true, "the tokens are on the server, where scripts cannot reach them: send the request through it."},
	{"CrossOrigin", "CROSS_ORIGIN", false, true, "the server that keeps the session refused a request of another origin."},
	{"UserMismatch", "USER_MISMATCH", true, true, "another user has signed in than the one who was asked to; nothing was changed."},
	{"InternalError", "INTERNAL_ERROR", true, false, "a bug in this library; please report it."},
	{"AsyncStorage", "ASYNC_STORAGE", false, true, "a synchronous call was made with an async `Storage`."},
	{"CookieTooLong", "COOKIE_TOO_LONG", false, true, "a value does not fit into a cookie; nothing was written."},
	{"PasskeyCancelled", "PASSKEY_CANCELLED", false, true, "the user cancelled the passkey dialog, let it time out, or has no passkey here."},
	{"PasskeyNotAllowed", "PASSKEY_NOT_ALLOWED", false, true, "passkeys of the pool's relying party are not allowed on this page."},
	{"PasskeyRegistered", "PASSKEY_REGISTERED", false, true, "the authenticator already has a passkey of this user."},
	{"PasskeyUnsupported", "PASSKEY_UNSUPPORTED", false, true, "this browser or device has no passkeys."},
	{"InvalidState", "INVALID_STATE", true, true, "the browser came back with a sign-in that was not begun here, has expired, or has been handled already; nothing was changed."},
	{"CoreCrashed", "CORE_CRASHED", false, true, "the Wasm module crashed during the call, whose outcome is unknown; the next call starts a new instance."},
	{"UnhandledChallenge", "UNHANDLED_CHALLENGE", false, true, "the service asks for a challenge that has no answer here, or for which the application has no callback; nothing was stored."},
	{"WasmLoadFailed", "WASM_LOAD_FAILED", false, true, "the Wasm module could not be fetched or compiled; the message names the URL and the response."},
	{"WasmMismatch", "WASM_MISMATCH", false, true, "the Wasm module belongs to another version of this script."},
	{"WasmUnavailable", "WASM_UNAVAILABLE", false, true, "WebAssembly is unavailable, or a policy forbids it."},
}

// Exception is an exception of the service that package core or the facade acts on.
type Exception struct {
	// Name is the service's.
	Name string
	// Definite ones end a session when they come in reply to a refresh, unless their
	// reason is retryable or elsewhere: the refresh token is unknown, revoked, expired
	// or used twice, or its user is gone or may not sign in.
	Definite bool
}

// Exceptions lists them.
var Exceptions = []Exception{
	{"NotAuthorizedException", true},
	{"ResourceNotFoundException", false},
	{"TooManyRequestsException", false},
	{"LimitExceededException", false},
	{"InternalErrorException", false},
	{"InvalidParameterException", false},
	{"UnsupportedOperationException", false},
	{"UnknownOperationException", false},
	{"UserNotFoundException", true},
	{"UserNotConfirmedException", true},
	{"PasswordResetRequiredException", true},
	{"RefreshTokenReuseException", true},
}

// Gone are the codes of the core's errors that there is no session any more, so that
// they end one in the page's memory too.
var Gone = []string{"NoSession", "SignedOut"}
