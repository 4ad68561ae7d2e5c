package core

import (
	"sync"
	"time"
)

// signOuts remembers who has signed out of a pool lately, by every name that the user
// is known by, so that it ends the sign-ins of that user that are under way, and no
// others. Its zero value is ready.
type signOuts struct {
	mu     sync.Mutex
	count  int64
	byName map[string]signOutAt
}

type signOutAt struct {
	number int64
	at     time.Time
}

// longestSignIn is for how long the service accepts answers to a challenge, at most.
const longestSignIn = 15 * time.Minute

// now returns the number of the last sign-out, to ask about later ones.
func (s *signOuts) now() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count
}

// add notes a sign-out.
func (s *signOuts) add(names []string, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	if s.byName == nil {
		s.byName = make(map[string]signOutAt)
	}
	if len(s.byName) > 1000 { // on a server; no sign-in from so long ago can go on
		for name, before := range s.byName {
			if at.Sub(before.at) > longestSignIn {
				delete(s.byName, name)
			}
		}
	}
	for _, name := range names {
		if name != "" {
			s.byName[name] = signOutAt{s.count, at}
		}
	}
}

// since reports whether the user of one of these names has signed out after the
// sign-out of that number.
func (s *signOuts) since(number int64, names ...string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range names {
		if s.byName[name].number > number {
			return true
		}
	}
	return false
}

// namesOf returns the names by which the user of an ID token is known, beside the one
// that the session is stored under.
func namesOf(username string, idClaims Object) []string {
	names := []string{username}
	for _, claim := range nameClaims {
		names = append(names, idClaims.Text(claim))
	}
	return names
}
