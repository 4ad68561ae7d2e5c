//go:build js && wasm

package jsbridge

import (
	"context"
	"errors"
	"strings"

	"github.com/cognitowasm/cognitowasm/core"
)

// operations binds each operation of package protocol to package core: it reads
// the members of its request and makes those of its reply. Package protocol
// defines what they mean; a test compares the two. The linker builds a list, whereas a map
// would be built by 6 kB of code.
var operations = [...]operation{
	{"getCurrentUser", getCurrentUser, keeps},
	{"getSession", getSession, keeps},
	{"refreshSession", refreshSession, keeps},
	{"signIn", signIn, keeps},
	{"initiateAuth", initiateAuth, keeps},
	{"continueSignIn", continueSignIn, keeps},
	{"completeNewPasswordChallenge", completeNewPasswordChallenge, keeps},
	{"sendCustomChallengeAnswer", sendCustomChallengeAnswer, keeps},
	{"sendMFACode", sendMFACode, keeps},
	{"sendMFASelectionAnswer", sendMFASelectionAnswer, keeps},
	{"completeMFASetup", completeMFASetup, keeps},
	{"signInDevice", signInDevice, keeps},
	{"signOut", signOut, keeps},
	{"revokeToken", revokeToken, keepsNothing},
	{"verify", verify, keepsNothing},
	{"signUp", signUp, keepsNothing},
	{"confirmSignUp", confirmSignUp, keepsNothing},
	{"resendConfirmationCode", resendConfirmationCode, keepsNothing},
	{"forgotPassword", forgotPassword, keepsNothing},
	{"confirmForgotPassword", confirmForgotPassword, keepsNothing},
	{"globalSignOut", globalSignOut, keeps},
	{"deleteUser", deleteUser, keeps},
	{"request", anyRequest, keepsNothing},
}

// passedOn are the operations that only pass their members on to the API: the API's
// operation, then the members in the order in which they are sent, with a question mark if
// they may be omitted. A function for each would add 12 kB. For Go programs package core has
// methods.
var passedOn = [...][2]string{
	{"getUser", "GetUser AccessToken"},
	{"changePassword", "ChangePassword PreviousPassword? ProposedPassword? AccessToken ClientMetadata?"},
	{"setUserSettings", "SetUserSettings MFAOptions AccessToken"},
	{"setUserMFAPreference", "SetUserMFAPreference SMSMfaSettings? SoftwareTokenMfaSettings? AccessToken"},
	{"updateUserAttributes", "UpdateUserAttributes AccessToken UserAttributes? ClientMetadata?"},
	{"deleteUserAttributes", "DeleteUserAttributes UserAttributeNames? AccessToken"},
	{"getUserAttributeVerificationCode", "GetUserAttributeVerificationCode AttributeName? AccessToken ClientMetadata?"},
	{"verifyUserAttribute", "VerifyUserAttribute AttributeName? Code? AccessToken"},
	{"associateSoftwareToken", "AssociateSoftwareToken AccessToken? Session?"},
	{"verifySoftwareToken", "VerifySoftwareToken AccessToken? Session? UserCode? FriendlyDeviceName?"},
	{"getDevice", "GetDevice AccessToken DeviceKey?"},
	{"forgetDevice", "ForgetDevice AccessToken DeviceKey?"},
	{"updateDeviceStatus", "UpdateDeviceStatus AccessToken DeviceKey? DeviceRememberedStatus"},
	{"listDevices", "ListDevices AccessToken Limit? PaginationToken?"},
}

// operation implements one of package protocol's operations.
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
		value := r.json(name)
		if value == nil && !optional {
			r.fail("The member " + name + " is required.")
		}
		input = append(input, core.Member{Name: name, Value: value})
	}
	if r.err != nil {
		return nil, r.err
	}
	return pool.Call(ctx, operation, input, false)
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
		AccessToken:    r.optionalText("accessToken"),
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
		{Name: "unsaved", Value: refusedKey(s.Unsaved)},
	}
}

// refusedKey returns the key that the storage refused, or nil.
func refusedKey(err error) core.Value {
	if own, ok := errors.AsType[*core.Error](err); ok {
		return optional(own.Key)
	}
	return nil
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

func verify(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	idToken, accessToken := r.text("idToken"), r.text("accessToken")
	if r.err != nil {
		return nil, r.err
	}
	return nil, pool.VerifyTokens(ctx, idToken, accessToken)
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

func forgotPassword(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	user, clientMetadata := pool.User(r.text("username")), r.json("clientMetadata")
	if r.err != nil {
		return nil, r.err
	}
	return user.ForgotPassword(ctx, clientMetadata)
}

func confirmForgotPassword(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	user, code, password, clientMetadata := pool.User(r.text("username")), r.text("confirmationCode"), r.text("password"), r.json("clientMetadata")
	if r.err != nil {
		return nil, r.err
	}
	return nil, user.ConfirmForgotPassword(ctx, code, password, clientMetadata)
}

func globalSignOut(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	user, accessToken := pool.User(r.text("username")), r.text("AccessToken")
	if r.err != nil {
		return nil, r.err
	}
	return nil, user.GlobalSignOut(ctx, accessToken)
}

func deleteUser(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	user, accessToken, clientMetadata := pool.User(r.text("username")), r.text("AccessToken"), r.json("ClientMetadata")
	if r.err != nil {
		return nil, r.err
	}
	return nil, user.DeleteUser(ctx, accessToken, clientMetadata)
}

func anyRequest(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	operation, retry := r.text("operation"), r.flag("retry")
	input, _ := r.json("input").(core.Object)
	if r.err != nil {
		return nil, r.err
	}
	return pool.Call(ctx, operation, input, retry)
}
