package core

import (
	"strings"
	"time"
)

// StepUp says what a user who is signed in must prove.
type StepUp struct {
	// ACRValues are the levels of authentication that will do, the best first.
	ACRValues []string
	// MaxAge is how long ago the user may have signed in, in whole seconds. There is no
	// limit if it is zero; a negative value always asks.
	MaxAge time.Duration
	// AccessToken is the session's, so that what it stands for is not asked again.
	AccessToken string
}

// parameters returns the parameters of USER_AUTH.
func (s StepUp) parameters() Object {
	return Object{
		{"TARGET_ACR_VALUES", textOrNothing(strings.Join(s.ACRValues, " "))},
		{"MAX_AGE", textOrNothing(maxAge(s.MaxAge))},
		{"ACCESS_TOKEN", textOrNothing(s.AccessToken)},
	}
}
