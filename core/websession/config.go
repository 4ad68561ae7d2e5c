//go:build !js

package websession

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// Config describes the sessions of one app client.
type Config struct {
	// Pool describes the app client. Its Storage, Locker and Verified must be nil: each
	// session has its own.
	Pool core.PoolConfig
	// OAuth, if its Domain is set, offers redirect login at the pool's domain. The
	// RedirectURI is the address of this Handler's callback, for instance
	// "https://example.com/auth/callback". Pool.TokenVerifier is then required.
	OAuth core.OAuthConfig
	// LogoutURI is where the pool's domain leads after a sign-out; it must be registered.
	// Without it a sign-out does not lead to the domain.
	LogoutURI string
	// Store keeps the sessions. Without one they are in cookies alone.
	Store Store
	// Keys encrypt the cookies, and what is in the Store. Each has 32 random bytes or more.
	// The first encrypts and all of them decrypt, so a new key is put first, and an old one
	// is removed after Lifetime.
	Keys [][]byte
	// Prefix is the path of the handlers. It defaults to "/auth/".
	Prefix string
	// Flow is how users sign in with a name and a password. It defaults to
	// core.UserSRPAuth. With core.UserAuth or core.CustomAuth the password may be missing.
	Flow core.Flow
	// Lifetime is how long after the sign-in a session ends in any case. It defaults to 30
	// days, as the service's refresh tokens.
	Lifetime time.Duration
	// AuthSessionValidity is the app client's setting of that name: how long a challenge may
	// wait for its answer. It defaults to 3 minutes.
	AuthSessionValidity time.Duration
	// CookieName is the name of the session's cookie. It defaults to
	// "__Host-cognito-session". Others are derived from it.
	CookieName string
	// UserCookieName is the name of the cookie that scripts can read, which has no secret:
	// the user's name, sub, and when the tokens expire. It defaults to "__Host-cognito-user".
	UserCookieName string
	// SameSite is http.SameSiteLaxMode by default, or http.SameSiteStrictMode.
	SameSite http.SameSite
	// InsecureCookiesForDevelopment omits the attribute Secure and the prefix "__Host-" of
	// the cookies, for browsers that refuse both on http://localhost. Never set it where
	// others can reach the server.
	InsecureCookiesForDevelopment bool
	// Logger gets what users are not told, such as a revocation that failed. It gets no
	// secrets. It defaults to slog.Default.
	Logger *slog.Logger
}

// String returns what is not secret.
func (c Config) String() string {
	return fmt.Sprintf("websession.Config{UserPoolID:%s ClientID:%s Keys:%d}", c.Pool.UserPoolID, c.Pool.ClientID, len(c.Keys))
}

// GoString returns what is not secret.
func (c Config) GoString() string { return c.String() }

// LogValue returns what is not secret.
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

// Handler serves the sessions of one app client. It is safe for concurrent use.
type Handler struct {
	config     Config
	clock      core.Clock
	rand       io.Reader
	sealer     *sealer
	store      Store
	recent     *recentCookies // without a Store
	live       liveSessions
	cache      sessionCache
	learned    core.MemoryStorage // what refreshes have learned about the app client
	protection *http.CrossOriginProtection
	mux        *http.ServeMux
}

// New checks the configuration. Its errors have reason core.InvalidParameter.
func New(config Config) (*Handler, error) {
	if config.Pool.Storage != nil || config.Pool.Locker != nil || config.Pool.Verified != nil {
		return nil, invalid("Pool.Storage, Pool.Locker and Pool.Verified must be nil: each session has its own.")
	}
	if config.Flow == "" {
		config.Flow = core.UserSRPAuth
	}
	if config.Prefix == "" {
		config.Prefix = "/auth/"
	}
	if !strings.HasPrefix(config.Prefix, "/") || !strings.HasSuffix(config.Prefix, "/") || strings.ContainsAny(config.Prefix, "{} ") {
		return nil, invalid("Prefix must begin and end with a slash.")
	}
	if config.Lifetime == 0 {
		config.Lifetime = 30 * 24 * time.Hour
	}
	if config.AuthSessionValidity == 0 {
		config.AuthSessionValidity = 3 * time.Minute
	}
	if config.Lifetime < time.Second || config.AuthSessionValidity < time.Second {
		return nil, invalid("Lifetime and AuthSessionValidity must be at least a second.")
	}
	if config.Logger == nil {
		config.Logger = slog.Default()
	}
	if err := config.checkCookies(); err != nil {
		return nil, err
	}
	sealer, err := newSealer(config.Keys)
	if err != nil {
		return nil, err
	}
	h := &Handler{config: config, clock: config.Pool.Clock, rand: config.Pool.Rand, sealer: sealer, store: config.Store}
	if h.clock == nil {
		h.clock = core.SystemClock{}
	}
	if h.rand == nil {
		h.rand = systemRand
	}
	if h.store == nil {
		h.recent = newRecentCookies(h)
		h.store = h.recent
	}
	pool, err := h.newPool(new(values))
	if err != nil {
		return nil, err
	}
	if config.OAuth.Domain != "" {
		if _, err := pool.OAuth(config.OAuth); err != nil {
			return nil, err
		}
		if _, ok := config.Pool.IdentityProvider.(core.FormPoster); !ok || config.Pool.TokenVerifier == nil {
			return nil, invalid("OAuth needs Pool.TokenVerifier, and an IdentityProvider that is a core.FormPoster.")
		}
	}
	h.route()
	return h, nil
}

// newPool returns a Pool for one sign-in or one other call, with a storage of its own.
func (h *Handler) newPool(storage core.Storage) (*core.Pool, error) {
	config := h.config.Pool
	config.Storage, config.Clock = storage, h.clock
	return core.NewPool(config)
}

func invalid(message string) error {
	return &core.Error{Reason: core.InvalidParameter, Message: message}
}
