package fakecognito_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func TestZeroValue(t *testing.T) {
	var srv fakecognito.Server
	if srv.IssuerURL() != issuer {
		t.Errorf("IssuerURL = %q", srv.IssuerURL())
	}
	rec := httptest.NewRecorder()
	srv.ServeHTTP(rec, httptest.NewRequest("POST", "/", nil))
	date, err := http.ParseTime(rec.Header().Get("Date"))
	if err != nil || time.Since(date).Abs() > time.Minute {
		t.Errorf("Date = %v, %v", date, err)
	}
}

func TestCreateUser(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	for _, name := range []string{"", "Alice"} {
		if _, err := e.srv.CreateUser(fakecognito.NewUser{Username: name}); err == nil {
			t.Errorf("CreateUser(%q) returns no error", name)
		}
	}
	u := e.create(fakecognito.NewUser{Username: "new", Password: "x", Email: "new@example.com", Status: fakecognito.StatusUnconfirmed})
	if u.Status != fakecognito.StatusUnconfirmed || u.Attributes["email_verified"] != "false" || !u.Enabled || len(u.Sub) != 36 {
		t.Errorf("user = %+v", u)
	}
	if _, ok := e.srv.User("nobody"); ok || e.srv.DisableUser("nobody") || e.srv.DeleteUser("nobody") {
		t.Error("there is a user nobody")
	}
	e = start(t, &fakecognito.Server{SignInNames: fakecognito.EmailAsUsername})
	if u := e.create(fakecognito.NewUser{Email: "a@example.com", Password: password}); u.Username != u.Sub {
		t.Errorf("Username = %q, want the sub", u.Username)
	}
	_, err := e.passwordAuth("a@example.com", password)
	e.ok(err)
}

// TestChangeDuringSignIn changes the user between a challenge and its answer.
func TestChangeDuringSignIn(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	c, start, err := e.srpStart("alice")
	e.ok(err)
	at := timestamp(e.clock.Now())
	e.srv.DisableUser("alice")
	_, err = e.srpAnswer(c, start, password, at)
	e.wantError(err, "NotAuthorizedException: User is disabled.")
	e.srv.DeleteUser("alice")
	_, err = e.srpAnswer(c, start, password, at)
	e.wantError(err, "UserNotFoundException: User does not exist.")
}
