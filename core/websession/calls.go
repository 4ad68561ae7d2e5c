//go:build !js

package websession

import (
	"context"

	"github.com/cognitowasm/cognitowasm/core"
)

// What this package calls of package core's users, in one place.

// currentTokens returns valid tokens of a stored session.
func currentTokens(ctx context.Context, pool *core.Pool, username string) (*core.Session, error) {
	return pool.User(username).Session(ctx, core.SessionOptions{})
}

// beginSignIn begins a sign-in with a name and, unless the flow needs none, a password.
func beginSignIn(ctx context.Context, user *core.User, flow core.Flow, in *signInRequest) (core.Step, error) {
	metadata := object(in.ClientMetadata)
	if in.Username == "" || in.Password == "" && flow != core.UserAuth && flow != core.CustomAuth {
		return nil, invalid("A user name and a password are required.")
	}
	if flow == core.CustomAuth && in.Password == "" {
		return user.InitiateCustomAuth(ctx, core.CustomAuthInput{ClientMetadata: metadata})
	}
	return user.SignIn(ctx, core.Credentials{Password: in.Password, Flow: flow, ClientMetadata: metadata})
}

// answerChallenge answers a challenge. The state of MFASetup may have changed after an error.
func answerChallenge(ctx context.Context, challenge core.Challenge, verified bool, in *challengeRequest) (core.Step, error) {
	options := core.AnswerOptions{ClientMetadata: object(in.ClientMetadata)}
	if in.Factor != "" {
		selector, ok := challenge.(interface {
			Select(context.Context, core.FirstFactor, core.SelectOptions) (core.Step, error)
		})
		if !ok {
			return nil, invalid("This challenge offers no other factor.")
		}
		return selector.Select(ctx, core.FirstFactor(in.Factor), core.SelectOptions{Password: in.Password, ClientMetadata: object(in.ClientMetadata)})
	}
	switch c := challenge.(type) {
	case *core.NewPasswordRequired:
		password := in.Password
		if password == "" {
			password = in.Answer
		}
		attributes, _ := object(in.Attributes).(core.Object)
		return c.SetPassword(ctx, password, attributes, options)
	case *core.DeviceChallenge:
		return c.SignIn(ctx, options)
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
		return c.Select(ctx, core.FirstFactor(in.Answer), core.SelectOptions{Password: in.Password, ClientMetadata: object(in.ClientMetadata)})
	case *core.MFASetup:
		return c.Verify(ctx, in.Answer, in.FriendlyDeviceName)
	case interface {
		Answer(context.Context, string, core.AnswerOptions) (core.Step, error)
	}:
		return c.Answer(ctx, in.Answer, options)
	}
	return nil, invalid("This version cannot answer the challenge " + challenge.State().Name + ".")
}

// endAtService revokes a session that has been removed here, or ends all of the user's.
func endAtService(ctx context.Context, pool *core.Pool, tokens *core.Session, username string, global bool) error {
	if global {
		return pool.User(username).GlobalSignOut(ctx, tokens.AccessToken)
	}
	return pool.Revoke(ctx, tokens.AccessToken, tokens.RefreshToken)
}

// object returns texts by their names as a value of package core, or nil if there are none.
func object(texts map[string]string) core.Value {
	if len(texts) == 0 {
		return nil
	}
	members := make(core.Object, 0, len(texts))
	for name, text := range texts {
		members = append(members, core.Member{Name: name, Value: text})
	}
	return members
}
