package core

import (
	"cmp"
	"context"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
)

// Session is a user's three tokens.
type Session struct {
	// IDToken says who the user is, AccessToken what the user may do: both
	// JWTs, which end. RefreshToken is opaque and gets new ones; it may be "".
	IDToken, AccessToken, RefreshToken string
	// ClockDrift is the local time minus the service's when the tokens came,
	// in whole seconds; NaN when they do not say when they were issued.
	ClockDrift float64

	// Unsaved is why the session could not be stored: it is good, but storage has what
	// it had before. The Pool keeps the session, and tries again to store it when it is
	// asked for it the next time. (Where GOOS is js the page keeps it.)
	Unsaved error

	idClaims, accessClaims Object
}

// IDClaims gives the claims of the ID token. Their signature has been checked
// where the pool has a TokenVerifier; otherwise show them, but let a server decide
// on verified ones only.
func (s *Session) IDClaims() Object { return s.idClaims }

// AccessClaims gives the claims of the access token, checked or not as well.
func (s *Session) AccessClaims() Object { return s.accessClaims }

// Valid tells whether both tokens are still good at the local time now, the
// drift taken into account. It is the peer's formula: there is no margin.
func (s *Session) Valid(now time.Time) bool {
	t := float64(now.Unix()) - s.ClockDrift
	return t < numericClaim(s.accessClaims, "exp") && t < numericClaim(s.idClaims, "exp")
}

// current reports whether the session can be used as it is: it is valid, and the
// local clock has not gone back since the tokens came, to before they were
// issued. Then nobody knows how long they are still good, and a session that can
// be refreshed is.
func (s *Session) current(now time.Time) bool {
	issued := math.Min(numericClaim(s.accessClaims, "iat"), numericClaim(s.idClaims, "iat"))
	ahead := issued - (float64(now.Unix()) - s.ClockDrift)
	return s.Valid(now) && !(ahead > mostAhead && ahead <= fixtureAhead && s.RefreshToken != "")
}

// newSession decodes the tokens. Text that is no JWT makes a session that is
// never valid.
func (p *Pool) newSession(idToken, accessToken, refreshToken string, drift float64) *Session {
	return &Session{
		IDToken:      idToken,
		AccessToken:  accessToken,
		RefreshToken: refreshToken,
		ClockDrift:   drift,
		idClaims:     unverifiedClaims(idToken, p.config.JSON),
		accessClaims: unverifiedClaims(accessToken, p.config.JSON),
	}
}

// receiveSession makes a session of a reply's AuthenticationResult, with the tokens of
// before, if there are any, where the reply has none.
//
// Text that is no JWT makes a session without claims, which is never valid, as
// upstream does: tests and emulators send such tokens. A pool that verifies tokens
// refuses it.
func (p *Pool) receiveSession(ctx context.Context, operation string, reply Object, before Session) (*Session, error) {
	result := reply.Object("AuthenticationResult")
	if result == nil {
		return nil, invalidResponse(operation, "has no AuthenticationResult")
	}
	s := p.newSession(
		cmp.Or(result.Text("IdToken"), before.IDToken),
		cmp.Or(result.Text("AccessToken"), before.AccessToken),
		cmp.Or(result.Text("RefreshToken"), before.RefreshToken), 0)
	if p.config.TokenVerifier != nil && (s.idClaims == nil || s.accessClaims == nil) {
		return nil, invalidResponse(operation, "has a token that is not a JWT")
	}
	issued := math.Min(numericClaim(s.accessClaims, "iat"), numericClaim(s.idClaims, "iat"))
	s.ClockDrift = float64(p.config.Clock.Now().Unix()) - issued
	if err := p.verified(ctx, s); err != nil {
		return nil, err
	}
	return s, nil
}

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
	entries := []entry{
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
		entries = append(entries, entry{last, current})
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

// formatDrift writes the drift as JavaScript writes a whole number. One that is
// beyond JavaScript's whole numbers comes from a token that tells no time.
func formatDrift(drift float64) string {
	if !(math.Abs(drift) < 1<<53) {
		return "NaN"
	}
	return strconv.FormatInt(int64(drift), 10)
}

// parseDrift reads a stored drift as JavaScript's parseInt does, whose result
// the peer uses: the longest integer at the start, 0x for hexadecimal, and 0
// for anything else.
func parseDrift(text string) float64 {
	text = strings.TrimLeft(text, " \t\n\v\f\r")
	sign, text := cutSign(text)
	base := 10.0
	if len(text) > 1 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X') {
		base, text = 16, text[2:]
	}
	n, _ := leadingInteger(text, base)
	return sign * n
}

// cutSign gives the sign that text begins with, 1 without one, and what follows.
func cutSign(text string) (sign float64, rest string) {
	if rest, ok := strings.CutPrefix(text, "-"); ok {
		return -1, rest
	}
	return 1, strings.TrimPrefix(text, "+")
}

// leadingInteger reads the digits that text begins with and gives what follows
// them. Package strconv's parser would bring 9 kB, most of it to quote what it cannot read.
func leadingInteger(text string, base float64) (n float64, rest string) {
	for i := range len(text) {
		digit := strings.IndexByte("0123456789abcdef", text[i]|0x20)
		if text[i] < '0' || digit < 0 || float64(digit) >= base {
			return n, text[i:]
		}
		n = n*base + float64(digit)
	}
	return n, ""
}
