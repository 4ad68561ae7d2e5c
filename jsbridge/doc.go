//go:build js && wasm

// Package jsbridge lets JavaScript call package core, and Go wait for
// JavaScript.
//
// JavaScript starts an operation with a call that returns immediately (see
// [Serve]). The operation runs in its own goroutine and settles a promise, since
// a Go callback that waited for a promise would block the page, and nothing could
// settle the promise. internal/protocol defines the operations and their members.
//
// Everything goes through hack-pad/safejs, so that an object of the page that
// throws causes an error and not a panic. Every Go function that JavaScript can
// call is guarded by [FuncOf], so that a panic rejects a promise and does not end
// the Wasm module.
package jsbridge
