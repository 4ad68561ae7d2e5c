package core_test

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// The explorer runs the product's own code, several calls at a time, in every order that is
// possible with a limited number of preemptions. A call waits for its turn wherever it uses a
// port: before each read and write of storage, before it takes the lock, before its request is
// served and before it receives the reply.

// interleavings is one exploration.
type interleavings struct {
	preemptions int                 // how often a call that could go on may have to wait
	calls       func(*world)        // starts the calls, with world.call
	before      func(*world)        // what happened before them, in order
	after       func(*world) string // what is wrong in the end, or ""
}

// explore runs every interleaving and returns how many there are.
func (e interleavings) explore(t *testing.T) int {
	t.Helper()
	var path []choice
	for runs := 1; ; runs++ {
		w := &world{path: path, preemptions: e.preemptions}
		synctest.Test(t, func(t *testing.T) {
			w.begin(t)
			e.before(w)
			w.running = true
			e.calls(w)
			w.run()
			w.running = false
			if fault := cmp.Or(w.fault, w.mixedUp(), e.after(w)); fault != "" {
				t.Fatalf("after %d interleavings: %s\n  %s", runs, fault, strings.Join(w.trace, "\n  "))
			}
		})
		if t.Failed() {
			return runs
		}
		path = w.path
		for len(path) > 0 && path[len(path)-1].taken == path[len(path)-1].last {
			path = path[:len(path)-1]
		}
		if len(path) == 0 {
			return runs
		}
		path[len(path)-1].taken++
	}
}

// choice is which of the calls that could continue did.
type choice struct{ taken, last int }

// world is one run: the ports that the calls share, and whose turn it is.
type world struct {
	t       *testing.T
	ctx     context.Context
	storage map[string]string
	refuse  int // the number of the write that storage refuses, from 1
	writes  int
	service tokenService
	locks   map[string]chan struct{} // that are held; closed when they are free
	pools   map[string]*core.Pool

	path        []choice
	preemptions int
	running     bool
	arrive      chan *turn
	waiting     []*turn
	step        int
	trace       []string
	fault       string
	calls       []*call
}

// call is one call of the product.
type call struct {
	name         string
	begun, ended int // by the number of the step; 0 before it happened
	session      *core.Session
	err          error
}

// turn is a call that waits to do something.
type turn struct {
	call *call
	what string
	next chan struct{}
}

type callKey struct{}

func (w *world) begin(t *testing.T) {
	w.t, w.ctx = t, t.Context()
	w.storage = map[string]string{}
	w.locks = map[string]chan struct{}{}
	w.pools = map[string]*core.Pool{}
	w.arrive = make(chan *turn)
	w.service = tokenService{origins: map[string]string{}, families: map[string]*family{}}
}

// pool returns the Pool of that name, which represents a program or a tab. All of them share
// the storage and the locks.
func (w *world) pool(name string) *core.Pool {
	if w.pools[name] == nil {
		pool, err := core.NewPool(core.PoolConfig{
			UserPoolID: "eu-west-1_Turns", ClientID: "turns", IdentityProvider: turns{w}, Storage: turns{w}, Locker: turns{w},
			Refresh: core.RefreshRotating, Clock: core.SystemClock{}, JSON: decodeJSON, Rand: zeros{},
		})
		if err != nil {
			panic(err)
		}
		w.pools[name] = pool
	}
	return w.pools[name]
}

// call starts a call. It does nothing before its first turn.
func (w *world) call(name string, do func(ctx context.Context) (*core.Session, error)) *call {
	c := &call{name: name}
	w.calls = append(w.calls, c)
	ctx := context.WithValue(w.ctx, callKey{}, c)
	go func() {
		w.turn(ctx, "begins")
		c.begun = w.step
		c.session, c.err = do(ctx)
		c.ended = w.step
	}()
	return c
}

// turn waits for the turn of the call that ctx belongs to.
func (w *world) turn(ctx context.Context, what string) {
	c, _ := ctx.Value(callKey{}).(*call)
	if !w.running || c == nil {
		return
	}
	t := &turn{c, what, make(chan struct{})}
	w.arrive <- t
	<-t.next
}

