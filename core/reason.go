package core

import (
	"errors"
	"strings"
)

// Reason is the stable name of why a call failed. It is more specific than a [Code]: one
// NotAuthorizedException says that the password is wrong, another that the
// refresh token has expired. It is an error itself, so that errors.Is(err, core.NoSession)
// works. docs/errors.md has a table, whose names are those of the constants in capitals; new
// versions may add some, so a switch needs a default.
type Reason string

// Error returns the reason's name.
func (r Reason) Error() string { return string(r) }

// TokenExpired is the cause of an error with reason [TokenUnverified] that is about the time
// alone: the token is the pool's, and has expired or is not valid yet.
const TokenExpired Reason = "TOKEN_EXPIRED"

// ReasonOf returns the reason of an error of this package, Unknown for any other
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
		if own.Reason == InvalidResponse && own.Status == captchaStatus {
			return CaptchaRequired
		}
		return own.Reason
	}
	return Unknown
}

// Retryable reports whether the same call may succeed later with nothing changed. It does
// for errors of the network, of the service itself and of proxies, and for rate limits.
func Retryable(err error) bool {
	return ReasonOf(err).isRetryable()
}

// refused reports whether the service has said that a refresh token will never work again,
// which ends the session: the token is unknown, revoked, expired or used twice, or its user
// is gone or may not sign in. A refusal that concerns the app client's settings does not
// count.
func refused(err error) bool {
	reason := ReasonOf(err)
	return isDefinite(err) && !reason.isRetryable() && !reason.isElsewhere()
}

// reason distinguishes refusals of one code by the service's message, which is not
// documented: an unknown message has the code's general reason.
func (e *ServiceError) reason() Reason {
	switch {
	case e.Code == NotAuthorizedException || e.Code == InvalidParameterException || e.Code == "invalid_request":
		for _, r := range reasonsOfWords {
			if contains(e.Message, r.text) {
				return r.reason
			}
		}
	case e.Status == captchaStatus:
		return CaptchaRequired
	case e.Status == 429:
		return Throttled
	case e.Status >= 500:
		return ServiceFailure
	}
	return find(serviceReasons[:], string(e.Code))
}

// captchaStatus is the HTTP status by which AWS WAF requires a CAPTCHA.
//
// https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-how-it-works.html
const captchaStatus = 405

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
	return Unknown
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

// reasonsOfWords are the reasons of a NotAuthorizedException, an InvalidParameterException or
// OAuth's invalid_request by a part of its message; the first match counts.
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
	// What a provider or a trigger refuses comes back from the domain as invalid_request.
	{"access_denied", ConsentRefused},
	{"cancel", ConsentRefused},
	{"failed with error", TriggerRefused},
}

var serviceReasons = [...]reasonOf{
	{string(NotAuthorizedException), Unknown},
	{string(InvalidParameterException), InvalidParameter},
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
	{"ForbiddenException", WAFBlocked},
	{"OperationNotEnabledException", RegionStandby},
	{"FeatureUnavailableInTierException", FlowNotEnabled},
	{"WebAuthnChallengeNotFoundException", ChallengeExpired},
	{"WebAuthnClientMismatchException", PasskeyRejected},
	{"WebAuthnConfigurationMissingException", RelyingPartyMissing},
	{"WebAuthnCredentialNotSupportedException", PasskeyRejected},
	{"WebAuthnNotEnabledException", PasskeysDisabled},
	{"WebAuthnOriginNotAllowedException", PasskeyNotAllowed},
	{"WebAuthnRelyingPartyMismatchException", PasskeyNotAllowed},
	// OAuth's (RFC 6749; OpenID Connect Core 1.0, section 3.1.2.6).
	{"access_denied", ConsentRefused},
	{"invalid_grant", CodeExpired},
	{"invalid_client", FlowNotEnabled},
	{"invalid_request", InvalidParameter},
	{"invalid_scope", InvalidParameter},
	{"login_required", LoginRequired},
	{"server_error", ServiceFailure},
	{"unauthorized_client", FlowNotEnabled},
}
