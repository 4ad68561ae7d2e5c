package core_test

import (
	"context"
	"encoding/base64"
	"errors"
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// The ports of the tests' pools. They use no network, so that tests that need nothing else run
// as WebAssembly too.

const (
	poolID   = "us-east-1_FakePool1"
	clientID = "1fakeclient2fakeclient3fake"
	password = "Engine-1843"
)

// clock moves only when it is advanced, or when somebody sleeps: no test waits.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

var _ core.Clock = (*clock)(nil)

func newClock() *clock { return &clock{now: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.slept = append(c.slept, d)
	return nil
}

// AfterFunc uses real time: it ends calls that hang.
func (c *clock) AfterFunc(d time.Duration, f func()) (stop func()) {
	return core.SystemClock{}.AfterFunc(d, f)
}

// storage is a Storage that tests can inspect, and that refuses operations for which refuse
// returns an error.
type storage struct {
	mu     sync.Mutex
	values map[string]string
	writes []string // keys in the order of Set
	refuse func(verb, key string) error
}

var _ core.Storage = (*storage)(nil)

func (s *storage) do(verb, key string, act func()) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuse != nil {
		if err := s.refuse(verb, key); err != nil {
			return err
		}
	}
	if s.values == nil {
		s.values = make(map[string]string)
	}
	act()
	return nil
}

func (s *storage) Get(_ context.Context, key string) (value string, err error) {
	err = s.do("Get", key, func() { value = s.values[key] })
	return value, err
}

func (s *storage) Set(_ context.Context, key, value string) error {
	return s.do("Set", key, func() { s.values[key] = value; s.writes = append(s.writes, key) })
}

func (s *storage) Remove(_ context.Context, key string) error {
	return s.do("Remove", key, func() { delete(s.values, key) })
}

// snapshot returns a copy of what is stored.
func (s *storage) snapshot() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.values)
}

// unchanged checks that what is stored is byte for byte what it was.
func (s *storage) unchanged(t *testing.T, before map[string]string) {
	t.Helper()
	if after := s.snapshot(); !maps.Equal(before, after) {
		t.Errorf("storage changed: it had %d keys and now has %d: %q", len(before), len(after), keyNames(after))
	}
}

func keyNames(values map[string]string) []string {
	var names []string
	for name := range values {
		names = append(names, name)
	}
	return names
}

// provider is an IdentityProvider that is a function.
type provider func(operation string, input core.Object) (core.Object, error)

func (p provider) Call(_ context.Context, operation string, input core.Object) (core.Reply, error) {
	members, err := p(operation, input)
	return core.Reply{Members: members}, err
}

// jwt returns a token with these claims, and with a signature that nobody checks.
func jwt(claims string) string {
	return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".c2ln"
}

// wantError checks an error with errors.Is, by its code or its reason.
func wantError(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got error %v, want %v", err, want)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
