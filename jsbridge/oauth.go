//go:build js && wasm

package jsbridge

import (
	"cmp"
	"context"
	"strings"

	"github.com/cognitowasm/cognitowasm/core"
)

func authorize(_ context.Context, pool *core.Pool, r *request) (core.Value, error) {
	login, err := oauthOf(pool, r)
	parameters, _ := r.json(authorizeParameters).(core.Object)
	afterSignOut := r.flag(authorizeAfterSignOut)
	if err != nil || r.err != nil {
		return nil, cmp.Or(r.err, err)
	}
	a, err := login.AuthorizeWith(parameters, afterSignOut)
	if err != nil {
		return nil, err
	}
	return core.Object{
		{Name: authorizeReplyURL, Value: a.URL},
		{Name: authorizeReplyState, Value: a.State},
		{Name: authorizeReplyCodeVerifier, Value: a.CodeVerifier},
		{Name: authorizeReplyNonce, Value: a.Nonce},
	}, nil
}

func exchangeCode(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	login, err := oauthOf(pool, r)
	a := core.Authorization{CodeVerifier: r.text(exchangeCodeCodeVerifier), Nonce: r.text(exchangeCodeNonce)}
	redirected := core.Redirected{
		Code:             r.optionalText(exchangeCodeCode),
		Error:            r.optionalText(exchangeCodeError),
		ErrorDescription: r.optionalText(exchangeCodeErrorDescription),
	}
	sub := r.optionalText(exchangeCodeSub)
	if err != nil || r.err != nil {
		return nil, cmp.Or(r.err, err)
	}
	user, session, err := login.Exchange(ctx, &a, redirected, sub)
	if err != nil {
		return nil, err
	}
	return sessionReply(user, session), nil
}

func oauthOf(pool *core.Pool, r *request) (*core.OAuth, error) {
	config := core.OAuthConfig{Domain: r.text(redirectLoginDomain), RedirectURI: r.text(redirectLoginRedirectURI)}
	for scope, rest := "", r.optionalText(redirectLoginScopes); rest != ""; {
		scope, rest, _ = strings.Cut(rest, " ")
		config.Scopes = append(config.Scopes, scope)
	}
	return pool.OAuth(config)
}
