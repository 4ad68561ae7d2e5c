//go:build js && wasm

package jsbridge

import (
	"errors"
	"syscall/js"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/hack-pad/safejs"
)

// errorValue makes the Error object that JavaScript gets: message, code and
// name, and what is known of the service's answer.
func errorValue(failure error) (safejs.Value, error) {
	var service *core.ServiceError
	var own *core.Error
	message, name, code := failure.Error(), "CognitoError", core.InternalError
	status, requestID := 0, ""
	switch {
	case errors.As(failure, &service):
		message, code, status, requestID = service.Message, service.Code, service.Status, service.RequestID
		name = string(code)
	case errors.As(failure, &own):
		message, code, status = own.Message, own.Code, own.Status
		if code == core.NetworkError {
			name = "Error" // the peer's, which applications compare
		}
	}
	constructor, err := safejs.Global().Get("Error")
	if err != nil {
		return safejs.Value{}, err
	}
	object, err := constructor.New(message)
	if err != nil {
		return safejs.Value{}, err
	}
	members := []member{{"code", string(code)}, {"name", name}}
	if status != 0 {
		members = append(members, member{"statusCode", status})
	}
	if requestID != "" {
		members = append(members, member{"requestId", requestID})
	}
	if thrown, ok := Thrown(failure); ok {
		members = append(members, member{"cause", thrown})
	}
	return object, setAll(object, members)
}

type member struct {
	name  string
	value any
}

func setAll(object safejs.Value, members []member) error {
	for _, m := range members {
		if err := object.Set(m.name, m.value); err != nil {
			return err
		}
	}
	return nil
}

// Thrown gives the JavaScript value that was thrown, if that is what err is.
// The value may be anything; do not format err itself, which can panic when a
// page threw something that is no object.
func Thrown(err error) (safejs.Value, bool) {
	var jsError js.Error
	if errors.As(err, &jsError) {
		return safejs.Safe(jsError.Value), true
	}
	return safejs.Value{}, false
}

// ThrownName gives the name of a thrown Error object ("TypeError"), or "".
func ThrownName(err error) string {
	thrown, ok := Thrown(err)
	if !ok || thrown.Type() != safejs.TypeObject {
		return ""
	}
	name, err := thrown.Get("name")
	if err != nil || name.Type() != safejs.TypeString {
		return ""
	}
	text, _ := name.String()
	return text
}
