//go:build js && wasm

package jsbridge

import (
	"context"
	"strings"

	"github.com/cognitowasm/cognitowasm/core"
)

// These operations pass a page's JSON values on, and the service's reply back, where package
// core's methods have Go's types. Each is a text, as the calls in passedOn are: a function for
// each would be 1 kB. Behind the operation of the API come its members, and each one's source:
// "=" is a text that is required, "?" a text that may be omitted, and "." a JSON value.

const (
	confirmSignUpCall = "ConfirmSignUp ClientId ?clientId ConfirmationCode =confirmationCode Username =username ForceAliasCreation .forceAliasCreation ClientMetadata .clientMetadata UserContextData .userContextData"
	withSession       = " Session .session"
)

func signUp(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	// Some pools use no passwords.
	return callFor(ctx, pool, r, "SignUp ClientId ?clientId Username =username Password ?password UserAttributes .userAttributes ValidationData .validationData ClientMetadata .clientMetadata UserContextData .userContextData")
}

func confirmSignUp(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	reply, err := callFor(ctx, pool, r, confirmSignUpCall+withSession)
	if core.ReasonOf(err) == core.ChallengeExpired && r.json(confirmSignUpSession) != nil {
		reply, err = callFor(ctx, pool, r, confirmSignUpCall) // the code is good all the same
	}
	return reply, err
}

func resendConfirmationCode(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	return callFor(ctx, pool, r, "ResendConfirmationCode ClientId ?clientId Username =username ClientMetadata .clientMetadata")
}

func forgotPassword(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	return callFor(ctx, pool, r, "ForgotPassword ClientId ?clientId Username =username ClientMetadata .clientMetadata UserContextData .userContextData")
}

func confirmForgotPassword(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	_, err := callFor(ctx, pool, r, "ConfirmForgotPassword ClientId ?clientId Username =username ConfirmationCode =confirmationCode Password =password ClientMetadata .clientMetadata UserContextData .userContextData")
	return nil, err
}

func globalSignOut(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	return callThenSignOut(ctx, pool, r, "GlobalSignOut AccessToken =AccessToken")
}

func deleteUser(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	return callThenSignOut(ctx, pool, r, "DeleteUser AccessToken =AccessToken ClientMetadata .ClientMetadata")
}

// callThenSignOut sends an operation that ends the user's session at the service, and then
// removes the stored one.
func callThenSignOut(ctx context.Context, pool *core.Pool, r *request, call string) (core.Value, error) {
	username := r.text(globalSignOutUsername)
	if _, err := callFor(ctx, pool, r, call); err != nil {
		return nil, err
	}
	return nil, pool.User(username).SignOut(ctx)
}

func callFor(ctx context.Context, pool *core.Pool, r *request, call string) (core.Value, error) {
	operation, rest, _ := strings.Cut(call, " ")
	var input core.Object
	for rest != "" {
		var m core.Member
		var source string
		m.Name, rest, _ = strings.Cut(rest, " ")
		source, rest, _ = strings.Cut(rest, " ")
		switch source[0] {
		case '=':
			m.Value = r.text(textMember(source[1:]))
		case '?':
			m.Value = optional(r.optionalText(optionalTextMember(source[1:])))
		default:
			m.Value = r.json(jsonMember(source[1:]))
		}
		input = append(input, m)
	}
	if r.err != nil {
		return nil, r.err
	}
	return callAndPassOn(ctx, pool, operation, input, false)
}
