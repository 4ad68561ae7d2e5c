package core

import (
	"context"
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
// Its error has code NoSession when there is nothing to refresh: sign in. Other
// errors are those of [User.Refresh].
func (u *User) Session(ctx context.Context, options SessionOptions) (*Session, error) {
	p := u.pool
	stored, err := p.loadSession(ctx, u.Username())
	switch {
	case err != nil:
		return nil, err
	case stored.IDToken == "":
		return nil, &Error{Code: NoSession, Message: "Local storage is missing an ID Token, Please authenticate"}
	case stored.current(p.config.Clock.Now()):
		return stored, nil
	case stored.RefreshToken == "":
		return nil, noRefresh()
	}
	return u.Refresh(ctx, RefreshOptions{
		RefreshToken:   stored.RefreshToken,
		AccessToken:    stored.AccessToken,
		Replaces:       stored.AccessToken,
		ClientMetadata: options.ClientMetadata,
		stored:         true,
	})
}

func noRefresh() *Error {
	return &Error{Code: NoSession, Message: "Cannot retrieve a new session. Please authenticate."}
}
