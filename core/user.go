package core

import (
	"context"
	"errors"
	"sync"
)

// User is a user of a pool. Its session is in the pool's Storage, so two Users of the same
// name are the same user.
type User struct {
	pool *Pool

	mu       sync.Mutex
	username string
}

// Username returns the name under which the user's session is stored. Signing in changes an
// alias to the user's own name.
func (u *User) Username() string {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.username
}

func (u *User) rename(username string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.username = username
}

// Session returns the stored session while it is valid, else a refreshed one. It also
// refreshes if the clock has been set back to before the tokens were issued. If the pool's
// TokenVerifier refuses the stored session, Session returns the verifier's error. The error
// has reason NoSession if there is nothing to refresh, and the user must sign in. Other errors
// are those of [User.Refresh].
func (u *User) Session(ctx context.Context, options ...Option) (*Session, error) {
	p := u.pool
	if native {
		p.saveUnsaved(ctx, u.Username())
	}
	stored, err := p.loadSession(ctx, u.Username())
	switch {
	case err != nil:
		return nil, err
	case stored.IDToken == "":
		return nil, &Error{Reason: NoSession, Message: "Local storage is missing an ID Token, Please authenticate"}
	case stored.current(p.config.Clock.Now()):
		// Verifying ignores the stored drift, which anybody can write who can write
		// tokens. If the token has expired without that drift, it is refreshed.
		if err := p.verified(ctx, stored); !errors.Is(err, TokenExpired) {
			if err != nil {
				return nil, err
			}
			return stored, nil
		}
	}
	if stored.RefreshToken == "" {
		return nil, noSession()
	}
	return u.refresh(ctx, refreshOptions{
		RefreshInput: RefreshInput{
			RefreshToken: stored.RefreshToken,
			AccessToken:  stored.AccessToken,
			Replaces:     stored.AccessToken,
		},
		clientMetadata: metadataOf(options),
		stored:         true,
	})
}

func noSession() *Error {
	return &Error{Reason: NoSession, Message: "Cannot retrieve a new session. Please authenticate."}
}
