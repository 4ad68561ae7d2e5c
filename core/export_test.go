//go:build !js

package core

// InterruptRename has f call rename, in place of os.Rename, when a file is written and
// has not taken the old one's place yet.
func InterruptRename(f *FileStorage, rename func(from, to string) error) { f.rename = rename }
