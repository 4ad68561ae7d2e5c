//go:build js && wasm

package jsbridge

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/hack-pad/safejs"
)

// page is a page that has received the function start.
type page struct {
	t         *testing.T
	start     safejs.Value
	configure func(PoolRequest) core.PoolConfig
	seen      []PoolRequest
}

// provider is an IdentityProvider that is a function.
type provider func(ctx context.Context, operation string, input core.Object) (core.Object, error)

func (p provider) Call(ctx context.Context, operation string, input core.Object) (core.Reply, error) {
	members, err := p(ctx, operation, input)
	return core.Reply{Members: members}, err
}

func parse(text string) (core.Value, error) {
	v, err := CallOn("JSON", "parse", text)
	if err != nil {
		return nil, err
	}
	return FromJS(v)
}

// newPage serves pools with this storage and service.
func newPage(t *testing.T, store core.Storage, service provider) *page {
	t.Helper()
	p := &page{t: t}
	ready := function(t, func(args []safejs.Value) any { p.start = args[0]; return nil })
	err := Serve(ready, func(r PoolRequest) core.PoolConfig {
		p.seen = append(p.seen, r)
		if p.configure != nil {
			return p.configure(r)
		}
		return core.PoolConfig{UserPoolID: r.UserPoolID, ClientID: r.ClientID, UserContextData: r.UserContextData,
			IdentityProvider: service, Storage: store, Rand: rand.Reader, JSON: parse}
	})
	if err != nil || p.start.Type() != safejs.TypeFunction {
		t.Fatalf("Serve: %v; start is %v", err, p.start.Type())
	}
	return p
}

// call starts an operation and waits for its result: the reply, or the reason of the
// rejection. The test fails if both come, or one comes twice.
func (p *page) call(name, request any) (reply, rejection safejs.Value) {
	p.t.Helper()
	type outcome struct {
		value    safejs.Value
		resolved bool
	}
	outcomes := make(chan outcome, 8)
	settle := func(resolved bool) safejs.Value {
		return function(p.t, func(args []safejs.Value) any { outcomes <- outcome{args[0], resolved}; return nil })
	}
	must(p.start.Invoke(name, request, settle(true), settle(false)))
	first := <-outcomes
	time.Sleep(time.Millisecond) // a second outcome would come about now
	if len(outcomes) != 0 {
		p.t.Errorf("%v: settled %d times", name, 1+len(outcomes))
	}
	if first.resolved {
		return first.value, safejs.Undefined()
	}
	return safejs.Undefined(), first.value
}

func requestWith(members ...core.Member) safejs.Value {
	return object(append(core.Object{{Name: "userPoolId", Value: "us-east-1_A"}, {Name: "clientId", Value: "c"}}, members...))
}

func (p *page) rejected(name, request any, code, message string) {
	p.t.Helper()
	reply, rejection := p.call(name, request)
	if rejection.Type() != safejs.TypeObject {
		p.t.Errorf("%v: not rejected but %s", name, text(reply))
		return
	}
	if got := must(must(rejection.Get("code")).String()); got != code {
		p.t.Errorf("%v: code %s, want %s", name, got, code)
	}
	if got := must(must(rejection.Get("message")).String()); !strings.Contains(got, message) {
		p.t.Errorf("%v: message %q, want %q", name, got, message)
	}
}

func noService(context.Context, string, core.Object) (core.Object, error) {
	return nil, errors.New("no service")
}

func TestServeRefusesBadCalls(t *testing.T) {
	p := newPage(t, new(core.MemoryStorage), noService)
	invalid := "InvalidParameter"
	p.rejected("fly", requestWith(), invalid, "There is no operation fly.")
	p.rejected(safejs.Undefined(), requestWith(), invalid, "There is no operation")
	p.rejected("getCurrentUser", safejs.Undefined(), invalid, "getCurrentUser takes an object")
	p.rejected("getCurrentUser", safejs.Null(), invalid, "getCurrentUser takes an object")
	p.rejected("getCurrentUser", "text", invalid, "getCurrentUser takes an object")
	p.rejected("getCurrentUser", object(nil), invalid, "Both UserPoolId and ClientId are required.")
	p.rejected("signIn", requestWith(), invalid, "The member username is required.")
	p.rejected("signIn", requestWith(core.Member{Name: "username", Value: "ada"}), invalid, "The member password is required.")
	p.rejected("signIn", requestWith(core.Member{Name: "username", Value: core.Null}), invalid, "The member username is required.")
	p.rejected("refreshSession", requestWith(core.Member{Name: "username", Value: "ada"}), invalid, "The member refreshToken is required.")
	p.rejected("getUser", requestWith(), invalid, "The member AccessToken is required.")

	signal := must(CallOn("AbortSignal", "abort", "no"))
	throwing := must(must(signal.Get("throwIfAborted")).Call("bind", signal))
	unreadable := must(CallOn("Object", "defineProperty", requestWith(), "username", object(core.Object{{Name: "get", Value: throwing}})))
	p.rejected("signIn", unreadable, invalid, "The member username cannot be read.")
}

