//go:build !js

package core

// InterruptRename makes f call rename in place of os.Rename, once a file is written and before
// it replaces the old one.
func InterruptRename(f *FileStorage, rename func(from, to string) error) { f.rename = rename }

// EncodeForm is encodeForm.
func EncodeForm(pairs ...string) string { return encodeForm(pairs...) }
