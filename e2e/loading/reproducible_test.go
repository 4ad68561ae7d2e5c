package loading

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/wasmbuild"
)

// TestWasmModuleIsReproducible compiles the Wasm module once more, in another folder and
// with an empty build cache: whoever has the sources and the compiler of
// build-info.json can check what is served.
func TestWasmModuleIsReproducible(t *testing.T) {
	t.Parallel()
	clone := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum", "package.json", "core", "jsbridge", "wasm", "internal"} {
		copyTree(t, filepath.Join(harness.Root, name), filepath.Join(clone, "another folder", name))
	}
	version, err := wasmbuild.Version(harness.Root)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(clone, "module.wasm")
	if err := wasmbuild.Lean.Compile(filepath.Join(clone, "another folder"), file, version, "GOCACHE="+filepath.Join(clone, "cache")); err != nil {
		t.Fatal(err)
	}
	again, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	first, err := os.ReadFile(filepath.Join(harness.Root, "dist", wasmbuild.Program))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(again, first) {
		t.Errorf("two builds of the same sources differ: %d and %d bytes", len(again), len(first))
	}
}

func copyTree(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, relative)
		if err := os.MkdirAll(filepath.Dir(target), 0o777); err != nil {
			return err
		}
		return os.WriteFile(target, content, 0o666)
	})
	if err != nil {
		t.Fatal(err)
	}
}
