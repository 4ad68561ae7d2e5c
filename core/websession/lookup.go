//go:build !js

package websession

import (
	"context"
	"errors"
	"net/http"

	"github.com/cognitowasm/cognitowasm/core"
)

// found is the session that a request's cookie leads to.
type found struct {
	key     string
	data    []byte
	rec     *record
	session *Session // or nil, if the tokens must be looked at
	name    string   // of its entry in the cache
	sent    []byte   // data in the request's cookie, without a Store
}

func noSession() error {
	return &core.Error{Reason: core.NoSession, Message: "Nobody is signed in. Please sign in."}
}

// find returns the session of a request's cookie. Its error has code core.NoSession if there is
// none.
func (h *Handler) find(ctx context.Context, r *http.Request) (*found, error) {
	var f *found
	if h.recent != nil {
		f = h.findInCookie(r)
	} else {
		id, err := r.Cookie(h.config.CookieName)
		if err != nil {
			return nil, noSession()
		}
		key := keyOf(id.Value)
		data, err := h.store.Load(ctx, key)
		if err != nil {
			return nil, err
		}
		if data == nil {
			return nil, noSession()
		}
		f = &found{key: key, data: data, name: key}
		if entry, ok := h.cache.get(key, data); ok {
			f.rec, f.session = entry.rec, entry.session
		} else {
			f.rec = h.open(data, key)
		}
	}
	if f == nil || f.rec == nil || h.rest(f.rec) <= 0 {
		return nil, noSession()
	}
	return f, nil
}

// findInCookie is find without a Store.
func (h *Handler) findInCookie(r *http.Request) *found {
	text := sealedText(r, h.config.CookieName)
	if text == "" {
		return nil
	}
	entry, ok := h.cache.named(text)
	if !ok {
		data := sealedBytes(text)
		rec := h.open(data, "")
		if rec == nil {
			return nil
		}
		entry = cachedSession{key: keyOf(rec.ID), data: data, rec: rec}
	}
	f := &found{key: entry.key, data: entry.data, rec: entry.rec, session: entry.session, name: text, sent: entry.data}
	data, rec := h.recent.newest(f.key, f.data, f.rec)
	switch {
	case data == nil:
		return nil
	case rec.Version != f.rec.Version:
		f.data, f.rec, f.session, f.name = data, rec, nil, f.key
		if entry, ok := h.cache.get(f.key, data); ok {
			f.session = entry.session
		}
	}
	return f
}

// Session returns the session of a request, which it refreshes if the tokens have expired, and
// sets the cookies of the reply; so it must be called before the reply is begun. Its error has
// code core.NoSession if nobody is signed in. After any other error the session may still be
// good; see core.Retryable.
func (h *Handler) Session(w http.ResponseWriter, r *http.Request) (*Session, error) {
	f, err := h.find(r.Context(), r)
	if err == nil && (f.session == nil || !f.session.tokens.Valid(h.clock.Now())) {
		err = h.refresh(r.Context(), f)
	}
	if err != nil {
		if isOver(err) {
			h.removeCookies(w, r)
		}
		return nil, err
	}
	return f.session, h.syncCookies(w, r, f)
}

// overError is the error of a session that has ended, with what ended it.
type overError struct{ error }

func (e overError) Unwrap() error { return e.error }

// isOver reports whether an error says that there is no session any more.
func isOver(err error) bool {
	_, over := errors.AsType[overError](err)
	return over || errors.Is(err, core.NoSession)
}

// refresh looks at the tokens by package core, which verifies them and refreshes them if they
// have expired.
func (h *Handler) refresh(ctx context.Context, f *found) error {
	if h.recent != nil {
		h.recent.keep(f.key, f.data, f.rec)
	}
	live, err := h.live.acquire(ctx, h, f.key)
	if err != nil {
		return err
	}
	defer h.live.release(live)
	for again := true; ; again = false {
		tokens, err := currentTokens(ctx, live.pool, f.rec.Username)
		data, rec, stored, lookErr := live.look(ctx)
		switch {
		case lookErr == nil && rec == nil && stored:
			h.cache.drop(f.name)
			if err == nil {
				err = noSession() // a sign-out came first
			}
			return overError{err}
		case err != nil:
			return err
		case lookErr == nil && stored && again && !rec.has(tokens):
			continue // another process was faster: use what it has stored
		}
		f.session = newSession(tokens)
		if lookErr == nil && stored {
			f.data, f.rec = data, rec
			if h.recent != nil && string(f.sent) != string(data) {
				f.name = f.key
			}
			h.cache.put(f.name, cachedSession{key: f.key, data: data, rec: rec, session: f.session})
		}
		return nil
	}
}

// has reports whether a record has the tokens.
func (r *record) has(tokens *core.Session) bool {
	for _, value := range r.Values {
		if value == tokens.AccessToken {
			return true
		}
	}
	return false
}

// syncCookies sets the cookies of a session, if the request has others.
func (h *Handler) syncCookies(w http.ResponseWriter, r *http.Request, f *found) error {
	rest := h.rest(f.rec)
	if f.sent != nil && string(f.sent) != string(f.data) {
		if err := h.setSealed(w, r, h.config.CookieName, f.data, rest); err != nil {
			return err
		}
	}
	if user, err := r.Cookie(h.config.UserCookieName); err != nil || user.Value != f.session.cookie {
		cookie := h.newCookie(h.config.UserCookieName, f.session.cookie, rest)
		cookie.HttpOnly = false
		setCookie(w, cookie)
	}
	return nil
}

// removeCookies removes the cookies of a session that the request has.
func (h *Handler) removeCookies(w http.ResponseWriter, r *http.Request) {
	h.removeSealed(w, r, h.config.CookieName)
	if _, err := r.Cookie(h.config.UserCookieName); err == nil {
		cookie := h.newCookie(h.config.UserCookieName, "", 0)
		cookie.HttpOnly = false
		setCookie(w, cookie)
	}
}

// begin begins a new session with a new id, whatever cookies the request has, so that nobody
// can choose the id in advance. The browser's former session ends.
func (h *Handler) begin(w http.ResponseWriter, r *http.Request, rec *record, tokens *core.Session) (*Session, error) {
	ctx := r.Context()
	id, err := h.newID()
	if err != nil {
		return nil, err
	}
	rec.Created = h.clock.Now().Unix()
	if h.recent != nil {
		rec.ID = id
	}
	f := &found{key: keyOf(id), rec: rec, session: newSession(tokens)}
	if f.data, err = h.seal(rec, f.key); err != nil {
		return nil, err
	}
	rest := h.rest(rec)
	if err := h.store.Create(ctx, f.key, f.data, h.clock.Now().Add(rest)); err != nil {
		return nil, err
	}
	if former, err := h.find(ctx, r); err == nil {
		if err := h.store.Delete(ctx, former.key); err != nil {
			h.log(ctx, "the browser's former session was not removed", err)
		}
	}
	if h.recent != nil {
		err = h.setSealed(w, r, h.config.CookieName, f.data, rest)
	} else {
		setCookie(w, h.newCookie(h.config.CookieName, id, rest))
	}
	if err != nil {
		return nil, err
	}
	return f.session, h.syncCookies(w, r, f)
}

// tokens returns the tokens of a session that was found, expired or not.
func (f *found) tokens(h *Handler) *core.Session {
	if f.session != nil {
		return f.session.tokens
	}
	value := func(name string) string {
		return f.rec.Values[h.storageKey(f.rec.Username, name)]
	}
	return &core.Session{IDToken: value("idToken"), AccessToken: value("accessToken"), RefreshToken: value("refreshToken")}
}