// run lets the calls continue one at a time until all have ended.
func (w *world) run() {
	var last *call
	idle := 0
	for depth := 0; ; {
		for settled := false; !settled; {
			synctest.Wait()
			select {
			case t := <-w.arrive:
				w.waiting = append(w.waiting, t)
			default:
				settled = true
			}
		}
		if len(w.waiting) == 0 {
			if !slices.ContainsFunc(w.calls, func(c *call) bool { return c.ended == 0 }) {
				return
			}
			if idle++; idle > 1000 {
				w.fault = "a call never ends"
				return
			}
			time.Sleep(time.Second) // for a pause or a time limit
			continue
		}
		idle = 0
		slices.SortStableFunc(w.waiting, func(a, b *turn) int { return strings.Compare(a.call.name, b.call.name) })
		i := slices.IndexFunc(w.waiting, func(t *turn) bool { return t.call == last })
		if i > 0 { // whoever had the last turn goes on, unless it is preempted
			w.waiting[0], w.waiting[i] = w.waiting[i], w.waiting[0]
		}
		if depth == len(w.path) {
			others := len(w.waiting) - 1
			if i >= 0 && w.preemptions == 0 {
				others = 0
			}
			w.path = append(w.path, choice{0, others})
		}
		taken := w.path[depth].taken
		if taken >= len(w.waiting) {
			w.t.Fatalf("the calls took another way than before:\n  %s", strings.Join(w.trace, "\n  "))
		}
		if i >= 0 && taken > 0 {
			w.preemptions--
		}
		depth++
		t := w.waiting[taken]
		w.waiting = slices.Delete(w.waiting, taken, taken+1)
		w.step++
		w.trace = append(w.trace, t.call.name+" "+t.what)
		last = t.call
		close(t.next)
	}
}

// mixedUp returns a description of what must never happen, or "".
func (w *world) mixedUp() string {
	for _, c := range w.calls {
		if owner, _, _ := strings.Cut(c.name, " "); c.session != nil && c.session.AccessClaims().Text("username") != owner {
			return c.name + " has the tokens of " + c.session.AccessClaims().Text("username")
		}
	}
	for username := range w.service.families {
		id, access, refresh := w.stored(username, "idToken"), w.stored(username, "accessToken"), w.stored(username, "refreshToken")
		if id == "" && access == "" && refresh == "" {
			continue
		}
		if number := strings.TrimPrefix(refresh, username+"."); access != w.service.tokenOf(username, number, "access") || id != w.service.tokenOf(username, number, "id") {
			return "what is stored for " + username + " does not belong together"
		}
	}
	return ""
}

func (w *world) stored(username, name string) string {
	return w.storage["CognitoIdentityServiceProvider.turns."+username+"."+name]
}

// live reports whether the user's stored session is one that can be refreshed.
func (w *world) live(username string) bool {
	return w.service.live(w.stored(username, "refreshToken"))
}

// turns implements the ports; every use waits for a turn.
type turns struct{ w *world }

func (p turns) Get(ctx context.Context, key string) (string, error) {
	p.w.turn(ctx, "reads "+lastPart(key))
	return p.w.storage[key], nil
}

func (p turns) Set(ctx context.Context, key, value string) error {
	p.w.turn(ctx, "writes "+lastPart(key))
	if p.w.writes++; p.w.writes == p.w.refuse {
		p.w.trace = append(p.w.trace, "  which is refused")
		return errors.New("full")
	}
	p.w.storage[key] = value
	return nil
}

func (p turns) Remove(ctx context.Context, key string) error {
	p.w.turn(ctx, "removes "+lastPart(key))
	delete(p.w.storage, key)
	return nil
}

func (p turns) Lock(ctx context.Context, name string) (func(), error) {
	for {
		p.w.turn(ctx, "asks for the lock")
		held := p.w.locks[name]
		if held == nil {
			free := make(chan struct{})
			p.w.locks[name] = free
			return func() {
				delete(p.w.locks, name)
				close(free)
			}, nil
		}
		select {
		case <-held:
		case <-ctx.Done():
			return nil, &core.Error{Reason: core.Aborted, Message: "aborted"}
		}
	}
}

