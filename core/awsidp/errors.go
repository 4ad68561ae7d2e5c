//go:build !js

package awsidp

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/cognitowasm/cognitowasm/core"
)

// translate gives the SDK's error the form of package core; the original stays
// reachable by errors.As where it is not the service's.
func translate(ctx context.Context, operation string, err error) error {
	var own *core.Error
	if errors.As(err, &own) {
		return own
	}
	if ctx.Err() != nil {
		return &core.Error{Code: core.Aborted, Message: "The call was aborted before it was done.", Err: err}
	}
	status, requestID, after := 0, "", time.Duration(0)
	if response, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		requestID = response.ServiceRequestID()
	}
	if response, ok := errors.AsType[*smithyhttp.ResponseError](err); ok && response.HTTPResponse() != nil {
		status, after = response.HTTPStatusCode(), retryAfter(response.HTTPResponse().Header)
	}
	var api smithy.APIError
	if errors.As(err, &api) && api.ErrorCode() != "" && api.ErrorCode() != "UnknownError" {
		return &core.ServiceError{
			Operation: operation,
			Code:      core.Code(api.ErrorCode()),
			Message:   api.ErrorMessage(),
			Status:    status,
			RequestID: requestID,
			After:     after,
		}
	}
	if status == 0 || cutShort(err) {
		if missing, ok := errors.AsType[smithy.InvalidParamsError](err); ok {
			return &core.Error{Code: core.InvalidParameter, Message: missing.Error(), Err: err}
		}
		return &core.Error{Code: core.NetworkError, Message: "Network error", Err: err}
	}
	return &core.Error{
		Code:    core.InvalidResponse,
		Status:  status,
		Message: "The reply to " + operation + " is not Cognito's. Look for a proxy or a wrong endpoint; nothing was changed.",
		Err:     err,
	}
}

// cutShort tells a reply that was lost on its way from one that is not Cognito's.
func cutShort(err error) bool {
	var lost net.Error
	return errors.As(err, &lost) || errors.Is(err, io.ErrUnexpectedEOF)
}

// retryAfter reads Retry-After in its form as seconds; the service sends no
// dates.
func retryAfter(header http.Header) time.Duration {
	seconds, err := strconv.Atoi(header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(seconds) * time.Second
}
