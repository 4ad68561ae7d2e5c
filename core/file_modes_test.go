//go:build !windows && !js

// Windows has no modes, and pages have no files.

package core_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestFileIsItsOwnersAlone(t *testing.T) {
	f := inFile(t)
	if _, err := f.Get(t.Context(), "key"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(f.Path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("reading made the file: %v", err)
	}
	mode := func() fs.FileMode { return must(os.Stat(f.Path)).Mode().Perm() }
	for _, prepare := range []func() error{
		func() error { return nil },
		func() error { return os.Chmod(f.Path, 0o644) },
		// An existing file, with other permissions and a reader.
		func() error { return os.WriteFile(f.Path+".new", []byte("left over"), 0o666) },
		func() error { return os.Symlink(f.Path+".elsewhere", f.Path+".new") },
	} {
		if err := prepare(); err != nil {
			t.Fatal(err)
		}
		if err := f.Set(t.Context(), "key", time.Now().String()); err != nil || mode() != 0o600 {
			t.Errorf("mode %o, error %v", mode(), err)
		}
	}
	if folder := must(os.Stat(filepath.Dir(f.Path))).Mode().Perm(); folder != 0o700 {
		t.Errorf("the folder has mode %o", folder)
	}
	for _, entry := range must(os.ReadDir(filepath.Dir(f.Path))) {
		if name := entry.Name(); name != "session.json" && name != "session.json.lock" {
			t.Errorf("left over: %s", name)
		}
	}
}
