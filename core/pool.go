package core

import (
	"context"
	"io"
	"strings"
	"sync/atomic"
	"time"
)

// PoolConfig describes one app client of one user pool, and what the session
// logic works with.
type PoolConfig struct {
	// UserPoolID is the user pool's id, for instance "eu-west-1_AbCdEf123".
	UserPoolID string
	// ClientID is the app client's id.
	ClientID string
	// IdentityProvider reaches Cognito. Required by what needs the network.
	IdentityProvider IdentityProvider
	// Storage keeps the session; left out, the memory of this Pool does.
	Storage Storage
	// Locker keeps holders of one Storage apart; left out, one within this Pool.
	Locker Locker
	// Clock tells the time; left out, the machine's.
	Clock Clock
	// Rand gives secure random bytes; left out, crypto/rand (not in a browser,
	// where it is required).
	Rand io.Reader
	// JSON decodes the tokens' claims; left out, encoding/json (not in a
	// browser, where it is required).
	JSON JSONDecoder
	// TokenVerifier, when there is one, checks tokens once as they enter: those
	// of a sign-in and a refresh, and those that are read from storage. What it
	// refuses makes no session, and leaves storage as it is: see [Pool.VerifyTokens].
	TokenVerifier TokenVerifier
	// Verified remembers what has been checked; left out, one of this Pool.
	Verified *VerifiedTokens
	// UserContextData is what the advanced security features collect, sent
	// along with the operations that take it.
	UserContextData Value
	// Yield, when it is set, lets others who share the thread have a turn in the middle
	// of a long computation: the page, where GOOS is js. Natively it is not called.
	Yield func(ctx context.Context)
	// DeviceName is how the user's list of devices shall call this one.
	DeviceName string
	// Refresh says by which operation refresh tokens are spent.
	Refresh RefreshBy
	// Timeout is how long an answer of the service is waited for: 30 seconds when
	// omitted, since Lambda triggers may take that long, without end when negative.
	Timeout time.Duration
	// ClientSecret is the app client's secret, if it has one: every operation
	// that needs it then carries SECRET_HASH or the secret. It is for programs on
	// machines that are yours. Whoever loads a page can read what is in it, so
	// where GOOS is js the field does nothing; make an app client without a
	// secret for pages.
	ClientSecret string
}

// Pool is one app client of one user pool.
type Pool struct {
	config    PoolConfig
	refreshes flights[refreshKey, *refreshed]
	signOuts  signOuts
	unsaved   unsavedSessions
	ahead     atomic.Int64 // by how much the service's clock is, a time.Duration
}

// NewPool checks the configuration. Its errors have code InvalidParameter.
func NewPool(config PoolConfig) (*Pool, error) {
	if err := checkPool(config.UserPoolID, config.ClientID); err != nil {
		return nil, err
	}
	if config.Storage == nil {
		config.Storage = new(MemoryStorage)
	}
	if config.Locker == nil {
		config.Locker = new(MemoryLocker)
	}
	if config.Clock == nil {
		config.Clock = SystemClock{}
	}
	if config.Rand == nil {
		config.Rand = systemRand
	}
	if config.JSON == nil {
		config.JSON = systemJSON
	}
	if config.Verified == nil {
		config.Verified = new(VerifiedTokens)
	}
	if config.Timeout == 0 {
		config.Timeout = 30 * time.Second
	}
	switch config.Refresh {
	case "", RefreshAuto, RefreshClassic, RefreshRotating:
	default:
		return nil, &Error{Code: InvalidParameter, Message: "The option refresh is " + refreshValues + "."}
	}
	return &Pool{config: config}, nil
}

// checkPool applies upstream's rules.
func checkPool(userPoolID, clientID string) error {
	if userPoolID == "" || clientID == "" {
		return &Error{Code: InvalidParameter, Message: missingPoolIds}
	}
	i := strings.LastIndexByte(userPoolID, '_')
	if len(userPoolID) > longestPoolID || i < 1 || i == len(userPoolID)-1 ||
		strings.ContainsFunc(userPoolID[:i], notBeforeUnderscore) ||
		strings.ContainsFunc(userPoolID[i+1:], notAfterUnderscore) {
		return &Error{Code: InvalidParameter, Message: invalidPoolId}
	}
	return nil
}

