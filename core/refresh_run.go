package core

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"time"

	"github.com/cognitowasm/cognitowasm/core/internal/sha256"
)

// refreshRun carries out the moves of a refreshMachine. It holds the user's lock.
type refreshRun struct {
	pool     *Pool
	username string
	options  refreshOptions
	machine  refreshMachine

	stored  *Session // what the last look found
	session *Session // from the service's reply
	failure error    // of the last request
	refusal error    // of the operation that was tried first, if it was the wrong one
	device  Device   // as stored
	sentKey string   // the device key that was sent
}

func (r *refreshRun) run(ctx context.Context) (*Session, error) {
	p := r.pool
	locked := p.config.Clock.Now()
	if err := p.canVerify(ctx, r.options.AccessToken); err != nil {
		return nil, err
	}
	by := p.config.Refresh
	auto := by == "" || by == RefreshAuto
	r.machine = refreshMachine{
		token:    r.options.RefreshToken,
		replaces: r.options.Replaces,
		stored:   r.options.stored,
		auto:     auto,
		rotating: by == RefreshRotating || auto && p.rotates(ctx),
		shared:   !isLocal(p.config.Locker),
	}
	next := moveLook
	for {
		switch next {
		case moveLook:
			next = r.machine.looked(r.lookAtStorage(ctx))
		case moveWait:
			began := p.config.Clock.Now()
			if p.config.Clock.Sleep(ctx, waitPause) != nil {
				return nil, aborted(ctx)
			}
			// In a hidden tab the pause lasts a second, or a minute: limit the time, not the looks.
			if pauses := int(p.config.Clock.Now().Sub(began) / waitPause); pauses > 1 {
				r.machine.waits += pauses - 1
			}
			next = moveLook
		case moveRetry:
			// Others wait for the lock, but not forever. After one request that timed out
			// there is still time for another.
			if p.config.Timeout > 0 && p.config.Clock.Now().Sub(locked) > p.config.Timeout*3/2 {
				return nil, r.explainedFailure()
			}
			if err := p.pause(ctx, r.machine.attempts, r.failure); err != nil {
				return nil, err
			}
			next = moveLook
		case moveSend:
			next = r.machine.answered(r.spendToken(ctx))
		case moveStore:
			if r.isSignedOut(ctx) {
				return nil, signedOut()
			}
			r.storeReply(ctx)
			if r.isSignedOut(ctx) {
				return nil, p.takeBack(ctx, r.username, r.session)
			}
			return r.session, nil
		case moveUseStored:
			if !r.stored.current(p.config.Clock.Now()) {
				return nil, noSession()
			}
			if err := p.verified(ctx, r.stored); err != nil {
				return nil, err
			}
			return r.stored, nil
		case moveNoSession:
			return nil, noSession()
		case moveClear:
			last, err := p.get(ctx, lastUserKey(p.config.ClientID))
			if err == nil {
				err = p.clearSession(ctx, r.username, last == r.username)
			}
			return nil, errors.Join(r.explainedFailure(), err)
		case moveFail:
			return nil, r.explainedFailure()
		}
	}
}

// waitPause is the pause between two looks at storage.
const waitPause = 10 * time.Millisecond

// lookAtStorage returns what storage shows now.
func (r *refreshRun) lookAtStorage(ctx context.Context) storageView {
	p, m := r.pool, &r.machine
	stored, err := p.loadSession(ctx, r.username)
	if err != nil {
		return storageView{failed: true}
	}
	r.stored = stored
	at := storageView{refreshToken: stored.RefreshToken, accessToken: stored.AccessToken, valid: stored.current(p.config.Clock.Now())}
	if at.refreshToken != m.token {
		at.sameSignIn = sameSignIn(stored.accessClaims, unverifiedClaims(r.options.AccessToken, p.config.JSON))
	}
	if announcer, ok := p.config.Locker.(Announcer); ok && m.state == stateBeforeRequest && m.replaces != "" {
		announced, err := announcer.Announced(ctx, replacedName(m.replaces))
		at.announced = err == nil && announced
	}
	return at
}

// sameSignIn reports whether two access tokens come from the same sign-in.
func sameSignIn(a, b Object) bool {
	origin := a.Text("origin_jti")
	return origin != "" && origin == b.Text("origin_jti")
}

// spendToken sends the refresh token, and decodes the tokens of the reply.
func (r *refreshRun) spendToken(ctx context.Context) machineAnswer {
	p := r.pool
	reply, err := r.exchange(ctx)
	if r.failure = err; err == nil {
		// A reply without tokens does not come from Cognito. There is no retry, since
		// the token may have been spent.
		before := Session{RefreshToken: r.machine.token}
		if r.stored != nil && r.stored.RefreshToken == r.machine.token {
			before = *r.stored
		}
		if r.session, r.failure = p.receiveSession(ctx, r.operationName(), reply, before); r.failure != nil {
			r.refusal = nil // this operation was the right one
			return answerFailed
		}
		return answerGranted
	}
	switch {
	case r.isWrongOperation():
		r.refusal = cmp.Or(r.refusal, err)
		return answerWrongOperation
	case refused(err):
		return answerRefused
	case worthRetrying(err), r.machine.rotating && r.machine.attempts == 0 && ReasonOf(err) == Timeout:
		// After a timeout there is one more attempt where tokens rotate: the service may
		// have replaced the token, and still accepts the old one for a little while.
		return answerTransient
	}
	return answerFailed
}

