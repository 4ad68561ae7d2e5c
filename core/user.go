package core

import (
	"context"
	"errors"
	"sync"
)

// User is a user of a pool. Its session lives in the pool's Storage, so two
// Users of one name are the same user.
type User struct {
	pool *Pool

	mu       sync.Mutex
	username string
}

// Username gives the name under which the user's session is stored. Signing in
// changes it to the user's own name when an alias was given.
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

// SessionOptions are for Session.
type SessionOptions struct {
	// ClientMetadata is handed to the pool's Lambda triggers if a refresh is
	// needed.
	ClientMetadata Value
}

// Session gives the stored session while it is valid, else a refreshed one; it
// also refreshes where the clock has gone back to before the tokens were issued.
// A stored session that the pool's TokenVerifier refuses gives its error.
// Its error has code NoSession when there is nothing to refresh: sign in. Other
// errors are those of [User.Refresh].
func (u *User) Session(ctx context.Context, options SessionOptions) (*Session, error) {
	p := u.pool
	if native {
		p.saveUnsaved(ctx, u.Username())
	}
	stored, err := p.loadSession(ctx, u.Username())
	switch {
	case err != nil:
		return nil, err
	case stored.IDToken == "":
		return nil, &Error{Code: NoSession, Message: "Local storage is missing an ID Token, Please authenticate"}
	case stored.current(p.config.Clock.Now()):
		// Verifying does not go by the stored drift, which anybody can write who
		// can write tokens. Where that makes the difference, a refresh decides.
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
	return u.Refresh(ctx, RefreshOptions{
		RefreshToken:   stored.RefreshToken,
		AccessToken:    stored.AccessToken,
		Replaces:       stored.AccessToken,
		ClientMetadata: options.ClientMetadata,
		stored:         true,
	})
}

func noSession() *Error {
	return &Error{Code: NoSession, Message: "Cannot retrieve a new session. Please authenticate."}
}
