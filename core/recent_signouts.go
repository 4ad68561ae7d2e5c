package core

import (
	"sync"
	"time"
)

// recentSignOuts remembers who has recently signed out of a pool, under every name of the
// user, so that a sign-out cancels this user's sign-ins that are in progress, and no others.
// Its zero value is ready to use.
type recentSignOuts struct {
	mu     sync.Mutex
	count  int64
	byName map[string]signOutAt
}

type signOutAt struct {
	number int64
	at     time.Time
}

// longestSignIn is the longest time for which the service accepts answers to a challenge.
const longestSignIn = 15 * time.Minute

// now returns the number of the last sign-out, for since.
func (s *recentSignOuts) now() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count
}

// add notes a sign-out.
func (s *recentSignOuts) add(names []string, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	if s.byName == nil {
		s.byName = make(map[string]signOutAt)
	}
	if len(s.byName) > 1000 { // on a server; older sign-ins can no longer be completed
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

// since reports whether the user of one of these names has signed out after the sign-out
// with that number.
func (s *recentSignOuts) since(number int64, names ...string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range names {
		if s.byName[name].number > number {
			return true
		}
	}
	return false
}

// namesOf returns the names of the user of an ID token, and the name that the session is
// stored under.
func namesOf(username string, idClaims Object) []string {
	names := []string{username}
	for _, claim := range nameClaims {
		names = append(names, idClaims.Text(claim))
	}
	return names
}
