package core

import (
	"context"
	"encoding/base64"
	"errors"
	"time"

	"github.com/cognitowasm/cognitowasm/core/internal/sha256"
)

// RefreshOptions are for Refresh.
type RefreshOptions struct {
	// RefreshToken is the token to exchange.
	RefreshToken string
	// Replaces is the access token that the caller wants to replace, if it has
	// one. Where storage by now holds a valid session with another one,
	// somebody else has refreshed, and that session is the answer.
	Replaces string
	// ClientMetadata is handed to the pool's Lambda triggers.
	ClientMetadata Value

	stored bool // the token was in storage when the caller asked
}

// refreshKey names a refresh that callers may share.
type refreshKey struct{ username, refreshToken string }

type refreshed struct {
	username string
	session  *Session
}

// Refresh exchanges the refresh token for new tokens and stores them before it
// returns. Callers of one Pool share one request; other holders of the storage
// are kept out by the Locker, and what they stored meanwhile is used.
//
// A refusal of the token (NotAuthorizedException) is final: it costs one
// request, and the session is removed from storage; who was waiting to spend the
// same token gets NoSession. What may pass is tried again a few times and leaves
// storage as it was.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html
func (u *User) Refresh(ctx context.Context, options RefreshOptions) (*Session, error) {
	p := u.pool
	username, err := p.ownerOf(ctx, options.RefreshToken, u.Username())
	if err != nil {
		return nil, err
	}
	if !options.stored {
		token, err := p.get(ctx, keysOf(p.config.ClientID, username).refreshToken)
		if err != nil {
			return nil, err
		}
		options.stored = token == options.RefreshToken
	}
	result, err := p.refreshes.do(ctx, refreshKey{username, options.RefreshToken}, func(ctx context.Context) (*refreshed, error) {
		session, err := p.refreshLocked(ctx, username, options)
		return &refreshed{username, session}, err
	})
	if err != nil {
		return nil, err
	}
	u.rename(result.username)
	return result.session, nil
}

// ownerOf tells whose refresh token it is. A user known by an alias has the
// session stored under the user's own name, which is then the last user's; any
// other last user's name and device must not be mixed up with this token.
func (p *Pool) ownerOf(ctx context.Context, refreshToken, username string) (string, error) {
	last, err := p.get(ctx, lastUserKey(p.config.ClientID))
	if err != nil || last == "" || last == username {
		return username, err
	}
	stored, err := p.get(ctx, keysOf(p.config.ClientID, last).refreshToken)
	if err != nil || stored != refreshToken {
		return username, err
	}
	return last, nil
}

func (p *Pool) refreshLocked(ctx context.Context, username string, options RefreshOptions) (*Session, error) {
	release, err := p.config.Locker.Lock(ctx, "cognitowasm."+p.config.ClientID+"."+username)
	if err != nil {
		return nil, err
	}
	defer release()

	// Another tab may have refreshed while this one waited, or while its
	// program was still loading.
	if stored, err := p.replacement(ctx, username, options); stored != nil || err != nil {
		return stored, err
	}
	if err := p.notEnded(ctx, username, options); err != nil {
		return nil, err
	}
	reply, err := p.exchange(ctx, username, options)
	if errors.Is(err, NotAuthorizedException) {
		if stored, err := p.newerSession(ctx, username, options); stored != nil || err != nil {
			return stored, err
		}
		return nil, errors.Join(err, p.endSession(ctx, username, options.RefreshToken))
	}
	if err != nil {
		return nil, err
	}
	session, err := p.receiveSession("InitiateAuth", reply, options.RefreshToken)
	if err != nil {
		return nil, err
	}
	// A sign-out while the request was under way wins.
	if err := p.notEnded(ctx, username, options); err != nil {
		return nil, err
	}
	if err := p.saveSession(ctx, username, session, false); err != nil {
		return nil, err
	}
	if announcer, ok := p.config.Locker.(Announcer); ok && options.Replaces != "" {
		// Without it the others still have storage to look at.
		_ = announcer.Announce(ctx, replacedName(options.Replaces))
	}
	return session, nil
}

