package core

import (
	"errors"
	"strings"
)

// Reason is the stable name of why a call failed, more specific than a [Code]: one
// NotAuthorizedException says that the password is wrong, another that the
// refresh token has expired. docs/errors.md has a table; new versions may add
// names, so a switch needs a default.
type Reason string

// Reasons of this package.
const (
	BadCredentials        Reason = "BAD_CREDENTIALS"
	UserNotFound          Reason = "USER_NOT_FOUND"
	UserDisabled          Reason = "USER_DISABLED"
	UserNotConfirmed      Reason = "USER_NOT_CONFIRMED"
	PasswordResetRequired Reason = "PASSWORD_RESET_REQUIRED"
	PasswordRejected      Reason = "PASSWORD_REJECTED"
	UsernameTaken         Reason = "USERNAME_TAKEN"
	CodeMismatch          Reason = "CODE_MISMATCH"
	CodeExpired           Reason = "CODE_EXPIRED"
	ChallengeExpired      Reason = "CHALLENGE_EXPIRED"
	FlowNotEnabled        Reason = "FLOW_NOT_ENABLED"
	SecretHashRequired    Reason = "SECRET_HASH_REQUIRED"
	TriggerRefused        Reason = "TRIGGER_REFUSED"

	HasNoSession      Reason = "NO_SESSION"
	RefreshRevoked    Reason = "REFRESH_REVOKED"
	RefreshExpired    Reason = "REFRESH_EXPIRED"
	RefreshInvalid    Reason = "REFRESH_INVALID"
	DeviceKeyMissing  Reason = "DEVICE_KEY_MISSING"
	DeviceKeyMismatch Reason = "DEVICE_KEY_MISMATCH"
	RotationRequired  Reason = "ROTATION_REQUIRED"
	TokenRejected     Reason = "TOKEN_REJECTED"
	ScopeMissing      Reason = "SCOPE_MISSING"
	TokenUnverified   Reason = "TOKEN_UNVERIFIED"
	SealedElsewhere   Reason = "TOKEN_SEALED"
	HasSignedOut      Reason = "SIGNED_OUT"

	Offline          Reason = "OFFLINE"
	NetworkFailure   Reason = "NETWORK_ERROR"
	TimedOut         Reason = "TIMEOUT"
	Throttled        Reason = "THROTTLED"
	ServiceFailure   Reason = "SERVICE_FAILURE"
	NotCognito       Reason = "INVALID_RESPONSE"
	CallAborted      Reason = "ABORTED"
	StorageBlocked   Reason = "STORAGE_BLOCKED"
	ParameterInvalid Reason = "INVALID_PARAMETER"
	InternalFault    Reason = "INTERNAL_ERROR"

	LimitReached   Reason = "LIMIT_REACHED"
	RequestBlocked Reason = "REQUEST_BLOCKED"
	UnknownReason  Reason = "UNKNOWN"
)

// ReasonOf returns the reason of an error of this package, UnknownReason for any other
// error, and "" for nil.
func ReasonOf(err error) Reason {
	if err == nil {
		return ""
	}
	if service, ok := errors.AsType[*ServiceError](err); ok {
		if service.Reason != "" {
			return service.Reason
		}
		return service.reason()
	}
	if own, ok := errors.AsType[*Error](err); ok {
		if own.Reason != "" {
			return own.Reason
		}
		return find(ownReasons[:], string(own.Code))
	}
	return UnknownReason
}

// Retryable reports whether the same call may succeed later with nothing changed. It does
// for errors of the network, of the service itself and of proxies, and for rate limits.
func Retryable(err error) bool {
	switch ReasonOf(err) {
	case Offline, NetworkFailure, TimedOut, Throttled, ServiceFailure, NotCognito, CallAborted, StorageBlocked:
		return true
	}
	return false
}

// refused reports whether the service has said that a refresh token will never work again,
// which ends the session: the token is unknown, revoked, expired or used twice, or its user
// is gone or may not sign in. A refusal that concerns the app client's settings does not
// count.
func refused(err error) bool {
	switch ReasonOf(err) {
	case FlowNotEnabled, SecretHashRequired, RotationRequired, Throttled, ServiceFailure, RequestBlocked:
		return false
	}
	return errors.Is(err, NotAuthorizedException) || errors.Is(err, UserNotFoundException) ||
		errors.Is(err, RefreshTokenReuseException) || errors.Is(err, PasswordResetRequiredException) ||
		errors.Is(err, UserNotConfirmedException)
}

