//go:build !js

package core_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/awsidp"
	"github.com/cognitowasm/cognitowasm/internal/conformance"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func inFile(t *testing.T) *core.FileStorage {
	return &core.FileStorage{Path: filepath.Join(t.TempDir(), "folder", "session.json")}
}

func TestFileStorageConforms(t *testing.T) {
	conformance.Storage(t, func() core.Storage { return inFile(t) })
	conformance.Locker(t, func() core.Locker { return inFile(t) })
}

// between makes every call with another of several values over one file, as
// several programs would.
type between struct {
	files []*core.FileStorage
	turn  atomic.Uint32
}

func among(t *testing.T) *between {
	path := inFile(t).Path
	b := new(between)
	for range 4 {
		b.files = append(b.files, &core.FileStorage{Path: path})
	}
	return b
}

func (b *between) next() *core.FileStorage {
	return b.files[int(b.turn.Add(1))%len(b.files)]
}

func (b *between) Get(ctx context.Context, key string) (string, error) { return b.next().Get(ctx, key) }
func (b *between) Set(ctx context.Context, key, value string) error {
	return b.next().Set(ctx, key, value)
}
func (b *between) Remove(ctx context.Context, key string) error { return b.next().Remove(ctx, key) }
func (b *between) Lock(ctx context.Context, name string) (func(), error) {
	return b.next().Lock(ctx, name)
}

// needsFileLocks skips a test on systems that have none, which the product says of
// itself: where there must be some, that it says so is the failure.
func needsFileLocks(t *testing.T) {
	t.Helper()
	if !(&core.FileStorage{}).Local() {
		return
	}
	switch runtime.GOOS {
	case "linux", "darwin", "windows":
		t.Fatal("there are file locks on this system, and they are not used")
	}
	t.Skip("this system has no file locks")
}

// The locks are the system's, not the value's.
func TestFileStoragesOfOneFileConform(t *testing.T) {
	needsFileLocks(t)
	conformance.Storage(t, func() core.Storage { return among(t) })
	conformance.Locker(t, func() core.Locker { return among(t) })
}

func TestFileIsItsOwnersAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no modes")
	}
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
		// A file that is in the way, with rights and a reader of its own.
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

// What is no file of ours is refused, and left as it is.
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
		_, session := pool.User("ada").Session(t.Context(), core.SessionOptions{})
		for _, err := range []error{get, f.Set(t.Context(), "key", "v"), f.Remove(t.Context(), "key"), session} {
			own, ok := errors.AsType[*core.Error](err)
			if !ok || own.Code != core.StorageError || !strings.Contains(own.Message, f.Path) || !strings.Contains(own.Message, "remove it") || strings.Contains(own.Message, "secret") || own.Key == "" {
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
		wantCode(t, f.Set(t.Context(), "key", "v"), core.StorageError)
	}
	_, err := new(core.FileStorage).Lock(t.Context(), "name")
	wantCode(t, err, core.StorageError)
	f := inFile(t)
	wantCode(t, f.Set(t.Context(), "key", "\xff"), core.StorageError)
	wantCode(t, f.Set(t.Context(), "\xff", "v"), core.StorageError)
	// A write that fails leaves nothing behind.
	if err := f.Set(t.Context(), "key", "before"); err != nil {
		t.Fatal(err)
	}
	full := &core.FileStorage{Path: f.Path}
	core.InterruptRename(full, func() error { return errors.New("no space left") })
	wantCode(t, full.Set(t.Context(), "key", "after"), core.StorageError)
	if got, err := f.Get(t.Context(), "key"); err != nil || got != "before" {
		t.Errorf("there is %q, %v", got, err)
	}
	if _, err := os.Stat(f.Path + ".new"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("left over: %v", err)
	}
}

// Whoever waits for another program stops when told to.
func TestFileStorageIsAborted(t *testing.T) {
	path := inFile(t).Path
	first, second := &core.FileStorage{Path: path}, &core.FileStorage{Path: path}
	needsFileLocks(t)
	stuck, done := make(chan struct{}), make(chan struct{})
	core.InterruptRename(first, func() error { close(stuck); <-done; return errors.New("x") })
	var wg sync.WaitGroup
	wg.Go(func() { _ = first.Set(t.Context(), "key", "v") })
	<-stuck
	for _, f := range []*core.FileStorage{first, second} {
		ended, end := context.WithTimeout(t.Context(), 5*time.Millisecond)
		_, err := f.Get(ended, "key")
		end()
		if !errors.Is(err, core.Aborted) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	}
	close(done)
	wg.Wait()
}

