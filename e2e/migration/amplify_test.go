//go:build ecosystem

package migration

import (
	"reflect"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// TestAmplify signs in with Auth of Amplify 5, reads the session in a new page, lets it expire,
// uses the account, and signs out. With each library the application sees and hears the same, and
// the service too.
func TestAmplify(t *testing.T) {
	t.Parallel()
	type outcome struct {
		Wrong, Username, Nobody, SMS, Confirmed string
		Attributes, Heard, Operations           []string
	}
	journey := func(library string) (got outcome) {
		p := newPage(t, bundled, "amplify.html")
		p.Site.AddSMSUser()
		p.open(library)
		p.Eval("Auth.signIn($0, 'Wrong-1843').then(() => 'signed in', (error) => error.code + ': ' + error.message)", &got.Wrong, harness.Username)
		p.Eval("Auth.signIn($0, $1).then((user) => user.getUsername())", &got.Username, harness.Username, harness.Password)
		p.ran()
		const idToken = "Auth.currentSession().then((session) => session.getIdToken().getJwtToken())"
		var first, again, refreshed string
		p.Eval(idToken, &first)
		if first == "" || first != p.Storage()[harness.Key(harness.Username, "idToken")] {
			t.Errorf("%s: the session is not the stored one", library)
		}
		p.Eval("heard", &got.Heard)

		p.open(library)
		if p.Eval(idToken, &again); again != first {
			t.Errorf("%s: another session in the next page", library)
		}
		p.Eval("expire($0)", nil, harness.Username)
		p.open(library)
		if p.Eval(idToken, &refreshed); refreshed == first {
			t.Errorf("%s: an expired session was not refreshed", library)
		}
		if n := len(p.Site.Refreshes()); n != 1 {
			t.Errorf("%s: %d refreshes, want 1", library, n)
		}
		p.ran()
		p.Eval("Auth.currentAuthenticatedUser().then((user) => Auth.userAttributes(user)).then((all) => all.map(({ Name }) => Name))", &got.Attributes)
		p.Eval("Auth.signOut().then(() => Auth.currentSession()).then(() => 'still in', String)", &got.Nobody)
		if left := p.Storage(); left[harness.Key("LastAuthUser")] != "" || left[harness.Key(harness.Username, "refreshToken")] != "" {
			t.Errorf("%s: after signing out, storage has %v", library, left)
		}

		p.Eval("Auth.signIn('sms', $0).then((user) => (window.user = user).challengeName)", &got.SMS, harness.Password)
		mails := p.Site.Cognito.Mailbox("sms")
		if len(mails) == 0 {
			t.Fatalf("%s: no code was sent", library)
		}
		p.Eval("Auth.confirmSignIn(user, $0).then((user) => user.getUsername())", &got.Confirmed, mails[len(mails)-1].Code)
		got.Operations = p.Site.Operations()
		return got
	}
	want := journey("upstream")
	if want.Username != harness.Username || want.SMS != "SMS_MFA" || want.Confirmed != "sms" || len(want.Attributes) == 0 || len(want.Heard) == 0 {
		t.Errorf("upstream: %+v", want)
	}
	if got := journey("ours"); !reflect.DeepEqual(got, want) {
		t.Errorf("ours\n%+v\nupstream\n%+v", got, want)
	}
}