func (p turns) Call(ctx context.Context, operation string, input core.Object) (core.Reply, error) {
	p.w.turn(ctx, "sends "+operation)
	if ctx.Err() != nil {
		return core.Reply{}, &core.Error{Reason: core.Aborted, Message: "aborted"}
	}
	reply, err := p.w.service.call(operation, input)
	p.w.turn(ctx, "has the reply")
	if ctx.Err() != nil {
		return core.Reply{}, &core.Error{Reason: core.Aborted, Message: "aborted"}
	}
	return core.Reply{Members: reply}, err
}

func lastPart(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

// tokenService issues refresh tokens that each use replaces, without a grace period.
type tokenService struct {
	issued   int
	origins  map[string]string  // the sign-in that a token comes from
	families map[string]*family // by user
}

type family struct{ current string }

func (s *tokenService) call(operation string, input core.Object) (core.Object, error) {
	switch operation {
	case "InitiateAuth":
		return s.issue(input.Object("AuthParameters").Text("USERNAME"), fmt.Sprint("sign-in ", s.issued+1)), nil
	case "GetTokensFromRefreshToken":
		token := input.Text("RefreshToken")
		if !s.live(token) {
			return nil, &core.ServiceError{Operation: operation, Code: core.NotAuthorizedException, Message: "Refresh Token has been revoked", Status: 400}
		}
		username, number, _ := strings.Cut(token, ".")
		return s.issue(username, s.origins[number]), nil
	case "GlobalSignOut":
		return nil, nil
	}
	return nil, fmt.Errorf("no such operation: %s", operation)
}

func (s *tokenService) issue(username, origin string) core.Object {
	s.issued++
	number := fmt.Sprint(s.issued)
	s.origins[number] = origin
	s.families[username] = &family{username + "." + number}
	return core.Object{{Name: "AuthenticationResult", Value: core.Object{
		{Name: "IdToken", Value: s.tokenOf(username, number, "id")},
		{Name: "AccessToken", Value: s.tokenOf(username, number, "access")},
		{Name: "RefreshToken", Value: username + "." + number},
	}}}
}

func (s *tokenService) live(token string) bool {
	username, _, _ := strings.Cut(token, ".")
	return s.families[username] != nil && s.families[username].current == token
}

// tokenOf returns a token with the number of its issue. All of them have expired, so that
// requesting the session refreshes it.
func (s *tokenService) tokenOf(username, number, use string) string {
	claims, _ := json.Marshal(map[string]any{
		"token_use": use, "username": username, "cognito:username": username, "jti": number, "origin_jti": s.origins[number],
		"iat": 946684800, "exp": 946684800,
	})
	return "e30." + base64.RawURLEncoding.EncodeToString(claims) + ".sig"
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func decodeJSON(text string) (core.Value, error) {
	var members map[string]any
	if err := json.Unmarshal([]byte(text), &members); err != nil {
		return nil, err
	}
	var object core.Object
	for _, name := range slices.Sorted(maps.Keys(members)) {
		object = append(object, core.Member{Name: name, Value: members[name]})
	}
	return object, nil
}

// The calls, each named after its user and kind.

func (w *world) signIn(pool, username string) *call {
	return w.call(username+" signs in over "+pool, func(ctx context.Context) (*core.Session, error) {
		step, err := w.pool(pool).User(username).SignIn(ctx, core.Credentials{Flow: core.UserPasswordAuth, Password: "p"})
		if done, ok := step.(*core.SignedIn); ok {
			return done.Session, err
		}
		return nil, err
	})
}

func (w *world) signOut(pool, username string) *call {
	return w.call(username+" signs out over "+pool, func(ctx context.Context) (*core.Session, error) {
		return nil, w.pool(pool).User(username).SignOut(ctx)
	})
}

func (w *world) refresh(pool, username string) *call {
	return w.call(username+" refreshes over "+pool, func(ctx context.Context) (*core.Session, error) {
		return w.pool(pool).User(username).Session(ctx)
	})
}
