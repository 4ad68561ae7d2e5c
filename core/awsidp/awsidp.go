//go:build !js || awssdk

// Package awsidp reaches Cognito through the AWS SDK for Go v2: it implements
// core.IdentityProvider over the SDK's client for user pools, whose endpoint,
// retryer, middleware and HTTP options then hold. It is for Go programs: a page
// has its own fetch, and one suite of tests holds the two transports equal.
//
// [ForPool] is the short way; [New] takes a client that the program has made, and
// [Members] hands on what the program got from the SDK by itself.
package awsidp

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/cognitowasm/cognitowasm/core"
)

// Client is a core.IdentityProvider over the SDK's client.
type Client struct {
	sdk *cognito.Client
}

var _ core.IdentityProvider = (*Client)(nil)

// New uses a client that the program has configured. The SDK's standard retryer
// sends a request again where it cannot know whether the service acted on the
// first; a refresh token that the pool rotates may then be spent twice, which ends
// the session. Give the client aws.NopRetryer, as ForPool does: package core tries
// again by itself where that is safe.
func New(sdk *cognito.Client) *Client { return &Client{sdk: sdk} }

// ForPool makes a client for the region of a user pool, without credentials:
// the operations of a public app client need none. Nor does it retry, since
// package core decides that. Options are the SDK's own; BaseEndpoint, for
// instance, names another server.
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
		return core.Reply{}, &core.Error{Code: core.InvalidParameter, Message: "The operation " + operation + " is not known to package awsidp."}
	}
	text, err := encode(input)
	if err != nil {
		return core.Reply{}, &core.Error{Code: core.InvalidParameter, Message: "The input of " + operation + " cannot be sent.", Err: err}
	}
	var seen exchange
	err = send(ctx, c.sdk, text, seen.options)
	reply := core.Reply{Date: seen.date()}
	switch {
	case err != nil && ctx.Err() != nil && !seen.whole():
		return reply, &core.Error{Code: core.Aborted, Message: "The call was aborted before it was done.", Err: err}
	case seen.lost != nil:
		return reply, &core.Error{Code: core.NetworkError, Message: "Network error", Err: seen.lost}
	case err != nil:
		return reply, translate(operation, err, &seen)
	}
	reply.Members, err = members(seen.body)
	if err != nil {
		return reply, notCognitos(operation, 200, &seen)
	}
	return reply, nil
}

// The SDK's types have the API's member names, so JSON carries the members over. They
// know no false that is not the default, so the SDK does not send it.

// sender sends an operation; what came is seen by the option.
type sender func(ctx context.Context, sdk *cognito.Client, text []byte, option func(*cognito.Options)) error

func through[In, Out any](method func(*cognito.Client, context.Context, *In, ...func(*cognito.Options)) (*Out, error)) sender {
	return func(ctx context.Context, sdk *cognito.Client, text []byte, option func(*cognito.Options)) error {
		input := new(In)
		if err := json.Unmarshal(text, input); err != nil {
			return &core.Error{Code: core.InvalidParameter, Message: fmt.Sprintf("A member has the wrong type for %T.", input), Err: err}
		}
		_, err := method(sdk, ctx, input, option)
		return err
	}
}
