//go:build js && wasm

package jsbridge

import (
	"context"
	"errors"
	"strings"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/calloption"
)

// The functions of operations are named like them. operations_gen.go has the members of
// their requests and replies, and the operations that are nothing but a call of a
// method of package core, or of the API.

// operation is one of package protocol's operations.
type operation struct {
	name  string
	run   func(context.Context, *core.Pool, *request) (core.Value, error)
	keeps bool
}

// Whether an operation reads or writes the pool's storage.
const (
	keeps        = true
	keepsNothing = false
)

// lookup returns the operation of that name. Its run is nil if there is none.
func lookup(name string) operation {
	for i := range operations {
		if operations[i].name == name {
			return operations[i]
		}
	}
	for i := range passedOn {
		if passedOn[i][0] == name {
			return operation{name: name, run: func(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
				return passOn(ctx, pool, r, passedOn[i][1])
			}}
		}
	}
	return operation{}
}

func passOn(ctx context.Context, pool *core.Pool, r *request, call string) (core.Value, error) {
	operation, members, _ := strings.Cut(call, " ")
	var input core.Object
	for members != "" {
		var name string
		name, members, _ = strings.Cut(members, " ")
		name, optional := strings.CutSuffix(name, "?")
		value := r.json(jsonMember(name))
		if value == nil && !optional {
			r.fail("The member " + name + " is required.")
		}
		input = append(input, core.Member{Name: name, Value: value})
	}
	if r.err != nil {
		return nil, r.err
	}
	return callAndPassOn(ctx, pool, operation, input, false)
}

// callAndPassOn sends an operation whose reply the core does not read.
func callAndPassOn(ctx context.Context, pool *core.Pool, operation string, input core.Object, retry bool) (core.Value, error) {
	keeps := &replyKeeper{Context: ctx}
	var members core.Object
	var err error
	if retry {
		members, err = pool.CallWithRetry(keeps, operation, input)
	} else {
		members, err = pool.Call(keeps, operation, input)
	}
	if err == nil && keeps.kept {
		return keeps.reply, nil
	}
	return members, err
}

func getCurrentUser(ctx context.Context, pool *core.Pool, _ *request) (core.Value, error) {
	user, err := pool.CurrentUser(ctx)
	if errors.Is(err, core.NoSession) {
		return core.Null, nil
	}
	if err != nil {
		return nil, err
	}
	return core.Object{{Name: userReplyUsername, Value: user.Username()}}, nil
}

func getSession(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	username, options := r.optionalText(getSessionUsername), calloption.Options{ClientMetadata: r.json(getSessionClientMetadata)}
	if r.err != nil {
		return nil, r.err
	}
	user, err := userOf(ctx, pool, username)
	if err != nil {
		return nil, err
	}
	session, err := user.Session(ctx, options)
	if err != nil {
		return nil, err
	}
	return sessionReply(user, session), nil
}

func refreshSession(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	user := pool.User(r.text(refreshSessionUsername))
	input := core.RefreshInput{
		RefreshToken: r.text(refreshSessionRefreshToken),
		Replaces:     r.optionalText(refreshSessionReplaces),
		AccessToken:  r.optionalText(refreshSessionAccessToken),
	}
	options := calloption.Options{ClientMetadata: r.json(refreshSessionClientMetadata)}
	if r.err != nil {
		return nil, r.err
	}
	session, err := user.Refresh(ctx, input, options)
	if err != nil {
		return nil, err
	}
	return sessionReply(user, session), nil
}

func sessionReply(user *core.User, s *core.Session) core.Object {
	return core.Object{
		{Name: sessionReplyUsername, Value: user.Username()},
		{Name: sessionReplyIDToken, Value: s.IDToken},
		{Name: sessionReplyAccessToken, Value: s.AccessToken},
		{Name: sessionReplyRefreshToken, Value: s.RefreshToken},
		{Name: sessionReplyClockDrift, Value: calloption.ClockDrift(s)},
		{Name: sessionReplyUnsaved, Value: refusedKey(s.Unsaved)},
	}
}

// refusedKey returns the key that the storage refused, or nothing.
func refusedKey(err error) core.Value {
	if own, ok := errors.AsType[*core.Error](err); ok {
		return optional(own.Key)
	}
	return nil
}

func signOut(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	username, revoke := r.optionalText(signOutUsername), r.flag(signOutRevoke)
	if r.err != nil {
		return nil, r.err
	}
	user, err := userOf(ctx, pool, username)
	if err != nil {
		return nil, err
	}
	if revoke {
		return nil, user.SignOutAndRevoke(ctx)
	}
	return nil, user.SignOut(ctx)
}

// userOf returns the user of that name, or the current user if it is "".
func userOf(ctx context.Context, pool *core.Pool, username string) (*core.User, error) {
	if username == "" {
		return pool.CurrentUser(ctx)
	}
	return pool.User(username), nil
}

func anyRequest(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	operation, retry := r.text(anyOperation), r.flag(anyRetry)
	input, _ := r.json(anyInput).(core.Object)
	if r.err != nil {
		return nil, r.err
	}
	return callAndPassOn(ctx, pool, operation, input, retry)
}
