//go:build !js

package core_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"math/big"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// All input here comes from outside: other scripts may write to the storage, and a proxy may
// answer in the service's place.

// FuzzStoredSession fills the storage with anything. The session is returned without a request
// only if its tokens are JWTs that are valid by the formula; in all other cases there is a
// typed error, and storage is unchanged.
func FuzzStoredSession(f *testing.F) {
	good := jwt(`{"iat":1772600767,"exp":1772604367}`)
	start := newClock().Now().Unix()
	for _, s := range []struct {
		id, access, refresh, drift, last string
		later                            int64
	}{
		{good, good, "r", "0", "ada", 0},
		{good, good, "r", "0", "ada", 7200},
		{good, good, "", "-7200", "grace", 7200},
		{good, good, "r", "7200", "ada", 7200},
		{good, good, "r", "0x10", "ada", 3600},
		{good, good, "r", "NaN", "", 3599},
		{good, "", "r", "", "ada", 0},
		{"", good, "r", "", "ada", 0},
		{"undefined", "null", "[object Object]", "undefined", "undefined", 0},
		{good, jwt(`{"exp":"1772604367"}`), "r", " -5x", "ada", 3600},
		{jwt(`{"exp":1e400}`), jwt(`{"exp":null}`), "r", "1e3", "ada", 0},
		{jwt(`{"__proto__":{"exp":9e9}}`), jwt(`[9e9]`), "r", "--1", "__proto__", 0},
		{good, jwt(`{"exp":9e9}`), "r", strings.Repeat("9", 400), "ada", -1 << 40},
	} {
		f.Add(s.id, s.access, s.refresh, s.drift, s.last, "", "", start+s.later)
	}
	f.Add(good, good, "r", "0", "ada", "us-east-1_dev", "-group", start+7200)

	f.Fuzz(func(t *testing.T, id, access, refresh, drift, last, device, group string, now int64) {
		const p = "CognitoIdentityServiceProvider." + clientID + "."
		store := new(storage)
		for name, value := range map[string]string{
			"ada.idToken": id, "ada.accessToken": access, "ada.refreshToken": refresh, "ada.clockDrift": drift, "LastAuthUser": last,
			"ada.deviceKey": device, "ada.deviceGroupKey": group, "ada.randomPasswordKey": group, "ada.userData": id,
		} {
			must(0, store.Set(context.Background(), p+name, value))
		}
		before := store.snapshot()
		requests := 0
		idp := provider(func(string, core.Object) (core.Object, error) {
			requests++
			return nil, &core.Error{Reason: core.NetworkError, Message: "no network"}
		})
		now %= 1 << 40 // what comes with other years is time.Time's own affair
		c := &clock{now: time.Unix(now, 0)}
		session, err := newStubPool(idp, store, c).User("ada").Session(context.Background())
		store.unchanged(t, before)

		t0 := float64(now) - driftOf(drift)
		if valid := id != "" && t0 < expiryOf(id) && t0 < expiryOf(access); valid != (err == nil) {
			t.Errorf("error %v, by the formula the session is valid: %t", err, valid)
		}
		if err == nil {
			if requests != 0 || session.IDToken != id || session.AccessToken != access || session.RefreshToken != refresh {
				t.Errorf("%d requests, session %+v", requests, session)
			}
			return
		}
		if session != nil {
			t.Error("there is a session besides the error")
		}
		wantTyped(t, err)
		if refresh == "" && requests != 0 {
			t.Errorf("%d requests without a token to refresh", requests)
		}
	})
}

// wantTyped checks that an error is one of the two kinds that callers know.
func wantTyped(t *testing.T, err error) {
	t.Helper()
	own, isOwn := errors.AsType[*core.Error](err)
	service, isService := errors.AsType[*core.ServiceError](err)
	if isOwn && own.Reason == "" || isService && service.Code == "" || !isOwn && !isService {
		t.Errorf("the error %#v has no type", err)
	}
}

// expiryOf returns a token's claim exp as JavaScript's comparison takes it.
func expiryOf(token string) float64 {
	pieces := strings.Split(token, ".")
	if len(pieces) < 2 {
		return math.NaN()
	}
	text, _, _ := strings.Cut(pieces[1], "=")
	text = regexp.MustCompile(`[^A-Za-z0-9_-]`).ReplaceAllString(strings.NewReplacer("+", "-", "/", "_").Replace(text), "")
	if len(text)%4 == 1 {
		text = text[:len(text)-1]
	}
	payload, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return math.NaN()
	}
	var claims map[string]any
	if json.Unmarshal(payload, &claims) != nil {
		return math.NaN()
	}
	switch exp := claims["exp"].(type) {
	case float64:
		return exp
	case string:
		if regexp.MustCompile(`^[+-]?[0-9]+$`).MatchString(exp) {
			return driftOf(exp)
		}
	}
	return math.NaN()
}

var integer = regexp.MustCompile(`^[ \t\n\v\f\r]*([+-]?)(?:0[xX]([0-9a-fA-F]*)|([0-9]*))`)

