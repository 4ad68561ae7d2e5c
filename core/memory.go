package core

import (
	"context"
	"sync"
)

// MemoryStorage keeps text until the program ends. Its zero value is ready to use.
type MemoryStorage struct {
	mu     sync.Mutex
	values map[string]string
}

var _ Storage = (*MemoryStorage)(nil)

// Get returns the text under key, or "".
func (m *MemoryStorage) Get(_ context.Context, key string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.values[key], nil
}

// Set stores value under key.
func (m *MemoryStorage) Set(_ context.Context, key, value string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.values == nil {
		m.values = make(map[string]string)
	}
	m.values[key] = value
	return nil
}

// Remove removes key.
func (m *MemoryStorage) Remove(_ context.Context, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.values, key)
	return nil
}

// MemoryLocker provides locks within the program. Its zero value is ready to use.
type MemoryLocker struct {
	mu   sync.Mutex
	held map[string]chan struct{}
}

var _ Locker = (*MemoryLocker)(nil)

// Lock waits for the lock of that name until ctx ends.
func (l *MemoryLocker) Lock(ctx context.Context, name string) (release func(), err error) {
	for {
		l.mu.Lock()
		free, taken := l.held[name]
		if !taken {
			if l.held == nil {
				l.held = make(map[string]chan struct{})
			}
			mine := make(chan struct{})
			l.held[name] = mine
			l.mu.Unlock()
			return func() {
				l.mu.Lock()
				delete(l.held, name)
				l.mu.Unlock()
				close(mine)
			}, nil
		}
		l.mu.Unlock()
		select {
		case <-free:
		case <-ctx.Done():
			return nil, aborted(ctx)
		}
	}
}
