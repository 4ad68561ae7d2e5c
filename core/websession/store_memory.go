//go:build !js

package websession

import (
	"bytes"
	"context"
	"sync"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// MemoryStore keeps sessions as long as the program runs. Its zero value is ready to use. It
// must not be copied after its first use.
type MemoryStore struct {
	// Clock tells the time. It defaults to the machine's clock.
	Clock core.Clock

	core.MemoryLocker
	mu       sync.Mutex
	sessions map[string]storedSession
	cleaner  cleaner
}

type storedSession struct {
	data    []byte
	expires time.Time
}

var _ Store = (*MemoryStore)(nil)

// Create implements Store.
func (m *MemoryStore) Create(_ context.Context, key string, data []byte, expires time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.sessions == nil {
		m.sessions = make(map[string]storedSession)
	}
	m.clean(clockOr(m.Clock).Now())
	m.sessions[key] = storedSession{data, expires}
	return nil
}

// Load implements Store.
func (m *MemoryStore) Load(_ context.Context, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.current(key).data, nil
}

// Replace implements Store.
func (m *MemoryStore) Replace(_ context.Context, key string, old, data []byte) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	stored := m.current(key)
	if stored.data == nil || !bytes.Equal(stored.data, old) {
		return false, nil
	}
	m.sessions[key] = storedSession{data, stored.expires}
	return true, nil
}

// Delete implements Store.
func (m *MemoryStore) Delete(_ context.Context, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.sessions, key)
	return nil
}

func (m *MemoryStore) current(key string) storedSession {
	stored, ok := m.sessions[key]
	if ok && !clockOr(m.Clock).Now().Before(stored.expires) {
		return storedSession{}
	}
	return stored
}

// clean removes what has expired, now and then.
func (m *MemoryStore) clean(now time.Time) {
	if !m.cleaner.due(now) {
		return
	}
	for key, stored := range m.sessions {
		if !now.Before(stored.expires) {
			delete(m.sessions, key)
		}
	}
}
