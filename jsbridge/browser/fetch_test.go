//go:build js && wasm

package browser

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/jsbridge"
	"github.com/hack-pad/safejs"
)

// answer returns an instance of the platform's class Response.
func answer(status int, body string, headers core.Object) safejs.Value {
	return must(jsbridge.New("Response", body, object(core.Object{{Name: "status", Value: status}, {Name: "headers", Value: headers}})))
}

func resolved(value safejs.Value) safejs.Value {
	return must(jsbridge.CallOn("Promise", "resolve", value))
}

var anInput = core.Object{{Name: "AccessToken", Value: "secret"}, {Name: "Left", Value: nil}, {Name: "Kept", Value: core.Null}}

func TestFetchSends(t *testing.T) {
	for _, tt := range []struct {
		fetch                  Fetch
		userAgent, credentials string
	}{
		{Fetch{Endpoint: "https://idp.example/"}, "aws-amplify/5.0.4", ""},
		{Fetch{Endpoint: "https://idp.example/", UserAgent: "mine", Credentials: "include"}, "mine", "include"},
	} {
		var sent string
		define(t, "fetch", function(t, func(args []safejs.Value) any {
			sent = must(must(jsbridge.CallOn("JSON", "stringify", object(core.Object{{Name: "url", Value: args[0]}, {Name: "init", Value: args[1]}}))).String())
			return resolved(answer(200, `{"Username":"ada"}`, nil))
		}))
		reply, err := tt.fetch.Call(t.Context(), "GetUser", anInput)
		if err != nil || reply.Members.Text("Username") != "ada" {
			t.Errorf("reply %v, %v", reply, err)
		}
		want := `{"url":"https://idp.example/","init":{`
		if tt.credentials != "" {
			want += `"credentials":"` + tt.credentials + `",`
		}
		want += `"headers":{"Content-Type":"application/x-amz-json-1.1",` +
			`"X-Amz-Target":"AWSCognitoIdentityProviderService.GetUser","X-Amz-User-Agent":"` + tt.userAgent + `","Cache-Control":"no-store"},"method":"POST","mode":"cors",` +
			`"body":"{\"AccessToken\":\"secret\",\"Kept\":null}"`
		if want += `}}`; sent != want {
			t.Errorf("sent %s\nwant %s", sent, want)
		}
	}
}

