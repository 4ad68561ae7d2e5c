package e2e

import "testing"

// openSite opens a page with the library ("ours" or "peer") that knows where
// Cognito is.
func (tb *tab) openLibrary(library string) {
	tb.t.Helper()
	tb.open("/" + library + ".html")
	tb.eval("window.endpoint = $0", nil, tb.site.endpoint)
}

type outcome struct {
	Called    string
	Arguments int
	Username  string
	Error     *pageError
}

type pageError struct {
	Name, Code, Message string
	StatusCode          int
}

func TestSignInBySRP(t *testing.T) {
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	tb.openLibrary("ours")
	var o outcome
	tb.eval("signIn(makeUser($0), $1)", &o, username, password)
	if o.Called != "onSuccess" || o.Arguments != 1 {
		t.Fatalf("outcome %+v, error %+v", o, o.Error)
	}
	t.Log(len(tb.storage()))
}
