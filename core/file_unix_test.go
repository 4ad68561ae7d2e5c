//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package core_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

func init() {
	roles["full"] = writeToFullDisk
	roles["powerless"] = useWithoutRights
}

// A pipe is not used, and nobody waits for its contents.
func TestFileThatIsAPipe(t *testing.T) {
	f := &core.FileStorage{Path: filepath.Join(t.TempDir(), "pipe")}
	if err := syscall.Mkfifo(f.Path, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := f.Get(t.Context(), "key")
	wantError(t, err, core.StorageBlocked)
	wantError(t, f.Set(t.Context(), "key", "v"), core.StorageBlocked)
	if info := must(os.Stat(f.Path)); info.Mode().Type() != fs.ModeNamedPipe {
		t.Errorf("it is %v now", info.Mode())
	}
}

// After a transient error the action is repeated, for a second: another machine has replaced
// the file on a network file system. A permanent error is reported with its cause.
func TestTransientFileError(t *testing.T) {
	f, left := inFile(t), 3
	core.InterruptRename(f, func(from, to string) error {
		if left--; left >= 0 {
			return &fs.PathError{Op: "rename", Path: to, Err: syscall.ESTALE}
		}
		return os.Rename(from, to)
	})
	if err := f.Set(t.Context(), "key", "v"); err != nil {
		t.Fatal(err)
	}
	left = 1 << 30
	start := time.Now()
	err := f.Set(t.Context(), "key", "w")
	wantError(t, err, core.StorageBlocked)
	if waited := time.Since(start); !errors.Is(err, syscall.ESTALE) || waited < time.Second {
		t.Errorf("got %v after %v", err, waited)
	}
	ended, end := context.WithTimeout(t.Context(), time.Millisecond)
	defer end()
	wantError(t, f.Set(ended, "key", "w"), core.Aborted)
	if got, err := f.Get(t.Context(), "key"); err != nil || got != "v" {
		t.Errorf("there is %q, %v", got, err)
	}
}

// The disk is full in the middle of a write: the system does not let this process write a file
// of more than 10,000 bytes.
func TestFullDisk(t *testing.T) {
	f := inFile(t)
	if err := f.Set(t.Context(), "key", "before"); err != nil {
		t.Fatal(err)
	}
	before := must(os.ReadFile(f.Path))
	if out, err := runAgain(t, "full", "FILE="+f.Path).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if after := must(os.ReadFile(f.Path)); string(after) != string(before) {
		t.Errorf("the file is now %.200q", after)
	}
	if _, err := os.Stat(f.Path + ".new"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("left over: %v", err)
	}
	if err := f.Set(t.Context(), "key", strings.Repeat("x", 20_000)); err != nil {
		t.Error(err)
	}
}

func writeToFullDisk() {
	signal.Ignore(syscall.SIGXFSZ) // the write fails then, with EFBIG
	limit := syscall.Rlimit{Cur: 10_000, Max: 10_000}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		panic(err)
	}
	f := &core.FileStorage{Path: os.Getenv("FILE")}
	err := f.Set(context.Background(), "key", strings.Repeat("x", 20_000))
	if !errors.Is(err, core.StorageBlocked) || !errors.Is(err, syscall.EFBIG) {
		panic(fmt.Sprint("the error is ", err))
	}
	if got, err := f.Get(context.Background(), "key"); err != nil || got != "before" {
		panic(fmt.Sprint("there is ", got, err))
	}
}

// A program that may only read can do so: without a lock file, and with another user's. One
// that may not even read gets an error that says so, not that there is no session.
func TestFolderWithoutRights(t *testing.T) {
	folder := t.TempDir()
	if err := os.Chmod(filepath.Dir(folder), 0o755); err != nil {
		t.Fatal(err)
	}
	written := func(name string) string {
		path := filepath.Join(folder, name, "session.json")
		if err := (&core.FileStorage{Path: path}).Set(t.Context(), "key", "v"); err != nil {
			t.Fatal(err)
		}
		return path
	}
	readable, locked, closed := written("readable"), written("locked"), written("closed")
	for _, step := range []error{
		os.Chmod(readable, 0o644), os.Remove(readable + ".lock"), os.Chmod(filepath.Dir(readable), 0o555),
		os.Chmod(locked, 0o644), os.Chmod(locked+".lock", 0o400), os.Chmod(filepath.Dir(locked), 0o555),
		os.Chmod(filepath.Dir(closed), 0o600),
	} {
		if step != nil {
			t.Fatal(step)
		}
	}
	t.Cleanup(func() { // so that the folders can be removed
		for _, path := range []string{readable, locked, closed} {
			_ = os.Chmod(filepath.Dir(path), 0o700)
		}
	})
	before := must(os.ReadFile(readable))
	if out, err := runAgain(t, "powerless", "READABLE="+readable, "LOCKED="+locked, "CLOSED="+closed).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if after := must(os.ReadFile(readable)); string(after) != string(before) {
		t.Errorf("the file is now %q", after)
	}
}

func useWithoutRights() {
	if os.Getuid() == 0 { // whom no rights hold
		const nobody = 65534
		if err := errors.Join(syscall.Setgroups(nil), syscall.Setgid(nobody), syscall.Setuid(nobody)); err != nil {
			panic(err)
		}
	}
	ctx := context.Background()
	for _, name := range []string{"READABLE", "LOCKED", "CLOSED"} {
		f := &core.FileStorage{Path: os.Getenv(name)}
		got, err := f.Get(ctx, "key")
		if may := name != "CLOSED"; may && (got != "v" || err != nil) || !may && !errors.Is(err, fs.ErrPermission) {
			panic(fmt.Sprint(name, ": there is ", got, err))
		}
		_, lock := f.Lock(ctx, "name")
		for _, err := range []error{f.Set(ctx, "key", "w"), f.Remove(ctx, "key"), lock} {
			if !errors.Is(err, core.StorageBlocked) || !errors.Is(err, fs.ErrPermission) {
				panic(fmt.Sprint(name, ": the error is ", err))
			}
		}
	}
}