// Region gives the AWS region of a user pool: the part of its id before the
// first underscore.
func Region(userPoolID string) string {
	region, _, _ := strings.Cut(userPoolID, "_")
	return region
}

// name is the pool's own name, which takes part in SRP: the part of its id
// between the first underscore and a second one.
func (p *Pool) name() string {
	_, rest, _ := strings.Cut(p.config.UserPoolID, "_")
	name, _, _ := strings.Cut(rest, "_")
	return name
}

// User names a user of the pool, signed in or not: by user name, or by an alias
// such as an e-mail address where the pool allows that.
func (p *Pool) User(username string) *User {
	return &User{pool: p, username: username}
}

// CurrentUser gives the user who signed in last, or nil when there is none. It
// does not tell whether the session is still valid: [User.Session] does.
func (p *Pool) CurrentUser(ctx context.Context) (*User, error) {
	username, err := p.get(ctx, lastUserKey(p.config.ClientID))
	if err != nil || username == "" {
		return nil, err
	}
	return p.User(username), nil
}

// Who gives the user of that name, or the current one when it is "". Its error
// has code NoSession when there is none.
func (p *Pool) Who(ctx context.Context, username string) (*User, error) {
	if username != "" {
		return p.User(username), nil
	}
	user, err := p.CurrentUser(ctx)
	if err == nil && user == nil {
		err = &Error{Code: NoSession, Message: "Nobody is signed in. Please authenticate."}
	}
	return user, err
}

// Call sends any operation of the API as it is, over the pool's
// IdentityProvider; only what proves PoolConfig.ClientSecret is added. With retry
// it is repeated after passing failures, as a refresh is: only for what may be
// done twice.
func (p *Pool) Call(ctx context.Context, operation string, input Object, retry bool) (Object, error) {
	if retry {
		return p.callPatiently(ctx, operation, input)
	}
	return p.call(ctx, operation, input)
}

// call sends an operation and waits for its answer, but not for ever.
func (p *Pool) call(ctx context.Context, operation string, input Object) (Object, error) {
	if p.config.IdentityProvider == nil {
		return nil, &Error{Code: InvalidParameter, Message: "PoolConfig.IdentityProvider is required to call " + operation + "."}
	}
	if ctx.Err() != nil {
		return nil, aborted(ctx) // a provider may notice only once it has sent something
	}
	if sealed(input) {
		return nil, &Error{Code: TokenSealed, Message: "The refresh token is sealed, and the key is not here; nothing was changed. Configure tokenIsolation alike in all pages that share the storage, or sign in again."}
	}
	ctx, cancel := p.limited(ctx, 1, 0)
	defer cancel()
	if native {
		input = p.withSecret(operation, input)
	}
	reply, err := p.config.IdentityProvider.Call(ctx, operation, input)
	p.noteTime(reply.Date)
	return reply.Members, whyEnded(ctx, err)
}

// noteTime learns from a reply by how much the local clock is wrong. Dates are
// whole seconds and take a while to arrive, so that less than a minute is nothing.
func (p *Pool) noteTime(service time.Time) {
	if service.IsZero() {
		return
	}
	ahead := service.Sub(p.config.Clock.Now())
	if ahead.Abs() < time.Minute {
		ahead = 0
	}
	p.ahead.Store(int64(ahead))
}

// serviceTime is the time by the service's clock, as far as it is known. What a
// proof is dated with, and what tokens are held against, must be near it however
// wrong the local clock is.
func (p *Pool) serviceTime() time.Time {
	return p.config.Clock.Now().Add(time.Duration(p.ahead.Load()))
}

// limited makes a context that ends with the cause Timeout after so many times
// the pool's time and a rest. Package context's own would bring 2 kB.
func (p *Pool) limited(ctx context.Context, times int, rest time.Duration) (context.Context, func()) {
	if p.config.Timeout < 0 {
		return ctx, func() {}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	stop := p.config.Clock.AfterFunc(time.Duration(times)*p.config.Timeout+rest, func() { cancel(Timeout) })
	return ctx, func() {
		stop()
		cancel(nil)
	}
}
