//go:build js && wasm

package jsbridge

import (
	"context"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/protocol"
	"github.com/hack-pad/safejs"
)

// Serve hands JavaScript the function that starts an operation, by calling
// ready with it: start(name, request, resolve, reject). It returns at once, and
// exactly one of resolve and reject is called later. configure makes the ports
// of a pool that a request describes.
func Serve(ready safejs.Value, configure func(protocol.PoolRequest) (core.PoolConfig, error)) error {
	pools := &pools{configure: configure}
	start, err := FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		name, err := args[0].String()
		if err != nil {
			return nil
		}
		request, resolve, reject := args[1], args[2], args[3]
		go settle(resolve, reject, func() (any, error) {
			run, ok := operations[name]
			if !ok {
				return nil, &core.Error{Code: core.InvalidParameter, Message: "There is no operation " + name + "."}
			}
			reply, err := run(context.Background(), pools, request)
			if err != nil {
				return nil, err
			}
			return encode(reply)
		})
		return nil
	})
	if err != nil {
		return err
	}
	_, err = ready.Invoke(start)
	return err
}

// settle runs an operation and calls resolve with its result or reject with an
// Error object.
func settle(resolve, reject safejs.Value, run func() (any, error)) {
	result, err := guarded(run)
	if err == nil {
		_, err = resolve.Invoke(result)
		if err == nil {
			return
		}
	}
	object, convertErr := errorValue(err)
	if convertErr != nil {
		reportFault(convertErr)
		object = safejs.Undefined()
	}
	if _, err := reject.Invoke(object); err != nil {
		reportFault(err)
	}
}
