//go:build !js

// Package cognitooauth2 lets programs that use golang.org/x/oauth2 send requests with the
// access token of a signed-in user. It is a package of its own, with functions where
// golang.org/x/oauth2 has methods, so that package core does not need that module.
package cognitooauth2

import (
	"context"
	"net/http"

	"github.com/cognitowasm/cognitowasm/core"
	"golang.org/x/oauth2"
)

// TokenSource returns a source of access tokens of a signed-in user. Token returns the session's,
// refreshed by package core if it has expired, so that callers who ask at the same time share
// one refresh, and a rotated refresh token is stored; its errors are those of
// [core.User.Session]. The token has no refresh token: nobody else must spend it. Its extra
// "id_token" is the ID token.
//
// The context is that of all refreshes. The source asks core every time, so that a sign-out
// counts at once; oauth2.ReuseTokenSource would go on with its token.
func TokenSource(ctx context.Context, user *core.User, options ...core.Option) oauth2.TokenSource {
	return source{ctx, user, options}
}

type source struct {
	ctx     context.Context
	user    *core.User
	options []core.Option
}

func (s source) Token() (*oauth2.Token, error) {
	session, err := s.user.Session(s.ctx, s.options...)
	if err != nil {
		return nil, err
	}
	token := &oauth2.Token{AccessToken: session.AccessToken, TokenType: "Bearer", Expiry: session.Expiry()}
	return token.WithExtra(map[string]any{"id_token": session.IDToken}), nil
}

// Client returns an HTTP client that adds the access token to each request (RFC 6750, section
// 2.1). Use it for no address but those of your own API: every server that it reaches gets the
// token. The client for its requests is that of the context under oauth2.HTTPClient, as
// golang.org/x/oauth2 has it.
func Client(ctx context.Context, user *core.User, options ...core.Option) *http.Client {
	client := *oauth2.NewClient(ctx, nil)
	client.Transport = &oauth2.Transport{Source: TokenSource(ctx, user, options...), Base: client.Transport}
	return &client
}
