//go:build !js

package websession

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// Dialect is the SQL of a database.
type Dialect string

// The databases that a SQLStore knows.
const (
	PostgreSQL Dialect = "PostgreSQL"
	SQLite     Dialect = "SQLite"
)

// SQLStore keeps sessions in a database, which several processes may share. Call
// [SQLStore.CreateTables] once, or create the tables as it does.
//
// In PostgreSQL the locks of a process are advisory locks of one connection, so that the
// database frees them when the process is killed. A pooler between them must not share
// connections between transactions. The DB must allow at least two connections.
//
// SQLite has no such locks: a lock is a row there, which its holder renews, and which another
// process may take 15 seconds after the holder was killed. Open the file with a busy timeout.
//
// A SQLStore must not be copied after its first use.
type SQLStore struct {
	// DB is the database, with any driver.
	DB *sql.DB
	// Dialect is the database's.
	Dialect Dialect
	// Clock tells the time. It defaults to the machine's clock. Processes that share a
	// database should agree about the time within seconds.
	Clock core.Clock

	here     core.MemoryLocker // excludes this process's own requests from each other
	advisory advisoryLocks
	cleaner  cleaner
}

var _ Store = (*SQLStore)(nil)

// CreateTables creates the tables cognito_sessions and, in SQLite, cognito_locks, unless they
// exist.
func (s *SQLStore) CreateTables(ctx context.Context) error {
	blob := "BYTEA"
	if s.Dialect == SQLite {
		blob = "BLOB"
	}
	statements := []string{
		"CREATE TABLE IF NOT EXISTS cognito_sessions (key TEXT PRIMARY KEY, data " + blob + " NOT NULL, expires BIGINT NOT NULL)",
		"CREATE INDEX IF NOT EXISTS cognito_sessions_expires ON cognito_sessions (expires)",
	}
	if s.Dialect == SQLite {
		statements = append(statements, "CREATE TABLE IF NOT EXISTS cognito_locks (key TEXT PRIMARY KEY, holder TEXT NOT NULL, until BIGINT NOT NULL)")
	}
	for _, statement := range statements {
		if _, err := s.DB.ExecContext(ctx, statement); err != nil {
			return storeError(ctx, "create its tables", err)
		}
	}
	return nil
}

// query returns a statement with the parameters of the dialect.
func (s *SQLStore) query(text string) string {
	if s.Dialect == SQLite {
		return strings.ReplaceAll(text, "$", "?")
	}
	return text
}

// exec executes a statement, and returns how many rows it has changed.
func (s *SQLStore) exec(ctx context.Context, verb, text string, args ...any) (int64, error) {
	result, err := s.DB.ExecContext(ctx, s.query(text), args...)
	var rows int64
	if err == nil {
		rows, err = result.RowsAffected()
	}
	return rows, storeError(ctx, verb, err)
}

// Create implements Store.
func (s *SQLStore) Create(ctx context.Context, key string, data []byte, expires time.Time) error {
	if s.cleaner.due(clockOr(s.Clock).Now()) {
		if err := s.DeleteExpired(ctx); err != nil {
			return err
		}
	}
	_, err := s.exec(ctx, "create a session", "INSERT INTO cognito_sessions (key, data, expires) VALUES ($1, $2, $3)", key, data, expires.Unix())
	return err
}

// DeleteExpired deletes the sessions that have expired. Create does so too, every 10 minutes.
func (s *SQLStore) DeleteExpired(ctx context.Context) error {
	_, err := s.exec(ctx, "delete expired sessions", "DELETE FROM cognito_sessions WHERE expires <= $1", clockOr(s.Clock).Now().Unix())
	return err
}

// Load implements Store.
func (s *SQLStore) Load(ctx context.Context, key string) ([]byte, error) {
	var data []byte
	err := s.DB.QueryRowContext(ctx, s.query("SELECT data FROM cognito_sessions WHERE key = $1 AND expires > $2"),
		key, clockOr(s.Clock).Now().Unix()).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return data, storeError(ctx, "read a session", err)
}

// Replace implements Store.
func (s *SQLStore) Replace(ctx context.Context, key string, old, data []byte) (bool, error) {
	rows, err := s.exec(ctx, "store a session", "UPDATE cognito_sessions SET data = $1 WHERE key = $2 AND data = $3", data, key, old)
	return rows > 0, err
}

// Delete implements Store.
func (s *SQLStore) Delete(ctx context.Context, key string) error {
	_, err := s.exec(ctx, "delete a session", "DELETE FROM cognito_sessions WHERE key = $1", key)
	return err
}

// longestLockPause is the longest pause between two attempts to take a lock that another
// process holds.
const longestLockPause = 100 * time.Millisecond

// Lock implements Store.
func (s *SQLStore) Lock(ctx context.Context, key string) (release func(), err error) {
	releaseHere, err := s.here.Lock(ctx, key)
	if err != nil {
		return nil, err
	}
	try := s.tryLease
	if s.Dialect == PostgreSQL {
		try = s.tryAdvisory
	}
	for pause := 5 * time.Millisecond; ; pause = min(2*pause, longestLockPause) {
		releaseThere, err := try(ctx, key)
		if err == nil && releaseThere == nil {
			if (clockOr(s.Clock)).Sleep(ctx, pause) == nil {
				continue
			}
			err = aborted(ctx)
		}
		if err != nil {
			releaseHere()
			return nil, err
		}
		return func() {
			releaseThere()
			releaseHere()
		}, nil
	}
}
