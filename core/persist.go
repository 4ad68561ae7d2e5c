package core

import (
	"context"
	"errors"
)

// loadSession reads the stored session. Tokens whose keys are missing are empty.
func (p *Pool) loadSession(ctx context.Context, username string) (*Session, error) {
	keys := keysOf(p.config.ClientID, username)
	var values [4]string
	for i, key := range []string{keys.accessToken, keys.idToken, keys.refreshToken, keys.clockDrift} { // see storeSession
		var err error
		if values[i], err = p.get(ctx, key); err != nil {
			return nil, err
		}
	}
	drift := parseDrift(values[3])
	if drift != 0 {
		// Amplify v6 stores a different value under the same key: milliseconds, with
		// the opposite sign.
		if details, err := p.get(ctx, keys.signInDetails); err != nil || details != "" {
			drift = 0
		}
	}
	if native {
		if unsaved := p.unsavedInstead(username, values[2]); unsaved != nil {
			return unsaved, nil
		}
	}
	return p.newSession(values[1], values[0], values[2], drift), nil
}

// saveSession stores the session, and sets its field Unsaved if the storage refuses it. With
// signedIn the user becomes the current user; without it, as after a refresh, only if there
// is none. Spent is the refresh token that was exchanged for this session, if there was one.
func (p *Pool) saveSession(ctx context.Context, username string, s *Session, spent string, signedIn bool) {
	s.Unsaved = p.storeSession(ctx, username, s, signedIn)
	if native {
		p.noteUnsaved(ctx, username, s, spent, signedIn)
	}
}

func (p *Pool) storeSession(ctx context.Context, username string, s *Session, signedIn bool) error {
	keys, last := keysOf(p.config.ClientID, username), lastUserKey(p.config.ClientID)
	// The refresh token comes first: a page that is closed between two writes then loses
	// nothing that it cannot obtain again, even if tokens rotate. The access token comes
	// after the ID token, and is read before it: whoever reads the new one, which tells a
	// refreshed session from the old one, does not see the old ID token beside it.
	entries := []storageEntry{
		{keys.refreshToken, s.RefreshToken},
		{keys.idToken, s.IDToken},
		{keys.accessToken, s.AccessToken},
		{keys.clockDrift, formatDrift(s.clockDrift)},
	}
	current, write := username, true
	if !signedIn {
		now, err := p.get(ctx, last)
		if err != nil {
			return err
		}
		if now != "" {
			// In a page this may be a name that its storage refused and the page kept.
			current, write = now, !native
		}
	}
	if write {
		entries = append(entries, storageEntry{last, current})
	}
	if err := p.put(ctx, entries...); err != nil {
		return err
	}
	// If the first key is gone again, somebody has cleared storage in the meantime: the
	// other keys must not look like a session that cannot be refreshed.
	if first, err := p.get(ctx, keys.refreshToken); err == nil && first == "" && s.RefreshToken != "" {
		_ = p.clearSession(ctx, username, false)
	}
	if details, err := p.get(ctx, keys.signInDetails); err == nil && details != "" {
		// With it, the drift that was just written would look like Amplify's.
		_ = p.config.Storage.Remove(ctx, keys.signInDetails)
	}
	return nil
}

// clearSession removes the session and the cached user data, but not the remembered
// device. With nobody, the pool has no current user any more.
func (p *Pool) clearSession(ctx context.Context, username string, nobody bool) error {
	if native {
		p.unsaved.drop(username)
	}
	keys := keysOf(p.config.ClientID, username)
	all := []string{keys.idToken, keys.accessToken, keys.refreshToken, keys.clockDrift, keys.userData}
	if nobody {
		all = append(all, lastUserKey(p.config.ClientID))
	}
	return p.remove(ctx, all...)
}

// takeBack removes a session that was stored although the user had signed out, unless
// somebody has signed in since. It returns the error SignedOut.
func (p *Pool) takeBack(ctx context.Context, username string, s *Session) error {
	ctx = context.WithoutCancel(ctx) // the sign-out may have cancelled it
	// Even if there is no ID token, other keys may be left: another tab may have removed
	// them while this one was writing.
	token, err := p.get(ctx, keysOf(p.config.ClientID, username).idToken)
	if err != nil || token != "" && token != s.IDToken {
		return signedOut()
	}
	last, err := p.get(ctx, lastUserKey(p.config.ClientID))
	if err == nil {
		err = p.clearSession(ctx, username, last == username)
	}
	return errors.Join(signedOut(), err)
}
