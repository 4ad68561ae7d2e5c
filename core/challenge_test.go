//go:build !js

package core_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
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
	metadata := core.ClientMetadata{"from": "test"}
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
			return c.(*core.EmailOTP).Answer(ctx, "123456")
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
			return c.(*core.NewPasswordRequired).SetPassword(ctx, "New-1843", core.Attributes{"userAttributes.name": "A", "email": "a@b"}, metadata)
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

// A session that is absent is not sent.
func TestChallengeWithoutSession(t *testing.T) {
	service := &recorder{t: t, replies: []any{challengeReply("SMS_MFA", "s")}}
	challenge := newStubPool(service, new(storage), newClock()).User("ada").Resume(core.ChallengeState{Name: "SMS_MFA"})
	if _, err := challenge.(*core.SMSMFA).Answer(t.Context(), "1"); err != nil || !strings.HasSuffix(service.sent[0].members, `}}`) {
		t.Errorf("sent %q, error %v", service.sent, err)
	}
}

// A challenge survives encoding/json, as a program keeps it that answers in another process.
func TestChallengeStateIsJSON(t *testing.T) {
	state := core.ChallengeState{
		Name: "EMAIL_OTP", Parameters: core.Object{{Name: "Z", Value: "1"}, {Name: "A", Value: core.Null}},
		AvailableChallenges: []core.FirstFactor{core.FactorPassword}, FirstFactor: true, Session: "s1",
		Device: core.Device{Key: "k", GroupKey: "g", Password: "p"}, DeviceForgotten: true,
	}
	var kept core.ChallengeState
	if err := json.Unmarshal(must(json.Marshal(state)), &kept); err != nil || !reflect.DeepEqual(kept, state) {
		t.Errorf("%v, kept %+v", err, kept.Parameters)
	}
}

// The pool's own challenges begin without SRP, and the caller's parameters are sent
// unchanged.
func TestInitiateCustomAuth(t *testing.T) {
	service := &recorder{t: t, replies: []any{challengeReply("CUSTOM_CHALLENGE", "s")}}
	parameters := core.AuthParameters{"USERNAME": "other", "HINT": "h"}
	step, err := newStubPool(service, new(storage), newClock()).User("ada").InitiateCustomAuth(t.Context(), parameters)
	if _, ok := step.(*core.CustomChallenge); !ok || err != nil {
		t.Errorf("step %T, error %v", step, err)
	}
	want := recorded{"InitiateAuth", `{"AuthFlow":"CUSTOM_AUTH","ClientId":"` + clientID + `","AuthParameters":{"HINT":"h","USERNAME":"ada"}}`}
	if len(service.sent) != 1 || service.sent[0] != want {
		t.Errorf("sent %q\nwant %q", service.sent, want)
	}
	if len(parameters) != 2 || parameters["USERNAME"] != "other" {
		t.Errorf("the caller's parameters are %q now", parameters)
	}
}

// A challenge of a code says where the code was sent.
func TestCodeDelivery(t *testing.T) {
	parameters := core.Object{{Name: "CODE_DELIVERY_DESTINATION", Value: "+***12"}, {Name: "CODE_DELIVERY_DELIVERY_MEDIUM", Value: "SMS"}}
	user := newStubPool(&recorder{t: t}, new(storage), newClock()).User("ada")
	for _, name := range []string{"SMS_MFA", "SMS_OTP", "EMAIL_OTP"} {
		sent, ok := user.Resume(core.ChallengeState{Name: name, Parameters: parameters}).(interface{ CodeDelivery() core.CodeDelivery })
		if !ok || sent.CodeDelivery() != (core.CodeDelivery{Destination: "+***12", Medium: "SMS"}) {
			t.Errorf("%s: %v", name, sent)
		}
	}
}
