package fakecognito

import (
	"errors"
	"net/http"
	"strconv"
)

// apiError is an error that the API returns. Messages are the service's own as far as they
// are known, because clients compare them.
// They never repeat a password, token or code.
type apiError struct {
	code    string
	message string
}

func (e *apiError) Error() string { return e.code + ": " + e.message }

// status returns the HTTP status: the service answers 400 to everything but its own
// faults.
func (e *apiError) status() int {
	if e.code == "InternalErrorException" {
		return http.StatusInternalServerError
	}
	return http.StatusBadRequest
}

func notAuthorized(message string) error {
	return &apiError{"NotAuthorizedException", message}
}

func invalidParameter(message string) error {
	return &apiError{"InvalidParameterException", message}
}

func flowNotEnabled(flow string) *apiError {
	return &apiError{"InvalidParameterException", flow + " flow not enabled for this client"}
}

func missingParameter(name string) error {
	return invalidParameter("Missing required parameter " + name)
}

func resourceNotFound(message string) error {
	return &apiError{"ResourceNotFoundException", message}
}

func serializationError(message string) error {
	return &apiError{"SerializationException", message}
}

// unknownMember refuses a member that the operation does not have. The service ignores such
// members, but a fake that did so would hide misspelt ones.
func unknownMember(path string) error {
	return serializationError("unknown member " + strconv.Quote(path))
}

var (
	errWrongPassword   = notAuthorized("Incorrect username or password.")
	errTooManyAttempts = notAuthorized("Password attempts exceeded")
	errUserDisabled    = notAuthorized("User is disabled.")
	errUserNotFound    = &apiError{"UserNotFoundException", "User does not exist."}
	errNotConfirmed    = &apiError{"UserNotConfirmedException", "User is not confirmed."}
	errBadRefreshToken = notAuthorized("Invalid Refresh Token")
	errTokenReused     = &apiError{"RefreshTokenReuseException", "Refresh token has been invalidated by rotation"}
	errNoDevice        = resourceNotFound("Device does not exist.")
)

// errorReply turns an error into a reply. An error that is not an apiError is a
// fault of the fake itself.
func errorReply(err error) reply {
	var e *apiError
	if !errors.As(err, &e) {
		e = &apiError{"InternalErrorException", "Something went wrong"}
	}
	return errorReplyWith(e.status(), e.code, e.message)
}
