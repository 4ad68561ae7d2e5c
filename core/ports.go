package core

import (
	"context"
	"time"
)

// IdentityProvider sends one operation of the Amazon Cognito user pools API.
//
// Call sends the operation of that name ("InitiateAuth") with input as its
// members and gives the reply's members. The names are those of the API:
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/.
// It must be safe for concurrent use and must not repeat a call by itself
// unless it knows that the service did not act on it: when to try again is
// decided here. The error is a [*ServiceError] when the service refused, an
// [*Error] with code [NetworkError] when no answer came, with code
// [InvalidResponse] when what came is not Cognito's, and with code [Aborted]
// when ctx ended.
type IdentityProvider interface {
	Call(ctx context.Context, operation string, input Object) (Reply, error)
}

// Reply is what the service answers.
type Reply struct {
	// Members are the reply's own.
	Members Object
	// Date is the service's time as it replied, in whole seconds; the zero Time
	// when that is not known.
	Date time.Time
}

// Storage keeps text under keys, as localStorage does. It must be safe for
// concurrent use, must return errors instead of panicking, and may block.
type Storage interface {
	// Get gives the text under key; an absent key is "".
	Get(ctx context.Context, key string) (string, error)
	// Set puts value under key.
	Set(ctx context.Context, key, value string) error
	// Remove takes key away; an absent key is no error.
	Remove(ctx context.Context, key string) error
}

// Locker lets one holder at a time have a name, among all that share a Storage:
// the goroutines of a program, the tabs of a browser.
type Locker interface {
	// Lock waits for the name until ctx ends. The release function must be
	// called once.
	Lock(ctx context.Context, name string) (release func(), err error)
}

// LocalLocker is what a Locker is besides where it may not reach all that share
// the Storage.
type LocalLocker interface {
	// Local tells whether others may hold the same names, as in a browser
	// without Web Locks. A refresh is then made right as far as that goes, by
	// looking at storage again.
	Local() bool
}

func isLocal(l Locker) bool {
	local, ok := l.(LocalLocker)
	return ok && local.Local()
}

// Announcer is what a Locker is besides where a holder's writes may reach the
// next one late. Browsers do that: localStorage is not ordered with Web Locks,
// so a tab that is given a lock may read for a while what was there before the
// last holder wrote. What is announced is ordered with the locks.
type Announcer interface {
	// Announce makes name known to all that share the Storage, at once and
	// until what has been written must have reached them.
	Announce(ctx context.Context, name string) error
	// Announced tells whether somebody has announced name lately.
	Announced(ctx context.Context, name string) (bool, error)
}

// TokenUse is what a token is for, as its claim token_use says.
type TokenUse string

// The tokens that carry claims. A refresh token carries none for its holder.
const (
	IDToken     TokenUse = "id"
	AccessToken TokenUse = "access"
)

// TokenVerifier tells a pool's own tokens from all others: by the signature,
// with the keys that the pool publishes, and by the claims. Package jwtverify has
// one for Go programs, and package tokenrules what they have in common.
type TokenVerifier interface {
	// VerifyToken checks one token for one use at a time, which need not be this
	// machine's idea of now, and gives its claims. The error is an [*Error] with
	// code [TokenInvalid] where the token is at fault, caused by [TokenExpired]
	// where all but the time is right, and with that of an [IdentityProvider]
	// where the keys could not be had. It must be safe for concurrent use, and must
	// not repeat the token in an error.
	VerifyToken(ctx context.Context, token string, use TokenUse, at time.Time) (Object, error)
}

// Clock tells the time.
type Clock interface {
	Now() time.Time
	// Sleep waits for d, or until ctx ends and then gives ctx's error.
	Sleep(ctx context.Context, d time.Duration) error
	// AfterFunc calls f in a goroutine of its own after d, unless it is stopped
	// before.
	AfterFunc(d time.Duration, f func()) (stop func())
}

// JSONDecoder turns one JSON text into a [Value]. Tokens carry JSON; decoding
// is a port because a browser has it already and Go's decoder would add a fifth
// to the size of the WebAssembly file.
type JSONDecoder func(text string) (Value, error)
