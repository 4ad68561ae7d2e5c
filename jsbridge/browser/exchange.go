//go:build js && wasm

package browser

import (
	"context"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/hack-pad/safejs"
)

// Exchange is a response to a request that somebody else has made, here the AWS SDK.
type Exchange struct {
	Status int
	Header map[string]string // those that matter for Cognito's replies
	Body   string
}

// Send sends a request with a function that the page uses in place of fetch.
func Send(ctx context.Context, function safejs.Value, url string, options core.Object) (*Exchange, error) {
	r, err := fetch(ctx, function, url, options)
	if err != nil {
		return nil, err
	}
	return &Exchange{Status: r.status, Body: r.body, Header: map[string]string{
		"Content-Type":     r.contentType,
		"X-Amzn-Errortype": r.errorType,
		"X-Amzn-Requestid": r.requestID,
		"Retry-After":      r.retryAfter,
		"Date":             r.date,
	}}, nil
}
