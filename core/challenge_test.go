//go:build !js

package core_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
)

// recorded is an operation and its input, as JSON.
type recorded struct{ operation, members string }

// recorder answers each operation with the next of its replies, or an error, and keeps the
// inputs.
type recorder struct {
	t       *testing.T
	replies []any
	sent    []recorded
}

func (r *recorder) Call(_ context.Context, operation string, input core.Object) (core.Reply, error) {
	r.t.Helper()
	r.sent = append(r.sent, recorded{operation, jsonOf(r.t, input)})
	if len(r.replies) == 0 {
		return core.Reply{Members: core.Object{}}, nil
	}
	reply := r.replies[0]
	r.replies = r.replies[1:]
	if err, ok := reply.(error); ok {
		return core.Reply{}, err
	}
	return core.Reply{Members: reply.(core.Object)}, nil
}

// jsonOf writes a value as requests are written: absent members are omitted.
func jsonOf(t *testing.T, v core.Value) string {
	t.Helper()
	switch v := v.(type) {
	case core.Object:
		var members []string
		for _, m := range v {
			if m.Value != nil {
				members = append(members, jsonOf(t, m.Name)+":"+jsonOf(t, m.Value))
			}
		}
		return "{" + strings.Join(members, ",") + "}"
	case []core.Value:
		var elements []string
		for _, e := range v {
			elements = append(elements, jsonOf(t, e))
		}
		return "[" + strings.Join(elements, ",") + "]"
	}
	if v == core.Null {
		return "null"
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func challengeReply(name, session string) core.Object {
	return core.Object{{Name: "ChallengeName", Value: name}, {Name: "Session", Value: session}, {Name: "ChallengeParameters", Value: core.Object{}}}
}

// Each challenge is answered with upstream's members, and after a refused answer it can be
// answered again with the same session.
func TestChallengeAnswers(t *testing.T) {
	metadata := core.AnswerOptions{ClientMetadata: core.Object{{Name: "from", Value: "test"}}}
	for _, tt := range []struct {
		name   string
		device core.Device
		answer func(context.Context, core.Challenge) (core.Step, error)
		want   string // the members between ChallengeName and Session
		after  string // those behind it
	}{
		{"SMS_MFA", core.Device{Key: "d"}, func(ctx context.Context, c core.Challenge) (core.Step, error) {
			return c.(*core.SMSMFA).Answer(ctx, "123456", metadata)
		}, `{"USERNAME":"ada","SMS_MFA_CODE":"123456","DEVICE_KEY":"d"}`, `,"ClientMetadata":{"from":"test"}`},
		{"EMAIL_OTP", core.Device{}, func(ctx context.Context, c core.Challenge) (core.Step, error) {
			return c.(*core.EmailOTP).Answer(ctx, "123456", core.AnswerOptions{})
		}, `{"USERNAME":"ada","EMAIL_OTP_CODE":"123456"}`, ``},
		{"SMS_OTP", core.Device{Key: "d"}, func(ctx context.Context, c core.Challenge) (core.Step, error) {
			return c.(*core.SMSOTP).Answer(ctx, "123456", metadata)
		}, `{"USERNAME":"ada","SMS_OTP_CODE":"123456","DEVICE_KEY":"d"}`, `,"ClientMetadata":{"from":"test"}`},
		{"WEB_AUTHN", core.Device{}, func(ctx context.Context, c core.Challenge) (core.Step, error) {
			return c.(*core.WebAuthn).Answer(ctx, `{"id":"x"}`, metadata)
		}, `{"USERNAME":"ada","CREDENTIAL":"{\"id\":\"x\"}"}`, `,"ClientMetadata":{"from":"test"}`},
		{"SOFTWARE_TOKEN_MFA", core.Device{}, func(ctx context.Context, c core.Challenge) (core.Step, error) {
			return c.(*core.SoftwareTokenMFA).Answer(ctx, "123456", metadata)
		}, `{"USERNAME":"ada","SMS_MFA_CODE":"123456","SOFTWARE_TOKEN_MFA_CODE":"123456"}`, `,"ClientMetadata":{"from":"test"}`},
		{"SELECT_MFA_TYPE", core.Device{Key: "d"}, func(ctx context.Context, c core.Challenge) (core.Step, error) {
			return c.(*core.SelectMFAType).Choose(ctx, "SMS_MFA")
		}, `{"USERNAME":"ada","ANSWER":"SMS_MFA"}`, ``},
		{"NEW_PASSWORD_REQUIRED", core.Device{Key: "d"}, func(ctx context.Context, c core.Challenge) (core.Step, error) {
			return c.(*core.NewPasswordRequired).SetPassword(ctx, "New-1843", core.Object{{Name: "email", Value: "a@b"}, {Name: "userAttributes.name", Value: "A"}}, metadata)
		}, `{"userAttributes.email":"a@b","userAttributes.userAttributes.name":"A","NEW_PASSWORD":"New-1843","USERNAME":"ada"}`, `,"ClientMetadata":{"from":"test"}`},
		{"CUSTOM_CHALLENGE", core.Device{Key: "d"}, func(ctx context.Context, c core.Challenge) (core.Step, error) {
			return c.(*core.CustomChallenge).Answer(ctx, "42", metadata)
		}, `{"USERNAME":"ada","ANSWER":"42","DEVICE_KEY":"d"}`, `,"ClientMetadata":{"from":"test"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			refused := &core.ServiceError{Code: core.Code("CodeMismatchException"), Message: "Invalid code", Status: 400}
			service := &recorder{t: t, replies: []any{refused, challengeReply("SMS_MFA", "next")}}
			store := new(storage)
			user := newStubPool(service, store, newClock()).User("ada")
			challenge := user.Resume(core.ChallengeState{Name: tt.name, Session: "s1", Device: tt.device})
			if _, err := tt.answer(t.Context(), challenge); !errors.Is(err, core.Code("CodeMismatchException")) {
				t.Errorf("refused: %v", err)
			}
			step, err := tt.answer(t.Context(), challenge)
			next, ok := step.(*core.SMSMFA)
			if err != nil || !ok || next.State().Session != "next" {
				t.Errorf("step %T, error %v", step, err)
			}
			want := `{"ChallengeName":"` + tt.name + `","ClientId":"` + clientID + `","ChallengeResponses":` + tt.want + `,"Session":"s1"` + tt.after + `}`
			if len(service.sent) != 2 || service.sent[0] != service.sent[1] || service.sent[0] != (recorded{"RespondToAuthChallenge", want}) {
				t.Errorf("sent %q\nwant %q", service.sent, want)
			}
			store.unchanged(t, nil)
		})
	}
}

// Setting up an authenticator app uses the session of each reply in the next request.
func TestMFASetup(t *testing.T) {
	service := &recorder{t: t, replies: []any{
		core.Object{{Name: "SecretCode", Value: "SECRET"}, {Name: "Session", Value: "s2"}},
		core.Object{{Name: "Status", Value: "SUCCESS"}, {Name: "Session", Value: "s3"}},
		challengeReply("CUSTOM_CHALLENGE", "s4"),
	}}
	challenge := newStubPool(service, new(storage), newClock()).User("ada").
		Resume(core.ChallengeState{Name: "MFA_SETUP", Session: "s1"}).(*core.MFASetup)
	if secret, err := challenge.Associate(t.Context()); err != nil || secret != "SECRET" {
		t.Errorf("secret %q, error %v", secret, err)
	}
	step, err := challenge.Verify(t.Context(), "123456", "phone")
	if _, ok := step.(*core.CustomChallenge); !ok || err != nil {
		t.Errorf("step %T, error %v", step, err)
	}
	want := []recorded{
		{"AssociateSoftwareToken", `{"Session":"s1"}`},
		{"VerifySoftwareToken", `{"Session":"s2","UserCode":"123456","FriendlyDeviceName":"phone"}`},
		{"RespondToAuthChallenge", `{"ChallengeName":"MFA_SETUP","ClientId":"` + clientID + `","ChallengeResponses":{"USERNAME":"ada"},"Session":"s3"}`},
	}
	for i, w := range want {
		if i >= len(service.sent) || service.sent[i] != w {
			t.Fatalf("sent %q\nwant %q", service.sent, want)
		}
	}
}

// A session that is null is sent as null, and one that is absent is not sent.
func TestChallengeWithoutSession(t *testing.T) {
	for session, want := range map[core.Value]string{core.Null: `,"Session":null}`, nil: `}}`} {
		service := &recorder{t: t, replies: []any{challengeReply("SMS_MFA", "s")}}
		challenge := newStubPool(service, new(storage), newClock()).User("ada").Resume(core.ChallengeState{Name: "SMS_MFA", Session: session})
		if _, err := challenge.(*core.SMSMFA).Answer(t.Context(), "1", core.AnswerOptions{}); err != nil || !strings.HasSuffix(service.sent[0].members, want) {
			t.Errorf("sent %q, error %v", service.sent, err)
		}
	}
}

// The pool's own challenges begin without SRP, and the caller's parameters are sent
// unchanged.
func TestInitiateCustomAuth(t *testing.T) {
	service := &recorder{t: t, replies: []any{challengeReply("CUSTOM_CHALLENGE", "s")}}
	parameters := core.Object{{Name: "USERNAME", Value: "other"}, {Name: "HINT", Value: "h"}}
	step, err := newStubPool(service, new(storage), newClock()).User("ada").InitiateCustomAuth(t.Context(), core.CustomAuthInput{Parameters: parameters})
	if _, ok := step.(*core.CustomChallenge); !ok || err != nil {
		t.Errorf("step %T, error %v", step, err)
	}
	want := recorded{"InitiateAuth", `{"AuthFlow":"CUSTOM_AUTH","ClientId":"` + clientID + `","AuthParameters":{"HINT":"h","USERNAME":"ada"}}`}
	if len(service.sent) != 1 || service.sent[0] != want || jsonOf(t, parameters) != `{"USERNAME":"other","HINT":"h"}` {
		t.Errorf("sent %q\nwant %q", service.sent, want)
	}
}

// The operations of a signed-in user send upstream's members, and those without a useful
// reply still return the service's errors.
func TestOperationsOfSignedInUsers(t *testing.T) {
	metadata := core.Object{{Name: "from", Value: "test"}}
	settings := core.Object{{Name: "Enabled", Value: true}, {Name: "PreferredMfa", Value: false}}
	for _, tt := range []struct {
		operation string
		call      func(context.Context, *core.Pool) error
		want      string
	}{
		{"ChangePassword", func(ctx context.Context, p *core.Pool) error {
			return p.ChangePassword(ctx, "at", "old", "new", metadata)
		},
			`{"PreviousPassword":"old","ProposedPassword":"new","AccessToken":"at","ClientMetadata":{"from":"test"}}`},
		{"SetUserSettings", func(ctx context.Context, p *core.Pool) error { return p.SetUserSettings(ctx, "at", []core.Value{}) },
			`{"MFAOptions":[],"AccessToken":"at"}`},
		{"SetUserMFAPreference", func(ctx context.Context, p *core.Pool) error {
			return p.SetUserMFAPreference(ctx, "at", core.MFAPreference{SMS: core.Null, SoftwareToken: settings})
		},
			`{"SMSMfaSettings":null,"SoftwareTokenMfaSettings":{"Enabled":true,"PreferredMfa":false},"AccessToken":"at"}`},
		{"UpdateUserAttributes", func(ctx context.Context, p *core.Pool) error {
			_, err := p.UpdateUserAttributes(ctx, "at", []core.Value{}, metadata)
			return err
		}, `{"AccessToken":"at","UserAttributes":[],"ClientMetadata":{"from":"test"}}`},
		{"DeleteUserAttributes", func(ctx context.Context, p *core.Pool) error {
			return p.DeleteUserAttributes(ctx, "at", []core.Value{"name"})
		}, `{"UserAttributeNames":["name"],"AccessToken":"at"}`},
		{"GetUserAttributeVerificationCode", func(ctx context.Context, p *core.Pool) error {
			_, err := p.GetUserAttributeVerificationCode(ctx, "at", "email", nil)
			return err
		}, `{"AttributeName":"email","AccessToken":"at"}`},
		{"VerifyUserAttribute", func(ctx context.Context, p *core.Pool) error {
			return p.VerifyUserAttribute(ctx, "at", "email", "123456")
		},
			`{"AttributeName":"email","Code":"123456","AccessToken":"at"}`},
		{"AssociateSoftwareToken", func(ctx context.Context, p *core.Pool) error {
			_, err := p.AssociateSoftwareToken(ctx, "at", nil)
			return err
		}, `{"AccessToken":"at"}`},
		{"VerifySoftwareToken", func(ctx context.Context, p *core.Pool) error {
			_, err := p.VerifySoftwareToken(ctx, "at", "123456", "")
			return err
		}, `{"AccessToken":"at","UserCode":"123456"}`},
		{"GetDevice", func(ctx context.Context, p *core.Pool) error { _, err := p.GetDevice(ctx, "at", ""); return err },
			`{"AccessToken":"at"}`},
		{"ForgetDevice", func(ctx context.Context, p *core.Pool) error { return p.ForgetDevice(ctx, "at", "d") },
			`{"AccessToken":"at","DeviceKey":"d"}`},
		{"UpdateDeviceStatus", func(ctx context.Context, p *core.Pool) error {
			return p.UpdateDeviceStatus(ctx, "at", "d", "remembered")
		}, `{"AccessToken":"at","DeviceKey":"d","DeviceRememberedStatus":"remembered"}`},
		{"ListDevices", func(ctx context.Context, p *core.Pool) error {
			_, err := p.ListDevices(ctx, "at", 10.0, "t")
			return err
		},
			`{"AccessToken":"at","Limit":10,"PaginationToken":"t"}`},
		{"ForgotPassword", func(ctx context.Context, p *core.Pool) error {
			_, err := p.User("ada").ForgotPassword(ctx, metadata)
			return err
		}, `{"ClientId":"` + clientID + `","Username":"ada","ClientMetadata":{"from":"test"}}`},
		{"ConfirmForgotPassword", func(ctx context.Context, p *core.Pool) error {
			return p.User("ada").ConfirmForgotPassword(ctx, "123456", "new", nil)
		}, `{"ClientId":"` + clientID + `","Username":"ada","ConfirmationCode":"123456","Password":"new"}`},
		{"GlobalSignOut", func(ctx context.Context, p *core.Pool) error { return p.User("ada").GlobalSignOut(ctx, "at") },
			`{"AccessToken":"at"}`},
		{"DeleteUser", func(ctx context.Context, p *core.Pool) error { return p.User("ada").DeleteUser(ctx, "at", metadata) },
			`{"AccessToken":"at","ClientMetadata":{"from":"test"}}`},
	} {
		t.Run(tt.operation, func(t *testing.T) {
			refused := &core.ServiceError{Code: core.NotAuthorizedException, Message: "no", Status: 400}
			service := &recorder{t: t, replies: []any{core.Object{}, refused}}
			pool := newStubPool(service, new(storage), newClock())
			if err := tt.call(t.Context(), pool); err != nil {
				t.Error(err)
			}
			if err := tt.call(t.Context(), pool); !errors.Is(err, core.NotAuthorizedException) {
				t.Errorf("refused: %v", err)
			}
			if want := (recorded{tt.operation, tt.want}); service.sent[0] != want || len(service.sent) != 2 {
				t.Errorf("sent %q\nwant %q", service.sent, want)
			}
		})
	}
}

// A session that was ended at the service ends here, and only then.
func TestSessionEndsEverywhere(t *testing.T) {
	for name, end := range map[string]func(context.Context, *core.User) error{
		"GlobalSignOut": func(ctx context.Context, u *core.User) error { return u.GlobalSignOut(ctx, "at") },
		"DeleteUser":    func(ctx context.Context, u *core.User) error { return u.DeleteUser(ctx, "at", nil) },
	} {
		store := new(storage)
		for _, k := range []string{"idToken", "accessToken", "refreshToken", "clockDrift", "userData", "deviceKey"} {
			if err := store.Set(t.Context(), storageKey("ada", k), "v"); err != nil {
				t.Fatal(err)
			}
		}
		before := store.snapshot()
		service := &recorder{t: t, replies: []any{&core.ServiceError{Code: core.NotAuthorizedException, Status: 400}}}
		user := newStubPool(service, store, newClock()).User("ada")
		if err := end(t.Context(), user); !errors.Is(err, core.NotAuthorizedException) {
			t.Errorf("%s: %v", name, err)
		}
		store.unchanged(t, before)
		if err := end(t.Context(), user); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := store.snapshot(); len(got) != 1 || got[storageKey("ada", "deviceKey")] != "v" {
			t.Errorf("%s leaves %q", name, keyNames(got))
		}
	}
}
