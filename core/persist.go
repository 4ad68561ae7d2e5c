package core

import (
	"context"
	"errors"
)

// loadSession reads the stored session; missing keys make empty tokens.
func (p *Pool) loadSession(ctx context.Context, username string) (*Session, error) {
	keys := keysOf(p.config.ClientID, username)
	var values [4]string
	for i, key := range []string{keys.idToken, keys.accessToken, keys.refreshToken, keys.clockDrift} {
		var err error
		if values[i], err = p.get(ctx, key); err != nil {
			return nil, err
		}
	}
	drift := parseDrift(values[3])
	if drift != 0 {
		// Amplify v6 keeps another measure under the same name: milliseconds, with
		// the other sign.
		if details, err := p.get(ctx, keys.signInDetails); err != nil || details != "" {
			drift = 0
		}
	}
	if native {
		if unsaved := p.unsavedInstead(username, values[2]); unsaved != nil {
			return unsaved, nil
		}
	}
	return p.newSession(values[0], values[1], values[2], drift), nil
}

// saveSession stores the session. With signedIn its user becomes the current
// one, and so does the user when there is none; a refresh must not change who
// that is. Spent is the refresh token that this session came of, if one did. A storage
// that refuses is noted in the session: there is one.
func (p *Pool) saveSession(ctx context.Context, username string, s *Session, spent string, signedIn bool) {
	s.Unsaved = p.storeSession(ctx, username, s, signedIn)
	if native {
		p.noteUnsaved(ctx, username, s, spent, signedIn)
	}
}

func (p *Pool) storeSession(ctx context.Context, username string, s *Session, signedIn bool) error {
	keys, last := keysOf(p.config.ClientID, username), lastUserKey(p.config.ClientID)
	// The refresh token comes first: a page that is closed between two writes has then
	// lost nothing but a session that can be had again, with rotation too.
	entries := []storageEntry{
		{keys.refreshToken, s.RefreshToken},
		{keys.accessToken, s.AccessToken},
		{keys.idToken, s.IDToken},
		{keys.clockDrift, formatDrift(s.ClockDrift)},
	}
	current, write := username, true
	if !signedIn {
		now, err := p.get(ctx, last)
		if err != nil {
			return err
		}
		if now != "" {
			// A page may have kept what its storage refused, and shows it here.
			current, write = now, !native
		}
	}
	if write {
		entries = append(entries, storageEntry{last, current})
	}
	if err := p.put(ctx, entries...); err != nil {
		return err
	}
	// Where what was written first has gone again, somebody cleared storage meanwhile:
	// the rest must not look like a session that cannot be refreshed.
	if first, err := p.get(ctx, keys.refreshToken); err == nil && first == "" && s.RefreshToken != "" {
		_ = p.clearSession(ctx, username, false)
	}
	if details, err := p.get(ctx, keys.signInDetails); err == nil && details != "" {
		// They would make the drift that has just been written look like Amplify's.
		_ = p.config.Storage.Remove(ctx, keys.signInDetails)
	}
	return nil
}

// clearSession removes the session and the cached user data; the remembered
// device stays. With nobody, whoever is the current user is so no more.
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

// takeBack removes a session that was stored when the user had signed out, unless
// somebody has signed in since, and gives the error that says so.
func (p *Pool) takeBack(ctx context.Context, username string, s *Session) error {
	ctx = context.WithoutCancel(ctx) // it may end because of the sign-out
	// Without an ID token there may still be the others: what another tab removed came
	// between what this one wrote.
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
