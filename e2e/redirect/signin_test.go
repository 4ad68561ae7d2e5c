package redirect

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

func TestSignIn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := openApp(t, s)
	if o := a.outcome(); o.Result != nil || o.Error != nil {
		t.Errorf("there was nothing to finish, and it came to %+v", o)
	}
	a.authorize("{ state: { page: 'ü&=' } }")
	a.signIn(harness.Username, harness.Password)
	o := a.outcome()
	if o.Result == nil || o.Result.Username != harness.Username || !o.Result.Valid {
		t.Fatalf("%+v", o)
	}
	var address string
	a.Eval("location.href", &address)
	if address != s.URL+"/app.html" {
		t.Errorf("the address is %s", address)
	}
}
