package fakecognito

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// Request is an API request that has been answered, or one to an endpoint of the domain.
type Request struct {
	// Op is the operation's name, for instance "InitiateAuth" or "oauth2/token"; whatever
	// the client sent, so it may be unknown.
	Op string
	// Origin is the page's origin, empty outside browsers.
	Origin string
	// Header and Body are as received. Body holds secrets: show Masked.
	Header http.Header
	Body   []byte
	// Time is when the request arrived, by the server's clock.
	Time time.Time
	// Status is the reply's HTTP status, 0 where there was no reply.
	Status int
	// ErrorCode is the reply's error code, empty for a success.
	ErrorCode string
}

// clearMembers are the members whose values may be shown. All others are masked, so that a
// member that was forgotten here is hidden.
var clearMembers = map[string]bool{
	"AttributeName":          true,
	"AuthFlow":               true,
	"ChallengeName":          true,
	"CHALLENGE_NAME":         true,
	"ClientId":               true,
	"DeliveryMedium":         true,
	"DeviceRememberedStatus": true,
	"ForceAliasCreation":     true,
	"Limit":                  true,
	"MAX_AGE":                true,
	"MaxResults":             true,
	"Name":                   true,
	"PREFERRED_CHALLENGE":    true,
	"TARGET_ACR_VALUES":      true,
	"TIMESTAMP":              true,
	"USERNAME":               true,
	"client_id":              true,
	"grant_type":             true,
	"redirect_uri":           true,
	"scope":                  true,
	"token_type_hint":        true,
	"Username":               true,
}

// mask replaces a value that is not shown. Its length does not depend on the value's, which
// would reveal something too.
const mask = `"***"`

// Masked returns the operation's name and the body, in which every value is hidden that is
// not known to be harmless: passwords, tokens, codes, sessions, signatures,
// device keys, attribute values. Members keep their names and order.
func (r Request) Masked() string {
	var out strings.Builder
	if operations[r.Op] != nil || domainOperations[r.Op] != nil {
		out.WriteString(r.Op)
	} else {
		out.WriteString("(unknown operation)")
	}
	out.WriteByte(' ')
	v, err := r.value()
	if err != nil {
		fmt.Fprintf(&out, "(%d bytes that are not JSON)", len(r.Body))
	} else {
		writeMasked(&out, v, "")
	}
	return out.String()
}

// value reads the body: JSON, or the form of one of the domain's endpoints.
func (r Request) value() (any, error) {
	if domainOperations[r.Op] == nil {
		d := json.NewDecoder(bytes.NewReader(r.Body))
		d.UseNumber()
		return readValue(d)
	}
	given, err := url.ParseQuery(string(r.Body))
	o := &object{values: map[string]any{}}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		o.names = append(o.names, name)
		o.values[name] = strings.Join(given[name], " ")
	}
	return o, err
}

// String returns Masked and the result, so that printing a Request by accident reveals
// nothing.
func (r Request) String() string {
	return strings.TrimRight(fmt.Sprintf("%s -> %d %s", r.Masked(), r.Status, r.ErrorCode), " ")
}

// GoString returns the same as String, for %#v.
func (r Request) GoString() string { return r.String() }

// writeMasked writes v, the value of the member name.
func writeMasked(out *strings.Builder, v any, name string) {
	switch v := v.(type) {
	case *object:
		out.WriteByte('{')
		for i, member := range v.names {
			if i > 0 {
				out.WriteByte(',')
			}
			writeJSON(out, member)
			out.WriteByte(':')
			inner := member
			if name == "ClientMetadata" || name == "ValidationData" {
				// The application chooses these names, so they reveal nothing about
				// the value.
				inner = ""
			}
			writeMasked(out, v.values[member], inner)
		}
		out.WriteByte('}')
	case []any:
		out.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				out.WriteByte(',')
			}
			writeMasked(out, item, "")
		}
		out.WriteByte(']')
	case nil:
		out.WriteString("null")
	default:
		if clearMembers[name] {
			writeJSON(out, v)
		} else {
			out.WriteString(mask)
		}
	}
}

func writeJSON(out *strings.Builder, v any) {
	text, err := json.Marshal(v)
	if err != nil {
		text = []byte(mask)
	}
	out.Write(text)
}

// Requests lists the API requests since the start or the last ResetRequests, in
// the order in which they were answered.
func (s *Server) Requests() []Request {
	s.transcript.mu.Lock()
	defer s.transcript.mu.Unlock()
	return slices.Clone(s.transcript.requests)
}

// ResetRequests forgets the requests so far.
func (s *Server) ResetRequests() {
	s.transcript.mu.Lock()
	defer s.transcript.mu.Unlock()
	s.transcript.requests = nil
}

// transcript is the list of answered requests. It has its own mutex so that it
// can be read while a request is being processed.
type transcript struct {
	mu       sync.Mutex
	requests []Request
}

// record adds a request before its reply is written, so that a client that has received its
// reply finds its request in the list.
func (s *Server) record(r Request) {
	s.transcript.mu.Lock()
	s.transcript.requests = append(s.transcript.requests, r)
	s.transcript.mu.Unlock()
	if s.OnRequest != nil {
		s.OnRequest(r)
	}
}
