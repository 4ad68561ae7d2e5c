//go:build js && wasm

package browser

import (
	"context"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/hack-pad/safejs"
)

var _ core.FormPoster = Fetch{}

// tokenEndpoint stands for the operation's name in errors.
const tokenEndpoint = "the token endpoint"

// PostForm posts a form. It sends no header of its own, so that the request needs no
// preflight; for the same reason Fetch.Fetch has no part in it.
func (f Fetch) PostForm(ctx context.Context, url, form string) (core.Reply, error) {
	response, err := fetch(ctx, safejs.Undefined(), url, core.Object{
		{Name: "headers", Value: core.Object{{Name: "Content-Type", Value: "application/x-www-form-urlencoded"}}},
		{Name: "method", Value: "POST"},
		{Name: "redirect", Value: "error"},
		{Name: "body", Value: form},
	})
	return replyOf(ctx, tokenEndpoint, response, err)
}
