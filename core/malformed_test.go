package core_test

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// replies is a service with a fixed reply for each operation, or each flow and challenge. It
// counts the calls.
type replies struct {
	answers map[string]core.Object
	calls   []string
}

func (r *replies) Call(_ context.Context, operation string, input core.Object) (core.Reply, error) {
	name := operation
	for _, member := range []string{"AuthFlow", "ChallengeName"} {
		if text := input.Text(member); text != "" {
			name = text
		}
	}
	r.calls = append(r.calls, name)
	return core.Reply{Members: r.answers[name]}, nil
}

func withMember(object core.Object, name string, value core.Value) core.Object {
	changed := core.Object{}
	for _, m := range object {
		if m.Name == name {
			m.Value = value
		}
		changed = append(changed, m)
	}
	return changed
}

// A reply that does not come from Cognito changes nothing: neither storage nor the name.
func TestMalformedReplies(t *testing.T) {
	tokens := func(result core.Value) core.Object {
		return core.Object{{Name: "AuthenticationResult", Value: result}}
	}
	parameters := core.Object{
		{Name: "USER_ID_FOR_SRP", Value: "ada"},
		{Name: "SALT", Value: "a1b2"},
		{Name: "SRP_B", Value: "c3d4"},
		{Name: "SECRET_BLOCK", Value: "c2VjcmV0"},
	}
	verifier := func(parameters core.Value) core.Object {
		return core.Object{{Name: "ChallengeName", Value: "PASSWORD_VERIFIER"}, {Name: "ChallengeParameters", Value: parameters}}
	}
	// The group's modulus: congruent to zero, but not written as zero.
	const n = "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3be39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200cbbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff"
	tests := []struct {
		name    string
		answers map[string]core.Object // by flow or challenge; refreshes get the answer of the password flow
		srp     bool
	}{
		{"nothing", map[string]core.Object{"USER_PASSWORD_AUTH": nil}, false},
		{"an empty object", map[string]core.Object{"USER_PASSWORD_AUTH": {}}, false},
		{"AuthenticationResult null", map[string]core.Object{"USER_PASSWORD_AUTH": tokens(core.Null)}, false},
		{"AuthenticationResult a text", map[string]core.Object{"USER_PASSWORD_AUTH": tokens("x")}, false},

		{"no challenge parameters", map[string]core.Object{"USER_SRP_AUTH": verifier(nil)}, true},
		{"no USER_ID_FOR_SRP", map[string]core.Object{"USER_SRP_AUTH": verifier(withMember(parameters, "USER_ID_FOR_SRP", nil))}, true},
		{"no SALT", map[string]core.Object{"USER_SRP_AUTH": verifier(withMember(parameters, "SALT", nil))}, true},
		{"no SRP_B", map[string]core.Object{"USER_SRP_AUTH": verifier(withMember(parameters, "SRP_B", nil))}, true},
		{"no SECRET_BLOCK", map[string]core.Object{"USER_SRP_AUTH": verifier(withMember(parameters, "SECRET_BLOCK", nil))}, true},
		{"SALT no hexadecimal", map[string]core.Object{"USER_SRP_AUTH": verifier(withMember(parameters, "SALT", "secret"))}, true},
		{"SRP_B no hexadecimal", map[string]core.Object{"USER_SRP_AUTH": verifier(withMember(parameters, "SRP_B", "secret"))}, true},
		{"SECRET_BLOCK no base64", map[string]core.Object{"USER_SRP_AUTH": verifier(withMember(parameters, "SECRET_BLOCK", "%%%"))}, true},
		{"SRP_B zero", map[string]core.Object{"USER_SRP_AUTH": verifier(withMember(parameters, "SRP_B", "00"))}, true},
		{"SRP_B zero modulo N", map[string]core.Object{"USER_SRP_AUTH": verifier(withMember(parameters, "SRP_B", n))}, true},
		{"nothing after the proof", map[string]core.Object{"USER_SRP_AUTH": verifier(parameters), "PASSWORD_VERIFIER": {}}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ctx, store, c := context.Background(), new(storage), newClock()
			must(newStubPool(accepting("old"), store, c).User("grace").SignIn(ctx, byPassword))
			before := store.snapshot()
			service := &replies{answers: tt.answers}
			user := newStubPool(service, store, c).User("ada@example.com")
			credentials := core.Credentials{Password: password}
			if !tt.srp {
				credentials.Flow = core.UserPasswordAuth
			}
			step, err := user.SignIn(ctx, credentials)
			wantError(t, err, core.InvalidResponse)
			if step != nil {
				t.Errorf("there is a step: %T", step)
			}
			if user.Username() != "ada@example.com" {
				t.Errorf("the user is now called %q", user.Username())
			}
			store.unchanged(t, before)
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("the error repeats the reply: %v", err)
			}

			if tt.srp {
				return
			}
			// The same reply to a refresh: one request, since a retry would not help, and
			// the session stays.
			c.Advance(2 * time.Hour)
			service.answers["REFRESH_TOKEN_AUTH"], service.calls = tt.answers["USER_PASSWORD_AUTH"], nil
			_, err = newStubPool(service, store, c).User("grace").Session(ctx)
			wantError(t, err, core.InvalidResponse)
			if len(service.calls) != 1 {
				t.Errorf("requests: %q", service.calls)
			}
			store.unchanged(t, before)
		})
	}
}

