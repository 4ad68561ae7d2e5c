package core

import (
	"context"
	"errors"
	"time"
)

// Code is the stable name of a kind of failure: for a [*ServiceError] Cognito's
// own exception name, for an [*Error] one of the constants below. A Code is an
// error itself, so that errors.Is(err, core.NotAuthorizedException) works.
type Code string

// Error gives the code's name.
func (c Code) Error() string { return string(c) }

// Exceptions of the service that this package acts on. A ServiceError may have
// any other name too: see the errors of each operation in the API reference.
const (
	NotAuthorizedException    Code = "NotAuthorizedException"
	ResourceNotFoundException Code = "ResourceNotFoundException"
	TooManyRequestsException  Code = "TooManyRequestsException"
	LimitExceededException    Code = "LimitExceededException"
	InternalErrorException    Code = "InternalErrorException"
)

// Failures that this library finds itself.
const (
	// InvalidParameter: an argument is missing or cannot be used.
	InvalidParameter Code = "InvalidParameter"
	// NoSession: the user is not signed in here; sign in.
	NoSession Code = "NoSession"
	// NetworkError: no answer came; nothing was changed, try again later.
	NetworkError Code = "NetworkError"
	// InvalidResponse: an answer came that is not Cognito's, for instance a
	// proxy's error page; nothing was changed.
	InvalidResponse Code = "InvalidResponse"
	// StorageError: the storage refused to read, write or remove a key.
	StorageError Code = "StorageError"
	// Aborted: the caller's context ended first.
	Aborted Code = "Aborted"
	// InternalError: a fault of this library; please report it.
	InternalError Code = "InternalError"
)

// ServiceError is a refusal by Amazon Cognito.
type ServiceError struct {
	Operation string        // the API operation, "InitiateAuth"
	Code      Code          // the exception's name, "NotAuthorizedException"
	Message   string        // the service's words
	Status    int           // the HTTP status
	RequestID string        // x-amzn-RequestId, for AWS support; may be empty
	After     time.Duration // Retry-After; zero when the service named none
}

// Error gives the exception's name and the service's words.
func (e *ServiceError) Error() string { return string(e.Code) + ": " + e.Message }

// Is finds the error by its [Code].
func (e *ServiceError) Is(target error) bool { return target == error(e.Code) }

// Error is a failure that the library found itself.
type Error struct {
	Code    Code
	Message string // what happened and what to do
	Status  int    // the HTTP status, for InvalidResponse
	Err     error  // the cause, if there is one
}

// Error gives the message.
func (e *Error) Error() string { return e.Message }

// Is finds the error by its [Code].
func (e *Error) Is(target error) bool { return target == error(e.Code) }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// temporary tells whether the same call may succeed later: the network, the
// service's own faults, and its limits. Anything else is an answer.
func temporary(err error) bool {
	if service, ok := errors.AsType[*ServiceError](err); ok {
		switch service.Code {
		case TooManyRequestsException, LimitExceededException, InternalErrorException:
			return true
		}
		return service.Status >= 500 || service.Status == 429
	}
	if own, ok := errors.AsType[*Error](err); ok {
		return own.Code == NetworkError || own.Code == InvalidResponse && (own.Status >= 500 || own.Status == 429)
	}
	return false
}

// aborted gives ctx's end as an Error.
func aborted(ctx context.Context) *Error {
	return &Error{Code: Aborted, Message: "The call was aborted before it was done.", Err: context.Cause(ctx)}
}

// invalidResponse says that a reply to operation lacks what it must have.
func invalidResponse(operation, what string) *Error {
	return &Error{Code: InvalidResponse, Message: "The reply to " + operation + " " + what +
		". Is the endpoint a Cognito user pools endpoint, with nothing in between that changes replies?"}
}
