package main

import (
	"os"
	"path/filepath"
	"testing"
)

const root = "../../.."

// The tracked files must be what package protocol says now, and there are no others.
func TestGeneratedFilesAreFresh(t *testing.T) {
	made, err := files(root)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range made {
		if got, err := os.ReadFile(filepath.Join(root, path)); err != nil {
			t.Error(err)
		} else if string(got) != want {
			t.Errorf("%s is stale: run make gen", path)
		}
	}
	for _, pattern := range []string{"*/*_gen.go", "*/*/*_gen.go", "*/*/*/*_gen.go", "jsbridge/js/gen/*"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range found {
			path, err := filepath.Rel(root, path)
			if err != nil {
				t.Fatal(err)
			}
			if _, ok := made[filepath.ToSlash(path)]; !ok {
				t.Errorf("%s is not generated any more: remove it", path)
			}
		}
	}
}
