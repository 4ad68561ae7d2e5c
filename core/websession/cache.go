//go:build !js

package websession

import (
	"bytes"
	"sync"
)

// sessionCache keeps sessions decrypted and decoded, so that most requests do neither. What
// counts is always what the Store or the cookie has: an entry is used only if it was made of
// the same data. Its zero value is ready to use.
type sessionCache struct {
	mu      sync.RWMutex
	entries map[string]cachedSession
}

type cachedSession struct {
	key     string
	data    []byte
	rec     *record
	session *Session // or nil, if it is not known whether the tokens are good
}

// mostCached is how many sessions are kept, of about 10 kB.
const mostCached = 10_000

// get returns the entry of that name if it was made of data.
func (c *sessionCache) get(name string, data []byte) (cachedSession, bool) {
	c.mu.RLock()
	entry, ok := c.entries[name]
	c.mu.RUnlock()
	if !ok || !bytes.Equal(entry.data, data) {
		return cachedSession{}, false
	}
	return entry, true
}

// named returns the entry of that name. The caller's name has all of the data.
func (c *sessionCache) named(name string) (cachedSession, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	entry, ok := c.entries[name]
	return entry, ok
}

// put keeps an entry, in place of any other one if there are too many.
func (c *sessionCache) put(name string, entry cachedSession) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries == nil {
		c.entries = make(map[string]cachedSession)
	}
	if _, ok := c.entries[name]; !ok && len(c.entries) >= mostCached {
		for other := range c.entries {
			delete(c.entries, other)
			break
		}
	}
	c.entries[name] = entry
}

func (c *sessionCache) drop(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.entries, name)
}
