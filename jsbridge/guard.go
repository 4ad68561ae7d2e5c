//go:build js && wasm

package jsbridge

import (
	"github.com/cognitowasm/cognitowasm/core"
	"github.com/hack-pad/safejs"
)

// FuncOf makes a function that JavaScript can call. It is the only place that
// does: a panic in fn is reported on the console and the caller gets undefined,
// where Go would end the program.
//
// fn must return at once. The caller must release the function when JavaScript
// can call it no more.
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

// guarded runs fn and gives a panic as an error.
func guarded(fn func() (any, error)) (result any, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			result, err = nil, panicError(fault)
		}
	}()
	return fn()
}

// panicError keeps the panic's own text out of the message, since it may quote
// data; Go's run-time errors quote none.
func panicError(fault any) error {
	message := "A fault in cognitowasm stopped this call"
	cause, isError := fault.(error)
	if _, isRuntime := fault.(interface{ RuntimeError() }); isRuntime && isError {
		message += ": " + cause.Error()
	}
	return &core.Error{Code: core.InternalError, Message: message + ". Please report it.", Err: cause}
}

func reportFault(err error) {
	_, _ = CallOn("console", "error", err.Error())
}
