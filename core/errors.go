package core

import (
	"context"
	"errors"
	"time"
)

// Code is the service's own name for a refusal: that of one of Cognito's exceptions, or an
// error code of OAuth. It is an error itself, so that
// errors.Is(err, core.NotAuthorizedException) works.
type Code string

// Error returns the code's name.
func (c Code) Error() string { return string(c) }

// ServiceError is a refusal by Amazon Cognito, or by the token endpoint of a pool's domain.
type ServiceError struct {
	Operation string        // the API operation, "InitiateAuth"
	Code      Code          // the exception's name, "NotAuthorizedException"
	Message   string        // the service's words
	Status    int           // the HTTP status
	RequestID string        // x-amzn-RequestId, for AWS support; may be empty
	After     time.Duration // Retry-After; zero if the service sent none
	Reason    Reason        // if it is known more exactly than by code and message; see [ReasonOf]
}

// Error returns the exception's name and the service's words.
func (e *ServiceError) Error() string { return "cognito: " + string(e.Code) + ": " + e.Message }

// Is reports whether target is the error's [Code] or its [Reason].
func (e *ServiceError) Is(target error) bool {
	reason, isReason := target.(Reason)
	return target == error(e.Code) || isReason && reason == ReasonOf(e)
}

// Error is a failure that the library detected itself.
type Error struct {
	Reason  Reason
	Message string // what happened and what to do
	Status  int    // the HTTP status, for InvalidResponse
	Err     error  // the cause, if there is one
	Key     string // the key that was refused, for StorageBlocked
}

// Error returns the message.
func (e *Error) Error() string { return "cognito: " + e.Message }

// Is reports whether target is the error's [Reason], or a more general one: Offline is also a
// NetworkError, and CaptchaRequired an InvalidResponse.
func (e *Error) Is(target error) bool {
	return target == error(e.Reason) || target == error(ReasonOf(e)) || e.Reason == Offline && target == error(NetworkError)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// aborted returns an Error that says why ctx ended: a sign-out, a timeout, or the
// caller's own wish.
func aborted(ctx context.Context) *Error {
	cause := context.Cause(ctx)
	switch {
	case errors.Is(cause, SignedOut):
		return signedOut()
	case errors.Is(cause, Timeout):
		return &Error{Reason: Timeout, Message: "No answer came in time; nothing was changed here. Try again, or increase the pool's option Timeout.", Err: cause}
	}
	return &Error{Reason: Aborted, Message: "The call was aborted before it was done.", Err: cause}
}

// whyEnded replaces the error of a port, which knows that ctx ended but not why.
func whyEnded(ctx context.Context, err error) error {
	if errors.Is(err, Aborted) && ctx.Err() != nil {
		return aborted(ctx)
	}
	return err
}

func signedOut() *Error {
	return &Error{Reason: SignedOut, Message: "The user signed out during this call; nothing was stored."}
}

// invalidResponse returns an error for a reply that does not have what it must have.
func invalidResponse(operation, what string) *Error {
	return &Error{Reason: InvalidResponse, Message: "The reply to " + operation + " " + what +
		". Is the endpoint a Cognito user pools endpoint, without a proxy that changes replies?"}
}
