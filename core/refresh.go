package core

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"time"

	"github.com/cognitowasm/cognitowasm/core/internal/sha256"
)

// RefreshBy says by which operation a pool spends refresh tokens.
type RefreshBy string

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

type refreshed struct {
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
	result, err := p.refreshes.do(ctx, key, func(ctx context.Context) (*refreshed, error) {
		session, err := p.refreshLocked(ctx, username, options)
		return &refreshed{username, session}, err
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

// refreshLocked takes the user's lock, for which it does not wait for ever: a
// holder gives up long before.
func (p *Pool) refreshLocked(ctx context.Context, username string, options RefreshOptions) (*Session, error) {
	times := patience
	if p.config.TokenVerifier != nil {
		times += 2 // before, and after
	}
	limited, cancel := p.limited(ctx, times, 2*longestPause)
	release, err := p.config.Locker.Lock(limited, p.lockName(username))
	err = whyEnded(limited, err)
	cancel()
	if err != nil {
		return nil, err
	}
	defer release()
	return (&refresh{pool: p, username: username, options: options}).run(ctx)
}

// lockName names the lock that keeps holders of one user's session apart.
func (p *Pool) lockName(username string) string {
	return "cognitowasm." + p.config.ClientID + "." + username
}

// brief is how long a sign-in or sign-out waits for the user's lock. Whoever writes
// holds it for less; whoever holds it for longer waits for the service, and looks at
// storage before it writes.
const brief = 2 * time.Second

// lockBriefly takes the user's lock, if it can be had soon; the caller goes on without
// it too. It must not be held already.
func (p *Pool) lockBriefly(ctx context.Context, username string) (release func()) {
	limited, cancel := context.WithCancel(ctx)
	defer cancel()
	defer p.config.Clock.AfterFunc(brief, cancel)()
	release, err := p.config.Locker.Lock(limited, p.lockName(username))
	if err != nil {
		return func() {}
	}
	return release
}

// refresh carries out the moves of a spending, while the user's lock is held.
type refresh struct {
	pool     *Pool
	username string
	options  RefreshOptions
	spending spending

	stored  *Session // at the last look
	session *Session // of the service's reply
	failure error    // of the last answer
	refusal error    // of the operation that was tried first
	device  Device   // as storage has it
	sentKey string   // the device key that went along
}

func (r *refresh) run(ctx context.Context) (*Session, error) {
	p := r.pool
	locked := p.config.Clock.Now()
	if err := p.canVerify(ctx, r.options.AccessToken); err != nil {
		return nil, err
	}
	by := p.config.Refresh
	auto := by == "" || by == RefreshAuto
	r.spending = spending{
		token:    r.options.RefreshToken,
		replaces: r.options.Replaces,
		stored:   r.options.stored,
		auto:     auto,
		rotating: by == RefreshRotating || auto && p.rotates(ctx),
		shared:   !isLocal(p.config.Locker),
	}
	next := look
	for {
		switch next {
		case look:
			next = r.spending.looked(r.look(ctx))
		case wait:
			began := p.config.Clock.Now()
			if p.config.Clock.Sleep(ctx, glance) != nil {
				return nil, aborted(ctx)
			}
			// In a hidden tab it takes a second, or a minute: time counts, not looks.
			if glances := int(p.config.Clock.Now().Sub(began) / glance); glances > 1 {
				r.spending.waits += glances - 1
			}
			next = look
		case retry:
			// Others wait for the lock, and not for ever. After one request that timed out
			// there is still time for another.
			if p.config.Timeout > 0 && p.config.Clock.Now().Sub(locked) > p.config.Timeout*3/2 {
				return nil, r.explained()
			}
			if err := p.pause(ctx, r.spending.attempts, r.failure); err != nil {
				return nil, err
			}
			next = look
		case send:
			next = r.spending.answered(r.send(ctx))
		case keep:
			if r.isSignedOut(ctx) {
				return nil, signedOut()
			}
			r.keep(ctx)
			if r.isSignedOut(ctx) {
				return nil, p.takeBack(ctx, r.username, r.session)
			}
			return r.session, nil
		case use:
			if !r.stored.current(p.config.Clock.Now()) {
				return nil, noRefresh()
			}
			if err := p.verified(ctx, r.stored); err != nil {
				return nil, err
			}
			return r.stored, nil
		case ended:
			return nil, noRefresh()
		case clear:
			last, err := p.get(ctx, lastUserKey(p.config.ClientID))
			if err == nil {
				err = p.clearSession(ctx, r.username, last == r.username)
			}
			return nil, errors.Join(r.explained(), err)
		case fail:
			return nil, r.explained()
		}
	}
}

// glance is the pause between two looks at storage.
const glance = 10 * time.Millisecond

// look looks at storage.
func (r *refresh) look(ctx context.Context) sight {
	p, s := r.pool, &r.spending
	stored, err := p.loadSession(ctx, r.username)
	if err != nil {
		return sight{failed: true}
	}
	r.stored = stored
	at := sight{refreshToken: stored.RefreshToken, accessToken: stored.AccessToken, valid: stored.current(p.config.Clock.Now())}
	if at.refreshToken != s.token {
		at.sameSignIn = sameSignIn(stored.accessClaims, unverifiedClaims(r.options.AccessToken, p.config.JSON))
	}
	if announcer, ok := p.config.Locker.(Announcer); ok && s.phase == beforeSpending && s.replaces != "" {
		announced, err := announcer.Announced(ctx, replacedName(s.replaces))
		at.announced = err == nil && announced
	}
	return at
}

// sameSignIn tells whether two access tokens come of one sign-in.
func sameSignIn(a, b Object) bool {
	origin := a.Text("origin_jti")
	return origin != "" && origin == b.Text("origin_jti")
}

// send spends the token.
func (r *refresh) send(ctx context.Context) answer {
	p := r.pool
	reply, err := r.exchange(ctx)
	if r.failure = err; err == nil {
		// An answer without tokens is not Cognito's, and not worth another try:
		// the token may be spent.
		before := Session{RefreshToken: r.spending.token}
		if r.stored != nil && r.stored.RefreshToken == r.spending.token {
			before = *r.stored
		}
		if r.session, r.failure = p.receiveSession(ctx, r.operation(), reply, before); r.failure != nil {
			r.refusal = nil // this operation is the right one
			return failed
		}
		return granted
	}
	switch {
	case r.wrongWay():
		r.refusal = cmp.Or(r.refusal, err)
		return wrongWay
	case refused(err):
		return denied
	case worthRetrying(err), r.spending.rotating && r.spending.attempts == 0 && ReasonOf(err) == TimedOut:
		// The service may have replaced the token, and accepts it for a little while yet:
		// then even a person who has waited for long is better off with one more try.
		return passing
	}
	return failed
}

// wrongWay tells whether the service wants the token to be spent by the other
// operation: app clients that rotate refuse InitiateAuth, in words that are not
// documented, and emulators may know nothing else.
func (r *refresh) wrongWay() bool {
	if errors.Is(r.failure, UnsupportedOperationException) {
		return true
	}
	if r.spending.rotating {
		own, isOwn := errors.AsType[*Error](r.failure)
		return errors.Is(r.failure, UnknownOperationException) || isOwn && own.Code == InvalidResponse && own.Status >= 400 && own.Status < 500
	}
	return errors.Is(r.failure, InvalidParameterException) || ReasonOf(r.failure) == RotationRequired
}

func (r *refresh) operation() string {
	if r.spending.rotating {
		return "GetTokensFromRefreshToken"
	}
	return "InitiateAuth"
}

func (r *refresh) exchange(ctx context.Context) (Object, error) {
	p := r.pool
	if err := r.findDevice(ctx); err != nil {
		return nil, err
	}
	if r.spending.rotating {
		return p.call(ctx, r.operation(), Object{
			{"RefreshToken", r.spending.token},
			{"ClientId", p.config.ClientID},
			{"DeviceKey", textOrNothing(r.sentKey)},
			{"ClientMetadata", r.options.ClientMetadata},
		})
	}
	parameters := Object{
		{"REFRESH_TOKEN", r.spending.token},
		{"DEVICE_KEY", textOrNothing(r.sentKey)},
	}
	if native {
		parameters = append(parameters, Member{"SECRET_HASH", r.secretHash()})
	}
	return p.call(ctx, r.operation(), Object{
		{"ClientId", p.config.ClientID},
		{"AuthFlow", "REFRESH_TOKEN_AUTH"},
		{"AuthParameters", parameters},
		{"ClientMetadata", r.options.ClientMetadata},
		{"UserContextData", p.config.UserContextData},
	})
}

// findDevice finds the device that the refresh token was issued to: the access
// token that came with it names it, whatever has become of storage since.
func (r *refresh) findDevice(ctx context.Context) error {
	p := r.pool
	claims := unverifiedClaims(r.options.AccessToken, p.config.JSON)
	if claims == nil && r.stored != nil && r.stored.RefreshToken == r.spending.token {
		claims = r.stored.accessClaims
	}
	device, err := p.loadDevice(ctx, r.username)
	r.device, r.sentKey = device, cmp.Or(claims.Text("device_key"), device.Key)
	if r.sentKey == "" {
		return err // without its device a good token may be refused for good
	}
	return nil
}

// explained gives the failure, and says more where the service says too little:
// it calls a refresh token invalid that comes without its device, or whose device
// nobody has confirmed, as with tokens that a server got by AdminInitiateAuth.
func (r *refresh) explained() error {
	err := r.failure
	if r.refusal != nil && r.wrongWay() {
		err = r.refusal // neither operation is allowed: the first was the one to try
	}
	service, ok := errors.AsType[*ServiceError](err)
	if !ok {
		return err
	}
	more := *service
	switch reason := ReasonOf(err); {
	case r.pool.config.Refresh == RefreshClassic && (reason == FlowNotEnabled || service.Code == UnsupportedOperationException):
		more.Reason = RotationRequired
	case reason != RefreshInvalid:
		return err
	case r.device.Key == "":
		more.Reason = DeviceKeyMissing
		more.Message += ". No device is stored for this user: a pool that tracks devices says so of a good token too whose device key is missing or was never confirmed. Sign in here, or turn device tracking off."
	case r.device.Key != r.sentKey:
		more.Reason = DeviceKeyMismatch
	}
	return &more
}

func (r *refresh) isSignedOut(ctx context.Context) bool {
	return errors.Is(context.Cause(ctx), SignedOut) || r.pool.signOuts.since(r.options.signOuts, r.username)
}

// keep stores the reply's session and tells the other tabs.
func (r *refresh) keep(ctx context.Context) {
	p, s := r.pool, &r.spending
	spent := s.seen
	if s.blind {
		spent = s.token
	}
	p.saveSession(ctx, r.username, r.session, spent, false)
	if s.switched {
		p.rememberRotation(ctx, s.rotating)
	}
	if announcer, ok := p.config.Locker.(Announcer); ok && s.replaces != "" && r.session.Unsaved == nil {
		// Without it the others still have storage to look at.
		_ = announcer.Announce(ctx, replacedName(s.replaces))
	}
}

// replacedName names the replacement of an access token, without telling it.
func replacedName(accessToken string) string {
	digest := sha256.Sum([]byte(accessToken))
	return "cognitowasm.replaced." + base64.RawURLEncoding.EncodeToString(digest[:12])
}

// rotates tells what an earlier refusal has taught about the app client.
func (p *Pool) rotates(ctx context.Context) bool {
	by, err := p.get(ctx, rotationKey(p.config.ClientID))
	return err == nil && by == string(RefreshRotating)
}

// rememberRotation does what it can: without it, the next refresh learns again.
func (p *Pool) rememberRotation(ctx context.Context, rotating bool) {
	if key := rotationKey(p.config.ClientID); rotating {
		_ = p.config.Storage.Set(ctx, key, string(RefreshRotating))
	} else {
		_ = p.config.Storage.Remove(ctx, key)
	}
}

// callPatiently repeats a call that failed for a passing reason.
func (p *Pool) callPatiently(ctx context.Context, operation string, input Object) (Object, error) {
	for attempt := 1; ; attempt++ {
		reply, err := p.call(ctx, operation, input)
		if err == nil || attempt == patience || !worthRetrying(err) {
			return reply, err
		}
		if err := p.pause(ctx, attempt, err); err != nil {
			return nil, err
		}
	}
}

// longestPause is how long a person may be made to wait because the service asks
// for it (Retry-After).
const longestPause = 5 * time.Second

// worthRetrying tells whether the library itself should try again: not where the
// person has waited long enough, or where the browser knows that it is offline.
func worthRetrying(err error) bool {
	switch ReasonOf(err) {
	case NetworkFailure, Throttled, ServiceFailure, NotCognito:
		service, ok := errors.AsType[*ServiceError](err)
		return !ok || service.After <= longestPause
	}
	return false
}

// pause waits longer after each attempt and a random part more, so that the
// clients of a service that comes back do not all come back at once.
func (p *Pool) pause(ctx context.Context, attempt int, failure error) error {
	wait := 200 * time.Millisecond << (attempt - 1)
	var jitter [1]byte
	if _, err := p.config.Rand.Read(jitter[:]); err == nil {
		wait += wait * time.Duration(jitter[0]) / 512
	}
	if service, ok := errors.AsType[*ServiceError](failure); ok {
		wait = max(wait, service.After)
	}
	if p.config.Clock.Sleep(ctx, wait) != nil {
		return aborted(ctx)
	}
	return nil
}
