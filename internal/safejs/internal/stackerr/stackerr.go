//go:build js && wasm

// Package stackerr adds stack traces to verbose error messages.
//
// Changed from safejs 0.1.0: it adds none. See README.md two folders up.
package stackerr

// WithStack returns err.
func WithStack(err error) error { return err }
