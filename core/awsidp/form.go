//go:build !js || awssdk

package awsidp

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"runtime"
	"strings"

	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/cognitowasm/cognitowasm/core"
)

// mostOfTokens is the maximum length of a token endpoint's reply in bytes.
const mostOfTokens = 1 << 20

var _ core.FormPoster = (*Client)(nil)

// PostForm posts a form with the HTTP client of the SDK's client; see [core.FormPoster].
func (c *Client) PostForm(ctx context.Context, url, form string) (core.Reply, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(form))
	if err != nil {
		return core.Reply{}, &core.Error{Reason: core.InvalidParameter, Message: "The address of the token endpoint is not a URL.", Err: err}
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := withoutRedirects(c.sdk.Options().HTTPClient, request).Do(request)
	if err != nil {
		if ctx.Err() != nil {
			return core.Reply{}, &core.Error{Reason: core.Aborted, Message: "The call was aborted before it was done.", Err: err}
		}
		return core.Reply{}, &core.Error{Reason: core.NetworkError, Message: "Network error", Err: err}
	}
	defer response.Body.Close()
	seen := exchange{header: response.Header}
	text, err := io.ReadAll(io.LimitReader(response.Body, mostOfTokens))
	if err != nil {
		return core.Reply{}, &core.Error{Reason: core.NetworkError, Message: "Network error", Err: err}
	}
	var refused struct {
		Error       string
		Description string `json:"error_description"`
		Message     string `json:"error_message"`
	}
	if json.Unmarshal(text, &refused) == nil && refused.Error != "" {
		return core.Reply{}, &core.ServiceError{
			Operation: "the token endpoint",
			Code:      core.Code(refused.Error),
			Message:   cmp.Or(refused.Description, refused.Message, "The token endpoint refused: "+refused.Error+"."),
			Status:    response.StatusCode,
		}
	}
	reply, err := members(text)
	if err != nil || response.StatusCode != http.StatusOK {
		return core.Reply{}, notCognitos("the token endpoint", response.StatusCode, &seen)
	}
	return core.Reply{Members: reply, Date: seen.date()}, nil
}

// withoutRedirects returns a client that does not send a request to another address, as far as
// that is known of clients: the form has secrets.
func withoutRedirects(client cognito.HTTPClient, request *http.Request) cognito.HTTPClient {
	// Without it, net/http's clients do not send a body once more: nor does the SDK's own,
	// which follows no other redirects.
	request.GetBody = nil
	if runtime.GOOS == "js" {
		request.Header.Set("js.fetch:redirect", "error") // net/http removes it
	}
	if own, ok := client.(*http.Client); ok {
		copied := *own
		copied.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		return &copied
	}
	return client
}
