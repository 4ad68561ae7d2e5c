package harness

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
)

// domain is the pool's domain. It is on a host of its own: cookies and sessionStorage of the
// page are not its.
type domain struct {
	pages http.Handler

	mu        sync.Mutex
	visits    []*url.URL
	overrides map[string]http.HandlerFunc
}

func newDomain(pages http.Handler) *domain {
	return &domain{pages: pages, overrides: map[string]http.HandlerFunc{}}
}

// serve serves it until the test ends, and returns its origin.
func (d *domain) serve(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(d)
	_ = server.Listener.Close()
	server.Listener = listener
	server.Start()
	t.Cleanup(server.Close)
	return server.URL
}

func (d *domain) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	d.visits = append(d.visits, r.URL)
	override := d.overrides[r.URL.Path]
	d.mu.Unlock()
	if override != nil {
		override(w, r)
		return
	}
	d.pages.ServeHTTP(w, r)
}

// ServeDomain puts a handler in the place of what the path of the pool's domain would give.
func (s *Site) ServeDomain(path string, handler http.HandlerFunc) {
	s.domain.mu.Lock()
	defer s.domain.mu.Unlock()
	s.domain.overrides[path] = handler
}

// Visits are the queries of the requests for a path of the pool's domain, in order.
func (s *Site) Visits(path string) []url.Values {
	s.domain.mu.Lock()
	defer s.domain.mu.Unlock()
	var queries []url.Values
	for _, visit := range s.domain.visits {
		if visit.Path == path {
			queries = append(queries, visit.Query())
		}
	}
	return queries
}
