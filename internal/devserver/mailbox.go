package devserver

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// mailMakers are the operations that can make the fake send a message.
var mailMakers = []string{"SignUp", "ResendConfirmationCode", "InitiateAuth", "RespondToAuthChallenge"}

// mailbox gathers the messages of everybody who signed up or in.
type mailbox struct {
	cognito *fakecognito.Server

	mu        sync.Mutex
	usernames []string
}

// message is a message in /mailbox.
type message struct {
	Username string `json:"username"`
	To       string `json:"to"`
	Subject  string `json:"subject"`
	// Kind says what the code is for.
	Kind fakecognito.MessageKind `json:"kind"`
	Code string                  `json:"code"`
	Time time.Time               `json:"time"`
}

// named is a request body as far as it says whose request it is.
type named struct {
	Username                           string
	AuthParameters, ChallengeResponses struct {
		Username string `json:"USERNAME"`
	}
}

// note remembers the name under which a request may have caused a message.
func (m *mailbox) note(r fakecognito.Request) {
	if r.Status != http.StatusOK || !slices.Contains(mailMakers, r.Op) {
		return
	}
	var body named
	if json.Unmarshal(r.Body, &body) != nil {
		return
	}
	name := cmp.Or(body.Username, body.AuthParameters.Username, body.ChallengeResponses.Username)
	if name == "" {
		return
	}
	// The same user may have other names: an alias, or another case.
	if u, ok := m.cognito.User(name); ok {
		name = u.Username
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if !slices.Contains(m.usernames, name) {
		m.usernames = append(m.usernames, name)
	}
}

// list returns all messages, newest first.
func (m *mailbox) list() []message {
	m.mu.Lock()
	usernames := slices.Clone(m.usernames)
	m.mu.Unlock()

	all := []message{} // not nil: an empty mailbox is [] in JSON
	for _, name := range usernames {
		for _, sent := range m.cognito.Mailbox(name) {
			all = append(all, message{name, sent.To, sent.Subject, sent.Kind, sent.Code, sent.Time})
		}
	}
	slices.SortStableFunc(all, func(a, b message) int { return b.Time.Compare(a.Time) })
	return all
}

func (m *mailbox) serve(w http.ResponseWriter, r *http.Request) { writeJSON(w, m.list()) }
