//go:build js && wasm

package jsbridge

import (
	"errors"
	"strings"
	"syscall/js"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/hack-pad/safejs"
)

// errorValue returns the Error object for JavaScript: message, code and name, and what is
// known about the service's answer.
func errorValue(failure error) (safejs.Value, error) {
	if page, ok := errors.AsType[*PageError](failure); ok {
		return page.Value, nil
	}
	reason := core.InternalError
	message, members := "A fault in cognitowasm stopped this call. Please report it.", core.Object{
		{Name: "code", Value: codeOf(core.InternalError)},
		{Name: "name", Value: "CognitoError"},
	}
	if service, ok := errors.AsType[*core.ServiceError](failure); ok {
		message, reason = service.Message, core.ReasonOf(failure)
		members = core.Object{
			{Name: "code", Value: string(service.Code)},
			{Name: "name", Value: string(service.Code)},
			{Name: "statusCode", Value: service.Status},
			{Name: "requestId", Value: optional(service.RequestID)},
		}
		if service.After > 0 {
			members = append(members, core.Member{Name: "retryAfter", Value: int(service.After / time.Second)})
		}
	} else if own, ok := errors.AsType[*core.Error](failure); ok {
		message, reason = own.Message, core.ReasonOf(failure)
		members[0].Value = codeOf(own.Reason)
		if members[0].Value == codeOf(core.NetworkError) {
			members[1].Value = "Error" // upstream's, which applications compare
		}
		if own.Status != 0 {
			members = append(members, core.Member{Name: "statusCode", Value: own.Status})
		}
	}
	members = append(members,
		core.Member{Name: "reason", Value: string(reason)},
		core.Member{Name: "retryable", Value: core.Retryable(failure)})
	if thrown, ok := Thrown(failure); ok {
		members = append(members, core.Member{Name: "cause", Value: thrown})
	}
	object, err := Call("Error", message)
	if err != nil {
		return safejs.Undefined(), err
	}
	properties, err := ToJS(members)
	if err != nil {
		return object, err
	}
	return CallOn("Object", "assign", object, properties)
}

// codeOf returns err.code of an error that package core has found itself, or nil if there is
// none.
func codeOf(reason core.Reason) core.Value {
	if reason == core.Offline {
		reason = core.NetworkError // which upstream says of it
	}
	for i := range codes {
		if codes[i].reason == reason {
			return codes[i].code
		}
	}
	return nil
}

func optional(text string) core.Value {
	if text == "" {
		return nil
	}
	return text
}

// messageOf returns an error's text as JavaScript shows it, without the prefix that it has in
// Go.
func messageOf(err error) string { return strings.TrimPrefix(err.Error(), "cognito: ") }

// Thrown returns the JavaScript value that was thrown, if err is an exception of JavaScript.
// The value may be anything. Do not format err itself: that can panic if the page threw
// something that is not an object.
func Thrown(err error) (safejs.Value, bool) {
	if jsError, ok := errors.AsType[js.Error](err); ok {
		return safejs.Safe(jsError.Value), true
	}
	return safejs.Value{}, false
}

// PageError is an error of the page's own: of its client, or of a hook. The caller receives
// the same value.
type PageError struct {
	core.ServiceError
	Value safejs.Value
}

// Unwrap returns the error as package core sees it.
func (e *PageError) Unwrap() error { return &e.ServiceError }

// RefusedBy returns the error for a value that the page's own client has passed to its
// callback.
func RefusedBy(operation string, value safejs.Value) error {
	e := &PageError{ServiceError: core.ServiceError{Operation: operation, Status: 400}, Value: value}
	if value.Type() == safejs.TypeObject {
		e.Code, e.Message = core.Code(memberText(value, "code")), memberText(value, "message")
	}
	return e
}

// ThrownBy returns the error for a value that a hook of the page has thrown. It has no code,
// whatever that value has: it says nothing about the user or the session.
func ThrownBy(value safejs.Value) error { return &PageError{Value: value} }

func memberText(object safejs.Value, name string) string {
	value, err := Get(object, name)
	if err != nil {
		return ""
	}
	text, _ := textOf(value)
	return text
}