// driftOf returns what JavaScript's parseInt(text) || 0 does.
func driftOf(text string) float64 {
	parts := integer.FindStringSubmatch(text)
	n, ok := new(big.Float).SetString("0x" + parts[2])
	if parts[3] != "" {
		n, ok = new(big.Float).SetString(parts[3])
	}
	if !ok {
		return 0
	}
	value, _ := n.Float64()
	if parts[1] == "-" {
		value = -value
	}
	return value
}

// FuzzReply answers a sign-in, and the two requests that may follow, with anything.
// It ends with a step or a typed error, and after an error nothing has changed.
func FuzzReply(f *testing.F) {
	good := jwt(`{"iat":1772600767,"exp":1772604367}`)
	tokens := `{"AuthenticationResult":{"IdToken":"` + good + `","AccessToken":"` + good + `","RefreshToken":"r"}}`
	verifier := `{"ChallengeName":"DEVICE_PASSWORD_VERIFIER","ChallengeParameters":{"SALT":"a1b2","SRP_B":"c3d4","SECRET_BLOCK":"c2VjcmV0"},"Session":"s"}`
	for _, s := range [][3]string{
		{tokens, `{}`, `{}`},
		{strings.Replace(tokens, `"r"}`, `"r","NewDeviceMetadata":{"DeviceKey":"k","DeviceGroupKey":"g"}}`, 1), `{"UserConfirmationNecessary":true}`, `{}`},
		{strings.Replace(tokens, `"r"}`, `"r","NewDeviceMetadata":{}}`, 1), `[]`, `{}`},
		{`{"ChallengeName":"DEVICE_SRP_AUTH","Session":"s"}`, verifier, tokens},
		{`{"ChallengeName":"DEVICE_SRP_AUTH","Session":null}`, `{"ChallengeParameters":{"SALT":"","SRP_B":0}}`, `{}`},
		{`{"ChallengeName":"SMS_MFA","ChallengeParameters":{"CODE_DELIVERY_DESTINATION":"a***"},"Session":"s"}`, ``, ``},
		{`{"ChallengeName":"SELECT_MFA_TYPE","ChallengeParameters":[],"Session":5}`, ``, ``},
		{`{"ChallengeName":7,"AuthenticationResult":null}`, ``, ``},
		{`{"AuthenticationResult":{"IdToken":"a.e30.b","AccessToken":"a.W10.b"}}`, ``, ``},
		{`{"__proto__":{"ChallengeName":"MFA_SETUP"},"constructor":{},"AuthenticationResult":{"IdToken":["` + good + `"]}}`, ``, ``},
		{`{}`, ``, ``}, {``, ``, ``}, {`<html>`, ``, ``}, {`null`, ``, ``}, {`[[[[[[[[[[`, ``, ``}, {tokens + tokens, ``, ``},
	} {
		f.Add(s[0], s[1], s[2])
	}

	ctx, signedIn := context.Background(), new(storage)
	must(newStubPool(accepting("old"), signedIn, newClock()).User("ada").SignIn(ctx, byPassword))
	before := signedIn.snapshot()

	f.Fuzz(func(t *testing.T, first, second, third string) {
		decode := func(text string) (core.Object, error) {
			value, err := core.ParseJSON(text)
			if object, ok := value.(core.Object); ok && err == nil {
				return object, nil
			}
			// As each IdentityProvider does.
			return nil, &core.Error{Reason: core.InvalidResponse, Message: "no JSON object"}
		}
		reply, err := decode(first)
		if err != nil && json.Valid([]byte(first)) && strings.HasPrefix(strings.TrimSpace(first), "{") && strings.Count(first, "{") < 1000 {
			t.Errorf("the JSON object %q is not read: %v", first, err)
		}

		store := &storage{values: maps.Clone(before)}
		following := []string{second, third}
		idp := provider(func(string, core.Object) (core.Object, error) {
			if len(following) == 0 {
				return nil, &core.Error{Reason: core.NetworkError, Message: "no network"}
			}
			text := following[0]
			following = following[1:]
			return decode(text)
		})
		user := newStubPool(idp, store, newClock()).User("ada")
		step, err := user.ContinueSignIn(ctx, reply)

		switch step := step.(type) {
		case nil:
			if err == nil {
				t.Error("there is neither a step nor an error")
			}
			wantTyped(t, err)
			store.unchanged(t, before)
		case *core.SignedIn:
			after := store.snapshot()
			s := step.Session
			if after[storageKey("ada", "idToken")] != s.IDToken || after[storageKey("ada", "accessToken")] != s.AccessToken ||
				after[storageKey("ada", "refreshToken")] != s.RefreshToken {
				t.Errorf("stored is another session than %+v", s)
			}
			if step.DeviceError != nil {
				wantTyped(t, step.DeviceError)
			}
		case core.Challenge:
			store.unchanged(t, before)
			if step.State().Name == "" {
				t.Error("the challenge has no name")
			}
		}
		if step != nil && err != nil {
			t.Errorf("there is the step %T besides the error %v", step, err)
		}
		if user.Username() != "ada" {
			t.Errorf("the user is now called %q", user.Username())
		}
	})
}
