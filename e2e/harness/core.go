package harness

import (
	"encoding/json"
	"strings"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// LastUserKey is the storage key of the name of whoever signed in last.
const LastUserKey = "CognitoIdentityServiceProvider." + fakecognito.DefaultClientID + ".LastAuthUser"

// corePage imports the core's own interface as a browser does, with no bundler,
// and gives the test call(operation, request): the outcome as plain data.
const corePage = `<!doctype html><title>core</title><script src="/page.js"></script><script type="module">
import { load } from '/dist/core.mjs';
window.load = load;
window.request = (members) => ({
	userPoolId: 'us-east-1_FakePool1', clientId: '1fakeclient2fakeclient3fake', endpoint: window.endpoint, ...members,
});
window.call = async (operation, members) => {
	try {
		return { value: await (await load())[operation](request(members)) };
	} catch (error) {
		return { error: { ...plainError(error), isError: error instanceof Error } };
	}
};
// Every kind of page storage keeps its text in a Map that the test can look at.
window.pageStorage = (wrap = (value) => value) => {
	const items = new Map();
	return {
		items,
		getItem: (key) => wrap(items.has(key) ? items.get(key) : null),
		setItem: (key, value) => wrap(void items.set(key, value)),
		removeItem: (key) => wrap(void items.delete(key)),
	};
};
</script>`

// OpenCore opens a page with the core's interface.
func (tb *Tab) OpenCore() {
	tb.T.Helper()
	tb.Site.Page("/core.html", corePage)
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
