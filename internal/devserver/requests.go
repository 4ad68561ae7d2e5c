package devserver

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// keptEntries is how many earlier requests a newly opened page sees.
const keptEntries = 500

// entry is a finished request as the page shows it. It is made only from the masked request.
type entry struct {
	// Seq counts requests from 1; it is the event's id.
	Seq       int       `json:"seq"`
	Time      time.Time `json:"time"`
	Operation string    `json:"operation"`
	Status    int       `json:"status"`
	ErrorCode string    `json:"errorCode,omitempty"`
	// Milliseconds is the time that the server took, not the time that the page waited.
	Milliseconds float64 `json:"milliseconds"`
	// Body is the masked request body: JSON, or a remark in parentheses.
	Body string `json:"body"`
}

// entryOf returns the entry of a request that has just been finished.
func entryOf(r fakecognito.Request, now time.Time) entry {
	// The name of an unknown operation comes from the client, so Masked does not repeat
	// it.
	operation, body := "(unknown operation)", ""
	masked := r.Masked()
	if rest, ok := strings.CutPrefix(masked, operation+" "); ok {
		body = rest
	} else {
		operation, body, _ = strings.Cut(masked, " ")
	}
	return entry{
		Time:         r.Time,
		Operation:    operation,
		Status:       r.Status,
		ErrorCode:    r.ErrorCode,
		Milliseconds: float64(now.Sub(r.Time).Microseconds()) / 1000,
		Body:         body,
	}
}

// requestLog keeps the last entries, and notifies the event streams of new ones.
type requestLog struct {
	mu      sync.Mutex
	entries []entry
	last    int
	// changed is closed, and replaced, when an entry is added.
	changed chan struct{}
	// closed is closed when streams must end.
	closed    chan struct{}
	closeOnce sync.Once
}

func (l *requestLog) init() {
	l.changed = make(chan struct{})
	l.closed = make(chan struct{})
}

func (l *requestLog) close() { l.closeOnce.Do(func() { close(l.closed) }) }

func (l *requestLog) add(e entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last++
	e.Seq = l.last
	l.entries = append(l.entries, e)
	if n := len(l.entries); n > keptEntries {
		l.entries = append([]entry(nil), l.entries[n-keptEntries:]...)
	}
	close(l.changed)
	l.changed = make(chan struct{})
}

// after returns the kept entries after seq, and a channel that is closed when there are
// more.
func (l *requestLog) after(seq int) ([]entry, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	first := l.last - len(l.entries)
	// A sequence number from before a restart of the server is ahead of ours.
	if seq < first || seq > l.last {
		seq = first
	}
	return append([]entry(nil), l.entries[seq-first:]...), l.changed
}

// serve sends a stream of server-sent events "request": the requests so far (or since
// Last-Event-ID), then each one as it is finished.
func (l *requestLog) serve(w http.ResponseWriter, r *http.Request) {
	stream := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	w.WriteHeader(http.StatusOK)
	if stream.Flush() != nil {
		return
	}
	// A header that is not a number reads as 0: all of them.
	seq, _ := strconv.Atoi(r.Header.Get("Last-Event-ID"))
	for {
		entries, changed := l.after(seq)
		for _, e := range entries {
			text, err := json.Marshal(e)
			if err != nil {
				return
			}
			if _, err := fmt.Fprintf(w, "id: %d\nevent: request\ndata: %s\n\n", e.Seq, text); err != nil {
				return
			}
			seq = e.Seq
		}
		if stream.Flush() != nil {
			return
		}
		select {
		case <-changed:
		case <-l.closed:
			return
		case <-r.Context().Done():
			return
		}
	}
}
