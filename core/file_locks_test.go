//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows

package core_test

import (
	"context"
	"errors"
	"net/http/httptest"
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

// These systems have file locks, which must be used.
func TestFileLocksAreUsed(t *testing.T) {
	if (&core.FileStorage{}).Local() {
		t.Error("there are file locks on this system, and they are not used")
	}
}

// between makes every call with another of several FileStorages with one file, as several
// programs would.
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

// The locks belong to the system, not to the value.
func TestFileStoragesOfOneFileConform(t *testing.T) {
	conformance.Storage(t, func() core.Storage { return among(t) })
	conformance.Locker(t, func() core.Locker { return among(t) })
}

// A call that waits for another program's write ends with its context, and one that only
// reads does not wait.
func TestFileStorageIsAborted(t *testing.T) {
	path := inFile(t).Path
	first, second := &core.FileStorage{Path: path}, &core.FileStorage{Path: path}
	stuck, done := make(chan struct{}), make(chan struct{})
	core.InterruptRename(first, func(string, string) error { close(stuck); <-done; return errors.New("x") })
	var wg sync.WaitGroup
	wg.Go(func() { _ = first.Set(t.Context(), "key", "v") })
	<-stuck
	for _, f := range []*core.FileStorage{first, second} {
		ended, end := context.WithTimeout(t.Context(), 5*time.Millisecond)
		err := f.Set(ended, "key", "w")
		end()
		if !errors.Is(err, core.Aborted) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if got, err := f.Get(t.Context(), "key"); got != "" || err != nil {
			t.Errorf("there is %q, %v", got, err)
		}
		if _, err := f.Get(ended, "key"); !errors.Is(err, core.Aborted) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	}
	close(done)
	wg.Wait()
}

// Programs that share a file share one refresh. A second one would end the session: the pool
// rotates refresh tokens and allows no second use.
func TestProcessesShareOneRefresh(t *testing.T) {
	var late atomic.Int64 // the service's clock, and ours, at first
	late.Store(int64(-2 * time.Hour))
	now := func() time.Time { return time.Now().Add(time.Duration(late.Load())) }
	fake := &fakecognito.Server{RefreshTokenRotation: true, Now: now}
	must(fake.CreateUser(fakecognito.NewUser{Username: "ada", Password: password}))
	server := httptest.NewServer(fake)
	defer server.Close()
	f := inFile(t)
	pool := must(core.NewPool(core.PoolConfig{
		UserPoolID: poolID, ClientID: clientID, Storage: f, Locker: f, Clock: shiftedClock{now},
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
			out, err := runAgain(t, "refresh", "FILE="+f.Path, "ENDPOINT="+server.URL).CombinedOutput()
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
		t.Errorf("%d refreshes, %d sign-ins revoked", spent, fake.ReuseRevocations())
	}
}
