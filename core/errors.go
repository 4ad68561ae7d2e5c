package core

import (
	"context"
	"errors"
	"time"
)

// Code is the stable name of a kind of failure: for a [*ServiceError] the name
// of Cognito's exception, for an [*Error] one of the constants below. A Code is itself an
// error, so that errors.Is(err, core.NotAuthorizedException) works.
type Code string

// Error returns the code's name.
func (c Code) Error() string { return string(c) }

// ServiceError is a refusal by Amazon Cognito.
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
func (e *ServiceError) Error() string { return string(e.Code) + ": " + e.Message }

// Is reports whether target is the error's [Code].
func (e *ServiceError) Is(target error) bool { return target == error(e.Code) }

// Error is a failure that the library detected itself.
type Error struct {
	Code    Code
	Message string // what happened and what to do
	Status  int    // the HTTP status, for InvalidResponse
	Err     error  // the cause, if there is one
	Key     string // the key that was refused, for StorageError
	Reason  Reason // if it is known more exactly than by code; see [ReasonOf]
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

// Is reports whether target is the error's [Code].
func (e *Error) Is(target error) bool { return target == error(e.Code) }

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
		return &Error{Code: Timeout, Message: "No answer came in time; nothing was changed here. Try again, or increase the pool's option Timeout.", Err: cause}
	}
	return &Error{Code: Aborted, Message: "The call was aborted before it was done.", Err: cause}
}

// whyEnded replaces the error of a port, which knows that ctx ended but not why.
func whyEnded(ctx context.Context, err error) error {
	if errors.Is(err, Aborted) && ctx.Err() != nil {
		return aborted(ctx)
	}
	return err
}

func signedOut() *Error {
	return &Error{Code: SignedOut, Message: "The user signed out during this call; nothing was stored."}
}

// invalidResponse returns an error for a reply that does not have what it must have.
func invalidResponse(operation, what string) *Error {
	return &Error{Code: InvalidResponse, Message: "The reply to " + operation + " " + what +
		". Is the endpoint a Cognito user pools endpoint, without a proxy that changes replies?"}
}