// notEnded gives an error where the session was in storage when the caller
// asked and is there no more, by a sign-out or by the service's refusal: it must
// not come back.
func (p *Pool) notEnded(ctx context.Context, username string, options RefreshOptions) error {
	if !options.stored {
		return nil
	}
	token, err := p.get(ctx, keysOf(p.config.ClientID, username).refreshToken)
	if err == nil && token == "" {
		return noRefresh()
	}
	return err
}

// endSession removes a session whose refresh token the service has refused. One
// that has another token was not refused, and stays.
func (p *Pool) endSession(ctx context.Context, username, refused string) error {
	token, err := p.get(ctx, keysOf(p.config.ClientID, username).refreshToken)
	if err != nil || token != "" && token != refused {
		return err
	}
	last, err := p.get(ctx, lastUserKey(p.config.ClientID))
	if err != nil {
		return err
	}
	return p.clearSession(ctx, username, last == username)
}

// replacement gives the session that has taken the place of the one to be
// replaced, or nil when none has. Where another tab has announced that it
// replaced it, storage will show that soon.
func (p *Pool) replacement(ctx context.Context, username string, options RefreshOptions) (*Session, error) {
	stored, err := p.newerSession(ctx, username, options)
	announcer, ok := p.config.Locker.(Announcer)
	if stored != nil || err != nil || !ok || options.Replaces == "" {
		return stored, err
	}
	if announced, err := announcer.Announced(ctx, replacedName(options.Replaces)); err != nil || !announced {
		return nil, nil
	}
	const pause, patience = 10 * time.Millisecond, 2 * time.Second
	for waited := time.Duration(0); waited < patience; waited += pause {
		if p.config.Clock.Sleep(ctx, pause) != nil {
			return nil, aborted(ctx)
		}
		if stored != nil || err != nil {
			break // one pause more, since keys arrive one by one
		}
		stored, err = p.newerSession(ctx, username, options)
	}
	return p.newerSession(ctx, username, options)
}

// replacedName names the replacement of an access token, without telling it.
func replacedName(accessToken string) string {
	digest := sha256.Sum([]byte(accessToken))
	return "cognitowasm.replaced." + base64.RawURLEncoding.EncodeToString(digest[:12])
}

// newerSession gives the stored session when it is valid and not the one that
// is to be replaced, else nil.
func (p *Pool) newerSession(ctx context.Context, username string, options RefreshOptions) (*Session, error) {
	stored, err := p.loadSession(ctx, username)
	if err != nil || options.Replaces == "" || stored.AccessToken == options.Replaces || !stored.Valid(p.config.Clock.Now()) {
		return nil, err
	}
	return stored, nil
}

func (p *Pool) exchange(ctx context.Context, username string, options RefreshOptions) (Object, error) {
	device, err := p.loadDevice(ctx, username)
	if err != nil {
		return nil, err
	}
	return p.callPatiently(ctx, "InitiateAuth", Object{
		{"ClientId", p.config.ClientID},
		{"AuthFlow", "REFRESH_TOKEN_AUTH"},
		{"AuthParameters", Object{
			{"REFRESH_TOKEN", options.RefreshToken},
			{"DEVICE_KEY", textOrNothing(device.Key)},
		}},
		{"ClientMetadata", options.ClientMetadata},
		{"UserContextData", p.config.UserContextData},
	})
}

// callPatiently repeats a call that failed for a passing reason, at most
// patience times, waiting longer each time and a random part more, so that the
// clients of a service that comes back do not all come back at once.
func (p *Pool) callPatiently(ctx context.Context, operation string, input Object) (Object, error) {
	const patience = 3
	for attempt := 1; ; attempt++ {
		reply, err := p.call(ctx, operation, input)
		if err == nil || attempt == patience || !temporary(err) {
			return reply, err
		}
		wait := 200 * time.Millisecond << (attempt - 1)
		var jitter [1]byte
		if _, err := p.config.Rand.Read(jitter[:]); err == nil {
			wait += wait * time.Duration(jitter[0]) / 512
		}
		if service, ok := errors.AsType[*ServiceError](err); ok && service.After > wait {
			if service.After > 5*time.Second {
				return nil, err // longer than a person waits: let the caller decide
			}
			wait = service.After
		}
		if p.config.Clock.Sleep(ctx, wait) != nil {
			return nil, aborted(ctx)
		}
	}
}
