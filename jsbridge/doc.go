//go:build js && wasm

// Package jsbridge lets JavaScript call package core, and Go wait for
// JavaScript.
//
// JavaScript starts an operation with one call that returns at once (see
// [Serve]); the operation runs in its own goroutine and settles a promise,
// since a Go callback that waited for a promise would stop the page: nothing
// could settle it. What crosses, and how it is called, is defined in
// internal/protocol.
//
// Everything goes through hack-pad/safejs, so that a page object that throws
// gives an error and not a panic; and every Go function that JavaScript can
// call goes through one guard, [FuncOf], so that a panic is a rejected promise
// and not the end of the program.
package jsbridge
