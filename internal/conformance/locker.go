package conformance

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// Locker checks an implementation of core.Locker. free returns one whose locks nobody holds.
func Locker(t *testing.T, free func() core.Locker) {
	lock := func(t *testing.T, l core.Locker, name string) (release func()) {
		t.Helper()
		release, err := l.Lock(t.Context(), name)
		if err != nil {
			t.Fatalf("Lock(%q): %v", name, err)
		}
		return release
	}

	t.Run("a name has one holder", func(t *testing.T) {
		l := free()
		var holders, most atomic.Int32
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				for range 5 {
					release, err := l.Lock(t.Context(), "name")
					if err != nil {
						t.Error(err)
						return
					}
					if n := holders.Add(1); n > most.Load() {
						most.Store(n)
					}
					time.Sleep(time.Millisecond) // lets the browser grant locks too
					holders.Add(-1)
					release()
				}
			})
		}
		wg.Wait()
		if most.Load() != 1 {
			t.Errorf("%d held the lock at the same time", most.Load())
		}
	})
	t.Run("names do not hinder each other", func(t *testing.T) {
		l := free()
		for i := range 10 {
			defer lock(t, l, strconv.Itoa(i))()
		}
	})
	t.Run("who waits has its turn", func(t *testing.T) {
		l := free()
		release := lock(t, l, "name")
		got := make(chan error)
		go func() {
			again, err := l.Lock(t.Context(), "name")
			got <- err
			if err == nil {
				again()
			}
		}()
		release()
		if err := <-got; err != nil {
			t.Error(err)
		}
		lock(t, l, "name")()
	})
	t.Run("who leaves takes nothing along", func(t *testing.T) {
		l := free()
		release := lock(t, l, "name")
		ended, end := context.WithCancel(t.Context())
		left := make(chan error)
		go func() { _, err := l.Lock(ended, "name"); left <- err }()
		time.Sleep(time.Millisecond) // it waits now, or will find the context ended
		end()
		aborted := func(err error) {
			t.Helper()
			if !errors.Is(err, core.Aborted) || !errors.Is(err, context.Canceled) {
				t.Errorf("a cancelled wait returns %v", err)
			}
		}
		aborted(<-left)
		_, err := l.Lock(ended, "name")
		aborted(err)
		release()
		lock(t, l, "name")()
		lock(t, l, "name")()
	})
}
