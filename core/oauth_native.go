//go:build !js

package core

import (
	"context"
	"crypto/subtle"
	"net/url"
)

// HandleRedirect finishes a sign-in with the address that the browser has come back with: it
// compares the state, and then does what [OAuth.Exchange] does. The error has reason
// [InvalidState] if the address belongs to another sign-in. (In a page the package's
// JavaScript does this.)
func (o *OAuth) HandleRedirect(ctx context.Context, a *Authorization, address string) (*User, *Session, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, nil, &Error{Reason: InvalidParameter, Message: "The address of the redirect is not a URL."}
	}
	query := u.Query()
	if subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(a.State)) == 0 {
		return nil, nil, &Error{Reason: InvalidState, Message: "This sign-in was not begun here, or has been handled already. Begin again."}
	}
	return o.Exchange(ctx, a, Redirected{
		Code:             query.Get("code"),
		Error:            query.Get("error"),
		ErrorDescription: query.Get("error_description"),
	}, "")
}
