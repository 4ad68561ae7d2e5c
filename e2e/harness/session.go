package harness

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// Call is a callback that was called, as trace in page.js tells it.
type Call struct {
	Called      string
	Arguments   []string
	Synchronous bool
}

func (c Call) String() string {
	when := "later"
	if c.Synchronous {
		when = "at once"
	}
	return fmt.Sprintf("%s(%s) %s", c.Called, strings.Join(c.Arguments, ", "), when)
}

// WantCalls fails unless exactly these callbacks were called: "onSuccess(session) later".
func WantCalls(t *testing.T, got []Call, want ...string) {
	t.Helper()
	var said []string
	for _, c := range got {
		said = append(said, c.String())
	}
	if !slices.Equal(said, want) {
		t.Errorf("callbacks: %q, want %q", said, want)
	}
}

// PageSession is plainSession in page.js.
type PageSession struct {
	IDToken, AccessToken, RefreshToken string
	Valid                              bool
}

// GotSession is what session in page.js returns.
type GotSession struct {
	Error       *PageError
	Value       *PageSession
	Synchronous bool
}

// Session asks for the current user's session; there must be one.
func (p *Page) Session() GotSession {
	p.T.Helper()
	var got *GotSession
	p.Eval("session()", &got)
	return p.Checked(got)
}

// Checked fails unless what session gave is a valid session.
func (p *Page) Checked(got *GotSession) GotSession {
	p.T.Helper()
	switch {
	case got == nil:
		p.T.Fatal("there is no current user")
	case got.Error != nil:
		p.T.Fatalf("getSession: %+v", *got.Error)
	case !got.Value.Valid:
		p.T.Error("the session is not valid")
	}
	return *got
}

// Key is the name under which a value is stored, by upstream's rule: Key(user, "idToken").
func Key(names ...string) string {
	return "CognitoIdentityServiceProvider." + fakecognito.DefaultClientID + "." + strings.Join(names, ".")
}

// Body returns the members of a request's body.
func Body(t *testing.T, r fakecognito.Request) (members struct {
	AuthFlow, ChallengeName, Token     string
	AuthParameters, ChallengeResponses map[string]string
}) {
	t.Helper()
	if err := json.Unmarshal(r.Body, &members); err != nil {
		t.Fatal(err)
	}
	return members
}

// Refreshes are the requests that spend a refresh token.
func (s *Site) Refreshes() []fakecognito.Request {
	s.T.Helper()
	return slices.DeleteFunc(s.RequestsTo("InitiateAuth"), func(r fakecognito.Request) bool {
		return Body(s.T, r).AuthFlow != "REFRESH_TOKEN_AUTH"
	})
}

// Operations names the requests so far, in order: what they ask for in brackets.
func (s *Site) Operations() []string {
	s.T.Helper()
	var names []string
	for _, r := range s.Cognito.Requests() {
		members := Body(s.T, r)
		name := r.Op
		if what := members.AuthFlow + members.ChallengeName; what != "" {
			name += "[" + what + "]"
		}
		names = append(names, name)
	}
	return names
}

// WantOperations fails unless these were the requests, in order.
func WantOperations(t *testing.T, s *Site, want ...string) {
	t.Helper()
	if got := s.Operations(); !slices.Equal(got, want) {
		t.Errorf("requests: %q, want %q", got, want)
	}
}

// DeviceKeys are what is stored for a user's device.
func DeviceKeys(name string) []string {
	return []string{Key(name, "deviceGroupKey"), Key(name, "deviceKey"), Key(name, "randomPasswordKey")}
}
