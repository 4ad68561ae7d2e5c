//go:build !js

package core_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/awsidp"
	"github.com/cognitowasm/cognitowasm/internal/conformance"
)

func inFile(t *testing.T) *core.FileStorage {
	return &core.FileStorage{Path: filepath.Join(t.TempDir(), "folder", "session.json")}
}

func TestFileStorageConforms(t *testing.T) {
	conformance.Storage(t, func() core.Storage { return inFile(t) })
	conformance.Locker(t, func() core.Locker { return inFile(t) })
}

// A file that this library has not written is refused, and left unchanged.
func TestFileThatHoldsSomethingElse(t *testing.T) {
	for _, content := range []string{"secret text", `{"key":"secret`, `{"key":5}`, `["secret"]`, "null", `{"key":"a"} {}`, "{\"key\":\"\xff\"}", "\x00\x00\x00"} {
		f := inFile(t)
		if err := os.MkdirAll(filepath.Dir(f.Path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(f.Path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, get := f.Get(t.Context(), "key")
		pool := must(core.NewPool(core.PoolConfig{UserPoolID: poolID, ClientID: clientID, Storage: f, Locker: f}))
		_, session := pool.User("ada").Session(t.Context())
		for _, err := range []error{get, f.Set(t.Context(), "key", "v"), f.Remove(t.Context(), "key"), session} {
			own, ok := errors.AsType[*core.Error](err)
			if !ok || own.Reason != core.StorageBlocked || !strings.Contains(own.Message, f.Path) || !strings.Contains(own.Message, "remove it") || strings.Contains(own.Message, "secret") || own.Key == "" {
				t.Errorf("%q: %v", content, err)
			}
		}
		if after := must(os.ReadFile(f.Path)); string(after) != content {
			t.Errorf("%q became %q", content, after)
		}
	}
	f := inFile(t)
	if err := f.Set(t.Context(), "key", "v"); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(f.Path, 0); err != nil { // it holds nothing that could be lost
		t.Fatal(err)
	}
	if err := f.Set(t.Context(), "key", "w"); err != nil {
		t.Error(err)
	}
}

func TestFileThatCannotBeUsed(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(folder, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, f := range []*core.FileStorage{{}, {Path: filepath.Join(file, "session.json")}, {Path: filepath.Join(folder, "folder")}} {
		wantError(t, f.Set(t.Context(), "key", "v"), core.StorageBlocked)
	}
	_, err := new(core.FileStorage).Lock(t.Context(), "name")
	wantError(t, err, core.StorageBlocked)
	f := inFile(t)
	wantError(t, f.Set(t.Context(), "key", "\xff"), core.StorageBlocked)
	wantError(t, f.Set(t.Context(), "\xff", "v"), core.StorageBlocked)
	// A write that fails leaves nothing behind.
	if err := f.Set(t.Context(), "key", "before"); err != nil {
		t.Fatal(err)
	}
	full := &core.FileStorage{Path: f.Path}
	core.InterruptRename(full, func(string, string) error { return errors.New("no space left") })
	wantError(t, full.Set(t.Context(), "key", "after"), core.StorageBlocked)
	if got, err := f.Get(t.Context(), "key"); err != nil || got != "before" {
		t.Errorf("there is %q, %v", got, err)
	}
	if _, err := os.Stat(f.Path + ".new"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("left over: %v", err)
	}
}

// Some tests run this program again, as another process: its role is what it does there.
const roleVariable = "COGNITOWASM_TEST_ROLE"

var roles = map[string]func(){"crash": crashBeforeRename, "refresh": refreshOnce}

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVariable); role != "" {
		roles[role]()
		return
	}
	os.Exit(m.Run())
}

func crashBeforeRename() {
	f := &core.FileStorage{Path: os.Getenv("FILE")}
	core.InterruptRename(f, func(string, string) error {
		self, _ := os.FindProcess(os.Getpid())
		_ = self.Kill()
		select {}
	})
	_ = f.Set(context.Background(), "key", "after")
}

func refreshOnce() {
	f := &core.FileStorage{Path: os.Getenv("FILE")}
	endpoint := os.Getenv("ENDPOINT")
	pool := must(core.NewPool(core.PoolConfig{
		UserPoolID: poolID, ClientID: clientID, Storage: f, Locker: f,
		IdentityProvider: awsidp.ForPool(poolID, func(o *cognito.Options) { o.BaseEndpoint = &endpoint }),
	}))
	user := must(pool.CurrentUser(context.Background()))
	fmt.Println(must(user.Session(context.Background())).AccessToken)
}

// runAgain prepares this program as another process.
func runAgain(t *testing.T, role string, environment ...string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), must(os.Executable()))
	cmd.Env = append(append(os.Environ(), roleVariable+"="+role), environment...)
	return cmd
}

// A program that is killed between writing and replacing leaves the old file, and no lock.
func TestCrashLeavesTheOldFile(t *testing.T) {
	f := inFile(t)
	if err := f.Set(t.Context(), "key", "before"); err != nil {
		t.Fatal(err)
	}
	before := must(os.ReadFile(f.Path))
	if out, err := runAgain(t, "crash", "FILE="+f.Path).CombinedOutput(); err == nil {
		t.Fatalf("it did not crash: %s", out)
	}
	if left := must(os.ReadFile(f.Path + ".new")); !bytes.Contains(left, []byte("after")) {
		t.Errorf("it crashed before writing: %q", left)
	}
	if after := must(os.ReadFile(f.Path)); !bytes.Equal(before, after) {
		t.Errorf("the file is now %q", after)
	}
	if got, err := f.Get(t.Context(), "key"); err != nil || got != "before" {
		t.Errorf("there is %q, %v", got, err)
	}
	if err := f.Set(t.Context(), "key", "later"); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(f.Path + ".new"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("left over: %v", err)
	}
}

// shiftedClock is a clock that differs from the system's.
type shiftedClock struct{ now func() time.Time }

func (c shiftedClock) Now() time.Time { return c.now() }
func (shiftedClock) Sleep(ctx context.Context, d time.Duration) error {
	return core.SystemClock{}.Sleep(ctx, d)
}
func (shiftedClock) AfterFunc(d time.Duration, f func()) func() {
	return core.SystemClock{}.AfterFunc(d, f)
}
