// Package loading tests how and when the Wasm module is loaded, what happens where it
// cannot be, and what a crash of it leaves behind.
package loading
