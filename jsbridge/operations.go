//go:build js && wasm

package jsbridge

import (
	"context"

	"github.com/cognitowasm/cognitowasm/core"
)

// operations binds each operation of package protocol to package core: it reads
// the members of its request and makes those of its reply. Package protocol
// says what they mean; a test holds the two equal.
var operations = map[string]func(context.Context, *core.Pool, *request) (core.Value, error){
	"getCurrentUser":         getCurrentUser,
	"getSession":             getSession,
	"refreshSession":         refreshSession,
	"signIn":                 signIn,
	"signOut":                signOut,
	"revokeToken":            revokeToken,
	"signUp":                 signUp,
	"confirmSignUp":          confirmSignUp,
	"resendConfirmationCode": resendConfirmationCode,
	"getUser":                getUser,
}

func getCurrentUser(ctx context.Context, pool *core.Pool, _ *request) (core.Value, error) {
	user, err := pool.CurrentUser(ctx)
	if err != nil || user == nil {
		return core.Null, err
	}
	return core.Object{{Name: "username", Value: user.Username()}}, nil
}

func getSession(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	username, options := r.optionalText("username"), core.SessionOptions{ClientMetadata: r.json("clientMetadata")}
	if r.err != nil {
		return nil, r.err
	}
	user, err := pool.Who(ctx, username)
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
	user := pool.User(r.text("username"))
	options := core.RefreshOptions{
		RefreshToken:   r.text("refreshToken"),
		Replaces:       r.optionalText("replaces"),
		ClientMetadata: r.json("clientMetadata"),
	}
	if r.err != nil {
		return nil, r.err
	}
	session, err := user.Refresh(ctx, options)
	if err != nil {
		return nil, err
	}
	return sessionReply(user, session), nil
}

func sessionReply(user *core.User, s *core.Session) core.Object {
	return core.Object{
		{Name: "username", Value: user.Username()},
		{Name: "idToken", Value: s.IDToken},
		{Name: "accessToken", Value: s.AccessToken},
		{Name: "refreshToken", Value: s.RefreshToken},
		{Name: "clockDrift", Value: s.ClockDrift},
	}
}

func signIn(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	user := pool.User(r.text("username"))
	credentials := core.Credentials{
		Password:       r.text("password"),
		Flow:           core.Flow(r.optionalText("flow")),
		DeviceKey:      r.optionalText("deviceKey"),
		ClientMetadata: r.json("clientMetadata"),
	}
	if r.err != nil {
		return nil, r.err
	}
	step, err := user.SignIn(ctx, credentials)
	if err != nil {
		return nil, err
	}
	reply := core.Object{{Name: "username", Value: user.Username()}}
	switch step := step.(type) {
	case *core.SignedIn:
		reply = append(reply,
			core.Member{Name: "session", Value: sessionReply(user, step.Session)},
			core.Member{Name: "userConfirmationNecessary", Value: step.UserConfirmationNecessary})
		if step.Device != nil {
			reply = append(reply, core.Member{Name: "device", Value: core.Object{
				{Name: "deviceKey", Value: step.Device.Key},
				{Name: "deviceGroupKey", Value: step.Device.GroupKey},
				{Name: "randomPassword", Value: step.Device.Password},
			}})
		}
	case *core.Challenge:
		reply = append(reply, core.Member{Name: "challenge", Value: core.Object{
			{Name: "name", Value: step.Name},
			{Name: "parameters", Value: step.Parameters},
			{Name: "session", Value: step.Session},
		}})
	}
	return reply, nil
}

func signOut(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	username, options := r.optionalText("username"), core.SignOutOptions{Revoke: r.flag("revoke")}
	if r.err != nil {
		return nil, r.err
	}
	user, err := pool.Who(ctx, username)
	if err != nil {
		return nil, err
	}
	return nil, user.SignOut(ctx, options)
}

func revokeToken(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	accessToken, refreshToken := r.text("accessToken"), r.text("refreshToken")
	if r.err != nil {
		return nil, r.err
	}
	return nil, pool.Revoke(ctx, accessToken, refreshToken)
}

func signUp(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	input := core.SignUpInput{
		Username:       r.text("username"),
		Password:       r.optionalText("password"),
		UserAttributes: r.json("userAttributes"),
		ValidationData: r.json("validationData"),
		ClientMetadata: r.json("clientMetadata"),
	}
	if r.err != nil {
		return nil, r.err
	}
	return pool.SignUp(ctx, input)
}

func confirmSignUp(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	user := pool.User(r.text("username"))
	input := core.ConfirmSignUpInput{
		ConfirmationCode:   r.text("confirmationCode"),
		ForceAliasCreation: r.json("forceAliasCreation"),
		ClientMetadata:     r.json("clientMetadata"),
	}
	if r.err != nil {
		return nil, r.err
	}
	return nil, user.ConfirmSignUp(ctx, input)
}

func resendConfirmationCode(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	user, clientMetadata := pool.User(r.text("username")), r.json("clientMetadata")
	if r.err != nil {
		return nil, r.err
	}
	return user.ResendConfirmationCode(ctx, clientMetadata)
}

func getUser(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	accessToken := r.text("accessToken")
	if r.err != nil {
		return nil, r.err
	}
	return pool.GetUser(ctx, accessToken)
}
