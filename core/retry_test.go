//go:build !js

package core_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func TestPassingFaults(t *testing.T) {
	const always = 100
	for _, tt := range []struct {
		name  string
		fault fakecognito.Fault
		code  error
	}{
		{"internal error", fakecognito.Fault{Status: 500, Code: "InternalErrorException", Message: "x"}, core.InternalErrorException},
		{"throttled", fakecognito.Fault{Status: 400, Code: "TooManyRequestsException", Message: "x"}, core.TooManyRequestsException},
		{"limit", fakecognito.Fault{Status: 400, Code: "LimitExceededException", Message: "x"}, core.LimitExceededException},
		{"429", fakecognito.Fault{Status: 429, Code: "SomethingNew", Message: "x", Header: http.Header{"Retry-After": {"2"}}}, core.Code("SomethingNew")},
		{"a proxy's page", fakecognito.Fault{Status: 502, Body: "<html>Bad gateway</html>"}, core.InvalidResponse},
		{"a proxy's limit", fakecognito.Fault{Status: 429, Body: "<html>Slow down</html>"}, core.InvalidResponse},
		{"no body", fakecognito.Fault{Status: 503}, core.InvalidResponse},
		{"a firewall's page", fakecognito.Fault{Status: 403, Body: "<html>Blocked</html>"}, core.InvalidResponse},
		{"a captive portal", fakecognito.Fault{Status: 200, Body: "<html>Please log in</html>"}, core.InvalidResponse},
		{"connection closed", fakecognito.Fault{CloseConnection: true}, core.NetworkError},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := startService(t, new(fakecognito.Server))
			user := s.expired("ada")
			before := s.store.snapshot()
			s.Fail("InitiateAuth", tt.fault, always)
			_, err := user.Session(s.ctx)
			wantError(t, err, tt.code)
			if n := len(s.Requests()); n != 3 {
				t.Errorf("%d requests, want 3", n)
			}
			if len(s.clock.slept) != 2 || s.clock.slept[0] < 200*time.Millisecond || s.clock.slept[0] > 2*time.Second ||
				s.clock.slept[1] < s.clock.slept[0] || s.clock.slept[1] > 2*time.Second {
				t.Errorf("waited %v", s.clock.slept)
			}
			if tt.fault.Header != nil && !slices.Equal(s.clock.slept, []time.Duration{2 * time.Second, 2 * time.Second}) {
				t.Errorf("waited %v, the service asked for 2 s", s.clock.slept)
			}
			s.store.unchanged(t, before)

			// The failure ends during the retries of this call.
			s = startService(t, new(fakecognito.Server))
			user = s.expired("ada")
			s.Fail("InitiateAuth", tt.fault, 2)
			if session, err := user.Session(s.ctx); err != nil || !session.Valid(s.clock.Now()) {
				t.Errorf("after two faults: %v", err)
			}
			if n := len(s.Requests()); n != 3 {
				t.Errorf("%d requests, want 3", n)
			}
		})
	}
}

// An answer of the service is not a transient error.
func TestAnswersAreNotRepeated(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fault fakecognito.Fault
		code  error
	}{
		{"a refusal that is not about the token", fakecognito.Fault{Code: "ForbiddenException", Message: "x"}, core.Code("ForbiddenException")},
		{"an app client with a secret", fakecognito.Fault{Code: "NotAuthorizedException", Message: "Unable to verify secret hash for client 1example"}, core.NotAuthorizedException},
		{"a reply without tokens", fakecognito.Fault{Status: 200, Body: "{}"}, core.InvalidResponse},
		{"longer than a person waits", fakecognito.Fault{Status: 429, Code: "TooManyRequestsException", Header: http.Header{"Retry-After": {"60"}}}, core.TooManyRequestsException},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := startService(t, new(fakecognito.Server))
			user := s.expired("ada")
			before := s.store.snapshot()
			s.Fail("InitiateAuth", tt.fault, 1)
			_, err := user.Session(s.ctx)
			wantError(t, err, tt.code)
			if n := len(s.Requests()); n != 1 || len(s.clock.slept) != 0 {
				t.Errorf("%d requests, waited %v", n, s.clock.slept)
			}
			s.store.unchanged(t, before)
			if _, err := user.Session(s.ctx); err != nil {
				t.Errorf("later: %v", err)
			}
		})
	}
}
