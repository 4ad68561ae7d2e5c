package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"

	"github.com/cli/browser"

	"github.com/cognitowasm/cognitowasm/core"
)

// signInByBrowser signs a user in on the pages of the pool's domain, and listens on this
// machine for the browser to come back (RFC 8252, section 7.3). Unlike there, the port is
// fixed, since Cognito compares the whole address with those that are registered.
func (p *program) signInByBrowser(ctx context.Context, pool *core.Pool, name string) (*core.User, error) {
	if p.domain == "" {
		return nil, errors.New("name the pool's domain: -domain, or COGNITO_DOMAIN")
	}
	oauth, err := pool.OAuth(core.OAuthConfig{Domain: p.domain, RedirectURI: p.redirectURI})
	if err != nil {
		return nil, err
	}
	redirectURI, err := url.Parse(p.redirectURI)
	if err != nil || redirectURI.Port() == "" {
		return nil, errors.New("the redirect URI must name a port of this machine, for instance http://localhost:8765/callback")
	}
	authorization, err := oauth.Authorize(core.AuthorizeOptions{LoginHint: name})
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", redirectURI.Host)
	if err != nil {
		return nil, fmt.Errorf("cannot listen for the browser to come back: %w", err)
	}

	type result struct {
		user *core.User
		err  error
	}
	results := make(chan result, 1)
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+redirectURI.EscapedPath(), func(w http.ResponseWriter, r *http.Request) {
		user, _, err := oauth.HandleRedirect(r.Context(), authorization, r.URL.String())
		if errors.Is(err, core.InvalidState) {
			// Any page can send the browser here: only the sign-in that was begun counts.
			http.Error(w, "This is not the sign-in that was begun. Go back to the browser's other tab.", http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			io.WriteString(w, "The sign-in failed. The terminal says why.")
		} else {
			io.WriteString(w, "Signed in. You can close this page.")
		}
		select {
		case results <- result{user, err}:
		default: // the page was loaded again
		}
	})
	server := &http.Server{Handler: mux}
	go server.Serve(listener)
	defer server.Shutdown(context.WithoutCancel(ctx)) // once the page has been sent

	fmt.Fprintf(p.messages, "Sign in at %s\n", authorization.URL)
	browser.Stdout, browser.Stderr = p.messages, p.messages // what opens it may say something
	if err := browser.OpenURL(authorization.URL); err != nil {
		fmt.Fprintln(p.messages, "No browser could be opened: open that address yourself.")
	}
	select {
	case r := <-results:
		return r.user, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
