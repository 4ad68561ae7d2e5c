//go:build js && wasm

package jsbridge

import (
	"fmt"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/hack-pad/safejs"
)

// FuncOf makes a function that JavaScript can call. It is the only place that
// does: a panic in fn is reported to the console, by its type and not by its
// text, and the caller gets undefined; Go would end the program.
//
// fn must return at once. The caller must release the function when JavaScript
// can call it no more.
func FuncOf(fn func(this safejs.Value, args []safejs.Value) any) (safejs.Func, error) {
	return safejs.FuncOf(func(this safejs.Value, args []safejs.Value) (result any) {
		defer func() {
			if fault := recover(); fault != nil {
				reportFault(panicError(fault))
				result = nil
			}
		}()
		return fn(this, args)
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

// panicError keeps the text of a panic out of the message: it may quote data.
func panicError(fault any) error {
	cause, _ := fault.(error)
	return &core.Error{
		Code:    core.InternalError,
		Message: fmt.Sprintf("A fault in cognitowasm stopped this call (%T). Please report it.", fault),
		Err:     cause,
	}
}

func reportFault(err error) {
	console, getErr := safejs.Global().Get("console")
	if getErr == nil {
		_, _ = console.Call("error", err.Error())
	}
}
