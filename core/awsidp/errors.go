//go:build !js || awssdk

package awsidp

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/cognitowasm/cognitowasm/core"
)

// translate converts the SDK's error to one of package core.
func translate(operation string, err error, seen *exchange) error {
	if own, ok := errors.AsType[*core.Error](err); ok {
		return own
	}
	if missing, ok := errors.AsType[smithy.InvalidParamsError](err); ok {
		return &core.Error{Reason: core.InvalidParameter, Message: missing.Error(), Err: err}
	}
	status, requestID := 0, ""
	if response, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		requestID = response.ServiceRequestID()
	}
	if response, ok := errors.AsType[*smithyhttp.ResponseError](err); ok && response.HTTPResponse() != nil {
		status = response.HTTPStatusCode()
	}
	var api smithy.APIError
	if errors.As(err, &api) && api.ErrorCode() != unknown && api.ErrorCode() != "" {
		message := api.ErrorMessage()
		if message == "" || message == unknown {
			message = "The service gave no message (HTTP status " + strconv.Itoa(status) + ")."
		}
		return &core.ServiceError{
			Operation: operation,
			Code:      core.Code(api.ErrorCode()),
			Message:   message,
			Status:    status,
			RequestID: requestID,
			After:     retryAfter(seen.header),
		}
	}
	if status == 0 {
		return &core.Error{Reason: core.NetworkError, Message: "Network error", Err: err}
	}
	return notCognitos(operation, status, seen)
}

// unknown is what the SDK returns if the service sent no code or no message.
const unknown = "UnknownError"

// notCognitos returns the error of an answer that does not come from Cognito. It does not
// contain the SDK's own error, which may quote the answer, and with it a token.
func notCognitos(operation string, status int, seen *exchange) error {
	return &core.Error{
		Reason: core.InvalidResponse,
		Status: status,
		Message: "The reply to " + operation + " is not Cognito's: HTTP status " + strconv.Itoa(status) + ", " + cmp.Or(seen.header.Get("Content-Type"), "no content type") +
			". Look for a proxy, a captive portal or a wrong endpoint; nothing was changed.",
		Err: errUnreadable,
	}
}

var errUnreadable = errors.New("the AWS SDK cannot read the reply")

// retryAfter parses Retry-After in seconds; the service sends no dates.
func retryAfter(header http.Header) time.Duration {
	seconds, err := strconv.Atoi(header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(seconds) * time.Second
}
