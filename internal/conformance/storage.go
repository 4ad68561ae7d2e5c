package conformance

import (
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
)

// Storage checks an implementation of core.Storage. empty returns one that is empty.
func Storage(t *testing.T, empty func() core.Storage) {
	want := func(t *testing.T, s core.Storage, key, value string) {
		t.Helper()
		if got, err := s.Get(t.Context(), key); err != nil || got != value {
			t.Errorf("Get(%.40q) = %.40q, %v; want %.40q", key, got, err, value)
		}
	}
	set := func(t *testing.T, s core.Storage, key, value string) {
		t.Helper()
		if err := s.Set(t.Context(), key, value); err != nil {
			t.Errorf("Set(%.40q): %v", key, err)
		}
	}
	remove := func(t *testing.T, s core.Storage, key string) {
		t.Helper()
		if err := s.Remove(t.Context(), key); err != nil {
			t.Errorf("Remove(%.40q): %v", key, err)
		}
	}

	t.Run("an absent key is empty text", func(t *testing.T) {
		s := empty()
		want(t, s, "absent", "")
		remove(t, s, "absent")
		want(t, s, "absent", "")
	})
	t.Run("what was set is there until it is removed", func(t *testing.T) {
		s := empty()
		set(t, s, "key", "first")
		want(t, s, "key", "first")
		set(t, s, "key", "second")
		want(t, s, "key", "second")
		remove(t, s, "key")
		want(t, s, "key", "")
		set(t, s, "key", "third")
		want(t, s, "key", "third")
	})
	t.Run("keys are names and nothing more", func(t *testing.T) {
		s := empty()
		keys := []string{
			"a", "A", "a.b", "a.b.c", "a b", "1", "né e", "用户", "ada+x@example.com", `"\/`,
			"constructor", "length", "getItem", // members of JavaScript's objects
		}
		for _, key := range keys {
			want(t, s, key, "")
			set(t, s, key, "value of "+key)
		}
		for i, key := range keys {
			want(t, s, key, "value of "+key)
			remove(t, s, key)
			for j, other := range keys {
				if j > i {
					want(t, s, other, "value of "+other)
				}
			}
		}
	})
	t.Run("values come back byte for byte", func(t *testing.T) {
		s := empty()
		for _, value := range []string{"NaN", "null", "undefined", "-5", " x\n", "a\x00b", "né😀", `{"a":"b"}`, strings.Repeat("0123456789", 10_000)} {
			set(t, s, "key", value)
			want(t, s, "key", value)
		}
	})
	t.Run("two are two", func(t *testing.T) {
		a, b := empty(), empty()
		set(t, a, "key", "value")
		want(t, b, "key", "")
	})
	t.Run("many may use it at once", func(t *testing.T) {
		s := empty()
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				own := "key" + strconv.Itoa(i)
				for n := range 20 {
					set(t, s, own, strconv.Itoa(n))
					set(t, s, "shared", own)
					want(t, s, own, strconv.Itoa(n))
				}
				remove(t, s, own)
				want(t, s, own, "")
			})
		}
		wg.Wait()
		if got, err := s.Get(t.Context(), "shared"); err != nil || !strings.HasPrefix(got, "key") {
			t.Errorf("the shared key holds %q, %v", got, err)
		}
	})
}
