package harness

import _ "embed"

// NoteWorkers keeps the workers that a page makes, and what it hears from them.
//
//go:embed workers.js
var NoteWorkers string

// Workers counts those that the page has made.
func (tb *Tab) Workers() (n int) {
	tb.T.Helper()
	tb.Eval("workers.length", &n)
	return n
}
