//go:build !js

package websession

import (
	"context"

	"github.com/cognitowasm/cognitowasm/core"
)

// What this package calls of package core's users, in one place.

// currentTokens returns valid tokens of a stored session.
func currentTokens(ctx context.Context, pool *core.Pool, username string) (*core.Session, error) {
	return pool.User(username).Session(ctx)
}

// beginSignIn begins a sign-in with a name and, unless the flow needs none, a password.
func beginSignIn(ctx context.Context, user *core.User, flow core.Flow, in *signInRequest) (core.Step, error) {
	if in.Username == "" || in.Password == "" && flow != core.UserAuth && flow != core.CustomAuth {
		return nil, invalid("A user name and a password are required.")
	}
	if flow == core.CustomAuth && in.Password == "" {
		return user.InitiateCustomAuth(ctx, core.ClientMetadata(in.ClientMetadata))
	}
	return user.SignIn(ctx, core.Credentials{Password: in.Password, Flow: flow}, core.ClientMetadata(in.ClientMetadata))
}

// answerChallenge answers a challenge. The state of MFASetup may have changed after an error.
func answerChallenge(ctx context.Context, challenge core.Challenge, verified bool, in *challengeRequest) (core.Step, error) {
	metadata := core.ClientMetadata(in.ClientMetadata)
	if in.Factor != "" {
		s, ok := challenge.(selector)
		if !ok {
			return nil, invalid("This challenge offers no other factor.")
		}
		return selectFactor(ctx, s, in.Factor, in)
	}
	switch c := challenge.(type) {
	case *core.NewPasswordRequired:
		password := in.Password
		if password == "" {
			password = in.Answer
		}
		return c.SetPassword(ctx, password, core.Attributes(in.Attributes), metadata)
	case *core.DeviceChallenge:
		return c.SignIn(ctx, metadata)
	case *core.MFASetup:
		if verified {
			return c.Complete(ctx)
		}
	}
	if in.Answer == "" {
		return nil, invalid("The answer is missing.")
	}
	switch c := challenge.(type) {
	case *core.SelectMFAType:
		return c.Choose(ctx, in.Answer)
	case *core.SelectChallenge:
		return selectFactor(ctx, c, in.Answer, in)
	case *core.MFASetup:
		return c.Verify(ctx, in.Answer, in.FriendlyDeviceName)
	case interface {
		Answer(context.Context, string, ...core.Option) (core.Step, error)
	}:
		return c.Answer(ctx, in.Answer, metadata)
	}
	return nil, invalid("This version cannot answer the challenge " + challenge.State().Name + ".")
}

// selector is a challenge of a first factor, which offers others.
type selector interface {
	Select(context.Context, core.FirstFactor, ...core.Option) (core.Step, error)
	SelectPassword(context.Context, core.FirstFactor, string, ...core.Option) (core.Step, error)
}

func selectFactor(ctx context.Context, s selector, factor string, in *challengeRequest) (core.Step, error) {
	metadata := core.ClientMetadata(in.ClientMetadata)
	if in.Password != "" {
		return s.SelectPassword(ctx, core.FirstFactor(factor), in.Password, metadata)
	}
	return s.Select(ctx, core.FirstFactor(factor), metadata)
}

// endAtService revokes a session that has been removed here, or ends all of the user's.
func endAtService(ctx context.Context, pool *core.Pool, tokens *core.Session, username string, global bool) error {
	if global {
		return pool.User(username).GlobalSignOut(ctx)
	}
	return pool.Revoke(ctx, tokens.AccessToken, tokens.RefreshToken)
}
