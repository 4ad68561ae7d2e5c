//go:build !js || awssdk

// Package awsidp reaches Cognito through the AWS SDK for Go v2. It implements
// core.IdentityProvider with the SDK's client for user pools, so that the client's
// endpoint, retryer, middleware and HTTP options apply. It is for Go programs: pages use
// fetch, and both transports pass the same suite of tests.
//
// [ForPool] is the short way; [New] takes a client that the program has configured, and
// [Members] converts what the program has obtained from the SDK itself.
package awsidp

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/document"
	"github.com/cognitowasm/cognitowasm/core"
)

// Client is a core.IdentityProvider that uses the SDK's client.
type Client struct {
	sdk *cognito.Client
}

var _ core.IdentityProvider = (*Client)(nil)

// New uses a client that the program has configured. The SDK's standard retryer repeats a
// request even if it cannot know whether the service acted on the first. If the pool rotates
// refresh tokens, one may then be spent twice, which ends the session. So use
// aws.NopRetryer, as ForPool does: package core retries automatically where that is safe.
func New(sdk *cognito.Client) *Client { return &Client{sdk: sdk} }

// ForPool returns a Client for the region of a user pool. It has no credentials, since the
// operations of a public app client need none, and does not retry, since package core does.
// The options are the SDK's own; BaseEndpoint, for instance, sets another server.
func ForPool(userPoolID string, options ...func(*cognito.Options)) *Client {
	return New(cognito.New(cognito.Options{
		Region:      core.Region(userPoolID),
		Credentials: aws.AnonymousCredentials{},
		Retryer:     aws.NopRetryer{},
	}, options...))
}

// Call sends one operation; see [core.IdentityProvider].
func (c *Client) Call(ctx context.Context, operation string, input core.Object) (core.Reply, error) {
	send, ok := operations[operation]
	if !ok {
		return core.Reply{}, &core.Error{Reason: core.InvalidParameter, Message: "Package awsidp does not know the operation " + operation + "."}
	}
	text, err := encode(input)
	if err != nil {
		return core.Reply{}, &core.Error{Reason: core.InvalidParameter, Message: "The input of " + operation + " cannot be sent.", Err: err}
	}
	var seen exchange
	err = send(ctx, c.sdk, text, seen.options)
	reply := core.Reply{Date: seen.date()}
	switch {
	case err != nil && ctx.Err() != nil && !seen.whole():
		return reply, &core.Error{Reason: core.Aborted, Message: "The call was aborted before it was done.", Err: err}
	case seen.lost != nil:
		return reply, &core.Error{Reason: core.NetworkError, Message: "Network error", Err: seen.lost}
	case err != nil:
		return reply, translate(operation, err, &seen)
	}
	reply.Members, err = members(seen.body)
	if err != nil {
		return reply, notCognitos(operation, 200, &seen)
	}
	return reply, nil
}

// The SDK's types have the API's member names, so members are converted as JSON. The types
// cannot distinguish false from the default, so the SDK does not send false.

// sender sends an operation. The option observes the reply.
type sender func(ctx context.Context, sdk *cognito.Client, text []byte, option func(*cognito.Options)) error

func through[In, Out any](method func(*cognito.Client, context.Context, *In, ...func(*cognito.Options)) (*Out, error)) sender {
	return func(ctx context.Context, sdk *cognito.Client, text []byte, option func(*cognito.Options)) error {
		input := new(In)
		if err := json.Unmarshal(text, input); err != nil {
			return wrongType(input, err)
		}
		_, err := method(sdk, ctx, input, option)
		return err
	}
}

func wrongType(input any, err error) error {
	return &core.Error{Reason: core.InvalidParameter, Message: fmt.Sprintf("A member has the wrong type for %T.", input), Err: err}
}

// completeWebAuthnRegistration sends that operation, whose member Credential has a type that
// package encoding/json cannot decode into.
func completeWebAuthnRegistration(ctx context.Context, sdk *cognito.Client, text []byte, option func(*cognito.Options)) error {
	var members struct {
		AccessToken *string
		Credential  map[string]any
	}
	input := new(cognito.CompleteWebAuthnRegistrationInput)
	if err := json.Unmarshal(text, &members); err != nil {
		return wrongType(input, err)
	}
	input.AccessToken = members.AccessToken
	if members.Credential != nil {
		input.Credential = document.NewLazyDocument(members.Credential)
	}
	_, err := sdk.CompleteWebAuthnRegistration(ctx, input, option)
	return err
}
