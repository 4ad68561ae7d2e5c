//go:build js && wasm

// Package browser implements core's ports for web pages: with fetch, localStorage or an
// object of the page, Web Locks, and the browser's random source and JSON.
package browser
