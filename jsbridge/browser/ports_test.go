//go:build js && wasm

package browser

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/conformance"
	"github.com/cognitowasm/cognitowasm/jsbridge"
	"github.com/hack-pad/safejs"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// define gives the global object a member for the duration of a test.
func define(t *testing.T, name string, value any) {
	t.Helper()
	before := must(safejs.Global().Get(name))
	if err := safejs.Global().Set(name, value); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = safejs.Global().Set(name, before) })
}

// function returns a function of the page that calls Go, for the duration of a test.
func function(t *testing.T, fn func(args []safejs.Value) any) safejs.Value {
	t.Helper()
	f := must(jsbridge.FuncOf(func(_ safejs.Value, args []safejs.Value) any { return fn(args) }))
	t.Cleanup(f.Release)
	return f.Value()
}

// object returns a JavaScript object with these members.
func object(members core.Object) safejs.Value { return must(jsbridge.ToJS(members)) }

// bound returns a method of an object as a function.
func bound(o safejs.Value, method string) safejs.Value {
	return must(must(o.Get(method)).Call("bind", o))
}

// pageStorage returns a page's storage object with a Map. Its results may be promises.
func pageStorage(t *testing.T, promises bool) Storage {
	values := must(jsbridge.New("Map"))
	methods := core.Object{}
	for name, of := range map[string]string{"getItem": "get", "setItem": "set", "removeItem": "delete"} {
		method := bound(values, of)
		if promises {
			plain := method
			method = function(t, func(args []safejs.Value) any {
				list := make([]any, len(args))
				for i := range args {
					list[i] = args[i]
				}
				return must(jsbridge.CallOn("Promise", "resolve", must(plain.Invoke(list...))))
			})
		}
		methods = append(methods, core.Member{Name: name, Value: method})
	}
	return Storage{Object: object(methods)}
}

func TestStorageConforms(t *testing.T) {
	conformance.Storage(t, func() core.Storage { return pageStorage(t, false) })
}

func TestStorageWithPromisesConforms(t *testing.T) {
	conformance.Storage(t, func() core.Storage { return pageStorage(t, true) })
}

// Without Web Locks, as here in Node, locks are local to the Wasm module.
func TestLocksWithoutWebLocksConforms(t *testing.T) {
	define(t, "navigator", safejs.Undefined())
	conformance.Locker(t, func() core.Locker { return new(Locks) })
}

// lockManagerObject returns a lock manager that implements the standard for exclusive locks:
// they are granted in the order of requests, and held until the promise of the callback has
// settled.
func lockManagerObject(t *testing.T) safejs.Value {
	last := map[string]safejs.Value{}
	nothing := function(t, func([]safejs.Value) any { return nil })
	return object(core.Object{{Name: "request", Value: function(t, func(args []safejs.Value) any {
		name := must(args[0].String())
		if _, ok := last[name]; !ok {
			last[name] = must(jsbridge.CallOn("Promise", "resolve"))
		}
		granted := must(args[len(args)-1].Call("bind", nil, object(core.Object{{Name: "name", Value: name}})))
		done := must(last[name].Call("then", granted))
		last[name] = must(done.Call("catch", nothing))
		return done
	})}})
}

func TestWebLocksConforms(t *testing.T) {
	define(t, "document", object(nil)) // this is a page
	conformance.Locker(t, func() core.Locker {
		define(t, "navigator", object(core.Object{{Name: "locks", Value: lockManagerObject(t)}}))
		return new(Locks)
	})
}

// An announced name is the name of a lock that is held.
func TestAnnounced(t *testing.T) {
	define(t, "document", object(nil))
	held := must(jsbridge.CallOn("JSON", "parse", `{"held":[{"name":"cognitowasm.replaced.Zm9v_-Jh","mode":"shared","clientId":"1"}],"pending":[]}`))
	query := function(t, func([]safejs.Value) any { return must(jsbridge.CallOn("Promise", "resolve", held)) })
	define(t, "navigator", object(core.Object{{Name: "locks", Value: object(core.Object{{Name: "query", Value: query}})}}))
	for name, want := range map[string]bool{"cognitowasm.replaced.Zm9v_-Jh": true, "cognitowasm.replaced.Zm9v_-Ji": false} {
		if got, err := new(Locks).Announced(t.Context(), name); got != want || err != nil {
			t.Errorf("%s: %t, %v", name, got, err)
		}
	}
}

