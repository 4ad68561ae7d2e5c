package core

import (
	"context"
	"time"
)

// refreshLocked refreshes while it holds the user's lock. It waits for the lock longer than
// a holder can keep it, but not forever.
func (p *Pool) refreshLocked(ctx context.Context, username string, options refreshOptions) (*Session, error) {
	times := maxAttempts
	if p.config.TokenVerifier != nil {
		times += 2 // tokens are verified before the request and after it
	}
	limited, cancel := p.limited(ctx, times, 2*longestPause)
	release, err := p.config.Locker.Lock(limited, p.lockName(username))
	err = whyEnded(limited, err)
	cancel()
	if err != nil {
		return nil, err
	}
	defer release()
	return (&refreshRun{pool: p, username: username, options: options}).run(ctx)
}

// lockName returns the name of the lock that one user's session has.
func (p *Pool) lockName(username string) string {
	return "cognitowasm." + p.config.ClientID + "." + username
}

// briefWait is how long a sign-in or sign-out waits for the user's lock. A holder that
// writes keeps it for less; one that keeps it longer is waiting for the service, and looks
// at storage before it writes.
const briefWait = 2 * time.Second

// lockBriefly takes the user's lock if it becomes available soon; the caller goes on
// without it otherwise. The caller must not hold it already.
func (p *Pool) lockBriefly(ctx context.Context, username string) (release func()) {
	limited, cancel := context.WithCancel(ctx)
	defer cancel()
	defer p.config.Clock.AfterFunc(briefWait, cancel)()
	release, err := p.config.Locker.Lock(limited, p.lockName(username))
	if err != nil {
		return func() {}
	}
	return release
}
