//go:build js && wasm

package jsbridge

import (
	"context"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/protocol"
	"github.com/hack-pad/safejs"
)

// operation decodes its request and runs it.
type operation func(ctx context.Context, pools *pools, request safejs.Value) (any, error)

// operations binds each operation of package protocol to package core. A test
// holds the two lists equal.
var operations = map[string]operation{
	"getCurrentUser":         bind(getCurrentUser),
	"getSession":             bind(getSession),
	"refreshSession":         bind(refreshSession),
	"signIn":                 bind(signIn),
	"signOut":                bind(signOut),
	"revokeToken":            bind(revokeToken),
	"signUp":                 bind(signUp),
	"confirmSignUp":          bind(confirmSignUp),
	"resendConfirmationCode": bind(resendConfirmationCode),
	"getUser":                bind(getUser),
}

// bind makes an operation of a function on its own request type.
func bind[Request interface{ Pool() protocol.PoolRequest }](run func(context.Context, *core.Pool, Request) (any, error)) operation {
	return func(ctx context.Context, pools *pools, object safejs.Value) (any, error) {
		var request Request
		if err := decode(object, &request); err != nil {
			return nil, err
		}
		pool, release, err := pools.acquire(request.Pool())
		if err != nil {
			return nil, err
		}
		defer release()
		return run(ctx, pool, request)
	}
}

func getCurrentUser(ctx context.Context, pool *core.Pool, _ protocol.PoolRequest) (any, error) {
	user, err := pool.CurrentUser(ctx)
	if err != nil || user == nil {
		return (*protocol.UserReply)(nil), err
	}
	return protocol.UserReply{Username: user.Username()}, nil
}

func getSession(ctx context.Context, pool *core.Pool, r protocol.GetSessionRequest) (any, error) {
	user, err := pool.Who(ctx, r.Username)
	if err != nil {
		return nil, err
	}
	session, err := user.Session(ctx, core.SessionOptions{ClientMetadata: r.ClientMetadata})
	if err != nil {
		return nil, err
	}
	return sessionReply(user, session), nil
}

func refreshSession(ctx context.Context, pool *core.Pool, r protocol.RefreshSessionRequest) (any, error) {
	user := pool.User(r.Username)
	session, err := user.Refresh(ctx, core.RefreshOptions{
		RefreshToken:   r.RefreshToken,
		Replaces:       r.Replaces,
		ClientMetadata: r.ClientMetadata,
	})
	if err != nil {
		return nil, err
	}
	return sessionReply(user, session), nil
}

func sessionReply(user *core.User, s *core.Session) protocol.SessionReply {
	return protocol.SessionReply{
		Username:     user.Username(),
		IDToken:      s.IDToken,
		AccessToken:  s.AccessToken,
		RefreshToken: s.RefreshToken,
		ClockDrift:   s.ClockDrift,
	}
}

func signIn(ctx context.Context, pool *core.Pool, r protocol.SignInRequest) (any, error) {
	user := pool.User(r.Username)
	step, err := user.SignIn(ctx, core.Credentials{
		Password:       r.Password,
		Flow:           core.Flow(r.Flow),
		DeviceKey:      r.DeviceKey,
		ClientMetadata: r.ClientMetadata,
	})
	if err != nil {
		return nil, err
	}
	reply := protocol.SignInReply{Username: user.Username()}
	switch step := step.(type) {
	case *core.SignedIn:
		session := sessionReply(user, step.Session)
		reply.Session = &session
		reply.UserConfirmationNecessary = step.UserConfirmationNecessary
		if step.Device != nil {
			reply.Device = &protocol.Device{
				DeviceKey:      step.Device.Key,
				DeviceGroupKey: step.Device.GroupKey,
				RandomPassword: step.Device.Password,
			}
		}
	case *core.Challenge:
		reply.Challenge = &protocol.Challenge{Name: step.Name, Parameters: step.Parameters, Session: step.Session}
	}
	return reply, nil
}

func signOut(ctx context.Context, pool *core.Pool, r protocol.SignOutRequest) (any, error) {
	user, err := pool.Who(ctx, r.Username)
	if err != nil {
		return nil, err
	}
	return nil, user.SignOut(ctx, core.SignOutOptions{Revoke: r.Revoke})
}

func revokeToken(ctx context.Context, pool *core.Pool, r protocol.RevokeTokenRequest) (any, error) {
	return nil, pool.Revoke(ctx, r.AccessToken, r.RefreshToken)
}

func signUp(ctx context.Context, pool *core.Pool, r protocol.SignUpRequest) (any, error) {
	return pool.SignUp(ctx, core.SignUpInput{
		Username:       r.Username,
		Password:       r.Password,
		UserAttributes: r.UserAttributes,
		ValidationData: r.ValidationData,
		ClientMetadata: r.ClientMetadata,
	})
}

func confirmSignUp(ctx context.Context, pool *core.Pool, r protocol.ConfirmSignUpRequest) (any, error) {
	return nil, pool.User(r.Username).ConfirmSignUp(ctx, core.ConfirmSignUpInput{
		ConfirmationCode:   r.ConfirmationCode,
		ForceAliasCreation: r.ForceAliasCreation,
		ClientMetadata:     r.ClientMetadata,
	})
}

func resendConfirmationCode(ctx context.Context, pool *core.Pool, r protocol.ResendConfirmationCodeRequest) (any, error) {
	return pool.User(r.Username).ResendConfirmationCode(ctx, r.ClientMetadata)
}

func getUser(ctx context.Context, pool *core.Pool, r protocol.GetUserRequest) (any, error) {
	return pool.GetUser(ctx, r.AccessToken)
}
