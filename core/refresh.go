package core

import "context"

// RefreshBy says by which operation a pool spends refresh tokens.
type RefreshBy string

const (
	// RefreshAuto begins with InitiateAuth, learns from the service's refusal
	// that the app client rotates refresh tokens, and remembers that in storage.
	RefreshAuto RefreshBy = "auto"
	// RefreshClassic is InitiateAuth with REFRESH_TOKEN_AUTH, always.
	RefreshClassic RefreshBy = "classic"
	// RefreshRotating is GetTokensFromRefreshToken, always: app clients that
	// rotate refresh tokens accept nothing else.
	RefreshRotating RefreshBy = "rotating"
)

// RefreshOptions are for Refresh.
type RefreshOptions struct {
	// RefreshToken is the token to exchange.
	RefreshToken string
	// AccessToken is the one that came with RefreshToken, if the caller has it.
	// Where storage has a later refresh token of the same sign-in, that one is
	// spent: the given one may have been replaced.
	AccessToken string
	// Replaces is the access token that the caller wants to replace, if it has
	// one. Where storage by now holds a valid session with another one,
	// somebody else has refreshed, and that session is the answer.
	Replaces string
	// ClientMetadata is handed to the pool's Lambda triggers.
	ClientMetadata Value

	stored   bool  // the token was in storage when the caller asked
	signOuts int64 // the number of the pool's last one then
}

// refreshKey names a refresh that callers may share.
type refreshKey struct{ username, refreshToken, metadata string }

// metadataKey stands for the ClientMetadata of a refresh, which callers that share it
// must have in common: what triggers put into the tokens follows from it.
func metadataKey(metadata Value) string {
	var key string
	object, _ := metadata.(Object)
	for _, m := range object {
		text, _ := m.Value.(string)
		key += m.Name + "\x00" + text + "\x00"
	}
	return key
}

type refreshResult struct {
	username string
	session  *Session
}

// Refresh exchanges the refresh token for new tokens and stores them before it
// returns: a user name and a refresh token from elsewhere are enough. Callers of one
// Pool with the same ClientMetadata share one request; other holders of the storage are kept out by the Locker, and
// what they stored meanwhile is used.
//
// A refusal of the token (NotAuthorizedException and the like) is final: it costs
// one request, and the session is removed from storage; who was waiting to spend
// the same token gets NoSession. What may pass is tried again a few times and
// leaves storage as it was: see [Retryable]. So does a reply whose tokens the
// pool's TokenVerifier refuses. A new session that the storage
// refuses is returned all the same, with Session.Unsaved set; this Pool goes on from it.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html
func (u *User) Refresh(ctx context.Context, options RefreshOptions) (*Session, error) {
	p := u.pool
	options.signOuts = p.signOuts.now()
	username := p.ownerOf(ctx, options.RefreshToken, options.AccessToken, u.Username())
	if !options.stored {
		// A storage that cannot be read has nothing that could be lost.
		token, err := p.get(ctx, keysOf(p.config.ClientID, username).refreshToken)
		options.stored = err == nil && token == options.RefreshToken
	}
	key := refreshKey{username, options.RefreshToken, metadataKey(options.ClientMetadata)}
	if key.metadata != "" || p.refreshes.any(func(other refreshKey) bool {
		return other.refreshToken == key.refreshToken && other.metadata != key.metadata
	}) {
		// The tokens that somebody else gets are made with other metadata.
		options.Replaces = ""
	}
	result, err := p.refreshes.do(ctx, key, func(ctx context.Context) (*refreshResult, error) {
		session, err := p.refreshLocked(ctx, username, options)
		return &refreshResult{username, session}, err
	})
	if err != nil {
		return nil, err
	}
	u.rename(result.username)
	return result.session, nil
}

// ownerOf returns the name under which the session of a refresh token is stored: the
// given one, or, where that is an alias, the user's own. The last user's may be it, or
// the one that the access token has; any other user's name and device must not be
// mixed up with this token.
func (p *Pool) ownerOf(ctx context.Context, refreshToken, accessToken, username string) string {
	last, _ := p.get(ctx, lastUserKey(p.config.ClientID))
	claims := unverifiedClaims(accessToken, p.config.JSON)
	for _, name := range [...]string{username, last, claims.Text("username")} {
		if name == "" {
			continue
		}
		keys := keysOf(p.config.ClientID, name)
		if stored, err := p.get(ctx, keys.refreshToken); err == nil && stored == refreshToken {
			return name
		}
		// Another tab may have replaced the token.
		if stored, err := p.get(ctx, keys.accessToken); err == nil && sameSignIn(unverifiedClaims(stored, p.config.JSON), claims) {
			return name
		}
	}
	return username
}