// On a server there is no default storage: operations that need one are refused before
// anything is sent, and the others work without.
func TestServeWithoutStorage(t *testing.T) {
	var sent []string
	p := newPage(t, nil, func(_ context.Context, operation string, _ core.Object) (core.Object, error) {
		sent = append(sent, operation)
		return core.Object{}, nil
	})
	member := func(name string) core.Member { return core.Member{Name: name, Value: "text"} }
	everything := requestWith(member("username"), member("password"), member("refreshToken"), member("AccessToken"), member("accessToken"),
		member("newPassword"), member("code"), member("mfaType"), member("answer"), member("confirmationCode"), member("operation"), member("DeviceRememberedStatus"))
	for _, operation := range operations {
		if operation.keeps {
			p.rejected(operation.name, everything, "InvalidParameter", "Pass a storage")
		}
	}
	if len(sent) > 0 {
		t.Errorf("%q was sent all the same", sent)
	}
	for _, name := range []string{"getUser", "signUp", "confirmSignUp", "resendConfirmationCode", "forgotPassword", "confirmForgotPassword", "request", "revokeToken"} {
		if _, rejection := p.call(name, everything); !rejection.IsUndefined() {
			t.Errorf("%s: rejected with %s", name, text(must(rejection.Get("message"))))
		}
	}
}

// Too few arguments are the loader's mistake, and do not end the Wasm module.
func TestServeOutlivesBadArguments(t *testing.T) {
	p, said := newPage(t, new(core.MemoryStorage), noService), console(t)
	if _, err := p.start.Invoke(); err != nil {
		t.Error(err)
	}
	if len(*said) != 1 {
		t.Errorf("the console got %q", *said)
	}
	if reply, _ := p.call("getCurrentUser", requestWith()); !reply.IsNull() {
		t.Errorf("afterwards: %s", text(reply))
	}
}

// A reply that the core only passes on is the object that JavaScript has parsed; what the core
// reads is not.
func TestServePassesRepliesOn(t *testing.T) {
	parsed := object(core.Object{{Name: "Username", Value: "ada"}})
	kept := 0
	p := newPage(t, new(core.MemoryStorage), func(ctx context.Context, _ string, _ core.Object) (core.Object, error) {
		if KeepReply(ctx, parsed) {
			kept++
		}
		return core.Object{{Name: "UserConfirmed", Value: true}}, nil
	})
	reply, rejection := p.call("getUser", requestWith(core.Member{Name: "AccessToken", Value: "t"}))
	if !reply.Equal(parsed) || !rejection.IsUndefined() || kept != 1 {
		t.Errorf("getUser: %s, %s, kept %d", text(reply), text(rejection), kept)
	}
	reply, _ = p.call("signUp", requestWith(core.Member{Name: "username", Value: "ada"}))
	if !reply.Equal(parsed) || kept != 2 {
		t.Errorf("signUp: %s, kept %d", text(reply), kept)
	}
	_, rejection = p.call("refreshSession", requestWith(core.Member{Name: "username", Value: "ada"}, core.Member{Name: "refreshToken", Value: "r"}))
	if rejection.IsUndefined() || kept != 2 {
		t.Errorf("refreshSession: %s, kept %d", text(rejection), kept)
	}
}

