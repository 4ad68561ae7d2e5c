package devserver

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// events returns n entries of an event stream.
func events(t *testing.T, from io.Reader, n int) []entry {
	t.Helper()
	var got []entry
	lines := bufio.NewScanner(from)
	for len(got) < n && lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		var e entry
		if err := json.Unmarshal([]byte(data), &e); err != nil {
			t.Fatal(err)
		}
		got = append(got, e)
	}
	if len(got) < n {
		t.Fatalf("the stream ended after %d of %d events: %v", len(got), n, lines.Err())
	}
	return got
}

func TestRequestsAreStreamed(t *testing.T) {
	s := newServer(t)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	t.Cleanup(s.Close)

	signUp(t, s.Cognito, "ada", "ada@example.com")
	open := func(header ...string) io.Reader {
		ctx, cancel := context.WithCancel(t.Context())
		t.Cleanup(cancel)
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/requests", nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		resp, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { resp.Body.Close() })
		if got := resp.Header.Get("Content-Type"); got != "text/event-stream" {
			t.Errorf("type %q", got)
		}
		return resp.Body
	}

	// Earlier entries come first, then what happens while the stream is open.
	stream := open()
	first := events(t, stream, 1)[0]
	if first.Seq != 1 || first.Operation != "SignUp" || first.Status != 200 || first.ErrorCode != "" || first.Time.IsZero() {
		t.Errorf("first event %+v", first)
	}
	signIn := `{"AuthFlow":"USER_PASSWORD_AUTH","ClientId":"` + fakecognito.DefaultClientID +
		`","AuthParameters":{"USERNAME":"ada","PASSWORD":"` + testPassword + `"}}`
	call(t, s.Cognito, "InitiateAuth", signIn, 400)
	second := events(t, stream, 1)[0]
	if second.Seq != 2 || second.Operation != "InitiateAuth" || second.Status != 400 || second.ErrorCode != "UserNotConfirmedException" {
		t.Errorf("second event %+v", second)
	}
	if !strings.Contains(second.Body, `"USER_PASSWORD_AUTH"`) || strings.Contains(second.Body, testPassword) {
		t.Errorf("body %s", second.Body)
	}

	// A browser that reconnects gets every entry exactly once.
	call(t, s.Cognito, "Surprise", `{}`, 400)
	resumed := events(t, open("Last-Event-ID", "2"), 1)[0]
	if resumed.Seq != 3 || resumed.Operation != "(unknown operation)" {
		t.Errorf("resumed with %+v", resumed)
	}
	// One that remembers an earlier server begins again.
	if again := events(t, open("Last-Event-ID", "99"), 3); again[0].Seq != 1 {
		t.Errorf("restarted with %+v", again[0])
	}
}

// TestNothingSecretIsStreamed signs a user up, and checks that the log contains neither the
// password nor the code.
func TestNothingSecretIsStreamed(t *testing.T) {
	s := newServer(t)
	signUp(t, s.Cognito, "ada", "ada@example.com")
	code := s.Cognito.Mailbox("ada")[0].Code
	call(t, s.Cognito, "ConfirmSignUp",
		`{"ClientId":"`+fakecognito.DefaultClientID+`","Username":"ada","ConfirmationCode":"`+code+`"}`, 200)
	call(t, s.Cognito, "InitiateAuth", `{"AuthFlow":"USER_PASSWORD_AUTH","ClientId":"`+fakecognito.DefaultClientID+
		`","AuthParameters":{"USERNAME":"ada","PASSWORD":"`+testPassword+`"}}`, 200)
	call(t, s.Cognito, "InitiateAuth", `not JSON, but `+testPassword, 400)

	s.Close() // so that the stream ends after what is there
	text := body(t, get(s, "/requests"))
	if n := strings.Count(text, "event: request"); n != 4 {
		t.Errorf("%d events", n)
	}
	for _, secret := range []string{testPassword, code, "ada@example.com"} {
		if strings.Contains(text, secret) {
			t.Errorf("the log has %q:\n%s", secret, text)
		}
	}
}

func TestLogKeepsTheLast(t *testing.T) {
	var l requestLog
	l.init()
	for range keptEntries + 7 {
		l.add(entry{Operation: "GetUser"})
	}
	kept, _ := l.after(0)
	if len(kept) != keptEntries || kept[0].Seq != 8 || kept[len(kept)-1].Seq != keptEntries+7 {
		t.Errorf("%d kept, %d to %d", len(kept), kept[0].Seq, kept[len(kept)-1].Seq)
	}
	if none, _ := l.after(keptEntries + 7); len(none) != 0 {
		t.Errorf("%d after the last", len(none))
	}
}

func TestTheFakesOwnHookIsKept(t *testing.T) {
	told := 0
	cognito := &fakecognito.Server{OnRequest: func(fakecognito.Request) { told++ }}
	s := New(Config{Root: "../..", Cognito: cognito, Endpoint: testEndpoint})
	call(t, cognito, "Surprise", `{}`, 400)
	if entries, _ := s.log.after(0); told != 1 || len(entries) != 1 {
		t.Errorf("called %d times, %d entries", told, len(entries))
	}
}
