//go:build !js || awssdk

package awsidp

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/cognitowasm/cognitowasm/core"
)

// Admin is a core.IdentityProvider for a server with credentials of the user pool's AWS
// account: users sign in by AdminInitiateAuth and AdminRespondToAuthChallenge, whose limits and
// rules are not those of strangers. The flow [core.UserPasswordAuth] becomes
// ADMIN_USER_PASSWORD_AUTH; the others, and refreshes, keep their names. Steps and errors are
// those of any other sign-in. Its requests are signed, and need the permissions
// cognito-idp:AdminInitiateAuth and cognito-idp:AdminRespondToAuthChallenge.
//
// If the pool tracks devices, the service sends no NewDeviceMetadata for
// ADMIN_USER_PASSWORD_AUTH, so that no device is confirmed: the session cannot be refreshed
// then, and that error has the reason [core.DeviceKeyMissing]. By [core.UserSRPAuth] the device
// is confirmed as usual.
//
// PoolConfig.UserContextData is the API's ContextData here, which tells of the user's own
// address and browser.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html
type Admin struct {
	*Client
	userPoolID string
}

var _ core.IdentityProvider = (*Admin)(nil)

// NewAdmin uses a client that the program has configured, with credentials; see [New].
func NewAdmin(sdk *cognito.Client, userPoolID string) *Admin { return &Admin{New(sdk), userPoolID} }

// AdminForPool returns an Admin with the credentials of a configuration, for instance of
// config.LoadDefaultConfig, for the region of the user pool. As with [ForPool], it does not
// retry, and the options are the SDK's own.
func AdminForPool(config aws.Config, userPoolID string, options ...func(*cognito.Options)) *Admin {
	own := func(o *cognito.Options) { o.Region, o.Retryer = core.Region(userPoolID), aws.NopRetryer{} }
	return NewAdmin(cognito.NewFromConfig(config, append([]func(*cognito.Options){own}, options...)...), userPoolID)
}

// Call sends one operation; see [core.IdentityProvider].
func (a *Admin) Call(ctx context.Context, operation string, input core.Object) (core.Reply, error) {
	switch operation {
	case "InitiateAuth", "RespondToAuthChallenge":
		operation, input = "Admin"+operation, a.input(input)
	}
	return a.Client.Call(ctx, operation, input)
}

// input returns the input of an operation as that for administrators has it.
func (a *Admin) input(input core.Object) core.Object {
	changed := make(core.Object, 0, len(input)+1)
	for _, m := range input {
		switch {
		case m.Name == "AuthFlow" && m.Value == string(core.UserPasswordAuth):
			m.Value = "ADMIN_USER_PASSWORD_AUTH"
		case m.Name == "UserContextData":
			m.Name = "ContextData"
		}
		changed = append(changed, m)
	}
	return append(changed, core.Member{Name: "UserPoolId", Value: a.userPoolID})
}
