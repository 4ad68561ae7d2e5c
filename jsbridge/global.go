//go:build js && wasm

package jsbridge

import "github.com/hack-pad/safejs"

// Get returns a property of an object of the page, whose getter may throw. Do not use the
// method of safejs.Value there: Go's support code does not catch exceptions of getters,
// which would end the Wasm module.
func Get(object safejs.Value, name string) (safejs.Value, error) {
	return CallOn("Reflect", "get", object, name)
}

// CallMethod calls a method of an object of the page. It exists for the same reason: if a
// call fails, syscall/js reads the property again.
func CallMethod(object safejs.Value, method string, args ...any) (safejs.Value, error) {
	function, err := Get(object, method)
	if err != nil {
		return function, err
	}
	list, err := CallOn("Array", "of", args...)
	if err != nil {
		return list, err
	}
	return CallOn("Reflect", "apply", function, object, list)
}

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

// New returns an instance of a class of the global object, such as Uint8Array.
func New(class string, args ...any) (safejs.Value, error) {
	c, err := safejs.Global().Get(class)
	if err != nil {
		return c, err
	}
	return c.New(args...)
}
