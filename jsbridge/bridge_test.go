//go:build js && wasm

package jsbridge

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/hack-pad/safejs"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// function returns a function of the page that calls Go, for the duration of a test.
func function(t *testing.T, fn func(args []safejs.Value) any) safejs.Value {
	t.Helper()
	f := must(FuncOf(func(_ safejs.Value, args []safejs.Value) any { return fn(args) }))
	t.Cleanup(f.Release)
	return f.Value()
}

// object returns a JavaScript object with these members.
func object(members core.Object) safejs.Value { return must(ToJS(members)) }

// text returns a JavaScript value as JSON.stringify writes it.
func text(v any) string {
	s := must(CallOn("JSON", "stringify", v))
	if s.IsUndefined() {
		return "undefined"
	}
	return must(s.String())
}

// console records the calls of console.error during a test.
func console(t *testing.T) (said *[]string) {
	t.Helper()
	said = new([]string)
	o := must(safejs.Global().Get("console"))
	before := must(o.Get("error"))
	_ = o.Set("error", function(t, func(args []safejs.Value) any {
		*said = append(*said, must(args[0].String()))
		return nil
	}))
	t.Cleanup(func() { _ = o.Set("error", before) })
	return said
}

// A callback that panics reports that on the console and returns undefined. The Wasm module
// keeps running, and the panic's text, which may contain data, is not printed.
func TestFuncOfSurvivesPanics(t *testing.T) {
	var none []int
	for _, tt := range []struct {
		name  string
		panic func()
		want  string
	}{
		{"text", func() { panic("secret") }, "A fault in cognitowasm stopped this call. Please report it."},
		{"an error", func() { panic(errors.New("secret")) }, "A fault in cognitowasm stopped this call. Please report it."},
		{"a number", func() { panic(5) }, "A fault in cognitowasm stopped this call. Please report it."},
		{"Go's own", func() { _ = none[len(none)] }, "A fault in cognitowasm stopped this call: runtime error: index out of range [0] with length 0. Please report it."},
	} {
		said := console(t)
		f := function(t, func([]safejs.Value) any { tt.panic(); return "not reached" })
		result, err := f.Invoke()
		if err != nil || !result.IsUndefined() {
			t.Errorf("%s: the caller gets %v, %v", tt.name, result.Type(), err)
		}
		if len(*said) != 1 || (*said)[0] != tt.want {
			t.Errorf("%s: the console got %q", tt.name, *said)
		}
	}
	if got := must(function(t, func(args []safejs.Value) any { return args[0] }).Invoke("alive")); must(got.String()) != "alive" {
		t.Error("functions do not work any more")
	}
}

// nobodyWaits checks that no listener is left.
func nobodyWaits(t *testing.T) {
	t.Helper()
	awaited.mu.Lock()
	defer awaited.mu.Unlock()
	if n := len(awaited.waiting); n != 0 {
		t.Errorf("%d waits are left behind", n)
	}
}

func TestAwaitReturnsTheValue(t *testing.T) {
	thenable := object(core.Object{{Name: "then", Value: function(t, func(args []safejs.Value) any {
		_, _ = args[0].Invoke("at once")
		_, _ = args[1].Invoke("too late")
		return nil
	})}})
	for _, tt := range []struct {
		name string
		in   any
		want string
	}{
		{"a promise", must(CallOn("Promise", "resolve", "value")), `"value"`},
		{"a promise of nothing", must(CallOn("Promise", "resolve")), "undefined"},
		{"a promise of null", must(CallOn("Promise", "resolve", safejs.Null())), "null"},
		{"text", "value", `"value"`},
		{"nothing", safejs.Undefined(), "undefined"},
		{"null", safejs.Null(), "null"},
		{"an object", object(core.Object{{Name: "then", Value: 5}}), `{"then":5}`},
		{"a thenable", thenable, `"at once"`},
	} {
		v, ok := tt.in.(safejs.Value)
		if !ok {
			v = must(safejs.ValueOf(tt.in))
		}
		got, err := Await(t.Context(), v)
		if err != nil || text(got) != tt.want {
			t.Errorf("%s: got %s, %v; want %s", tt.name, text(got), err, tt.want)
		}
	}
	nobodyWaits(t)
}