// If the browser refuses, as in sandboxed frames, locks are local to the Wasm module.
func TestWebLocksRefuse(t *testing.T) {
	define(t, "document", object(nil))
	reason := must(jsbridge.New("Error", "SecurityError"))
	request := function(t, func([]safejs.Value) any { return must(jsbridge.CallOn("Promise", "reject", reason)) })
	define(t, "navigator", object(core.Object{{Name: "locks", Value: object(core.Object{{Name: "request", Value: request}})}}))
	locks := new(Locks)
	release, err := locks.Lock(t.Context(), "name")
	if err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := locks.Lock(ended, "name"); err == nil {
		t.Error("two hold one name")
	}
	release()
}

// throwing returns a function that throws value, whatever it is.
func throwing(value any) safejs.Value {
	signal := must(jsbridge.CallOn("AbortSignal", "abort", value))
	return bound(signal, "throwIfAborted")
}

// A page's storage that throws or rejects causes errors, whatever it throws.
func TestStorageThatFails(t *testing.T) {
	quota := must(jsbridge.New("DOMException", "full", "QuotaExceededError"))
	for _, tt := range []struct {
		name  string
		value any
	}{{"an error", quota}, {"text", "full"}, {"null", safejs.Null()}, {"a number", 22}} {
		value := must(safejs.ValueOf(func() any {
			if v, ok := tt.value.(safejs.Value); ok {
				return safejs.Unsafe(v)
			}
			return tt.value
		}()))
		rejecting := function(t, func([]safejs.Value) any { return must(jsbridge.CallOn("Promise", "reject", value)) })
		for how, method := range map[string]safejs.Value{"throws": throwing(value), "rejects": rejecting} {
			s := Storage{Object: object(core.Object{{Name: "getItem", Value: method}, {Name: "setItem", Value: method}, {Name: "removeItem", Value: method}})}
			_, getErr := s.Get(t.Context(), "key")
			for verb, err := range map[string]error{"Get": getErr, "Set": s.Set(t.Context(), "key", "value"), "Remove": s.Remove(t.Context(), "key")} {
				if thrown, ok := jsbridge.Thrown(err); !ok || !thrown.Equal(value) {
					t.Errorf("%s: a storage that %s %s: thrown %t", verb, how, tt.name, ok)
				}
			}
		}
	}
	s := Storage{Object: object(nil)} // without methods
	if _, err := s.Get(t.Context(), "key"); err == nil {
		t.Error("an object without getItem returns no error")
	}
}

// Values of other types that a page returns are converted to text.
func TestStorageReturnsText(t *testing.T) {
	for _, tt := range []struct {
		value any
		want  string
	}{{safejs.Null(), ""}, {safejs.Undefined(), ""}, {5, "5"}, {true, "true"}, {"", ""}} {
		s := Storage{Object: object(core.Object{{Name: "getItem", Value: function(t, func([]safejs.Value) any { return tt.value })}})}
		if got, err := s.Get(t.Context(), "key"); err != nil || got != tt.want {
			t.Errorf("%v is read as %q, %v", tt.value, got, err)
		}
	}
}

// A storage that never answers does not block a caller whose context ends.
func TestStorageThatHangs(t *testing.T) {
	never := must(jsbridge.New("Promise", function(t, func([]safejs.Value) any { return nil })))
	s := Storage{Object: object(core.Object{{Name: "getItem", Value: function(t, func([]safejs.Value) any { return never })}})}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { _, err := s.Get(ctx, "key"); done <- err }()
	cancel()
	if err := <-done; !errors.Is(err, core.Aborted) {
		t.Errorf("got %v", err)
	}
}

