package core

import (
	"context"
	"io"
	"strings"
	"sync/atomic"
	"time"
)

// PoolConfig describes one app client of one user pool, and the ports that the session
// logic uses.
type PoolConfig struct {
	// UserPoolID is the user pool's id, for instance "eu-west-1_AbCdEf123".
	UserPoolID string
	// ClientID is the app client's id.
	ClientID string
	// IdentityProvider sends operations to Cognito. Calls that need the network require
	// it.
	IdentityProvider IdentityProvider
	// Storage keeps the session. It defaults to the memory of this Pool.
	Storage Storage
	// Locker locks sessions among all that share the Storage. It defaults to one within
	// this Pool.
	Locker Locker
	// Clock tells the time. It defaults to the machine's clock.
	Clock Clock
	// Rand returns secure random bytes. It defaults to crypto/rand (except in a browser,
	// where it is required).
	Rand io.Reader
	// JSON decodes the tokens' claims. It defaults to encoding/json (except in a
	// browser, where it is required).
	JSON JSONDecoder
	// TokenVerifier, if it is set, verifies tokens once: those of a sign-in or refresh,
	// and those that are read from storage. Tokens that it refuses are not used, and
	// storage is not changed: see [Pool.VerifyTokens].
	TokenVerifier TokenVerifier
	// Verified remembers which tokens have been verified. It defaults to one for this
	// Pool.
	Verified *VerifiedTokens
	// UserContextData is the data for Cognito's advanced security features, sent with
	// the operations that accept it: an [Object] with the members of the API's type of that
	// name (EncodedData, IpAddress), or with [awsidp.Admin] of ContextData. It is sent as it
	// is, since only Amazon's script can make EncodedData, and the two types differ.
	//
	// [awsidp.Admin]: https://pkg.go.dev/github.com/cognitowasm/cognitowasm/core/awsidp#Admin
	UserContextData Value
	// Yield, if it is set, is called during a long computation, so that the page can use
	// the thread. It is called only where GOOS is js.
	Yield func(ctx context.Context)
	// DeviceName is the name of this device in the user's list of devices.
	DeviceName string
	// Refresh is the operation that exchanges refresh tokens. It defaults to RefreshAuto.
	Refresh RefreshBy
	// Timeout is how long to wait for an answer of the service. It defaults to 30 seconds,
	// since Lambda triggers may take that long; a negative value disables it.
	Timeout time.Duration
	// ClientSecret is the app client's secret, if it has one: every operation that needs
	// it then carries SECRET_HASH or the secret. It is for programs on machines that you
	// control. Whoever loads a page can read everything in it, so the field is ignored
	// where GOOS is js; create an app client without a secret for pages.
	ClientSecret string
}

// Pool is one app client of one user pool.
type Pool struct {
	config    PoolConfig
	refreshes sharedCalls[refreshKey, *refreshResult]
	signOuts  recentSignOuts
	unsaved   unsavedSessions
	ahead     atomic.Int64 // how far the service's clock is ahead, a time.Duration
}

// NewPool checks the configuration. Its errors have reason InvalidParameter.
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
		return nil, &Error{Reason: InvalidParameter, Message: "The option refresh is " + refreshValues + "."}
	}
	return &Pool{config: config}, nil
}

// checkPool applies upstream's rules.
func checkPool(userPoolID, clientID string) error {
	if userPoolID == "" || clientID == "" {
		return &Error{Reason: InvalidParameter, Message: missingPoolIds}
	}
	i := strings.LastIndexByte(userPoolID, '_')
	if len(userPoolID) > longestPoolID || i < 1 || i == len(userPoolID)-1 ||
		strings.ContainsFunc(userPoolID[:i], notBeforeUnderscore) ||
		strings.ContainsFunc(userPoolID[i+1:], notAfterUnderscore) {
		return &Error{Reason: InvalidParameter, Message: invalidPoolId}
	}
	return nil
}

// Region returns the AWS region of a user pool: the part of its id before the
// first underscore.
func Region(userPoolID string) string {
	region, _, _ := strings.Cut(userPoolID, "_")
	return region
}

// name returns the pool's name for SRP: the part of its id between the first underscore
// and the second, if there is one.
func (p *Pool) name() string {
	_, rest, _ := strings.Cut(p.config.UserPoolID, "_")
	name, _, _ := strings.Cut(rest, "_")
	return name
}

// User returns the user of that name, signed in or not. The name may be an alias, such as
// an e-mail address, if the pool allows that.
func (p *Pool) User(username string) *User {
	return &User{pool: p, username: username}
}

// CurrentUser returns the user who signed in last. Its error has reason [NoSession] if there
// is none. It does not check whether the session is still valid, as [User.Session] does.
func (p *Pool) CurrentUser(ctx context.Context) (*User, error) {
	username, err := p.get(ctx, lastUserKey(p.config.ClientID))
	if err != nil {
		return nil, err
	}
	if username == "" {
		return nil, &Error{Reason: NoSession, Message: "Nobody is signed in. Please authenticate."}
	}
	return p.User(username), nil
}

// Call sends any operation of the API unchanged with the pool's IdentityProvider; only the
// proof of PoolConfig.ClientSecret is added.
func (p *Pool) Call(ctx context.Context, operation string, input Object) (Object, error) {
	return p.call(ctx, operation, input)
}

// CallWithRetry is Call, repeated after transient errors as a refresh is. Use it only for
// operations that may be carried out twice.
func (p *Pool) CallWithRetry(ctx context.Context, operation string, input Object) (Object, error) {
	return p.callWithRetry(ctx, operation, input)
}

// call sends an operation and waits for its answer, but not forever.
func (p *Pool) call(ctx context.Context, operation string, input Object) (Object, error) {
	if p.config.IdentityProvider == nil {
		return nil, &Error{Reason: InvalidParameter, Message: "PoolConfig.IdentityProvider is required to call " + operation + "."}
	}
	if ctx.Err() != nil {
		return nil, aborted(ctx) // a provider may notice only once it has sent something
	}
	if hasSealedToken(input) {
		return nil, &Error{Reason: TokenSealed, Message: "The refresh token is sealed, and its key is unavailable here; nothing was changed. Configure tokenIsolation in the same way in all pages that share the storage, or sign in again."}
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

// noteTime notes from a reply how wrong the local clock is. Dates are whole seconds and take
// a while to arrive, so less than a minute is ignored.
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

// serviceTime returns the time by the service's clock, as far as it is known. Proofs are
// dated with it and tokens verified against it, so that a wrong local clock does no harm.
func (p *Pool) serviceTime() time.Time {
	return p.config.Clock.Now().Add(time.Duration(p.ahead.Load()))
}

// limited returns a context that ends with the cause Timeout, after times times the pool's
// timeout plus rest. Package context's own timeouts would add 2 kB.
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
