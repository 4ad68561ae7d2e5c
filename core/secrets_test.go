//go:build !js

package core_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// No error, and no cause of an error, contains a password, a token, a code or a device's
// secret, since errors are logged.
func TestErrorsHoldNoSecrets(t *testing.T) {
	const wrong, code = "Wrong-secret-1", "424242"
	s := startService(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingAlways})
	secrets := []string{password, wrong, code, "forged-refresh-token"}
	var failures []error
	failed := func(name string, err error) {
		t.Helper()
		if err == nil {
			t.Errorf("%s: no error", name)
		}
		failures = append(failures, err)
	}

	done := s.signedIn(s.pool().User("ada").SignIn(s.ctx, bySRP))
	secrets = append(secrets, done.Session.IDToken, done.Session.AccessToken, done.Session.RefreshToken, done.Device.Password)
	user := s.pool().User("ada")
	refresh := core.RefreshInput{RefreshToken: done.Session.RefreshToken}

	for _, flow := range []core.Flow{core.UserSRPAuth, core.UserPasswordAuth} {
		_, err := user.SignIn(s.ctx, core.Credentials{Password: wrong, Flow: flow})
		failed("wrong password", err)
	}
	_, err := user.SignIn(s.ctx, core.Credentials{Password: password, Flow: core.Flow(wrong)})
	failed("unknown flow", err)
	_, err = s.pool().SignUp(s.ctx, core.SignUpInput{Username: "ada", Password: wrong})
	failed("name taken", err)
	_, err = s.pool().SignUp(s.ctx, core.SignUpInput{Username: "new", Password: wrong, Attributes: core.Attributes{"nothing": wrong}})
	failed("a weak password", err)
	_, err = user.ConfirmSignUp(s.ctx, core.ConfirmSignUpInput{ConfirmationCode: code})
	failed("wrong code", err)
	_, err = s.pool().Call(s.ctx, "GetUser", core.Object{{Name: "AccessToken", Value: done.Session.IDToken}})
	failed("wrong token", err)

	for _, fault := range []fakecognito.Fault{
		{CloseConnection: true},
		{Status: 502, Body: "<html>You sent " + done.Session.RefreshToken + "</html>"},
		{Status: 200, Body: `{"AuthenticationResult":"` + done.Session.RefreshToken + `"}`},
		{Status: 200, Body: done.Session.RefreshToken},
	} {
		s.Fail("InitiateAuth", fault, 3)
		_, err := user.Refresh(s.ctx, refresh, core.ClientMetadata{"note": wrong})
		failed(fault.Body, err)
	}
	failing(s.store, "Set", 1)
	failed("Set", must(user.Refresh(s.ctx, refresh, core.ClientMetadata{"note": wrong})).Unsaved)
	failing(s.store, "Get", 1)
	_, err = s.pool().User("ada").Session(s.ctx) // this Pool has the session itself
	failed("Get", err)
	failing(s.store, "Remove", 1)
	failed("Remove", user.SignOut(s.ctx))
	s.store.refuse = nil
	ended, end := context.WithCancel(s.ctx)
	end()
	_, err = user.SignIn(ended, bySRP)
	failed("ended context", err)
	_, err = user.Refresh(s.ctx, core.RefreshInput{RefreshToken: "forged-refresh-token"})
	failed("forged token", err)
	s.clock.Advance(40 * 24 * time.Hour)
	_, err = user.Refresh(s.ctx, refresh, core.ClientMetadata{"note": wrong})
	failed("ended token", err)
	failed("revoked, and offline", func() error {
		s.Fail("RevokeToken", fakecognito.Fault{CloseConnection: true}, 3)
		return s.pool().Revoke(s.ctx, done.Session.AccessToken, done.Session.RefreshToken)
	}())

	if len(failures) < 18 {
		t.Errorf("only %d errors were looked at", len(failures))
	}
	for _, failure := range failures {
		for _, err := range causes(failure) {
			for _, text := range []string{err.Error(), fmt.Sprintf("%+v", err)} {
				for _, secret := range secrets {
					if strings.Contains(text, secret) {
						t.Errorf("%T repeats a secret: %s", err, strings.ReplaceAll(text, secret, "(the secret)"))
					}
				}
			}
		}
	}
}

// causes returns an error and all errors that it wraps.
func causes(err error) []error {
	if err == nil {
		return nil
	}
	list := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, cause := range joined.Unwrap() {
			list = append(list, causes(cause)...)
		}
		return list
	}
	return append(list, causes(errors.Unwrap(err))...)
}
