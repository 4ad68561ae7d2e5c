//go:build js && wasm

package jsbridge

import "github.com/hack-pad/safejs"

// Call calls a function of the global object, such as fetch.
func Call(function string, args ...any) (safejs.Value, error) {
	f, err := safejs.Global().Get(function)
	if err != nil {
		return f, err
	}
	return f.Invoke(args...)
}

// CallOn calls a method of an object of the global object, such as JSON.parse.
func CallOn(object, method string, args ...any) (safejs.Value, error) {
	o, err := safejs.Global().Get(object)
	if err != nil {
		return o, err
	}
	return o.Call(method, args...)
}

// New makes an instance of a class of the global object, such as Uint8Array.
func New(class string, args ...any) (safejs.Value, error) {
	c, err := safejs.Global().Get(class)
	if err != nil {
		return c, err
	}
	return c.New(args...)
}
