package core

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
	"github.com/cognitowasm/cognitowasm/internal/protocol"
)

// coreFails calls an operation in the page and gives its error.
func coreFails(tb *harness.Tab, operation string, request harness.Object) harness.CoreError {
	tb.T.Helper()
	var o harness.CoreOutcome
	tb.Eval("call($0, $1)", &o, operation, request)
	if o.Error == nil {
		tb.T.Fatalf("%s succeeded: %s", operation, o.Value)
	}
	return *o.Error
}

func decode[T any](t *testing.T, text json.RawMessage) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

// holdReplies holds the replies to the types of package protocol; each operation
// that is wanted must have one.
func holdReplies(t *testing.T, replies map[string]json.RawMessage, wanted func(operation string) bool) {
	t.Helper()
	for _, operation := range protocol.Operations {
		if !wanted(operation.Name) {
			continue
		}
		reply, called := replies[operation.Name]
		if !called {
			t.Errorf("%s is never called here", operation.Name)
			continue
		}
		switch {
		case operation.Reply != nil:
			checkMembers(t, operation.Name, reply, reflect.TypeOf(operation.Reply))
		case !operation.JSONReply && reply != nil:
			t.Errorf("%s promises undefined and gave %s", operation.Name, reply)
		}
	}
}

func TestCoreRefusesRequests(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.OpenCore()
	// The requests are JavaScript, since most of them are nothing JSON can say.
	for _, c := range []struct{ name, operation, request, code, message string }{
		{"unknown operation", "getWeather", "{}", "InvalidParameter", "There is no operation getWeather."},
		{"inherited operation", "toString", "{}", "InvalidParameter", "There is no operation toString."},
		{"no request", "getSession", "undefined", "InvalidParameter", "getSession takes an object as its argument."},
		{"null request", "getSession", "null", "InvalidParameter", "getSession takes an object as its argument."},
		{"text as request", "getSession", "'ada'", "InvalidParameter", "getSession takes an object as its argument."},
		{"no pool", "getSession", "{clientId: 'c'}", "InvalidParameter", "Both UserPoolId and ClientId are required."},
		{"no client", "getSession", "{userPoolId: 'us-east-1_A'}", "InvalidParameter", "Both UserPoolId and ClientId are required."},
		{"malformed pool", "getSession", "{userPoolId: 'us-east-1', clientId: 'c'}", "InvalidParameter", "Invalid UserPoolId format."},
		{"pool with a slash", "getSession", "{userPoolId: 'evil.example/_A', clientId: 'c'}", "InvalidParameter", "Invalid UserPoolId format."},
		{"long pool", "getSession", "{userPoolId: 'us-east-1_' + 'a'.repeat(50), clientId: 'c'}", "InvalidParameter", "Invalid UserPoolId format."},
		{"pool is an object", "getSession", "{userPoolId: {}, clientId: 'c'}", "InvalidParameter", "The member userPoolId must be a string."},
		{"missing member", "signIn", "request({password: 'x'})", "InvalidParameter", "The member username is required."},
		{"member is null", "signIn", "request({username: null, password: 'x'})", "InvalidParameter", "The member username is required."},
		{"second missing member", "signIn", "request({username: 'ada'})", "InvalidParameter", "The member password is required."},
		{"object for a text", "signIn", "request({username: {}, password: 'x'})", "InvalidParameter", "The member username must be a string."},
		{"array for a text", "signIn", "request({username: 'ada', password: ['x']})", "InvalidParameter", "The member password must be a string."},
		{"function for a text", "signIn", "request({username: 'ada', password: () => {}})", "InvalidParameter", "The member password must be a string."},
		{"symbol for a text", "signIn", "request({username: Symbol('ada'), password: 'x'})", "InvalidParameter", "The member username must be a string."},
		{"getter that throws", "signIn", "({...request(), password: 'x', get username() { throw 'no' }})", "InvalidParameter", "The member username cannot be read."},
		{"unknown flow", "signIn", "request({username: 'ada', password: 'x', flow: 'CUSTOM'})", "InvalidParameter", "Authentication flow type is invalid."},
		{"no password", "signIn", "request({username: 'ada', password: '', flow: 'USER_PASSWORD_AUTH'})", "InvalidParameter", "PASSWORD parameter is required"},
		{"metadata in a circle", "signIn", "(() => { const m = {}; m.m = m; return request({username: 'ada', password: 'x', clientMetadata: m}) })()", "InvalidParameter", "The member clientMetadata cannot be read."},
		{"metadata that throws", "signIn", "request({username: 'ada', password: 'x', clientMetadata: {get a() { throw 'no' }}})", "InvalidParameter", "The member clientMetadata cannot be read."},
		{"storage is a text", "getSession", "request({storage: 'localStorage'})", "StorageError", harness.LastUserKey},
		{"storage lacks getItem", "getSession", "request({storage: {}})", "StorageError", harness.LastUserKey},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got harness.CoreError
			tb.Eval(`load().then((core) => core[$0](`+c.request+`)).
				then(() => ({}), (error) => ({...plainError(error), isError: error instanceof Error}))`, &got, c.operation)
			if got.Code != c.code || got.Name != "CognitoError" || !got.IsError || !strings.Contains(got.Message, c.message) {
				t.Errorf("got %+v, want %s: %s", got, c.code, c.message)
			}
		})
	}
	if n := len(s.Cognito.Requests()); n != 0 {
		t.Errorf("%d requests went out", n)
	}
	// What refused all that still works.
	tb.Core("signIn", harness.Object{"username": harness.Username, "password": harness.Password})
}

