package core

import (
	"context"
	"time"
)

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