// isWrongOperation reports whether the service requires the other operation: app clients
// that rotate tokens refuse InitiateAuth, in undocumented words, and emulators may know
// nothing else.
func (r *refreshRun) isWrongOperation() bool {
	if errors.Is(r.failure, UnsupportedOperationException) {
		return true
	}
	if r.machine.rotating {
		own, isOwn := errors.AsType[*Error](r.failure)
		return errors.Is(r.failure, UnknownOperationException) || isOwn && own.Reason == InvalidResponse && own.Status >= 400 && own.Status < 500
	}
	return errors.Is(r.failure, InvalidParameterException) || ReasonOf(r.failure) == RotationRequired
}

func (r *refreshRun) operationName() string {
	if r.machine.rotating {
		return "GetTokensFromRefreshToken"
	}
	return "InitiateAuth"
}

func (r *refreshRun) exchange(ctx context.Context) (Object, error) {
	p := r.pool
	if err := r.findDevice(ctx); err != nil {
		return nil, err
	}
	if r.machine.rotating {
		return p.call(ctx, r.operationName(), Object{
			{"RefreshToken", r.machine.token},
			{"ClientId", p.config.ClientID},
			{"DeviceKey", textOrNothing(r.sentKey)},
			{"ClientMetadata", r.options.clientMetadata},
		})
	}
	parameters := Object{
		{"REFRESH_TOKEN", r.machine.token},
		{"DEVICE_KEY", textOrNothing(r.sentKey)},
	}
	if native {
		parameters = append(parameters, Member{"SECRET_HASH", r.secretHash()})
	}
	return p.call(ctx, r.operationName(), Object{
		{"ClientId", p.config.ClientID},
		{"AuthFlow", "REFRESH_TOKEN_AUTH"},
		{"AuthParameters", parameters},
		{"ClientMetadata", r.options.clientMetadata},
		{"UserContextData", p.config.UserContextData},
	})
}

// findDevice finds the device that the refresh token was issued to. It is named by the
// access token that came with the refresh token, whatever has happened to storage since.
func (r *refreshRun) findDevice(ctx context.Context) error {
	p := r.pool
	claims := unverifiedClaims(r.options.AccessToken, p.config.JSON)
	if claims == nil && r.stored != nil && r.stored.RefreshToken == r.machine.token {
		claims = r.stored.accessClaims
	}
	device, err := p.loadDevice(ctx, r.username)
	r.device, r.sentKey = device, cmp.Or(claims.Text("device_key"), device.Key)
	if r.sentKey == "" {
		return err // without its device a valid token may be refused, and the session removed
	}
	return nil
}

// explainedFailure returns the failure, with an explanation where the service's own is too
// short: it also calls a refresh token invalid if its device key is missing, or if its
// device was never confirmed, as with tokens that a server obtained by AdminInitiateAuth.
func (r *refreshRun) explainedFailure() error {
	err := r.failure
	if r.refusal != nil && r.isWrongOperation() {
		err = r.refusal // neither operation is allowed: report the refusal of the first
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
		more.Message += ". No device is stored for this user: a pool that tracks devices says the same of a valid token whose device key is missing or was never confirmed. Sign in here, or turn device tracking off."
	case r.device.Key != r.sentKey:
		more.Reason = DeviceKeyMismatch
	}
	return &more
}

func (r *refreshRun) isSignedOut(ctx context.Context) bool {
	return errors.Is(context.Cause(ctx), SignedOut) || r.pool.signOuts.since(r.options.signOuts, r.username)
}

// storeReply stores the reply's session and announces it to the other tabs.
func (r *refreshRun) storeReply(ctx context.Context) {
	p, m := r.pool, &r.machine
	spent := m.seen
	if m.blind {
		spent = m.token
	}
	p.saveSession(ctx, r.username, r.session, spent, false)
	if m.switched {
		p.rememberRotation(ctx, m.rotating)
	}
	if announcer, ok := p.config.Locker.(Announcer); ok && m.replaces != "" && r.session.Unsaved == nil {
		// If this fails, the other tabs can still look at storage.
		_ = announcer.Announce(ctx, replacedName(m.replaces))
		if r.stored != nil && r.stored.AccessToken != m.replaces {
			// Others ask for what storage had meanwhile.
			_ = announcer.Announce(ctx, replacedName(r.stored.AccessToken))
		}
	}
}

// replacedName returns the name under which the replacement of an access token is
// announced. The token cannot be derived from it.
func replacedName(accessToken string) string {
	digest := sha256.Sum([]byte(accessToken))
	return "cognitowasm.replaced." + base64.RawURLEncoding.EncodeToString(digest[:12])
}
