package fakecognito

import (
	"strings"
	"time"
	"unicode/utf8"
)

// passwordSymbols are the characters that the policy counts as symbols.
const passwordSymbols = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+- "

// checkPolicy checks a password by the default policy of user pools.
func (s *Server) checkPolicy(password string) error {
	if s.AnyPassword {
		return nil
	}
	var upper, lower, digit, symbol bool
	for _, c := range password {
		switch {
		case c >= 'A' && c <= 'Z':
			upper = true
		case c >= 'a' && c <= 'z':
			lower = true
		case c >= '0' && c <= '9':
			digit = true
		case strings.ContainsRune(passwordSymbols, c):
			symbol = true
		}
	}
	var fault string
	switch {
	case utf8.RuneCountInString(password) < 8:
		fault = "Password not long enough"
	case !lower:
		fault = "Password must have lowercase characters"
	case !upper:
		fault = "Password must have uppercase characters"
	case !digit:
		fault = "Password must have numeric characters"
	case !symbol:
		fault = "Password must have symbol characters"
	default:
		return nil
	}
	return &apiError{"InvalidPasswordException", "Password did not conform with policy: " + fault}
}

// How wrong passwords lock a user out, as the service documents it: the fifth for a second,
// each further one for twice as long, up to about 15 minutes. After as long without a wrong
// password they are forgotten.
const (
	freeAttempts   = 5
	firstLockout   = time.Second
	longestLockout = 15 * time.Minute
)

// lockout counts a user's wrong passwords.
type lockout struct {
	failures    int
	until       time.Time
	lastFailure time.Time
}

// locked reports whether the user is locked out. Attempts during that time change nothing.
func (l *lockout) locked(now time.Time) bool { return now.Before(l.until) }

// failed counts a wrong password.
func (l *lockout) failed(now time.Time) {
	if now.Sub(l.lastFailure) >= longestLockout {
		l.failures = 0
	}
	l.failures++
	l.lastFailure = now
	if l.failures >= freeAttempts {
		// The shift is bounded because the result would overflow.
		l.until = now.Add(min(firstLockout<<min(l.failures-freeAttempts, 20), longestLockout))
	}
}

func (l *lockout) succeeded() { *l = lockout{} }