// The tests below run this program again, as another process: role says what
// it is to do there.
const roleVariable = "COGNITOWASM_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(roleVariable) {
	case "":
		os.Exit(m.Run())
	case "crash":
		f := &core.FileStorage{Path: os.Getenv("FILE")}
		core.InterruptRename(f, func() error {
			self, _ := os.FindProcess(os.Getpid())
			_ = self.Kill()
			select {}
		})
		_ = f.Set(context.Background(), "key", "after")
	case "refresh":
		f := &core.FileStorage{Path: os.Getenv("FILE")}
		endpoint := os.Getenv("ENDPOINT")
		pool := must(core.NewPool(core.PoolConfig{
			UserPoolID: poolID, ClientID: clientID, Storage: f, Locker: f,
			IdentityProvider: awsidp.ForPool(poolID, func(o *cognito.Options) { o.BaseEndpoint = &endpoint }),
		}))
		user := must(pool.CurrentUser(context.Background()))
		fmt.Println(must(user.Session(context.Background(), core.SessionOptions{})).AccessToken)
	}
}

// again prepares this program as another process.
func again(t *testing.T, role string, environment ...string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), must(os.Executable()))
	cmd.Env = append(append(os.Environ(), roleVariable+"="+role), environment...)
	return cmd
}

// A program that is killed between writing and replacing leaves what was there,
// and no lock.
func TestCrashLeavesTheOldFile(t *testing.T) {
	f := inFile(t)
	if err := f.Set(t.Context(), "key", "before"); err != nil {
		t.Fatal(err)
	}
	before := must(os.ReadFile(f.Path))
	if out, err := again(t, "crash", "FILE="+f.Path).CombinedOutput(); err == nil {
		t.Fatalf("it did not crash: %s", out)
	}
	if left := must(os.ReadFile(f.Path + ".new")); !bytes.Contains(left, []byte("after")) {
		t.Errorf("it crashed before it had written: %q", left)
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

// Programs that share a file make one refresh, where another one would end the
// session: the pool rotates refresh tokens and allows no second use.
func TestProcessesShareOneRefresh(t *testing.T) {
	needsFileLocks(t)
	var late atomic.Int64 // the service's clock, and ours, at first
	late.Store(int64(-2 * time.Hour))
	now := func() time.Time { return time.Now().Add(time.Duration(late.Load())) }
	fake := &fakecognito.Server{RefreshTokenRotation: true, Now: now}
	must(fake.CreateUser(fakecognito.NewUser{Username: "ada", Password: password}))
	server := httptest.NewServer(fake)
	defer server.Close()
	f := inFile(t)
	pool := must(core.NewPool(core.PoolConfig{
		UserPoolID: poolID, ClientID: clientID, Storage: f, Locker: f, Clock: shifted{now},
		IdentityProvider: awsidp.ForPool(poolID, func(o *cognito.Options) { o.BaseEndpoint = &server.URL }),
	}))
	must(pool.User("ada").SignIn(t.Context(), byPassword))
	late.Store(0) // the session has ended an hour ago
	fake.ResetRequests()

	held := fake.Hold("")
	var wg sync.WaitGroup
	outputs := make([]string, 4)
	for i := range outputs {
		wg.Go(func() {
			out, err := again(t, "refresh", "FILE="+f.Path, "ENDPOINT="+server.URL).CombinedOutput()
			if outputs[i] = string(out); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	if err := held.Arrived(t.Context()); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond) // the others come to wait; or come later, and find what is stored
	held.Release()
	wg.Wait()
	for _, out := range outputs {
		if out != outputs[0] || strings.Count(out, ".") != 2 {
			t.Error("the programs have different sessions")
		}
	}
	spent := 0
	for _, token := range fake.RefreshTokens() {
		spent += token.Spent
	}
	if spent != 1 || fake.ReuseRevocations() != 0 {
		t.Errorf("%d refreshes, %d sign-ins ended", spent, fake.ReuseRevocations())
	}
}

// shifted is a clock beside the system's.
type shifted struct{ now func() time.Time }

func (c shifted) Now() time.Time { return c.now() }
func (shifted) Sleep(ctx context.Context, d time.Duration) error {
	return core.SystemClock{}.Sleep(ctx, d)
}
func (shifted) AfterFunc(d time.Duration, f func()) func() { return core.SystemClock{}.AfterFunc(d, f) }
