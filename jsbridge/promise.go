//go:build js && wasm

package jsbridge

import (
	"context"
	"sync"
	"syscall/js"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/hack-pad/safejs"
)

// Await waits for a promise, or any object with a method then, and returns its value; any
// other value is returned as it is. A rejection is returned as an error, for [Thrown]. If
// ctx ends first, the error has code Aborted, and the promise's later outcome is ignored.
//
// It must not be called in a callback from JavaScript: the promise could never settle.
func Await(ctx context.Context, promise safejs.Value) (safejs.Value, error) {
	if !IsThenable(promise) {
		return promise, nil
	}
	outcome := make(chan settled, 1)
	id, err := awaited.add(outcome)
	if err != nil {
		return safejs.Value{}, err
	}
	defer awaited.remove(id)
	fulfil, err := awaited.listener.Value().Call("bind", nil, id, true)
	if err != nil {
		return safejs.Value{}, err
	}
	reject, err := awaited.listener.Value().Call("bind", nil, id, false)
	if err != nil {
		return safejs.Value{}, err
	}
	if _, err := CallMethod(promise, "then", fulfil, reject); err != nil {
		return safejs.Value{}, err
	}
	select {
	case s := <-outcome:
		return s.value, s.err
	case <-ctx.Done():
		return safejs.Value{}, &core.Error{Reason: core.Aborted, Message: "The call was aborted before it was done.", Err: ctx.Err()}
	}
}

// IsThenable reports whether a value can be awaited.
func IsThenable(v safejs.Value) bool {
	if t := v.Type(); t != safejs.TypeObject && t != safejs.TypeFunction {
		return false
	}
	then, err := Get(v, "then")
	return err == nil && then.Type() == safejs.TypeFunction
}

type settled struct {
	value safejs.Value
	err   error
}

// awaited are the promises that are being waited for. In JavaScript a listener cannot be
// removed from a promise, so the listeners are bound copies of one function that is never
// released, and an outcome that nobody waits for any more is ignored.
var awaited = waiters{waiting: map[int]chan<- settled{}}

type waiters struct {
	once     sync.Once
	err      error
	listener safejs.Func

	mu      sync.Mutex
	lastID  int
	waiting map[int]chan<- settled
}

func (w *waiters) add(outcome chan<- settled) (id int, err error) {
	w.once.Do(func() { w.listener, w.err = FuncOf(w.settle) })
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lastID++
	w.waiting[w.lastID] = outcome
	return w.lastID, w.err
}

func (w *waiters) remove(id int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.waiting, id)
}

// settle is called with the id, whether the promise was fulfilled, and its value.
func (w *waiters) settle(_ safejs.Value, args []safejs.Value) any {
	id, err := args[0].Int()
	if err != nil {
		return nil
	}
	fulfilled, _ := args[1].Bool()
	s := settled{value: safejs.Undefined()}
	if len(args) > 2 {
		s.value = args[2]
	}
	if !fulfilled {
		s.err = js.Error{Value: safejs.Unsafe(s.value)}
	}
	w.mu.Lock()
	outcome := w.waiting[id]
	delete(w.waiting, id)
	w.mu.Unlock()
	if outcome != nil {
		outcome <- s
	}
	return nil
}

// NewPromise returns a promise that resolve fulfils with undefined. The loader fulfils it if
// the Wasm module ends first (jsbridge/js/runtime/go.ts): the browser keeps a lock for as long as its
// promise is pending.
func NewPromise() (promise safejs.Value, resolve func(), err error) {
	var resolver safejs.Value
	executor, err := FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		resolver = args[0]
		return nil
	})
	if err != nil {
		return safejs.Value{}, nil, err
	}
	defer executor.Release()
	promise, err = New("Promise", executor)
	if err != nil {
		return safejs.Value{}, nil, err
	}
	open, err := safejs.Global().Get("cognitowasmOpen")
	if err != nil || open.IsUndefined() { // in tests there is no loader
		return promise, func() { _, _ = resolver.Invoke() }, err
	}
	_, err = open.Call("add", resolver)
	return promise, func() {
		_, _ = resolver.Invoke()
		_, _ = open.Call("delete", resolver)
	}, err
}