// Both halves have the same default in a page. On a server there is none, even if Node has its
// own localStorage.
func TestDefaultStorage(t *testing.T) {
	define(t, "localStorage", pageStorage(t, false).Object)
	if s := DefaultStorage(); s != nil {
		t.Errorf("a server has the default %T", s)
	}
	define(t, "document", object(nil))
	s, ok := DefaultStorage().(Storage)
	if !ok {
		t.Fatal("localStorage is not used")
	}
	if probe, err := s.Get(t.Context(), "aws.cognito.test-ls"); probe != "" || err != nil {
		t.Errorf("the probe is left: %q, %v", probe, err)
	}
	full := object(core.Object{{Name: "setItem", Value: throwing("full")}, {Name: "length", Value: 5}})
	define(t, "localStorage", full)
	if s, _ := DefaultStorage().(Storage); !s.Object.Equal(full) {
		t.Error("a full one, which has the session, is not used")
	}
	define(t, "localStorage", object(core.Object{{Name: "length", Value: 5}, {Name: "setItem", Value: function(t, func([]safejs.Value) any {
		t.Error("one that has something in it is tested")
		return nil
	})}}))
	DefaultStorage()
	for name, local := range map[string]any{
		"none":    safejs.Undefined(),
		"blocked": object(core.Object{{Name: "setItem", Value: throwing("blocked")}, {Name: "length", Value: 0}}),
	} {
		define(t, "localStorage", local)
		if s, ok := DefaultStorage().(*core.MemoryStorage); !ok {
			t.Errorf("%s: the default is %T", name, s)
		}
	}
}

// The global object of edge runtimes looks like a worker's, but only a browser's worker has a
// location.
func TestServersThatLookLikeWorkers(t *testing.T) {
	define(t, "WorkerGlobalScope", must(safejs.Global().Get("Function")))
	if inPage() {
		t.Error("without an address it is a server")
	}
	define(t, "location", object(nil))
	if !inPage() {
		t.Error("a worker does not count as a page")
	}
}

func TestRand(t *testing.T) {
	// More than the browser returns at a time.
	a, b := make([]byte, 65536+100), make([]byte, 65536+100)
	for _, p := range [][]byte{a, b, {}} {
		if n, err := (Rand{}).Read(p); n != len(p) || err != nil {
			t.Fatalf("Read = %d, %v; want %d", n, err, len(p))
		}
	}
	if bytes.Equal(a, b) || bytes.Equal(a[65536:], make([]byte, 100)) || bytes.Equal(a[:100], make([]byte, 100)) {
		t.Error("the bytes are not random")
	}
}

func TestParseJSON(t *testing.T) {
	value, err := ParseJSON(`{"z":[1,null,"a"],"a":{"b":true}}`)
	o, ok := value.(core.Object)
	if err != nil || !ok || len(o) != 2 || o[0].Name != "z" || len(o[0].Value.([]core.Value)) != 3 || o.Object("a").Get("b") != true {
		t.Errorf("got %v, %v", value, err)
	}
	for _, text := range []string{"", "{", "undefined"} {
		if value, err := ParseJSON(text); err == nil || value != nil {
			t.Errorf("ParseJSON(%q) = %v", text, value)
		}
	}
}

func TestDeviceName(t *testing.T) {
	define(t, "navigator", safejs.Undefined())
	if got := DeviceName(); got != "nodejs" {
		t.Errorf("without a navigator: %q", got)
	}
	define(t, "navigator", object(core.Object{{Name: "userAgent", Value: "Agent/1"}}))
	if got := DeviceName(); got != "Agent/1" {
		t.Errorf("got %q", got)
	}
	define(t, "navigator", object(nil))
	if got := DeviceName(); !strings.Contains(got, "nodejs") {
		t.Errorf("without a user agent: %q", got)
	}
}