func TestFetchReads(t *testing.T) {
	header := func(pairs ...string) (headers core.Object) {
		for i := 0; i < len(pairs); i += 2 {
			headers = append(headers, core.Member{Name: pairs[i], Value: pairs[i+1]})
		}
		return headers
	}
	const op = "GetUser"
	for _, tt := range []struct {
		name    string
		status  int
		body    string
		headers core.Object
		want    any
	}{
		{"a reply", 200, `{"a":1}`, nil, core.Object{{Name: "a", Value: 1.0}}},
		{"an empty body", 200, ``, nil, core.Object{}},
		{"a refusal", 400, `{"__type":"NotAuthorizedException","message":"m"}`, header("x-amzn-requestid", "id"),
			core.ServiceError{Operation: op, Code: core.NotAuthorizedException, Message: "m", Status: 400, RequestID: "id"}},
		{"a namespace", 400, `{"__type":"com.amazonaws#Some:Thing","Message":"M"}`, nil, core.ServiceError{Operation: op, Code: "Some:Thing", Message: "M", Status: 400}},
		{"another member", 400, `{"code":"X","message":"m"}`, nil, core.ServiceError{Operation: op, Code: "X", Message: "m", Status: 400}},
		{"the header", 403, ``, header("x-amzn-errortype", "ForbiddenException:http://x"),
			core.ServiceError{Operation: op, Code: "ForbiddenException", Message: "The service gave no message (HTTP status 403).", Status: 403}},
		{"Retry-After", 429, `{"__type":"TooManyRequestsException","message":"m"}`, header("retry-after", "7"),
			core.ServiceError{Operation: op, Code: core.TooManyRequestsException, Message: "m", Status: 429, After: 7 * time.Second}},
		{"Retry-After negative", 429, `{"__type":"X","message":"m"}`, header("retry-after", "-7"), core.ServiceError{Operation: op, Code: "X", Message: "m", Status: 429}},
		{"a proxy's page", 502, `<html>secret</html>`, header("content-type", "text/html"), core.Error{Reason: core.InvalidResponse, Status: 502}},
		{"a page with status 200", 200, `<html>secret</html>`, header("content-type", "text/html"), core.Error{Reason: core.InvalidResponse, Status: 200}},
		{"a list", 200, `[]`, nil, core.Error{Reason: core.InvalidResponse, Status: 200}},
		{"null", 500, `null`, nil, core.Error{Reason: core.InvalidResponse, Status: 500}},
		{"no code", 500, `{"message":"m"}`, nil, core.Error{Reason: core.InvalidResponse, Status: 500}},
		{"a redirect with a code", 304, ``, header("x-amzn-errortype", "X"), core.Error{Reason: core.InvalidResponse, Status: 304}},
	} {
		define(t, "fetch", function(t, func([]safejs.Value) any {
			if tt.status == 304 { // a Response of that status takes no body
				return resolved(must(jsbridge.New("Response", safejs.Null(), object(core.Object{{Name: "status", Value: 304}, {Name: "headers", Value: tt.headers}}))))
			}
			return resolved(answer(tt.status, tt.body, tt.headers))
		}))
		reply, err := Fetch{Endpoint: "https://idp.example/"}.Call(t.Context(), op, anInput)
		switch want := tt.want.(type) {
		case core.Object:
			if err != nil || reply.Members == nil || len(reply.Members) != len(want) || reply.Members.Get("a") != want.Get("a") {
				t.Errorf("%s: got %v, %v", tt.name, reply, err)
			}
		case core.ServiceError:
			if got, ok := errors.AsType[*core.ServiceError](err); !ok || *got != want {
				t.Errorf("%s: got %+v, want %+v", tt.name, err, want)
			}
		case core.Error:
			got, ok := errors.AsType[*core.Error](err)
			if !ok || got.Reason != want.Reason || got.Status != want.Status || strings.Contains(got.Message, "secret") {
				t.Errorf("%s: got %+v", tt.name, err)
			}
		}
	}
}

// Mocks of fetch may return a promise or not, with headers or without.
func TestFetchOfATest(t *testing.T) {
	mock := object(core.Object{{Name: "status", Value: 200}, {Name: "text", Value: function(t, func([]safejs.Value) any { return `{"a":1}` })}})
	define(t, "fetch", function(t, func([]safejs.Value) any { return mock }))
	if reply, err := (Fetch{}).Call(t.Context(), "GetUser", anInput); err != nil || reply.Members.Get("a") != 1.0 {
		t.Errorf("got %v, %v", reply, err)
	}
}