func TestAwaitReturnsWhatWasThrown(t *testing.T) {
	failure := must(New("Error", "no"))
	throwing := must(CallOn("AbortSignal", "abort", "thrown"))
	throwing = must(must(throwing.Get("throwIfAborted")).Call("bind", throwing))
	for _, tt := range []struct {
		name     string
		in, want safejs.Value
	}{
		{"an Error", must(CallOn("Promise", "reject", failure)), failure},
		{"text", must(CallOn("Promise", "reject", "x")), must(safejs.ValueOf("x"))},
		{"null", must(CallOn("Promise", "reject", safejs.Null())), safejs.Null()},
		{"undefined", must(CallOn("Promise", "reject")), safejs.Undefined()},
		{"a thenable that throws", object(core.Object{{Name: "then", Value: throwing}}), must(safejs.ValueOf("thrown"))},
	} {
		_, err := Await(t.Context(), tt.in)
		if thrown, ok := Thrown(err); !ok || !thrown.Equal(tt.want) {
			t.Errorf("%s: thrown %t", tt.name, ok)
		}
	}
	nobodyWaits(t)
}

func TestAwaitEndsWithItsContext(t *testing.T) {
	aborted := func(err error) {
		t.Helper()
		if !errors.Is(err, core.Aborted) || !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		nobodyWaits(t)
	}
	var resolve safejs.Value
	pending := must(New("Promise", function(t, func(args []safejs.Value) any { resolve = args[0]; return nil })))
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { _, err := Await(ctx, pending); done <- err }()
	// Let it begin to wait.
	for range 100 {
		awaited.mu.Lock()
		n := len(awaited.waiting)
		awaited.mu.Unlock()
		if n == 1 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	cancel()
	aborted(<-done)
	_, err := Await(ctx, pending) // which has ended before
	aborted(err)

	// The outcome comes later, and is ignored.
	said := console(t)
	_, _ = resolve.Invoke("late")
	if got, err := Await(t.Context(), pending); err != nil || text(got) != `"late"` {
		t.Errorf("awaited again: %s, %v", text(got), err)
	}
	if len(*said) != 0 {
		t.Errorf("the console got %q", *said)
	}
	nobodyWaits(t)
}

func TestAwaitManyTimes(t *testing.T) {
	never := must(New("Promise", function(t, func([]safejs.Value) any { return nil })))
	ended, end := context.WithCancel(t.Context())
	end()
	for i := range 1000 {
		switch i % 3 {
		case 0:
			if got, err := Await(t.Context(), must(CallOn("Promise", "resolve", i))); err != nil || must(got.Int()) != i {
				t.Fatalf("wait number %d returns %v", i, err)
			}
		case 1:
			if _, err := Await(t.Context(), must(CallOn("Promise", "reject", i))); err == nil {
				t.Fatalf("wait number %d returns no error", i)
			}
		case 2:
			if _, err := Await(ended, never); err == nil {
				t.Fatalf("wait number %d returns no error", i)
			}
		}
	}
	nobodyWaits(t)
}

func TestNewPromise(t *testing.T) {
	promise, resolve, err := NewPromise()
	if err != nil {
		t.Fatal(err)
	}
	go resolve()
	if got, err := Await(t.Context(), promise); err != nil || !got.IsUndefined() {
		t.Errorf("got %v, %v", got.Type(), err)
	}
	resolve() // twice does nothing
}

func TestErrorValue(t *testing.T) {
	thrown := must(New("TypeError", "Failed to fetch"))
	_, jsError := Await(t.Context(), must(CallOn("Promise", "reject", thrown)))
	const fault = `"A fault in cognitowasm stopped this call. Please report it."`
	for _, tt := range []struct {
		name    string
		err     error
		members string
		cause   bool
	}{
		{"a refusal", &core.ServiceError{Operation: "GetUser", Code: core.NotAuthorizedException, Message: "Access Token has expired", Status: 400, RequestID: "id"},
			`{"message":"Access Token has expired","code":"NotAuthorizedException","name":"NotAuthorizedException","statusCode":400,"requestId":"id","reason":"TOKEN_REJECTED","retryable":false}`, false},
		{"a refusal without id", &core.ServiceError{Code: "X", Message: "m", Status: 500},
			`{"message":"m","code":"X","name":"X","statusCode":500,"reason":"SERVICE_FAILURE","retryable":true}`, false},
		{"a refusal for some time", &core.ServiceError{Code: "TooManyRequestsException", Message: "m", Status: 429, After: time.Minute},
			`{"message":"m","code":"TooManyRequestsException","name":"TooManyRequestsException","statusCode":429,"reason":"THROTTLED","retryable":true,"retryAfter":60}`, false},
		{"a refusal among others", errors.Join(&core.ServiceError{Code: "X", Message: "m", Status: 400}, &core.Error{Reason: core.StorageBlocked, Message: "s"}),
			`{"message":"m","code":"X","name":"X","statusCode":400,"reason":"UNKNOWN","retryable":false}`, false},
		{"the network", &core.Error{Reason: core.NetworkError, Message: "Network error", Err: jsError},
			`{"message":"Network error","code":"NetworkError","name":"Error","reason":"NETWORK_ERROR","retryable":true}`, true},
		{"no network", &core.Error{Reason: core.Offline, Message: "Network error", Err: jsError},
			`{"message":"Network error","code":"NetworkError","name":"Error","reason":"OFFLINE","retryable":true}`, true},
		{"a firewall", &core.Error{Reason: core.InvalidResponse, Message: "m", Status: 405},
			`{"message":"m","code":"InvalidResponse","name":"CognitoError","statusCode":405,"reason":"CAPTCHA_REQUIRED","retryable":false}`, false},
		{"a token", &core.Error{Reason: core.TokenUnverified, Message: "m", Err: core.TokenExpired},
			`{"message":"m","code":"TokenInvalid","name":"CognitoError","reason":"TOKEN_UNVERIFIED","retryable":false}`, false},
		{"a proxy", &core.Error{Reason: core.InvalidResponse, Message: "m", Status: 502},
			`{"message":"m","code":"InvalidResponse","name":"CognitoError","statusCode":502,"reason":"INVALID_RESPONSE","retryable":true}`, false},
		{"a storage", &core.Error{Reason: core.StorageBlocked, Message: "m", Err: jsError},
			`{"message":"m","code":"StorageError","name":"CognitoError","reason":"STORAGE_BLOCKED","retryable":true}`, true},
		{"a fault", errors.New("secret"), `{"message":` + fault + `,"code":"InternalError","name":"CognitoError","reason":"INTERNAL_ERROR","retryable":false}`, false},
		{"something thrown", jsError, `{"message":` + fault + `,"code":"InternalError","name":"CognitoError","reason":"INTERNAL_ERROR","retryable":false}`, true},
	} {
		v, err := errorValue(tt.err)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if isError, err := v.InstanceOf(must(safejs.Global().Get("Error"))); err != nil || !isError {
			t.Errorf("%s: not an Error", tt.name)
		}
		members := core.Object{}
		for _, name := range []string{"message", "code", "name", "statusCode", "requestId", "reason", "retryable", "retryAfter"} {
			if member := must(v.Get(name)); !member.IsUndefined() {
				members = append(members, core.Member{Name: name, Value: member})
			}
		}
		if got := text(object(members)); got != tt.members {
			t.Errorf("%s: got  %s\nwant %s", tt.name, got, tt.members)
		}
		if cause := must(v.Get("cause")); cause.IsUndefined() == tt.cause || tt.cause && !cause.Equal(thrown) {
			t.Errorf("%s: cause %v, want one: %t", tt.name, cause.Type(), tt.cause)
		}
	}
}
