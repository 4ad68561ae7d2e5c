//go:build !js

package awsidp_test

import (
	"io"
	"net/http"
	"strconv"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/conformance"
)

// The suite also runs with fetch, in jsbridge/browser.
func TestClientConforms(t *testing.T) {
	conformance.IdentityProvider(t, func(t *testing.T, play func(conformance.Request) conformance.Answer) core.IdentityProvider {
		return serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			answer := play(conformance.Request{
				Method: r.Method, Target: r.Header.Get("X-Amz-Target"), ContentType: r.Header.Get("Content-Type"), Body: string(body),
			})
			switch answer.Fault {
			case conformance.NoAnswer:
				panic(http.ErrAbortHandler)
			case conformance.Hanging:
				<-r.Context().Done()
				return
			}
			w.Header()["Date"], w.Header()["Content-Type"] = nil, nil
			for name, value := range answer.Header {
				w.Header().Set(name, value)
			}
			if answer.Fault == conformance.CutShort {
				w.Header().Set("Content-Length", strconv.Itoa(len(answer.Body)+10))
			}
			w.WriteHeader(answer.Status)
			_, _ = io.WriteString(w, answer.Body)
			if answer.Fault == conformance.CutShort {
				panic(http.ErrAbortHandler)
			}
		}))
	})
}
