package fakecognito

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// Fault is a failure of a request.
type Fault struct {
	// Status is the HTTP status. It defaults to 400 if there is a Code, else to 500.
	Status int
	// Code and Message make an error body in the API's shape, or in OAuth's for the
	// domain's endpoints, unless Body or an empty Code says otherwise.
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
	// NoCORS omits the headers that allow a page to read the reply, as a proxy does that
	// does not support CORS: a page then learns only that the request failed. Preflights
	// are answered all the same.
	NoCORS bool
	// CloseConnection drops the connection instead of answering.
	CloseConnection bool
	// AfterProcessing lets the request take effect first, so that only its
	// reply is lost.
	AfterProcessing bool
}

// reply returns the fault as the answer of an operation.
func (f Fault) reply(op string) reply {
	var rep reply
	if f.Code != "" && domainOperations[op] != nil {
		rep = oauthErrorReplyWith(orDefault(f.Status, http.StatusBadRequest), f.Code, f.Message)
	} else if f.Code != "" {
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

// Fail makes the next n calls of op (of any operation, if op is empty) fail with the given
// fault. The domain's endpoints are operations too: oauth2/token, oauth2/revoke and
// oauth2/userInfo. Faults of one operation occur in the order of the calls of Fail.
func (s *Server) Fail(op string, fault Fault, times int) {
	s.hooks.mu.Lock()
	defer s.hooks.mu.Unlock()
	for range times {
		s.hooks.faults = append(s.hooks.faults, pendingFault{op, fault})
	}
}

// ClearFaults removes the faults of Fail that have not occurred yet.
func (s *Server) ClearFaults() {
	s.hooks.mu.Lock()
	defer s.hooks.mu.Unlock()
	s.hooks.faults = nil
}

// Hold stops the next call of op (of any operation, if op is empty) before it
// is processed, until Release is called on the result. Holds of one operation
// stop one call each.
func (s *Server) Hold(op string) *Held { return s.hooks.add(op, false) }

// HoldReply is like Hold, but stops the call after it has been processed: it has taken effect,
// and only its reply waits. A client that gives up during the wait is like one that was closed
// before it could store the reply. Together with Fail and a Fault that closes the connection
// AfterProcessing, the reply is lost once it is released. Only then, or when its client has
// disconnected, the request is in Requests.
func (s *Server) HoldReply(op string) *Held { return s.hooks.add(op, true) }

// Held is a request that waits, or one that will.
type Held struct {
	op       string
	reply    bool // whether its reply waits
	arrived  chan struct{}
	released chan struct{}
	once     sync.Once
}

// Arrived waits until the request has arrived, and been processed if its reply is held, or
// until ctx ends.
func (h *Held) Arrived(ctx context.Context) error {
	select {
	case <-h.arrived:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Release lets the request continue. If it is called before the request has arrived, the
// request does not wait. Further calls do nothing.
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

// fault removes and returns the next fault for op.
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

// add registers a request to hold.
func (h *hooks) add(op string, reply bool) *Held {
	held := &Held{op: op, reply: reply, arrived: make(chan struct{}), released: make(chan struct{})}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.holds = append(h.holds, held)
	return held
}

// hold removes and returns the next hold for op, or for its reply, or nil.
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

// delay waits for the latency, and reports whether the client is still connected.
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

// wait waits if a test holds op or its reply, and reports whether the client is still
// connected.
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
