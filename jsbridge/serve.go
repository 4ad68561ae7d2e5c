//go:build js && wasm

package jsbridge

import (
	"context"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/hack-pad/safejs"
)

// Serve passes JavaScript the function that starts an operation, by calling ready with it:
// start(name, request, resolve, reject). Exactly one of resolve and reject is called,
// asynchronously, or before start returns if nothing has to be waited for. configure returns
// the configuration of the pool that a request describes. If its Storage is nil there is none,
// and operations that need one are refused.
func Serve(ready safejs.Value, configure func(PoolRequest) core.PoolConfig) error {
	pools := &pools{configure: configure}
	start, err := FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		go pools.serve(args[0], args[1], args[2], args[3])
		return nil
	})
	if err != nil {
		return err
	}
	_, err = ready.Invoke(start)
	return err
}

// serve runs one operation and settles its promise.
func (p *pools) serve(name, object, resolve, reject safejs.Value) {
	reply, err := guarded(func() (core.Value, error) { return p.run(name, object) })
	var settled safejs.Value
	if err == nil {
		settled, err = ToJS(reply)
	}
	settle := resolve
	if err != nil {
		settle = reject
		if settled, err = errorValue(err); err != nil {
			reportFault(err)
		}
	}
	if _, err := settle.Invoke(settled); err != nil {
		reportFault(err)
	}
}

func (p *pools) run(name, object safejs.Value) (core.Value, error) {
	operationName, err := textOf(name)
	operation := lookup(operationName)
	if err != nil || operation.run == nil {
		return nil, &core.Error{Reason: core.InvalidParameter, Message: "There is no operation " + operationName + "."}
	}
	if object.Type() != safejs.TypeObject {
		return nil, &core.Error{Reason: core.InvalidParameter, Message: operationName + " takes an object as its argument."}
	}
	r := &request{object: object}
	request := readPool(r)
	request.Keeps = operation.keeps
	if r.err != nil {
		return nil, r.err
	}
	pool, release, err := p.acquire(request)
	if err != nil {
		return nil, err
	}
	defer release()
	ctx, end, err := abortable(request.Signal)
	if err != nil {
		return nil, err
	}
	defer end()
	return operation.run(ctx, pool, r)
}

// abortable returns a context that ends when an AbortSignal, which may be undefined, is
// aborted. If the signal's reason has the code SignedOut, the user has signed out, and
// SignedOut is the context's cause.
func abortable(signal safejs.Value) (ctx context.Context, end func(), err error) {
	ctx, cancel := context.WithCancelCause(context.Background())
	if signal.IsUndefined() {
		return ctx, func() { cancel(nil) }, nil
	}
	abort := func() {
		reason, err := Get(signal, "reason")
		if err == nil && reason.Type() == safejs.TypeObject {
			if code, err := Get(reason, "code"); err == nil && code.Type() == safejs.TypeString {
				if text, _ := code.String(); text == codeOf(core.SignedOut) {
					cancel(core.SignedOut)
				}
			}
		}
		cancel(context.Canceled)
	}
	listener, err := FuncOf(func(safejs.Value, []safejs.Value) any {
		abort()
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	if aborted, err := Get(signal, "aborted"); err == nil {
		if already, _ := aborted.Truthy(); already {
			abort()
		}
	}
	_, err = CallMethod(signal, "addEventListener", "abort", listener)
	return ctx, func() {
		_, _ = CallMethod(signal, "removeEventListener", "abort", listener)
		listener.Release()
		cancel(nil)
	}, err
}
