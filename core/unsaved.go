package core

import (
	"context"
	"sync"
)

// unsavedSessions are the sessions that storage has refused, by the user's name. If refresh
// tokens rotate, the one in storage has been spent, so these sessions are used until they are
// stored or storage has something new. In pages the facade does the same.
type unsavedSessions struct {
	mu     sync.Mutex
	byName map[string]unsavedSession
}

type unsavedSession struct {
	session  *Session
	signedIn bool   // it comes from a sign-in
	instead  string // the refresh token that storage has
}

func (u *unsavedSessions) get(username string) (unsavedSession, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	found, ok := u.byName[username]
	return found, ok
}

func (u *unsavedSessions) put(username string, s unsavedSession) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.byName == nil {
		u.byName = make(map[string]unsavedSession)
	}
	u.byName[username] = s
}

func (u *unsavedSessions) drop(username string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.byName, username)
}

// noteUnsaved notes whether storage has refused or accepted the session. If storage cannot
// be read either, it is assumed to have the spent refresh token, if there is one.
func (p *Pool) noteUnsaved(ctx context.Context, username string, s *Session, spent string, signedIn bool) {
	if s.Unsaved == nil {
		p.unsaved.drop(username)
		return
	}
	instead, err := p.get(context.WithoutCancel(ctx), keysOf(p.config.ClientID, username).refreshToken)
	if err != nil {
		instead = spent
	}
	p.unsaved.put(username, unsavedSession{s, signedIn, instead})
}

// unsavedInstead returns the session to use in place of the stored one, or nil.
func (p *Pool) unsavedInstead(username, storedRefreshToken string) *Session {
	unsaved, ok := p.unsaved.get(username)
	if !ok {
		return nil
	}
	if unsaved.instead != storedRefreshToken {
		p.unsaved.drop(username) // somebody has signed in, refreshed or signed out
		return nil
	}
	return unsaved.session
}

// saveUnsaved tries again to store a session that storage has refused.
func (p *Pool) saveUnsaved(ctx context.Context, username string) {
	unsaved, ok := p.unsaved.get(username)
	if !ok {
		return
	}
	defer p.lockBriefly(ctx, username)()
	s, err := p.loadSession(ctx, username)
	if err == nil && s == unsaved.session {
		again := *s
		p.saveSession(ctx, username, &again, unsaved.instead, unsaved.signedIn)
	}
}
