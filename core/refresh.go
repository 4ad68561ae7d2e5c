package core

import "context"

// RefreshBy is the operation with which a pool exchanges refresh tokens.
type RefreshBy string

// RefreshInput are the tokens for Refresh.
type RefreshInput struct {
	// RefreshToken is the token to exchange.
	RefreshToken string
	// AccessToken is the one that came with RefreshToken, if the caller has it. If
	// storage has another refresh token of the same sign-in, that one is exchanged,
	// since RefreshToken may have been replaced.
	AccessToken string
	// Replaces is the access token that the caller wants to replace, if it has one. If
	// storage by now has a valid session with another access token, somebody else has
	// refreshed, and that session is the result.
	Replaces string
}

type refreshOptions struct {
	RefreshInput
	clientMetadata Value
	stored         bool  // RefreshToken was in storage when the call began
	signOuts       int64 // the number of the pool's last sign-out when the call began
}

// refreshKey identifies a refresh that callers may share.
type refreshKey struct{ username, refreshToken, metadata string }

// metadataKey identifies the ClientMetadata of a refresh. Callers share a refresh only if
// theirs is the same, since triggers may put it into the tokens.
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

// Refresh exchanges the refresh token for new tokens, and stores them before it returns. A
// user name and a refresh token from elsewhere are enough. Callers of one Pool with the same
// ClientMetadata share one request. The Locker excludes others that share the storage, and a
// session that they have stored in the meantime is used.
//
// A refusal of the token (NotAuthorizedException and the like) is final: it costs one
// request, and the session is removed from storage; callers that were waiting to exchange the
// same token fail with NoSession. After a transient error (see [Retryable]) the request is
// repeated a few times, and storage is not changed; nor is it if the pool's TokenVerifier
// refuses the new tokens. If the storage refuses the new session, Refresh returns it with
// Session.Unsaved set, and this Pool keeps using it.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html
func (u *User) Refresh(ctx context.Context, input RefreshInput, options ...Option) (*Session, error) {
	return u.refresh(ctx, refreshOptions{RefreshInput: input, clientMetadata: metadataOf(options)})
}

func (u *User) refresh(ctx context.Context, options refreshOptions) (*Session, error) {
	p := u.pool
	options.signOuts = p.signOuts.now()
	// Many may ask at once: the first look is enough for most of them.
	username := u.Username()
	if p.stores(ctx, username, options.RefreshToken) {
		options.stored = true
	} else {
		username = p.ownerOf(ctx, options.RefreshToken, options.AccessToken, username)
		options.stored = options.stored || p.stores(ctx, username, options.RefreshToken)
	}
	key := refreshKey{username, options.RefreshToken, metadataKey(options.clientMetadata)}
	if key.metadata != "" || p.refreshes.any(func(other refreshKey) bool {
		return other.refreshToken == key.refreshToken && other.metadata != key.metadata
	}) {
		// Somebody else's tokens would be made with other metadata.
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

// stores reports whether a refresh token is stored under a name. If storage cannot be read, no
// session there can be lost.
func (p *Pool) stores(ctx context.Context, username, refreshToken string) bool {
	stored, err := p.get(ctx, keysOf(p.config.ClientID, username).refreshToken)
	return err == nil && stored == refreshToken
}

// ownerOf returns the name under which the session of a refresh token is stored: username,
// or the user's own name if username is an alias. That name may be the last user's, or the
// one in the access token. It must not be another user's, whose device would then be sent
// with this token.
func (p *Pool) ownerOf(ctx context.Context, refreshToken, accessToken, username string) string {
	last, _ := p.get(ctx, lastUserKey(p.config.ClientID))
	claims := unverifiedClaims(accessToken, p.config.JSON)
	for _, name := range [...]string{username, last, claims.Text("username")} {
		if name == "" {
			continue
		}
		if p.stores(ctx, name, refreshToken) {
			return name
		}
		// Another tab may have replaced the token.
		token, err := p.get(ctx, keysOf(p.config.ClientID, name).accessToken)
		if err == nil && sameSignIn(unverifiedClaims(token, p.config.JSON), claims) {
			return name
		}
	}
	return username
}
