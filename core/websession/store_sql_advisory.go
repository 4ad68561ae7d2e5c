//go:build !js

package websession

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"sync"
	"time"
)

// advisoryLocks are the connection that has all locks of this process. One for each lock would
// leave none for anything else once many sessions are refreshed at the same time.
type advisoryLocks struct {
	mu   sync.Mutex
	conn *sql.Conn
}

// longestLockQuery is how long a query about locks may take.
const longestLockQuery = 10 * time.Second

// tryAdvisory takes the lock of a key, or returns nil if another process has it.
//
// https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
func (s *SQLStore) tryAdvisory(ctx context.Context, key string) (release func(), err error) {
	if ctx.Err() != nil {
		return nil, aborted(ctx)
	}
	if s.DB.Stats().MaxOpenConnections == 1 {
		return nil, invalid("A SQLStore in PostgreSQL needs two connections or more.")
	}
	digest := sha256.Sum256([]byte("cognitowasm " + key))
	number := int64(binary.BigEndian.Uint64(digest[:8]))
	conn, taken, err := s.advisory.query(ctx, s.DB, nil, "SELECT pg_try_advisory_lock($1)", number)
	if err != nil {
		return nil, storeError(ctx, "lock a session", err)
	}
	if !taken {
		return nil, nil
	}
	return func() {
		// If it fails, the connection is closed, and the lock is free all the same.
		_, _, _ = s.advisory.query(ctx, s.DB, conn, "SELECT pg_advisory_unlock($1)", number)
	}, nil
}

// query sends a query that returns a bool on the locks' connection. If on is not nil, it must
// still be that connection: the locks of another one are gone.
func (a *advisoryLocks) query(ctx context.Context, db *sql.DB, on *sql.Conn, text string, number int64) (*sql.Conn, bool, error) {
	// A query that is cancelled would close the connection, with everybody's locks.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), longestLockQuery)
	defer cancel()
	a.mu.Lock()
	defer a.mu.Unlock()
	if on != nil && on != a.conn {
		return nil, false, nil
	}
	if a.conn == nil {
		conn, err := db.Conn(ctx)
		if err != nil {
			return nil, false, err
		}
		a.conn = conn
	}
	var done bool
	err := a.conn.QueryRowContext(ctx, text, number).Scan(&done)
	if err != nil {
		// What the database has done is not known: give up the connection and its locks.
		_ = a.conn.Raw(func(any) error { return driver.ErrBadConn })
		_ = a.conn.Close()
		a.conn = nil
		return nil, false, err
	}
	return a.conn, done, nil
}
