package core_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
)

func TestErrorsAreFoundByCodeAndReason(t *testing.T) {
	service := fmt.Errorf("wrapped: %w", &core.ServiceError{Operation: "GetUser", Code: core.NotAuthorizedException, Message: "Access Token has expired", Status: 400})
	if !errors.Is(service, core.NotAuthorizedException) || errors.Is(service, core.ResourceNotFoundException) || errors.Is(service, core.NetworkError) || !errors.Is(service, core.TokenRejected) {
		t.Error("a ServiceError is not found by its code or its reason, or by another")
	}
	if !errors.Is(service, core.Code("NotAuthorizedException")) {
		t.Error("a code that is made of text is not the same code")
	}
	var asService *core.ServiceError
	if !errors.As(service, &asService) || asService.Operation != "GetUser" || asService.Status != 400 {
		t.Errorf("errors.As returns %+v", asService)
	}
	if got, want := asService.Error(), "cognito: NotAuthorizedException: Access Token has expired"; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}

	own := fmt.Errorf("wrapped: %w", &core.Error{Reason: core.NetworkError, Message: "Network error", Err: io.ErrUnexpectedEOF})
	if !errors.Is(own, core.NetworkError) || errors.Is(own, core.Aborted) || !errors.Is(own, io.ErrUnexpectedEOF) {
		t.Error("an Error is not found by its reason and its cause, or by another reason")
	}
	var asOwn *core.Error
	if !errors.As(own, &asOwn) || asOwn.Error() != "cognito: Network error" {
		t.Errorf("errors.As returns %+v", asOwn)
	}
	if errors.As(own, &asService); asService.Code != core.NotAuthorizedException {
		t.Error("an Error was taken for a ServiceError")
	}
}
