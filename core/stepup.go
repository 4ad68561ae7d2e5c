package core

import (
	"strings"
	"time"

	"github.com/cognitowasm/cognitowasm/internal/calloption"
)

// StepUp is the [Option] of a sign-in by [UserAuth] of a user who is signed in, and is to prove
// more, or to prove it again.
type StepUp struct {
	// ACRValues are the levels of authentication that will do, the best first.
	ACRValues []string
	// MaxAge is how long ago the user may have signed in, in whole seconds. There is no
	// limit if it is zero; a negative value always asks.
	MaxAge time.Duration
	// AccessToken is the session's, so that what it stands for is not asked again.
	AccessToken string
}

// Apply implements [Option].
func (s StepUp) Apply(o *calloption.Options) {
	o.Parameters = Object{
		{"TARGET_ACR_VALUES", textOrNothing(strings.Join(s.ACRValues, " "))},
		{"MAX_AGE", textOrNothing(maxAge(s.MaxAge))},
		{"ACCESS_TOKEN", textOrNothing(s.AccessToken)},
	}
}
