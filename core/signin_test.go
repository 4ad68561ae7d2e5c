//go:build !js

package core_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func TestSignIn(t *testing.T) {
	for _, tt := range []struct {
		name  string
		flow  core.Flow
		typed string
		want  string // the user's name afterwards, and in storage
		steps []string
	}{
		{"SRP by default", "", "ada", "ada", []string{"USER_SRP_AUTH", "PASSWORD_VERIFIER"}},
		{"SRP with an alias", core.UserSRPAuth, "ada@example.com", "ada", []string{"USER_SRP_AUTH", "PASSWORD_VERIFIER"}},
		{"password", core.UserPasswordAuth, "ada", "ada", []string{"USER_PASSWORD_AUTH"}},
		// As in upstream: nothing in the reply has the user's own name.
		{"password with an alias", core.UserPasswordAuth, "ada@example.com", "ada@example.com", []string{"USER_PASSWORD_AUTH"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := startService(t, &fakecognito.Server{PasswordVerifierSession: tt.flow == core.UserSRPAuth})
			user := s.pool().User(tt.typed)
			done := s.signedIn(user.SignIn(s.ctx, core.Credentials{Password: password, Flow: tt.flow}))
			if user.Username() != tt.want {
				t.Errorf("the user is called %q, want %q", user.Username(), tt.want)
			}
			if got := s.steps(); !slices.Equal(got, tt.steps) {
				t.Errorf("requests %q, want %q", got, tt.steps)
			}
			stored := s.store.snapshot()
			if len(stored) != 5 || stored[lastUser] != tt.want || stored[storageKey(tt.want, "idToken")] != done.Session.IDToken ||
				stored[storageKey(tt.want, "accessToken")] != done.Session.AccessToken || stored[storageKey(tt.want, "refreshToken")] != done.Session.RefreshToken {
				t.Errorf("stored %q", keyNames(stored))
			}
			if done.Session.IDClaims().Text("cognito:username") != "ada" || done.Session.AccessClaims().Text("username") != "ada" {
				t.Error("the claims are not ada's")
			}
			if done.Device != nil || done.UserConfirmationNecessary {
				t.Errorf("a device where none is tracked: %+v", done)
			}
			current, err := s.pool().CurrentUser(s.ctx)
			if err != nil || current.Username() != tt.want {
				t.Errorf("the current user is %v, %v", current, err)
			}
		})
	}
}

// A wrong local clock does no harm: the drift is stored and taken into account.
func TestSignInWithDrift(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	service := s.clock.Now() // and there it stays; the local clock goes ahead
	s.Now = func() time.Time { return service }
	s.clock.Advance(125 * time.Second)
	user := s.pool().User("ada")
	s.signedIn(user.SignIn(s.ctx, byPassword))
	if got := s.store.snapshot()[storageKey("ada", "clockDrift")]; got != "125" {
		t.Errorf("stored drift %q, want 125", got)
	}
}

// A refused sign-in changes nothing, and does not sign out the current user.
func TestRefusedSignIn(t *testing.T) {
	for _, flow := range []core.Flow{core.UserSRPAuth, core.UserPasswordAuth} {
		s := startService(t, new(fakecognito.Server))
		s.create(fakecognito.NewUser{Username: "grace", Password: password, Email: "grace@example.com"})
		s.create(fakecognito.NewUser{Username: "new", Password: password, Email: "new@example.com", Status: fakecognito.StatusUnconfirmed})
		s.create(fakecognito.NewUser{Username: "gone", Password: password, Email: "gone@example.com"})
		s.DisableUser("gone")
		s.signIn("grace")
		before := s.store.snapshot()
		for _, tt := range []struct {
			name, typed, password string
			code                  core.Code
		}{
			{"wrong password", "ada@example.com", "Engine-1844", core.NotAuthorizedException},
			{"unknown user", "nobody", password, "UserNotFoundException"},
			{"not confirmed", "new", password, "UserNotConfirmedException"},
			{"disabled", "gone@example.com", password, core.NotAuthorizedException},
		} {
			t.Run(string(flow)+" "+tt.name, func(t *testing.T) {
				user := s.pool().User(tt.typed)
				step, err := user.SignIn(s.ctx, core.Credentials{Password: tt.password, Flow: flow})
				wantError(t, err, tt.code)
				if step != nil {
					t.Errorf("there is a step: %T", step)
				}
				if user.Username() != tt.typed {
					t.Errorf("the user is now called %q", user.Username())
				}
				s.store.unchanged(t, before)
			})
		}
	}
}