// Stubs and emulators send tokens that are not JWTs, or not all tokens: they make a session
// that is not valid, as in upstream. A refresh loses nothing.
func TestTokensThatAreNotJWTs(t *testing.T) {
	good := jwt(`{"iat":1772600767,"exp":1772604367}`)
	for name, result := range map[string]core.Object{
		"none":            {},
		"words":           {{Name: "IdToken", Value: "mock-id"}, {Name: "AccessToken", Value: "mock-access"}, {Name: "RefreshToken", Value: "mock"}},
		"no access token": {{Name: "IdToken", Value: good}},
		"a number":        {{Name: "IdToken", Value: 5.0}, {Name: "AccessToken", Value: good}},
		"claims a list":   {{Name: "IdToken", Value: jwt("[]")}, {Name: "AccessToken", Value: good}},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, store, c := context.Background(), new(storage), newClock()
			reply := core.Object{{Name: "AuthenticationResult", Value: result}}
			service := &replies{answers: map[string]core.Object{"USER_PASSWORD_AUTH": reply, "REFRESH_TOKEN_AUTH": reply}}
			step, err := newStubPool(service, store, c).User("ada").SignIn(ctx, core.Credentials{Password: password, Flow: core.UserPasswordAuth})
			if err != nil {
				t.Fatal(err)
			}
			session := step.(*core.SignedIn).Session
			if session.Valid(c.Now()) || session.IDToken != result.Text("IdToken") || session.AccessToken != result.Text("AccessToken") {
				t.Errorf("the session is %v", session)
			}

			before := must(newStubPool(accepting("old"), store, c).User("grace").SignIn(ctx, byPassword)).(*core.SignedIn).Session
			c.Advance(2 * time.Hour)
			refreshed, err := newStubPool(service, store, c).User("grace").Session(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if want := cmp.Or(result.Text("RefreshToken"), before.RefreshToken); refreshed.RefreshToken != want {
				t.Errorf("the refresh token is %q, want %q", refreshed.RefreshToken, want)
			}
			if want := cmp.Or(result.Text("IdToken"), before.IDToken); refreshed.IDToken != want {
				t.Errorf("the ID token is %q, want %q", refreshed.IDToken, want)
			}
		})
	}
}

// A reply that does not say when its tokens were issued has the drift NaN, as
// upstream stores it; such a session is not valid now, and counts no drift once
// it is read back.
func TestTokensWithoutIssueTime(t *testing.T) {
	ctx, store := context.Background(), new(storage)
	claims := jwt(`{"exp":1772604367}`)
	service := &replies{answers: map[string]core.Object{"USER_PASSWORD_AUTH": {{Name: "AuthenticationResult", Value: core.Object{
		{Name: "IdToken", Value: claims}, {Name: "AccessToken", Value: claims}}}}}}
	c := newClock()
	user := newStubPool(service, store, c).User("ada")
	step := must(user.SignIn(ctx, byPassword))
	if session := step.(*core.SignedIn).Session; session.Valid(c.Now()) {
		t.Error("the session is valid")
	}
	if got := store.snapshot()["CognitoIdentityServiceProvider."+clientID+".ada.clockDrift"]; got != "NaN" {
		t.Errorf("the stored drift is %q", got)
	}
	if _, err := user.Session(ctx); err != nil {
		t.Error(err)
	}
}

// Every challenge that core does not answer itself is returned unchanged.
func TestUnknownChallengeIsReturnedUnchanged(t *testing.T) {
	parameters := core.Object{{Name: "CODE_DELIVERY_DESTINATION", Value: "a***"}}
	for _, name := range []string{"SMS_MFA", "EMAIL_OTP", "DEVICE_SRP_AUTH", "SOMETHING_NEW"} {
		store := new(storage)
		service := &replies{answers: map[string]core.Object{"USER_PASSWORD_AUTH": {
			{Name: "ChallengeName", Value: name}, {Name: "ChallengeParameters", Value: parameters}, {Name: "Session", Value: "s"}}}}
		step, err := newStubPool(service, store, newClock()).User("ada").SignIn(context.Background(), byPassword)
		challenge, ok := step.(core.Challenge)
		if err != nil || !ok {
			t.Fatalf("%s: step %T, error %v", name, step, err)
		}
		if state := challenge.State(); state.Name != name || state.Session != "s" || state.Parameters.Text("CODE_DELIVERY_DESTINATION") != "a***" {
			t.Errorf("%s: step %+v, error %v", name, step, err)
		}
		if len(store.snapshot()) != 0 || len(service.calls) != 1 {
			t.Errorf("%s: stored %q, called %q", name, keyNames(store.snapshot()), service.calls)
		}
	}
}

func TestSignInParameters(t *testing.T) {
	for _, tt := range []struct {
		credentials core.Credentials
		want        string
	}{
		{core.Credentials{Password: password, Flow: "CUSTOM"}, "Authentication flow type is invalid."},
		{core.Credentials{Flow: core.UserPasswordAuth}, "PASSWORD parameter is required"},
	} {
		service := new(replies)
		_, err := newStubPool(service, new(storage), newClock()).User("ada").SignIn(context.Background(), tt.credentials)
		wantError(t, err, core.InvalidParameter)
		if err == nil || err.Error() != "cognito: "+tt.want || len(service.calls) != 0 {
			t.Errorf("%+v: error %v after calls %q", tt.credentials.Flow, err, service.calls)
		}
	}
}

type noRandom struct{}

func (noRandom) Read([]byte) (int, error) { return 0, errors.New("no entropy") }

// Without randomness there is no sign-in by SRP, and no request.
func TestNoRandomness(t *testing.T) {
	service := new(replies)
	config := ports(core.PoolConfig{UserPoolID: poolID, ClientID: clientID, IdentityProvider: service, Clock: newClock()})
	config.Rand = noRandom{}
	pool := must(core.NewPool(config))
	if _, err := pool.User("ada").SignIn(context.Background(), core.Credentials{Password: password}); err == nil || len(service.calls) != 0 {
		t.Errorf("error %v after calls %q", err, service.calls)
	}
}
