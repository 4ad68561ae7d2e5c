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
	// Body is sent as it is when Code is empty: an HTML page of a proxy or, with
	// Status 200, of a captive portal, or nothing at all. Its content type is
	// text/html unless Header sets one.
	Body string
	// Header is added to the reply and replaces headers of the same name. A page
	// of another origin cannot read a Retry-After given here, since the service
	// does not expose that header, unless Access-Control-Expose-Headers is given
	// as well.
	Header http.Header
	// NoCORS leaves the headers out that let a page read the reply, as a proxy
	// does that knows nothing of CORS: a browser then tells the page only that
	// the request failed. Preflights are answered all the same.
	NoCORS bool
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
	rep.noCORS = f.NoCORS
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

// ClearFaults takes back what Fail has asked for and no call has met yet.
func (s *Server) ClearFaults() {
	s.hooks.mu.Lock()
	defer s.hooks.mu.Unlock()
	s.hooks.faults = nil
}

// Hold stops the next call of op (of any operation, if op is empty) before it
// is processed, until Release is called on the result. Holds of one operation
// stop one call each.
func (s *Server) Hold(op string) *Held { return s.hooks.add(op, false) }

// HoldReply is Hold after the request has been processed: it has taken effect,
// and only its reply waits. The client that gives up meanwhile is one that was
// closed between reply and write; together with Fail and a Fault that closes the
// connection AfterProcessing, the reply is lost once it is released. The request
// is in Requests only then, or when its client has gone.
func (s *Server) HoldReply(op string) *Held { return s.hooks.add(op, true) }

// Held is a request that waits, or the place kept for one that will.
type Held struct {
	op       string
	reply    bool // whether it waits with its reply
	arrived  chan struct{}
	released chan struct{}
	once     sync.Once
}

// Arrived waits until the request is there, processed if its reply is held, or
// until ctx ends.
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

// add keeps a place for a request to hold.
func (h *hooks) add(op string, reply bool) *Held {
	held := &Held{op: op, reply: reply, arrived: make(chan struct{}), released: make(chan struct{})}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.holds = append(h.holds, held)
	return held
}

// hold takes the next hold meant for op, or for its reply, or nil.
func (h *hooks) hold(op string, reply bool) *Held {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, held := range h.holds {
		if held.reply == reply && (held.op == op || held.op == "") {
			h.holds = append(h.holds[:i:i], h.holds[i+1:]...)
			return held
		}
	}
	return nil
}

// delay lets latency pass. It reports whether the client is still there.
func delay(ctx context.Context, latency time.Duration) bool {
	if latency <= 0 {
		return true
	}
	t := time.NewTimer(latency)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// wait stops where a test holds op or its reply. It reports whether the client
// is still there.
func (h *hooks) wait(ctx context.Context, op string, reply bool) bool {
	if held := h.hold(op, reply); held != nil {
		close(held.arrived)
		select {
		case <-held.released:
		case <-ctx.Done():
			return false
		}
	}
	return true
}
