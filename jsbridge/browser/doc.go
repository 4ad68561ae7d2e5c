//go:build js && wasm

// Package browser implements core's ports with what a web page has: fetch,
// localStorage or an object of the page, Web Locks, its random source and JSON.
package browser
