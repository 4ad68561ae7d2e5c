//go:build !js

package websession

import (
	"bytes"
	"context"
	"time"
)

// recentCookies is the Store of sessions that are in cookies alone. For a while it keeps those
// that this process has refreshed or ended: requests that the browser had sent before it got
// the new cookie share the refresh, and the session that it led to.
type recentCookies struct {
	MemoryStore
	h *Handler
}

// recentTime is how long a session is kept: longer than a refresh takes.
const recentTime = 10 * time.Minute

// ended takes the place of a session that was signed out here.
var ended = []byte{}

func newRecentCookies(h *Handler) *recentCookies {
	return &recentCookies{MemoryStore: MemoryStore{Clock: h.clock}, h: h}
}

// Create does nothing: the new session is in the reply's cookie.
func (s *recentCookies) Create(context.Context, string, []byte, time.Time) error { return nil }

// Load returns nil for a session that has ended.
func (s *recentCookies) Load(ctx context.Context, key string) ([]byte, error) {
	data, err := s.MemoryStore.Load(ctx, key)
	if len(data) == 0 {
		return nil, err
	}
	return data, nil
}

// Delete notes that the session has ended.
func (s *recentCookies) Delete(ctx context.Context, key string) error {
	return s.MemoryStore.Create(ctx, key, ended, s.h.clock.Now().Add(recentTime))
}

// newest returns the newer one of the session in a request's cookie and the one that is kept
// here, or nil if the session has ended.
func (s *recentCookies) newest(key string, data []byte, rec *record) ([]byte, *record) {
	s.mu.Lock()
	kept := s.current(key).data
	s.mu.Unlock()
	if kept == nil || bytes.Equal(kept, data) {
		return data, rec
	}
	if len(kept) == 0 {
		return nil, nil
	}
	if keptRecord := s.h.open(kept, key); keptRecord != nil && keptRecord.Version >= rec.Version {
		return kept, keptRecord
	}
	return data, rec
}

// keep keeps the session of a request's cookie, unless there is a newer one.
func (s *recentCookies) keep(key string, data []byte, rec *record) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := s.current(key).data
	if kept != nil {
		keptRecord := s.h.open(kept, key)
		if len(kept) == 0 || keptRecord != nil && keptRecord.Version >= rec.Version {
			return
		}
	}
	if s.sessions == nil {
		s.sessions = make(map[string]storedSession)
	}
	now := s.h.clock.Now()
	s.clean(now)
	s.sessions[key] = storedSession{data, now.Add(recentTime)}
}
