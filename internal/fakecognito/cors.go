package fakecognito

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// preflightMaxAge is how long browsers may keep the answer to a preflight; it
// is the service's value.
const preflightMaxAge = 172800 * time.Second

// corsHeaders are the request headers that a page may send: what upstream and
// the AWS SDKs use, in lower case.
var corsHeaders = []string{
	"amz-sdk-invocation-id",
	"amz-sdk-request",
	"authorization",
	"cache-control",
	"content-type",
	"x-amz-date",
	"x-amz-security-token",
	"x-amz-target",
	"x-amz-user-agent",
}

// exposedHeaders are the reply headers that a page may read. As in the service, Retry-After is
// not one of them.
const exposedHeaders = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date"

// allowOrigin adds the headers that allow a page to read the reply. A page of another origin
// than the allowed ones gets none, so its browser hides the reply.
func (s *Server) allowOrigin(w http.ResponseWriter, r *http.Request) bool {
	if len(s.AllowedOrigins) == 0 {
		w.Header().Set("Access-Control-Allow-Origin", "*")
	} else {
		w.Header().Add("Vary", "Origin")
		origin := r.Header.Get("Origin")
		if !slices.Contains(s.AllowedOrigins, origin) {
			return false
		}
		w.Header().Set("Access-Control-Allow-Origin", origin)
	}
	w.Header().Set("Access-Control-Expose-Headers", exposedHeaders)
	return true
}

// servePreflight answers OPTIONS. A preflight that is not allowed is refused with a status,
// not only by missing headers, so that the failure is easy to see outside a browser.
func (s *Server) servePreflight(w http.ResponseWriter, r *http.Request) {
	asked := r.Header.Get("Access-Control-Request-Headers")
	allowed := append(slices.Clone(corsHeaders), s.AllowedHeaders...)
	for name := range strings.SplitSeq(asked, ",") {
		name = strings.ToLower(strings.TrimSpace(name))
		if name != "" && !slices.Contains(allowed, name) {
			http.Error(w, "header not allowed: "+name, http.StatusForbidden)
			return
		}
	}
	if m := r.Header.Get("Access-Control-Request-Method"); m != "" && m != http.MethodPost && m != http.MethodGet {
		http.Error(w, "method not allowed: "+m, http.StatusForbidden)
		return
	}
	if !s.allowOrigin(w, r) {
		http.Error(w, "origin not allowed", http.StatusForbidden)
		return
	}
	w.Header().Set("Access-Control-Allow-Headers", strings.Join(allowed, ","))
	w.Header().Set("Access-Control-Allow-Methods", "POST")
	w.Header().Set("Access-Control-Max-Age", lifetimeText(preflightMaxAge))
	w.WriteHeader(http.StatusOK)
}
