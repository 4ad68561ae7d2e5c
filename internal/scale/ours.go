package scale

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// ours is a tab with this library. The refresh is core's; the rest is what getSession in
// jsbridge/js/page/classes/get-session.ts does first: it uses the session in memory until it expires, then
// the one in storage; with refreshBefore it makes core refresh shortly before it expires.
type ours struct {
	user  *core.User
	early time.Duration

	mu   sync.Mutex
	held *core.Session
}

// openOurs opens tabs that refresh some time before the session expires, which each of them
// draws between early and earliest.
func openOurs(early, earliest time.Duration) func(context.Context, int, *service, *rand.Rand) ([]page, error) {
	return func(ctx context.Context, tabs int, cognito *service, random *rand.Rand) ([]page, error) {
		config := core.PoolConfig{
			UserPoolID:       "eu-west-1_Example",
			ClientID:         "client",
			IdentityProvider: cognito,
			Storage:          new(core.MemoryStorage),
			Locker:           new(core.MemoryLocker),
			JSON:             cognito.decode,
			Timeout:          -1, // every answer arrives
		}
		pages, signedIn := make([]page, tabs), (*core.Session)(nil)
		for i := range pages {
			pool, err := core.NewPool(config)
			if err != nil {
				return nil, err
			}
			tab := &ours{user: pool.User("ada"), early: early + time.Duration(random.Float64()*float64(earliest-early))}
			if signedIn == nil {
				step, err := tab.user.SignIn(ctx, core.Credentials{Flow: core.UserPasswordAuth, Password: "secret"})
				if err != nil {
					return nil, err
				}
				signedIn = step.(*core.SignedIn).Session
			}
			tab.held = signedIn
			pages[i] = tab
		}
		return pages, nil
	}
}

func (o *ours) getSession(ctx context.Context) error {
	var err error
	session := o.holds()
	if !session.Valid(time.Now()) {
		session, err = o.user.Session(ctx)
		if err != nil {
			return err
		}
	}
	if time.Until(o.refreshDue(session)) < 0 {
		session, err = o.user.Refresh(ctx, core.RefreshInput{
			RefreshToken: session.RefreshToken,
			AccessToken:  session.AccessToken,
			Replaces:     session.AccessToken,
		})
		if err != nil {
			return err
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.held = session
	return nil
}

func (o *ours) due() time.Time { return o.refreshDue(o.holds()) }

// refreshDue returns when a session is refreshed: that long before it expires, but not in
// the first half of its lifetime.
func (o *ours) refreshDue(session *core.Session) time.Time {
	issued, _ := session.AccessClaims().Get("iat").(float64)
	expires, _ := session.AccessClaims().Get("exp").(float64)
	ends := session.Expiry()
	life := time.Duration(expires-issued) * time.Second
	return ends.Add(-min(o.early, life/2))
}

func (o *ours) holds() *core.Session {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.held
}
