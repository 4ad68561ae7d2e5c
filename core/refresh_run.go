package core

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"time"

	"github.com/cognitowasm/cognitowasm/core/internal/sha256"
)

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
