//go:build !js

package websession

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// record is a session as it is kept, encrypted, in a Store or a cookie.
type record struct {
	// ID is the session's random id, if there is no Store whose cookie has it.
	ID string `json:"id,omitempty"`
	// Version counts the changes.
	Version int `json:"version"`
	// Created is when the user signed in, in seconds since 1970.
	Created int64 `json:"created"`
	// Username is the name under which Values has the session.
	Username string `json:"username"`
	// Redirect says that the browser has a session at the pool's domain too.
	Redirect bool `json:"redirect,omitempty"`
	// Values are what package core stores.
	Values map[string]string `json:"values"`
}

// hasSession reports whether there is anything left of the session.
func (r *record) hasSession() bool {
	for key := range r.Values {
		if strings.HasSuffix(key, ".idToken") || strings.HasSuffix(key, ".refreshToken") {
			return true
		}
	}
	return false
}

// storageKey returns the name under which package core stores a user's value.
func (h *Handler) storageKey(username, name string) string {
	return "CognitoIdentityServiceProvider." + h.config.Pool.ClientID + "." + username + "." + name
}

// newID returns 256 random bits as text.
func (h *Handler) newID() (string, error) {
	id := make([]byte, 32)
	if _, err := io.ReadFull(h.rand, id); err != nil {
		return "", &core.Error{Reason: core.InternalError, Message: "No secure random numbers are available.", Err: err}
	}
	return base64.RawURLEncoding.EncodeToString(id), nil
}

// keyOf returns the key of a session's id. Whoever reads the Store does not learn the id.
func keyOf(id string) string {
	digest := sha256.Sum256([]byte(id))
	return hex.EncodeToString(digest[:])
}

// seal encrypts a record.
func (h *Handler) seal(rec *record, key string) ([]byte, error) {
	text, err := json.Marshal(rec)
	if err != nil {
		return nil, err
	}
	return h.sealer.seal(text, h.sealName(key)), nil
}

// open decrypts a record. It returns nil if it is not genuine.
func (h *Handler) open(data []byte, key string) *record {
	text, ok := h.sealer.open(data, h.sealName(key))
	rec := new(record)
	if !ok || json.Unmarshal(text, rec) != nil {
		return nil
	}
	return rec
}

func (h *Handler) sealName(key string) string {
	if h.recent != nil {
		return "cookie " + h.config.CookieName // whose key is known only once it is open
	}
	return "session " + key
}

// rest returns how long the session may last yet.
func (h *Handler) rest(rec *record) time.Duration {
	return time.Unix(rec.Created, 0).Add(h.config.Lifetime).Sub(h.clock.Now())
}

// values is the storage of one sign-in, before there is a session. Its zero value is ready to
// use.
type values struct {
	mu     sync.Mutex
	byName map[string]string
}

var _ core.Storage = (*values)(nil)

// Get implements core.Storage.
func (v *values) Get(_ context.Context, key string) (string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.byName[key], nil
}

// Set implements core.Storage.
func (v *values) Set(_ context.Context, key, value string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.byName == nil {
		v.byName = make(map[string]string)
	}
	v.byName[key] = value
	return nil
}

// Remove implements core.Storage.
func (v *values) Remove(_ context.Context, key string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.byName, key)
	return nil
}

func (v *values) all() map[string]string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return maps.Clone(v.byName)
}