// reason distinguishes refusals of one code by the service's message, which is not
// documented: an unknown message has the code's general reason.
func (e *ServiceError) reason() Reason {
	switch {
	case e.Code == NotAuthorizedException || e.Code == InvalidParameterException:
		for _, r := range reasonsOfWords {
			if contains(e.Message, r.text) {
				return r.reason
			}
		}
	case e.Status == 429:
		return Throttled
	case e.Status >= 500:
		return ServiceFailure
	}
	return find(serviceReasons[:], string(e.Code))
}

type reasonOf struct {
	text   string
	reason Reason
}

func find(list []reasonOf, text string) Reason {
	for _, r := range list {
		if r.text == text {
			return r.reason
		}
	}
	return UnknownReason
}

// contains reports whether text contains part, which is in lower case, and ignores the case
// of ASCII letters. Package strings would add Unicode's tables.
func contains(text, part string) bool {
	lower := []byte(text)
	for i, c := range lower {
		if 'A' <= c && c <= 'Z' {
			lower[i] = c | 0x20
		}
	}
	return strings.Contains(string(lower), part)
}

var ownReasons = [...]reasonOf{
	{string(InvalidParameter), ParameterInvalid},
	{string(NoSession), HasNoSession},
	{string(NetworkError), NetworkFailure},
	{string(InvalidResponse), NotCognito},
	{string(StorageError), StorageBlocked},
	{string(Timeout), TimedOut},
	{string(Aborted), CallAborted},
	{string(SignedOut), HasSignedOut},
	{string(TokenInvalid), TokenUnverified},
	{string(TokenSealed), SealedElsewhere},
	{string(InternalError), InternalFault},
}

// reasonsOfWords are the reasons of a NotAuthorizedException or InvalidParameterException by
// a part of its message; the first match counts.
var reasonsOfWords = [...]reasonOf{
	{"incorrect username or password", BadCredentials},
	{"secret_hash", SecretHashRequired},
	{"secret hash", SecretHashRequired},
	{"configured with secret", SecretHashRequired},
	{"client secret", SecretHashRequired},
	{"rotat", RotationRequired},
	{"flow not enabled", FlowNotEnabled},
	{"not enabled for this client", FlowNotEnabled},
	{"auth method not supported", FlowNotEnabled},
	{"user is disabled", UserDisabled},
	{"attempts exceeded", LimitReached},
	{"required scopes", ScopeMissing},
	{"access token", TokenRejected},
	{"refresh token has been revoked", RefreshRevoked},
	{"refresh token has expired", RefreshExpired},
	{"refresh token", RefreshInvalid},
	{"invalid session", ChallengeExpired},
	{"session is expired", ChallengeExpired},
}

var serviceReasons = [...]reasonOf{
	{string(NotAuthorizedException), UnknownReason},
	{string(InvalidParameterException), ParameterInvalid},
	{string(UserNotFoundException), UserNotFound},
	{string(UserNotConfirmedException), UserNotConfirmed},
	{string(PasswordResetRequiredException), PasswordResetRequired},
	{string(RefreshTokenReuseException), RefreshRevoked},
	{"InvalidPasswordException", PasswordRejected},
	{"PasswordHistoryPolicyViolationException", PasswordRejected},
	{"UsernameExistsException", UsernameTaken},
	{"AliasExistsException", UsernameTaken},
	{"CodeMismatchException", CodeMismatch},
	{"EnableSoftwareTokenMFAException", CodeMismatch},
	{"ExpiredCodeException", CodeExpired},
	{"UnexpectedLambdaException", TriggerRefused},
	{"UserLambdaValidationException", TriggerRefused},
	{"InvalidLambdaResponseException", TriggerRefused},
	{string(TooManyRequestsException), Throttled},
	{"ThrottlingException", Throttled},
	{string(InternalErrorException), ServiceFailure},
	{string(LimitExceededException), Throttled},
	{"TooManyFailedAttemptsException", LimitReached},
	{"ForbiddenException", RequestBlocked},
}
