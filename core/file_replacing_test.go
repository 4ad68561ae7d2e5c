//go:build !js

package core_test

import (
	"os"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
)

// If a reader has the file open, Windows refuses to replace it until the reader has closed it.
// Elsewhere the reader keeps the old file for as long as it is open.
func TestFileThatIsBeingRead(t *testing.T) {
	f := inFile(t)
	if err := f.Set(t.Context(), "key", "before"); err != nil {
		t.Fatal(err)
	}
	reader := must(os.Open(f.Path))
	defer reader.Close()
	var refused atomic.Int32
	core.InterruptRename(f, func(from, to string) error {
		err := os.Rename(from, to)
		if err != nil && refused.Add(1) == 3 {
			_ = reader.Close()
		}
		return err
	})
	if err := f.Set(t.Context(), "key", "after"); err != nil {
		t.Fatal(err)
	}
	if got, err := f.Get(t.Context(), "key"); err != nil || got != "after" {
		t.Errorf("there is %q, %v", got, err)
	}
	if n := refused.Load(); runtime.GOOS != "windows" && n != 0 || runtime.GOOS == "windows" && n < 3 {
		t.Errorf("refused %d times", n)
	}
}

// Only a regular file may be replaced: a program of root that kept its session in /dev/null
// would replace that for all others.
func TestFileThatIsADevice(t *testing.T) {
	for _, path := range []string{os.DevNull, t.TempDir()} {
		f := &core.FileStorage{Path: path}
		_, get := f.Get(t.Context(), "key")
		_, lock := f.Lock(t.Context(), "name")
		for _, err := range []error{get, lock} {
			wantError(t, err, core.StorageBlocked)
		}
	}
}