func TestFetchFails(t *testing.T) {
	offline := must(jsbridge.New("TypeError", "Failed to fetch"))
	rejected := must(jsbridge.CallOn("Promise", "reject", offline))
	broken := object(core.Object{{Name: "status", Value: 200}, {Name: "text", Value: function(t, func([]safejs.Value) any { return rejected })}})
	for name, fetch := range map[string]safejs.Value{
		"it rejects":          function(t, func([]safejs.Value) any { return rejected }),
		"it throws":           throwing(offline),
		"the body breaks off": function(t, func([]safejs.Value) any { return broken }),
		"no response":         function(t, func([]safejs.Value) any { return nil }),
		"there is no fetch":   safejs.Undefined(),
	} {
		define(t, "fetch", fetch)
		_, err := Fetch{}.Call(t.Context(), "GetUser", anInput)
		if own, ok := errors.AsType[*core.Error](err); !ok || own.Reason != core.NetworkError || own.Message != "Network error" || own.Err == nil {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// A function in place of fetch gets fetch's arguments. What it says that a hook has thrown is the
// call's error, which says nothing about the session, whatever its code is.
func TestFetchInPlace(t *testing.T) {
	define(t, "fetch", throwing(must(jsbridge.New("TypeError", "fetch itself was called"))))
	url := ""
	f := Fetch{Endpoint: "https://idp.example/", Fetch: function(t, func(args []safejs.Value) any {
		url = must(args[0].String())
		return resolved(answer(200, `{"a":1}`, nil))
	})}
	reply, err := f.Call(t.Context(), "GetUser", anInput)
	if err != nil || reply.Members.Get("a") != 1.0 || url != f.Endpoint {
		t.Errorf("got %v, %v from %q", reply, err, url)
	}

	thrown := object(core.Object{{Name: "code", Value: string(core.NotAuthorizedException)}})
	f.Fetch = function(t, func([]safejs.Value) any { return resolved(object(core.Object{{Name: "thrown", Value: thrown}})) })
	_, err = f.Call(t.Context(), "GetUser", anInput)
	if page, ok := errors.AsType[*jsbridge.PageError](err); !ok || !page.Value.Equal(thrown) {
		t.Errorf("got %v, want what was thrown", err)
	}
	if errors.Is(err, core.NotAuthorizedException) || core.Retryable(err) {
		t.Errorf("%v is the service's", err)
	}

	f.Fetch = throwing(must(jsbridge.New("TypeError", "Failed to fetch")))
	if _, err := f.Call(t.Context(), "GetUser", anInput); !errors.Is(err, core.NetworkError) {
		t.Errorf("got %v, want NetworkError", err)
	}
}

// The browser says whether it is offline, which is checked only after a failure: a server on
// this machine answers without a network.
func TestFetchOffline(t *testing.T) {
	for _, online := range []bool{false, true} {
		define(t, "navigator", object(core.Object{{Name: "onLine", Value: online}}))
		define(t, "fetch", throwing(must(jsbridge.New("TypeError", "Failed to fetch"))))
		_, err := Fetch{}.Call(t.Context(), "GetUser", anInput)
		want := core.Offline
		if online {
			want = core.NetworkError
		}
		if !errors.Is(err, core.NetworkError) || core.ReasonOf(err) != want {
			t.Errorf("online %t: reason %s of %v", online, core.ReasonOf(err), err)
		}
		define(t, "fetch", function(t, func([]safejs.Value) any { return resolved(answer(200, `{}`, nil)) }))
		if _, err := (Fetch{}).Call(t.Context(), "GetUser", anInput); err != nil {
			t.Errorf("online %t, and a server answers: %v", online, err)
		}
	}
}

// The service's time is read from the reply, if the page may read it.
func TestFetchDates(t *testing.T) {
	for text, want := range map[string]time.Time{
		"Wed, 04 Mar 2026 05:06:07 GMT": time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC),
		"yesterday":                     {},
		"":                              {},
	} {
		headers := core.Object{{Name: "date", Value: text}}
		define(t, "fetch", function(t, func([]safejs.Value) any { return resolved(answer(200, `{}`, headers)) }))
		reply, err := Fetch{Endpoint: "https://idp.example/"}.Call(t.Context(), "GetUser", anInput)
		if err != nil || !reply.Date.Equal(want) {
			t.Errorf("%q: date %v, want %v; error %v", text, reply.Date, want, err)
		}
	}
}

func TestFetchIsAborted(t *testing.T) {
	never := must(jsbridge.New("Promise", function(t, func([]safejs.Value) any { return nil })))
	signals := make(chan safejs.Value, 1)
	define(t, "fetch", function(t, func(args []safejs.Value) any {
		signals <- must(args[1].Get("signal"))
		return never
	}))
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { _, err := Fetch{}.Call(ctx, "GetUser", anInput); done <- err }()
	signal := <-signals
	if aborted, _ := must(signal.Get("aborted")).Bool(); aborted {
		t.Error("aborted from the start")
	}
	cancel()
	if err := <-done; !errors.Is(err, core.Aborted) || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	for range 100 { // context.AfterFunc runs in a goroutine of its own
		if aborted, _ := must(signal.Get("aborted")).Bool(); aborted {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Error("the request goes on")
}
