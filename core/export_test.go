//go:build !js

package core

// InterruptRename has f call interrupt when a file is written and has not taken
// the old one's place yet.
func InterruptRename(f *FileStorage, interrupt func() error) {
	f.rename = func(string, string) error { return interrupt() }
}
