package devserver

import (
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// mailMakers are the operations that make the fake send a message.
var mailMakers = []string{"SignUp", "ResendConfirmationCode"}

// mailbox gathers the messages of everybody who signed up.
type mailbox struct {
	cognito *fakecognito.Server

	mu        sync.Mutex
	usernames []string
}

// message is a message in /mailbox.
type message struct {
	Username string    `json:"username"`
	To       string    `json:"to"`
	Subject  string    `json:"subject"`
	Code     string    `json:"code"`
	Time     time.Time `json:"time"`
}

// note remembers the name under which a request may have caused a message.
func (m *mailbox) note(r fakecognito.Request) {
	if r.Status != http.StatusOK || !slices.Contains(mailMakers, r.Op) {
		return
	}
	var body struct{ Username string }
	if json.Unmarshal(r.Body, &body) != nil || body.Username == "" {
		return
	}
	// The same user may have other names: an alias, or another case.
	if u, ok := m.cognito.User(body.Username); ok {
		body.Username = u.Username
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if !slices.Contains(m.usernames, body.Username) {
		m.usernames = append(m.usernames, body.Username)
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
			all = append(all, message{name, sent.To, sent.Subject, sent.Code, sent.Time})
		}
	}
	slices.SortStableFunc(all, func(a, b message) int { return b.Time.Compare(a.Time) })
	return all
}

func (m *mailbox) serve(w http.ResponseWriter, r *http.Request) { writeJSON(w, m.list()) }
