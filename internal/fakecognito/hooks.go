package fakecognito

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// Fault is what goes wrong with a request.
type Fault struct {
	// Status is the HTTP status; zero means 400 where there is a Code, else
	// 500.
	Status int
	// Code and Message make an error body in the API's shape, unless Body or
	// an empty Code says otherwise.
	Code, Message string
	// Body is sent as it is when Code is empty: an HTML page of a proxy, or
	// nothing at all. Its content type is text/html unless Header sets one.
	Body string
	// Header is added to the reply and replaces headers of the same name.
	Header http.Header
	// CloseConnection drops the connection instead of answering.
	CloseConnection bool
	// AfterProcessing lets the request take effect first, so that only its
	// reply is lost.
	AfterProcessing bool
}

func (f Fault) reply() reply {
	var rep reply
	if f.Code != "" {
		rep = errorReplyWith(orDefault(f.Status, http.StatusBadRequest), f.Code, f.Message)
	} else {
		rep = reply{
			status: orDefault(f.Status, http.StatusInternalServerError),
			header: http.Header{"Content-Type": {"text/html"}},
			body:   []byte(f.Body),
		}
	}
	for name, values := range f.Header {
		rep.header[http.CanonicalHeaderKey(name)] = values
	}
	if f.CloseConnection {
		// No status reaches the client.
		return reply{closeConnection: true}
	}
	return rep
}

// Fail makes the next n calls of op (of any operation, if op is empty) go wrong
// in the given way. Faults of one operation follow each other in the order in
// which they were asked for.
func (s *Server) Fail(op string, fault Fault, times int) {
	s.hooks.mu.Lock()
	defer s.hooks.mu.Unlock()
	for range times {
		s.hooks.faults = append(s.hooks.faults, pendingFault{op, fault})
	}
}

// Hold stops the next call of op (of any operation, if op is empty) before it
// is processed, until Release is called on the result. Holds of one operation
// stop one call each.
func (s *Server) Hold(op string) *Held {
	h := &Held{op: op, arrived: make(chan struct{}), released: make(chan struct{})}
	s.hooks.mu.Lock()
	defer s.hooks.mu.Unlock()
	s.hooks.holds = append(s.hooks.holds, h)
	return h
}

// Held is a request that waits, or the place kept for one that will.
type Held struct {
	op       string
	arrived  chan struct{}
	released chan struct{}
	once     sync.Once
}

// Arrived waits until the request is there, or ctx ends.
func (h *Held) Arrived(ctx context.Context) error {
	select {
	case <-h.arrived:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Release lets the request go on. Called before the request is there, it lets
// it pass without waiting; further calls do nothing.
func (h *Held) Release() {
	h.once.Do(func() { close(h.released) })
}

// hooks are the faults and holds that wait for a request. They have their own
// mutex because a held request must not hold up the state.
type hooks struct {
	mu     sync.Mutex
	faults []pendingFault
	holds  []*Held
}

type pendingFault struct {
	op    string
	fault Fault
}

// fault takes the next fault meant for op.
func (h *hooks) fault(op string) (Fault, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, f := range h.faults {
		if f.op == op || f.op == "" {
			h.faults = append(h.faults[:i:i], h.faults[i+1:]...)
			return f.fault, true
		}
	}
	return Fault{}, false
}

// hold takes the next hold meant for op, or nil.
func (h *hooks) hold(op string) *Held {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, held := range h.holds {
		if held.op == op || held.op == "" {
			h.holds = append(h.holds[:i:i], h.holds[i+1:]...)
			return held
		}
	}
	return nil
}

// wait lets latency pass and stops where a test holds op. It reports whether
// the client is still there.
func (h *hooks) wait(ctx context.Context, op string, latency time.Duration) bool {
	if latency > 0 {
		t := time.NewTimer(latency)
		defer t.Stop()
		select {
		case <-t.C:
		case <-ctx.Done():
			return false
		}
	}
	if held := h.hold(op); held != nil {
		close(held.arrived)
		select {
		case <-held.released:
		case <-ctx.Done():
			return false
		}
	}
	return true
}