// TestCoreLocks looks at the lock that keeps tabs apart while a refresh is held
// up at the service.
func TestCoreLocks(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.OpenCore()
	session := decode[map[string]any](t, decode[struct{ Session json.RawMessage }](t,
		tb.Core("signIn", harness.Object{"username": harness.Username, "password": harness.Password})).Session)

	held := s.Cognito.Hold("InitiateAuth")
	tb.Eval("void (window.refreshing = call('refreshSession', $0))", nil, harness.Object{"username": harness.Username, "refreshToken": session["refreshToken"]})
	ctx, cancel := context.WithTimeout(context.Background(), harness.Patience)
	defer cancel()
	if err := held.Arrived(ctx); err != nil {
		t.Fatal(err)
	}
	const locks = "navigator.locks.query().then(({ held }) => held.map((lock) => lock.name + ' ' + lock.mode))"
	var names []string
	tb.Eval(locks, &names)
	if want := []string{"cognitowasm." + fakecognito.DefaultClientID + "." + harness.Username + " exclusive"}; !slices.Equal(names, want) {
		t.Errorf("held locks are %q, want %q", names, want)
	}
	held.Release()
	var o harness.CoreOutcome
	tb.Eval("refreshing", &o)
	if o.Error != nil {
		t.Errorf("refresh: %+v", *o.Error)
	}
	tb.Eval("navigator.locks.request($0, { ifAvailable: true }, (lock) => lock ? [] : ['still held'])", &names,
		"cognitowasm."+fakecognito.DefaultClientID+"."+harness.Username)
	if len(names) != 0 {
		t.Error("the lock outlived the refresh")
	}
}

func TestCoreInInsecureContext(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	s.Insecure()
	tb := harness.NewTab(t, s)
	tb.OpenCore()
	var missing []string
	tb.Eval("[self.isSecureContext && 'secure', navigator.locks && 'locks', crypto.subtle && 'subtle'].filter(Boolean)", &missing)
	if len(missing) != 0 {
		t.Fatalf("this context has %v", missing)
	}
	tb.Core("signIn", harness.Object{"username": harness.Username, "password": harness.Password})
	tb.Eval("expire($0)", nil, harness.Username)
	s.Cognito.ResetRequests()
	// Without Web Locks the callers of one page still share a refresh.
	var tokens []string
	tb.Eval("Promise.all([1, 2, 3].map(() => call('getSession'))).then((all) => all.map((o) => o.value.accessToken))", &tokens)
	slices.Sort(tokens)
	if len(slices.Compact(tokens)) != 1 || len(s.RequestsTo("InitiateAuth")) != 1 {
		t.Errorf("%d requests, %d different tokens", len(s.RequestsTo("InitiateAuth")), len(slices.Compact(tokens)))
	}
}

// A request's own fetch sends it, and gets what fetch gets.
func TestCoreFetch(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.Cognito.AllowedHeaders = []string{"x-own"}
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.OpenCore()
	var o harness.CoreOutcome
	tb.Eval(`call('signIn', { username: $0, password: $1, fetch: (url, init) => {
		init.headers['X-Own'] = url === endpoint ? init.headers['X-Amz-Target'] : url;
		return fetch(url, init);
	} })`, &o, harness.Username, harness.Password)
	if o.Error != nil {
		t.Fatalf("%+v", *o.Error)
	}
	for _, r := range s.Cognito.Requests() {
		if own := r.Header.Get("X-Own"); own != "AWSCognitoIdentityProviderService."+r.Op {
			t.Errorf("%s has the header %q", r.Op, own)
		}
	}
	o = harness.CoreOutcome{}
	tb.Eval("call('getUser', { AccessToken: 'x', fetch: () => Promise.reject(new TypeError('no')) })", &o)
	if o.Error == nil || o.Error.Code != "NetworkError" {
		t.Errorf("a fetch that rejects: %+v, want NetworkError", o.Error)
	}
}
