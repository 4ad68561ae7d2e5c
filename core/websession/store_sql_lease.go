//go:build !js

package websession

import (
	"context"
	"encoding/hex"
	"io"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// lease is how long a lock in SQLite lasts unless its holder renews it.
const lease = 15 * time.Second

// tryLease takes the lock of a key, or returns nil if somebody else has it. The machine's clock
// counts, which all processes of a SQLite file share.
func (s *SQLStore) tryLease(ctx context.Context, key string) (release func(), err error) {
	id := make([]byte, 16)
	if _, err := io.ReadFull(systemRand, id); err != nil {
		return nil, storeError(ctx, "lock a session", err)
	}
	holder, clock := hex.EncodeToString(id), core.SystemClock{}
	now := clock.Now()
	rows, err := s.exec(ctx, "lock a session", `INSERT INTO cognito_locks (key, holder, until) VALUES ($1, $2, $3)
		ON CONFLICT (key) DO UPDATE SET holder = excluded.holder, until = excluded.until WHERE cognito_locks.until < $4`,
		key, holder, now.Add(lease).UnixMilli(), now.UnixMilli())
	if err != nil || rows == 0 {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for clock.Sleep(ctx, lease/3) == nil {
			// If it fails, the next one may not.
			_, _ = s.exec(ctx, "keep a lock", "UPDATE cognito_locks SET until = $1 WHERE key = $2 AND holder = $3",
				clock.Now().Add(lease).UnixMilli(), key, holder)
		}
	}()
	return func() {
		cancel()
		<-ended
		// If it fails, the lock is free when the lease has ended.
		_, _ = s.exec(context.WithoutCancel(ctx), "free a lock", "DELETE FROM cognito_locks WHERE key = $1 AND holder = $2", key, holder)
	}, nil
}