func TestNewPasswordRequired(t *testing.T) {
	for _, flow := range []core.Flow{core.UserSRPAuth, core.UserPasswordAuth} {
		s := startService(t, new(fakecognito.Server))
		s.create(fakecognito.NewUser{Username: "new", Password: password, Email: "new@example.com", Status: fakecognito.StatusForceChangePassword})
		user := s.pool().User("new@example.com")
		step, err := user.SignIn(s.ctx, core.Credentials{Password: password, Flow: flow})
		challenge, ok := step.(*core.NewPasswordRequired)
		if err != nil || !ok {
			t.Fatalf("step %T, error %v", step, err)
		}
		if state := challenge.State(); state.Session == "" || state.Parameters.Text("requiredAttributes") != "[]" {
			t.Errorf("%s: %d parameters", flow, len(state.Parameters))
		}
		if flow == core.UserSRPAuth && user.Username() != "new" {
			t.Errorf("the user is called %q", user.Username())
		}
		s.store.unchanged(t, nil)

		// After a refused answer the challenge can be answered again.
		if _, err := challenge.SetPassword(s.ctx, ""); !errors.Is(err, core.InvalidParameter) {
			t.Errorf("no password: %v", err)
		}
		if _, err := challenge.SetPassword(s.ctx, "weak"); !errors.Is(err, core.Code("InvalidPasswordException")) {
			t.Errorf("a weak password: %v", err)
		}
		s.store.unchanged(t, nil)
		s.signedIn(challenge.SetPassword(s.ctx, "Another-1843"))
		if current, err := s.pool().CurrentUser(s.ctx); err != nil || current.Username() != user.Username() {
			t.Errorf("current user %v, error %v", current, err)
		}
	}
}

// The application's metadata for the pool's triggers is sent in every step, and only there.
func TestClientMetadataIsSent(t *testing.T) {
	var sent []string
	idp := provider(func(operation string, input core.Object) (core.Object, error) {
		metadata := input.Object("ClientMetadata").Text("from")
		sent = append(sent, operation+" "+metadata)
		if operation == "ConfirmDevice" {
			return nil, nil
		}
		return newDeviceReply("new"), nil
	})
	store, c := new(storage), newClock()
	user := newStubPool(idp, store, c).User("ada")
	metadata := core.ClientMetadata{"from": "test"}
	if _, err := user.SignIn(t.Context(), core.Credentials{Password: password, Flow: core.UserPasswordAuth}, metadata); err != nil {
		t.Fatal(err)
	}
	c.Advance(2 * time.Hour)
	if _, err := user.Session(t.Context(), metadata); err != nil {
		t.Fatal(err)
	}
	if want := []string{"InitiateAuth test", "ConfirmDevice ", "InitiateAuth test"}; !slices.Equal(sent, want) {
		t.Errorf("sent %q, want %q", sent, want)
	}
}

func TestAccountOperations(t *testing.T) {
	s := startService(t, new(fakecognito.Server))
	signedUp, err := s.pool().SignUp(s.ctx, core.SignUpInput{Username: "new", Password: password,
		Attributes: core.Attributes{"email": "new@example.com"}})
	if err != nil {
		t.Fatal(err)
	}
	if delivery := signedUp.CodeDelivery; signedUp.Confirmed || signedUp.Sub == "" || delivery.Medium != "EMAIL" || delivery.AttributeName != "email" || delivery.Destination == "" {
		t.Errorf("SignUp returns %+v", signedUp)
	}
	user := s.pool().User("new")
	if delivery, err := user.ResendConfirmationCode(s.ctx); err != nil || delivery.Medium != "EMAIL" {
		t.Fatalf("ResendConfirmationCode returns %v, %v", delivery, err)
	}
	_, err = user.ConfirmSignUp(s.ctx, core.ConfirmSignUpInput{ConfirmationCode: "000000"})
	wantError(t, err, core.Code("CodeMismatchException"))
	mail := s.Mailbox("new")
	if _, err := user.ConfirmSignUp(s.ctx, core.ConfirmSignUpInput{ConfirmationCode: mail[len(mail)-1].Code}); err != nil {
		t.Fatal(err)
	}
	s.signedIn(user.SignIn(s.ctx, byPassword))
	if described, err := user.Describe(s.ctx); err != nil || described.Username != "new" || described.Attributes["email"] != "new@example.com" {
		t.Errorf("Describe returns %v, %v", described, err)
	}
}
