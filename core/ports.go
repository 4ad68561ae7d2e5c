package core

import (
	"context"
	"time"
)

// IdentityProvider sends one operation of the Amazon Cognito user pools API.
//
// Call sends the operation of that name ("InitiateAuth") with input as its
// members, and returns the reply's members. The names are those of the API:
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/.
// It must be safe for concurrent use. It must not repeat a call automatically,
// unless it knows that the service did not act on it: this package decides about
// retries. The error is a [*ServiceError] if the service refused, an [*Error] with
// reason [NetworkError] if no answer came, with reason [InvalidResponse] if the answer
// does not come from Cognito, and with reason [Aborted] if ctx ended.
type IdentityProvider interface {
	Call(ctx context.Context, operation string, input Object) (Reply, error)
}

// Reply is the service's reply to an operation.
type Reply struct {
	// Members are the members of the reply.
	Members Object
	// Date is the service's time when it replied, in whole seconds, or the zero Time
	// if that is unknown.
	Date time.Time
}

// Storage keeps text under keys, as localStorage does. It must be safe for
// concurrent use, must return errors instead of panicking, and may block.
type Storage interface {
	// Get returns the text under key, or "" if there is none.
	Get(ctx context.Context, key string) (string, error)
	// Set stores value under key.
	Set(ctx context.Context, key, value string) error
	// Remove removes key. It is no error if there is none.
	Remove(ctx context.Context, key string) error
}

// Locker provides locks with names, among all that share a Storage: the goroutines of a
// program, or the tabs of a browser.
type Locker interface {
	// Lock waits for the lock of that name until ctx ends. The release function must
	// be called exactly once.
	Lock(ctx context.Context, name string) (release func(), err error)
}

// LocalLocker is implemented by a Locker that may not reach all that share the Storage.
type LocalLocker interface {
	// Local reports whether others may hold a lock of the same name, as in a browser
	// without Web Locks. A refresh then relies on looking at storage again, which
	// prevents fewer conflicts.
	Local() bool
}

func isLocal(l Locker) bool {
	local, ok := l.(LocalLocker)
	return ok && local.Local()
}

// Announcer is implemented by a Locker whose next holder may not immediately see what the
// last one wrote to the Storage. Browsers behave like this: localStorage is not ordered with
// Web Locks, so a tab that has just acquired a lock may for a while read what was stored
// before the last holder wrote. Announcements are ordered with the locks.
type Announcer interface {
	// Announce makes name known to all that share the Storage, immediately, and for as
	// long as they may not see what has been written.
	Announce(ctx context.Context, name string) error
	// Announced reports whether somebody has recently announced name.
	Announced(ctx context.Context, name string) (bool, error)
}

// TokenUse is the purpose of a token, as its claim token_use says.
type TokenUse string

// The tokens that have claims. A refresh token is opaque.
const (
	IDToken     TokenUse = "id"
	AccessToken TokenUse = "access"
)

// TokenVerifier verifies that a token is one of the pool's: its signature, by the keys
// that the pool publishes, and its claims. Package jwtverify has a TokenVerifier for Go
// programs, and package tokenrules has what all of them share.
type TokenVerifier interface {
	// VerifyToken verifies a token for one use at a time, which may differ from the
	// machine's, and returns its claims. The error is an [*Error] with reason
	// [TokenUnverified] if the token is at fault, with the cause [TokenExpired] if
	// everything but the time is right, and the error of an [IdentityProvider] if the
	// keys are unavailable. It must be safe for concurrent use, and must not repeat the
	// token in an error.
	VerifyToken(ctx context.Context, token string, use TokenUse, at time.Time) (Object, error)
}

// Clock tells the time.
type Clock interface {
	Now() time.Time
	// Sleep waits for d, or until ctx ends, and then returns ctx's error.
	Sleep(ctx context.Context, d time.Duration) error
	// AfterFunc calls f in its own goroutine after d, unless it is stopped before.
	AfterFunc(d time.Duration, f func()) (stop func())
}

// JSONDecoder decodes one JSON text to a [Value]. Tokens contain JSON. Decoding is a port
// because a browser has a decoder already, and Go's would add a fifth to the size of the
// Wasm module.
type JSONDecoder func(text string) (Value, error)
