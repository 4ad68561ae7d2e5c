//go:build unix

package core_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
)

// Symbolic links are tested on Unix: on Windows they need a special permission.

// linked creates a symbolic link, and the folders above it.
func linked(t *testing.T, to, path string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(to, path); err != nil {
		t.Fatal(err)
	}
}

// A session behind a symbolic link stays there. Writing through the link used to replace the
// link, and programs that used different paths had different locks.
func TestFileBehindLinks(t *testing.T) {
	folder := t.TempDir()
	at := func(elements ...string) string { return filepath.Join(append([]string{folder}, elements...)...) }
	file := at("kept", "session.json")
	linked(t, file, at("a", "absolute.json"))
	linked(t, filepath.Join("..", "kept", "session.json"), at("a", "relative.json"))
	linked(t, "relative.json", at("a", "twice.json"))
	linked(t, at("deep", "er"), at("b", "folder"))
	linked(t, filepath.Join("..", "..", "kept", "session.json"), at("deep", "er", "session.json"))
	paths := []string{at("a", "absolute.json"), at("a", "relative.json"), at("a", "twice.json"), at("b", "folder", "session.json"), file}

	for i, path := range paths { // the first one makes the file
		f, value := &core.FileStorage{Path: path}, strings.Repeat("v", i+1)
		if err := f.Set(t.Context(), "key", value); err != nil {
			t.Fatal(err)
		}
		for _, other := range paths {
			if got, err := (&core.FileStorage{Path: other}).Get(t.Context(), "key"); err != nil || got != value {
				t.Errorf("written by %s and read by %s: %q, %v", path, other, got, err)
			}
		}
	}
	for _, path := range paths[:3] {
		if info, err := os.Lstat(path); err != nil || info.Mode().Type() != os.ModeSymlink {
			t.Errorf("%s is a link no more: %v, %v", path, info, err)
		}
	}
	// There is one lock, whichever path is used.
	release, err := (&core.FileStorage{Path: paths[2]}).Lock(t.Context(), "name")
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	for _, folder := range []string{at("a"), at("deep", "er")} {
		for _, entry := range must(os.ReadDir(folder)) {
			if strings.HasSuffix(entry.Name(), ".lock") {
				t.Errorf("there is a lock beside a link: %s", entry.Name())
			}
		}
	}

	linked(t, "circle.json", at("c", "circle.json"))
	circle := &core.FileStorage{Path: at("c", "circle.json")}
	_, get := circle.Get(t.Context(), "key")
	_, lock := circle.Lock(t.Context(), "name")
	for _, err := range []error{get, lock, circle.Set(t.Context(), "key", "v"), circle.Remove(t.Context(), "key")} {
		wantError(t, err, core.StorageBlocked)
	}
}