func TestServeResolves(t *testing.T) {
	store := new(core.MemoryStorage)
	later := time.Now().Add(time.Hour).Unix()
	claims := "e30." + base64.RawURLEncoding.EncodeToString([]byte(text(object(core.Object{
		{Name: "iat", Value: later - 3600}, {Name: "exp", Value: later}, {Name: "origin_jti", Value: "o"}})))) + ".s"
	var operations []string
	p := newPage(t, store, func(_ context.Context, operation string, input core.Object) (core.Object, error) {
		operations = append(operations, operation)
		switch operation {
		case "InitiateAuth":
			if input.Object("AuthParameters").Text("PASSWORD") == "new" {
				return core.Object{{Name: "ChallengeName", Value: "SMS_MFA"}, {Name: "Session", Value: "s"},
					{Name: "ChallengeParameters", Value: core.Object{{Name: "a", Value: "b"}}}}, nil
			}
			return core.Object{{Name: "AuthenticationResult", Value: core.Object{
				{Name: "IdToken", Value: claims}, {Name: "AccessToken", Value: claims}, {Name: "RefreshToken", Value: "r"}}}}, nil
		case "GetUser":
			return core.Object{{Name: "Username", Value: "ada"}}, nil
		}
		return core.Object{{Name: "is", Value: operation}}, nil
	})
	member := func(name string, value any) core.Member { return core.Member{Name: name, Value: value} }
	username, flow := member("username", "ada"), member("flow", "USER_PASSWORD_AUTH")
	session := `{"username":"ada","idToken":"` + claims + `","accessToken":"` + claims + `","refreshToken":"r","clockDrift":0}`
	for _, tt := range []struct {
		name    string
		request safejs.Value
		want    string
	}{
		{"getCurrentUser", requestWith(), `null`},
		{"signIn", requestWith(username, flow, member("password", "new")),
			`{"username":"ada","challenge":{"name":"SMS_MFA","parameters":{"a":"b"},"session":"s"},"userConfirmationNecessary":false}`},
		{"signIn", requestWith(username, flow, member("password", "p")),
			`{"username":"ada","session":` + session + `,"userConfirmationNecessary":false}`},
		{"getCurrentUser", requestWith(), `{"username":"ada"}`},
		{"getSession", requestWith(), session},
		{"getSession", requestWith(username), session},
		{"refreshSession", requestWith(username, member("refreshToken", "r")), session},
		{"getUser", requestWith(member("AccessToken", claims)), `{"Username":"ada"}`},
		{"signUp", requestWith(username, member("password", 5)), `{"is":"SignUp"}`},
		{"confirmSignUp", requestWith(username, member("confirmationCode", "1")), `{"is":"ConfirmSignUp"}`},
		{"resendConfirmationCode", requestWith(username), `{"is":"ResendConfirmationCode"}`},
		{"revokeToken", requestWith(member("accessToken", claims), member("refreshToken", "r")), `undefined`},
		{"signOut", requestWith(member("revoke", true)), `undefined`},
		{"getCurrentUser", requestWith(), `null`},
	} {
		reply, rejection := p.call(tt.name, tt.request)
		got := text(reply)
		// The clock may have advanced by a second since the tokens were made.
		got = strings.Replace(got, `"clockDrift":1`, `"clockDrift":0`, 1)
		if got != tt.want || !rejection.IsUndefined() {
			t.Errorf("%s returns %s, rejection %s\nwant %s", tt.name, got, text(rejection), tt.want)
		}
	}
	if got, want := strings.Join(operations, " "), "InitiateAuth InitiateAuth InitiateAuth GetUser SignUp ConfirmSignUp ResendConfirmationCode RevokeToken RevokeToken"; got != want {
		t.Errorf("called %s\nwant   %s", got, want)
	}
}

// A panic inside an operation is a rejection, and the next call works.
func TestServeRejectsAfterPanic(t *testing.T) {
	p := newPage(t, new(core.MemoryStorage), func(context.Context, string, core.Object) (core.Object, error) { panic("secret") })
	p.rejected("getUser", requestWith(core.Member{Name: "AccessToken", Value: "x"}), "InternalError", "A fault in cognitowasm stopped this call. Please report it.")
	if reply, _ := p.call("getCurrentUser", requestWith()); !reply.IsNull() {
		t.Errorf("afterwards: %s", text(reply))
	}
	p.configure = func(PoolRequest) core.PoolConfig { panic("secret") }
	p.rejected("getCurrentUser", requestWith(), "InternalError", "A fault in cognitowasm")
	p.configure = nil
	if reply, _ := p.call("getCurrentUser", requestWith()); !reply.IsNull() {
		t.Errorf("afterwards: %s", text(reply))
	}
}

