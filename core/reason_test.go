package core_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/protocol"
)

// For every documented reason of this package there is an error with that reason, which is
// retryable as documented.
func TestReasons(t *testing.T) {
	service := func(code core.Code, message string) error {
		return &core.ServiceError{Operation: "InitiateAuth", Code: code, Message: message, Status: 400}
	}
	own := func(reason core.Reason) error { return &core.Error{Reason: reason, Message: "x"} }
	const denied = core.NotAuthorizedException
	errorsOf := map[core.Reason][]error{
		core.BadCredentials:        {service(denied, "Incorrect username or password.")},
		core.UserNotFound:          {service("UserNotFoundException", "User does not exist.")},
		core.UserDisabled:          {service(denied, "User is disabled.")},
		core.UserNotConfirmed:      {service("UserNotConfirmedException", "User is not confirmed.")},
		core.PasswordResetRequired: {service("PasswordResetRequiredException", "Password reset required for the user")},
		core.PasswordRejected: {service("InvalidPasswordException", "Password not long enough"),
			service("PasswordHistoryPolicyViolationException", "Password has previously been used")},
		core.UsernameTaken: {service("UsernameExistsException", "User already exists"), service("AliasExistsException", "x")},
		core.CodeMismatch:  {service("CodeMismatchException", "Invalid verification code provided, please try again."), service("EnableSoftwareTokenMFAException", "Code mismatch")},
		core.CodeExpired: {service("ExpiredCodeException", "Invalid code provided, please request a code again."),
			service("invalid_grant", "x")},
		core.ChallengeExpired: {service(denied, "Invalid session for the user, session is expired."),
			service(denied, "Invalid session for the user.")},
		core.FlowNotEnabled: {service("InvalidParameterException", "USER_PASSWORD_AUTH flow not enabled for this client"),
			service(denied, "Initiate Auth method not supported.")},
		core.SecretHashRequired: {service(denied, "Unable to verify secret hash for client 1example"),
			service("InvalidParameterException", "Client 1example is configured with secret but SECRET_HASH was not received")},
		core.TriggerRefused: {service("UserLambdaValidationException", "PreSignUp failed with error no."),
			service("UnexpectedLambdaException", "x"), service("InvalidLambdaResponseException", "x"),
			service("invalid_request", "PreSignUp failed with error no.")},

		core.LoginRequired: {service("login_required", "Login is required.")},
		core.ConsentRefused: {service("access_denied", "x"), service("invalid_request", "access_denied; the user did not consent"),
			service("invalid_request", "user_cancelled_authorize")},
		core.InvalidState: {own(core.InvalidState)},
		core.UserMismatch: {own(core.UserMismatch)},

		core.NoSession:         {own(core.NoSession)},
		core.RefreshRevoked:    {service(denied, "Refresh Token has been revoked"), service("RefreshTokenReuseException", "x")},
		core.RefreshExpired:    {service(denied, "Refresh Token has expired")},
		core.RefreshInvalid:    {service(denied, "Invalid Refresh Token")},
		core.DeviceKeyMissing:  {&core.ServiceError{Code: denied, Message: "Invalid Refresh Token", Reason: core.DeviceKeyMissing}},
		core.DeviceKeyMismatch: {&core.ServiceError{Code: denied, Message: "Invalid Refresh Token", Reason: core.DeviceKeyMismatch}},
		core.RotationRequired:  {service(denied, "Refresh token rotation is enabled for this client.")},
		core.TokenRejected:     {service(denied, "Access Token has expired"), service(denied, "Invalid Access Token")},
		core.ScopeMissing:      {service(denied, "Access Token does not have required scopes")},
		core.TokenUnverified:   {own(core.TokenUnverified), &core.Error{Reason: core.TokenUnverified, Err: core.TokenExpired}},
		core.SignedOut:         {own(core.SignedOut)},

		core.TokenSealed:  {&core.Error{Reason: core.TokenSealed}},
		core.Offline:      {own(core.Offline)},
		core.NetworkError: {own(core.NetworkError), fmt.Errorf("wrapped: %w", own(core.NetworkError))},
		core.Timeout:      {own(core.Timeout)},
		core.Throttled: {service("TooManyRequestsException", "Rate exceeded"), service("LimitExceededException", "Attempt limit exceeded, please try after some time."),
			service("ThrottlingException", "x"), &core.ServiceError{Code: "SomethingNew", Status: 429}},
		core.ServiceFailure:   {service("InternalErrorException", "x"), &core.ServiceError{Code: "SomethingNew", Status: 503}},
		core.InvalidResponse:  {own(core.InvalidResponse)},
		core.Aborted:          {own(core.Aborted)},
		core.StorageBlocked:   {own(core.StorageBlocked)},
		core.InvalidParameter: {own(core.InvalidParameter), service("InvalidParameterException", "1 validation error detected")},
		core.InternalError:    {own(core.InternalError)},

		core.LimitReached:        {service(denied, "Password attempts exceeded"), service("TooManyFailedAttemptsException", "x")},
		core.WAFBlocked:          {service("ForbiddenException", "Request not allowed due to WAF block.")},
		core.CaptchaRequired:     {&core.ServiceError{Code: "ForbiddenException", Status: 405}, &core.Error{Reason: core.InvalidResponse, Status: 405}},
		core.RegionStandby:       {service("OperationNotEnabledException", "")},
		core.PasskeyNotAllowed:   {service("WebAuthnOriginNotAllowedException", ""), service("WebAuthnRelyingPartyMismatchException", "")},
		core.PasskeyRejected:     {service("WebAuthnCredentialNotSupportedException", ""), service("WebAuthnClientMismatchException", "")},
		core.PasskeysDisabled:    {service("WebAuthnNotEnabledException", "")},
		core.RelyingPartyMissing: {service("WebAuthnConfigurationMissingException", "")},
		core.Unknown:             {service("SomethingNew", "x"), service(denied, "Something new"), io.EOF},
	}
	documented := map[core.Reason]protocol.Reason{}
	for _, r := range protocol.Reasons {
		documented[core.Reason(r.Name)] = r
		if r.Core && len(errorsOf[core.Reason(r.Name)]) == 0 {
			t.Errorf("no error here has the reason %s", r.Name)
		}
	}
	for reason, list := range errorsOf {
		if _, ok := documented[reason]; !ok {
			t.Errorf("%s is not documented", reason)
		}
		for _, err := range list {
			if got := core.ReasonOf(err); got != reason {
				t.Errorf("%v has the reason %s, want %s", err, got, reason)
			}
			if got := core.Retryable(err); got != (documented[reason].Then == protocol.Retryable) {
				t.Errorf("%v: retryable %t", err, got)
			}
		}
	}
	if core.ReasonOf(nil) != "" || core.Retryable(nil) {
		t.Error("no error has no reason")
	}
	if got := core.ReasonOf(errors.Join(service(denied, "Refresh Token has expired"), context.Canceled)); got != core.RefreshExpired {
		t.Errorf("a joined error has the reason %s", got)
	}
}
