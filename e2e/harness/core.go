package harness

import (
	_ "embed"
	"encoding/json"
	"strings"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// LastUserKey is the storage key of the name of whoever signed in last.
const LastUserKey = "CognitoIdentityServiceProvider." + fakecognito.DefaultClientID + ".LastAuthUser"

//go:embed core.js
var coreScript string

// OpenCore opens a page with the core's interface.
func (tb *Tab) OpenCore() {
	tb.T.Helper()
	tb.Site.Script("/core.js", coreScript)
	tb.Site.Page("/core.html", `<!doctype html><title>core</title><script src="/page.js"></script><script type="module" src="/core.js"></script>`)
	tb.Open("/core.html")
	tb.Eval("window.endpoint = $0", nil, tb.Site.Endpoint)
}

// Object is a request or a reply.
type Object = map[string]any

// CoreOutcome is what became of an operation.
type CoreOutcome struct {
	Value json.RawMessage
	Error *CoreError
}

// CoreError is an error of the core; IsError reports whether it is an Error.
type CoreError struct {
	PageError
	IsError bool
}

// Core calls an operation in the page and returns its reply.
func (tb *Tab) Core(operation string, request Object) json.RawMessage {
	tb.T.Helper()
	var o CoreOutcome
	tb.Eval("call($0, $1)", &o, operation, request)
	if o.Error != nil {
		tb.T.Fatalf("%s: %+v", operation, *o.Error)
	}
	return o.Value
}

// Insecure moves the site to an origin that is no secure context: there are no
// Web Locks and no crypto.subtle.
func (s *Site) Insecure() {
	s.URL = strings.Replace(s.URL, "127.0.0.1", "insecure.test", 1)
}