// An exception of the page's own callback is reported on the console, once.
func TestServeOutlivesThrowingCallbacks(t *testing.T) {
	p, said := newPage(t, new(core.MemoryStorage), noService), console(t)
	signal := must(CallOn("AbortSignal", "abort", must(New("Error", "the page's"))))
	throwing := must(must(signal.Get("throwIfAborted")).Call("bind", signal))
	if _, err := p.start.Invoke("getCurrentUser", requestWith(), throwing, throwing); err != nil {
		t.Error(err)
	}
	for range 100 {
		if len(*said) > 0 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if len(*said) != 1 || !strings.Contains((*said)[0], "the page's") {
		t.Errorf("the console got %q", *said)
	}
}

// Simultaneous calls for the same app client and storage share one pool, and so one refresh; a
// pool that is no longer used is dropped.
func TestPoolsAreShared(t *testing.T) {
	made := 0
	p := &pools{configure: func(r PoolRequest) core.PoolConfig {
		made++
		return core.PoolConfig{UserPoolID: r.UserPoolID, ClientID: r.ClientID, Rand: rand.Reader, JSON: parse}
	}}
	one := PoolRequest{UserPoolID: "us-east-1_A", ClientID: "c", Storage: object(nil)}
	first, releaseFirst, err := p.acquire(one)
	if err != nil {
		t.Fatal(err)
	}
	again, releaseAgain, _ := p.acquire(one)
	if first != again || made != 1 {
		t.Errorf("%d pools for one app client", made)
	}
	for name, change := range map[string]func(*PoolRequest){
		"another pool":        func(r *PoolRequest) { r.UserPoolID = "us-east-1_B" },
		"another client":      func(r *PoolRequest) { r.ClientID = "d" },
		"another endpoint":    func(r *PoolRequest) { r.Endpoint = "e" },
		"another credentials": func(r *PoolRequest) { r.Credentials = "include" },
		"another user agent":  func(r *PoolRequest) { r.UserAgent = "u" },
		"another storage":     func(r *PoolRequest) { r.Storage = object(nil) },
		"context data":        func(r *PoolRequest) { r.UserContextData = core.Object{} },
	} {
		other := one
		change(&other)
		pool, release, err := p.acquire(other)
		if err != nil || pool == first {
			t.Errorf("%s shares the pool, or fails: %v", name, err)
		}
		release()
	}
	releaseFirst()
	if third, release, _ := p.acquire(one); third != first {
		t.Error("a pool in use was dropped")
	} else {
		release()
	}
	releaseAgain()
	if len(p.active) != 0 {
		t.Errorf("%d unused pools are kept", len(p.active))
	}
	if _, _, err := p.acquire(PoolRequest{}); !errors.Is(err, core.InvalidParameter) || len(p.active) != 0 {
		t.Errorf("a pool without ids returns %v and leaves %d", err, len(p.active))
	}
}

// The members that describe the pool are passed to configure.
func TestServePassesThePoolOn(t *testing.T) {
	p := newPage(t, new(core.MemoryStorage), noService)
	store := object(nil)
	p.call("getCurrentUser", requestWith(
		core.Member{Name: "endpoint", Value: "e"}, core.Member{Name: "credentials", Value: "include"}, core.Member{Name: "userAgent", Value: "u"},
		core.Member{Name: "storage", Value: store}, core.Member{Name: "userContextData", Value: core.Object{{Name: "EncodedData", Value: "x"}}}))
	p.call("getCurrentUser", requestWith())
	if len(p.seen) != 2 {
		t.Fatalf("configure was called %d times", len(p.seen))
	}
	r := p.seen[0]
	if r.UserPoolID != "us-east-1_A" || r.ClientID != "c" || r.Endpoint != "e" || r.Credentials != "include" || r.UserAgent != "u" || !r.Storage.Equal(store) {
		t.Errorf("got %+v", r)
	}
	if data, _ := r.UserContextData.(core.Object); data.Text("EncodedData") != "x" {
		t.Errorf("context data %v", r.UserContextData)
	}
	if r := p.seen[1]; r.Endpoint != "" || !r.Storage.IsUndefined() || r.UserContextData != nil {
		t.Errorf("omitted, but there is %+v", r)
	}
}

// An AbortSignal ends a call. If its reason says so, the user has signed out.
func TestServeEndsWithItsSignal(t *testing.T) {
	arrived := make(chan struct{}, 1)
	p := newPage(t, nil, func(ctx context.Context, _ string, _ core.Object) (core.Object, error) {
		arrived <- struct{}{}
		<-ctx.Done()
		return nil, &core.Error{Reason: core.Aborted, Message: "x", Err: ctx.Err()}
	})
	for _, tt := range []struct {
		name   string
		before bool
		reason any
		code   string
	}{
		{"later", false, safejs.Undefined(), "Aborted"},
		{"before", true, safejs.Undefined(), "Aborted"},
		{"a sign-out", false, object(core.Object{{Name: "code", Value: "SignedOut"}}), "SignedOut"},
		{"a sign-out before", true, object(core.Object{{Name: "code", Value: "SignedOut"}}), "SignedOut"},
		{"another reason", false, object(core.Object{{Name: "code", Value: 5}}), "Aborted"},
	} {
		controller := must(New("AbortController"))
		abort := func() { must(controller.Call("abort", tt.reason)) }
		if tt.before {
			abort()
		} else {
			go func() { <-arrived; abort() }()
		}
		signal := must(controller.Get("signal"))
		p.rejected("getUser", requestWith(core.Member{Name: "AccessToken", Value: "a"}, core.Member{Name: "signal", Value: signal}), tt.code, "")
		if tt.before && len(arrived) != 0 {
			t.Errorf("%s: something was sent", tt.name)
		}
	}
}

// The options of a pool are passed to its configuration.
func TestServePassesOptionsOn(t *testing.T) {
	p := newPage(t, new(core.MemoryStorage), noService)
	for _, tt := range []struct {
		timeout any
		want    time.Duration
	}{{safejs.Undefined(), 0}, {2500, 2500 * time.Millisecond}, {0.5, 500 * time.Microsecond}, {0, -1}, {1e300, -1}} {
		p.seen = nil
		_, _ = p.call("getCurrentUser", requestWith(core.Member{Name: "requestTimeout", Value: tt.timeout}, core.Member{Name: "refresh", Value: "rotating"}))
		if len(p.seen) != 1 || p.seen[0].Timeout != tt.want || p.seen[0].Refresh != "rotating" {
			t.Errorf("timeout %v: %+v", tt.timeout, p.seen)
		}
	}
	p.rejected("getCurrentUser", requestWith(core.Member{Name: "requestTimeout", Value: "soon"}), "InvalidParameter", "The member requestTimeout must be a number of milliseconds")
	p.rejected("getCurrentUser", requestWith(core.Member{Name: "requestTimeout", Value: -1}), "InvalidParameter", "The member requestTimeout must be a number of milliseconds")
}

// verifier is a TokenVerifier that is a function.
type verifier func(token string, use core.TokenUse) error

func (v verifier) VerifyToken(_ context.Context, token string, use core.TokenUse, _ time.Time) (core.Object, error) {
	return core.Object{}, v(token, use)
}

// A request with verifyTokens gets a pool that verifies, which it does not share with requests
// without.
func TestServeVerifies(t *testing.T) {
	p := newPage(t, new(core.MemoryStorage), noService)
	p.configure = func(r PoolRequest) core.PoolConfig {
		config := core.PoolConfig{UserPoolID: r.UserPoolID, ClientID: r.ClientID, Rand: rand.Reader, JSON: parse}
		if r.VerifyTokens {
			config.TokenVerifier = verifier(func(token string, use core.TokenUse) error {
				if token != string(use)+" by "+r.JWKSURL {
					return &core.Error{Reason: core.TokenUnverified, Message: "That is not it."}
				}
				return nil
			})
		}
		return config
	}
	with := func(idToken, accessToken string, more ...core.Member) safejs.Value {
		return requestWith(append(more, core.Member{Name: "idToken", Value: idToken}, core.Member{Name: "accessToken", Value: accessToken})...)
	}
	on, at := core.Member{Name: "verifyTokens", Value: true}, core.Member{Name: "jwksURL", Value: "keys"}
	p.rejected("verify", with("id by keys", "access by keys"), "InvalidParameter", "verifyTokens")
	p.rejected("verify", with("id by keys", "access by other", on, at), "TokenInvalid", "That is not it.")
	p.rejected("verify", requestWith(on), "InvalidParameter", "The member idToken is required.")
	if reply, rejection := p.call("verify", with("id by keys", "access by keys", on, at)); !reply.IsUndefined() || !rejection.IsUndefined() {
		t.Errorf("got %s, %s", text(reply), text(rejection))
	}
	_, rejection := p.call("verify", with("x", "y", on))
	if got := text(rejection); !strings.Contains(got, `"code":"TokenInvalid"`) || !strings.Contains(got, `"reason":"TOKEN_UNVERIFIED"`) || !strings.Contains(got, `"retryable":false`) {
		t.Errorf("rejected with %s", got)
	}
}
