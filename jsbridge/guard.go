//go:build js && wasm

package jsbridge

import (
	"github.com/cognitowasm/cognitowasm/core"
	"github.com/hack-pad/safejs"
)

// FuncOf returns a function that JavaScript can call. All such functions are made here: a
// panic in fn is reported on the console, and JavaScript receives undefined, where Go
// would end the Wasm module.
//
// fn must not block. The caller must release the function once JavaScript can no longer
// call it.
func FuncOf(fn func(this safejs.Value, args []safejs.Value) any) (safejs.Func, error) {
	return safejs.FuncOf(func(this safejs.Value, args []safejs.Value) any {
		result, err := guarded(func() (any, error) { return fn(this, args), nil })
		if err != nil {
			reportFault(err)
			return safejs.Undefined() // Go's nil would be null
		}
		return result
	})
}

// guarded calls fn, and returns a panic as an error.
func guarded(fn func() (any, error)) (result any, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			result, err = nil, panicError(fault)
		}
	}()
	return fn()
}

// panicError returns an error for a panic. The panic's text is not part of the message,
// since it may contain data, except for Go's run-time errors, which contain none.
func panicError(fault any) error {
	message := "A fault in cognitowasm stopped this call"
	cause, isError := fault.(error)
	if _, isRuntime := fault.(interface{ RuntimeError() }); isRuntime && isError {
		message += ": " + cause.Error()
	}
	return &core.Error{Reason: core.InternalError, Message: message + ". Please report it.", Err: cause}
}

func reportFault(err error) {
	_, _ = CallOn("console", "error", messageOf(err))
}
