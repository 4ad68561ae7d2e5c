package core_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// newDeviceReply returns the service's reply to a first sign-in if it tracks devices. The
// tokens expire an hour after the clock of newClock starts.
func newDeviceReply(token string) core.Object {
	claims := `{"iat":1772600767,"exp":1772604367,"origin_jti":"o","is":"` + token + `"}`
	return core.Object{{Name: "AuthenticationResult", Value: core.Object{
		{Name: "IdToken", Value: jwt(claims)},
		{Name: "AccessToken", Value: jwt(claims)},
		{Name: "RefreshToken", Value: "refresh-" + token},
		{Name: "NewDeviceMetadata", Value: core.Object{
			{Name: "DeviceKey", Value: "us-east-1_dev-" + token},
			{Name: "DeviceGroupKey", Value: "-group-" + token},
		}},
	}}}
}

// accepting returns a service that signs everybody in, on a new device.
func accepting(token string) provider {
	return func(operation string, _ core.Object) (core.Object, error) {
		if operation == "InitiateAuth" {
			return newDeviceReply(token), nil
		}
		return core.Object{{Name: "UserConfirmationNecessary", Value: false}}, nil
	}
}

func newStubPool(idp core.IdentityProvider, store core.Storage, c core.Clock) *core.Pool {
	return must(core.NewPool(ports(core.PoolConfig{
		UserPoolID: poolID, ClientID: clientID, IdentityProvider: idp, Storage: store, Clock: c,
	})))
}

var byPassword = core.Credentials{Password: password, Flow: core.UserPasswordAuth}

// The keys are upstream's, and so is the order of writing: applications that watch the storage
// see LastAuthUser last. The keys are spelled out here, since they are a promise.
func TestStorageLayout(t *testing.T) {
	store, c := new(storage), newClock()
	pool := newStubPool(accepting("new"), store, c)
	// Names are not escaped, even if they contain dots.
	step, err := pool.User("ada.l@example.com").SignIn(context.Background(), byPassword)
	if err != nil {
		t.Fatal(err)
	}
	signedIn := step.(*core.SignedIn)
	if signedIn.DeviceError != nil {
		t.Fatal(signedIn.DeviceError)
	}
	token := newDeviceReply("new").Object("AuthenticationResult").Text("IdToken")
	want := map[string]string{
		"CognitoIdentityServiceProvider.1fakeclient2fakeclient3fake.ada.l@example.com.idToken":           token,
		"CognitoIdentityServiceProvider.1fakeclient2fakeclient3fake.ada.l@example.com.accessToken":       token,
		"CognitoIdentityServiceProvider.1fakeclient2fakeclient3fake.ada.l@example.com.refreshToken":      "refresh-new",
		"CognitoIdentityServiceProvider.1fakeclient2fakeclient3fake.ada.l@example.com.clockDrift":        "0",
		"CognitoIdentityServiceProvider.1fakeclient2fakeclient3fake.LastAuthUser":                        "ada.l@example.com",
		"CognitoIdentityServiceProvider.1fakeclient2fakeclient3fake.ada.l@example.com.deviceKey":         "us-east-1_dev-new",
		"CognitoIdentityServiceProvider.1fakeclient2fakeclient3fake.ada.l@example.com.randomPasswordKey": signedIn.Device.Password,
		"CognitoIdentityServiceProvider.1fakeclient2fakeclient3fake.ada.l@example.com.deviceGroupKey":    "-group-new",
	}
	if got := store.snapshot(); !maps.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if len(signedIn.Device.Password) != 56 {
		t.Errorf("the device's password has %d characters, upstream's has 56", len(signedIn.Device.Password))
	}
	var order []string
	for _, key := range store.writes {
		order = append(order, key[strings.LastIndexByte(key, '.')+1:])
	}
	if want := []string{"refreshToken", "idToken", "accessToken", "clockDrift", "LastAuthUser", "deviceKey", "randomPasswordKey", "deviceGroupKey"}; !slices.Equal(order, want) {
		t.Errorf("written in the order %q", order)
	}
}

// A sign-out removes the session; the device and other users stay.
func TestSignOutRemoves(t *testing.T) {
	ctx, store := context.Background(), new(storage)
	pool := newStubPool(accepting("new"), store, newClock())
	user := pool.User("ada")
	if _, err := user.SignIn(ctx, byPassword); err != nil {
		t.Fatal(err)
	}
	const prefix = "CognitoIdentityServiceProvider.1fakeclient2fakeclient3fake."
	for _, key := range []string{prefix + "ada.userData", prefix + "grace.idToken", "unrelated"} {
		_ = store.Set(ctx, key, "x")
	}
	if err := user.SignOut(ctx); err != nil {
		t.Fatal(err)
	}
	got := slices.Sorted(maps.Keys(store.snapshot()))
	want := []string{prefix + "ada.deviceGroupKey", prefix + "ada.deviceKey", prefix + "ada.randomPasswordKey", prefix + "grace.idToken", "unrelated"}
	if !slices.Equal(got, want) {
		t.Errorf("left over: %q, want %q", got, want)
	}
}

// failing makes the n-th operation of that verb fail, once. The result reports whether it
// has.
func failing(store *storage, verb string, n int) (key *string) {
	key = new(string)
	store.refuse = func(v, k string) error {
		if v != verb {
			return nil
		}
		if n--; n != 0 {
			return nil
		}
		*key = k
		return errors.New("quota exceeded")
	}
	return key
}

// After a failure of the storage at any point, it has a complete session, the old one or the
// new one, never half of each. The user gets a session all the same, with an error that names
// the key.
func TestProperty9StorageFailsAnywhere(t *testing.T) {
	ctx := context.Background()
	for _, flow := range []struct {
		name string
		run  func(*core.User) (session *core.Session, deviceErr, err error)
	}{
		{"sign-in", func(u *core.User) (*core.Session, error, error) {
			step, err := u.SignIn(ctx, byPassword)
			if err != nil {
				return nil, nil, err
			}
			done := step.(*core.SignedIn)
			if done.Device == nil {
				t.Error("the device is lost")
			}
			return done.Session, done.DeviceError, nil
		}},
		{"refresh", func(u *core.User) (*core.Session, error, error) {
			session, err := u.Refresh(ctx, core.RefreshInput{RefreshToken: "refresh-old"})
			return session, nil, err
		}},
	} {
		for _, signedIn := range []bool{false, true} {
			if flow.name == "refresh" && !signedIn {
				continue // there is nothing to refresh
			}
			for _, verb := range []string{"Get", "Set"} {
				failures, unsaved := 0, 0
				for n := 1; ; n++ {
					name := fmt.Sprintf("%s, signed in before: %t, %s number %d fails", flow.name, signedIn, verb, n)
					store, c := new(storage), newClock()
					if signedIn {
						must(newStubPool(accepting("old"), store, c).User("ada").SignIn(ctx, byPassword))
						c.Advance(2 * time.Hour) // the session has ended
					}
					before := store.snapshot()
					key := failing(store, verb, n)
					session, deviceErr, err := flow.run(newStubPool(accepting("new"), store, c).User("ada"))
					if *key == "" {
						break // n is more than there are
					}
					failures++
					store.refuse = nil
					after := store.snapshot()
					if errors.Is(err, core.StorageBlocked) && isDevice(*key) && core.Retryable(err) {
						store.unchanged(t, before) // the token was not spent without its device
						continue
					}
					if err != nil || session == nil || session.RefreshToken != "refresh-new" {
						t.Errorf("%s: no session: %v", name, err)
						continue
					}
					if hasSome(before, after, "deviceKey", "randomPasswordKey", "deviceGroupKey") {
						t.Errorf("%s: half of a device is stored: %q", name, keyNames(after))
					}
					failure := cmp.Or(session.Unsaved, deviceErr)
					if session.Unsaved != nil {
						unsaved++
						if !maps.Equal(withoutDevice(before), withoutDevice(after)) {
							t.Errorf("%s: storage is not what it was: keys %q", name, keyNames(after))
						}
					} else if isNew(after, "ada") != 5 {
						t.Errorf("%s: half of a session is stored: %q", name, keyNames(after))
					}
					if own, ok := errors.AsType[*core.Error](failure); failure != nil &&
						(!ok || own.Reason != core.StorageBlocked || own.Key != *key || !strings.Contains(own.Message, *key)) {
						t.Errorf("%s: the error does not name the key %s: %v", name, *key, failure)
					}
					if verb == "Set" && failure == nil {
						t.Errorf("%s: the error does not name the key", name)
					}
				}
				if failures == 0 || unsaved == 0 {
					t.Errorf("%s, %s: %d failures, %d of them left a session unsaved", flow.name, verb, failures, unsaved)
				}
			}
		}
	}
}

// A storage that refuses all writes from some point on cannot even restore the old values:
// then there are none, rather than some beside new ones.
func TestProperty9StorageFailsForGood(t *testing.T) {
	for n := 1; n <= 4; n++ {
		store, c := new(storage), newClock()
		must(newStubPool(accepting("old"), store, c).User("ada").SignIn(t.Context(), byPassword))
		c.Advance(2 * time.Hour)
		writes := 0
		store.refuse = func(verb, key string) error {
			if verb != "Set" {
				return nil
			}
			if writes++; writes < n {
				return nil
			}
			return errors.New("quota exceeded")
		}
		session, err := newStubPool(accepting("new"), store, c).User("ada").Refresh(t.Context(), core.RefreshInput{RefreshToken: "refresh-old"})
		if err != nil || session.Unsaved == nil {
			t.Fatalf("write %d: %v, %+v", n, err, session)
		}
		stored := store.snapshot()
		if some := isNew(stored, "ada"); some > 2 { // LastAuthUser and the drift are not new
			t.Errorf("write %d: %d values of the new session are stored", n, some)
		}
		if stored["CognitoIdentityServiceProvider.1fakeclient2fakeclient3fake.LastAuthUser"] != "ada" {
			t.Errorf("write %d: the current user is lost", n)
		}
		if _, there := stored["CognitoIdentityServiceProvider.1fakeclient2fakeclient3fake.ada.idToken"]; there != (n <= 2) {
			t.Errorf("write %d: an ID token is stored: %t", n, there)
		}
	}
}

func isDevice(key string) bool {
	return strings.Contains(strings.ToLower(key), "device") || strings.HasSuffix(key, ".randomPasswordKey")
}

func withoutDevice(values map[string]string) map[string]string {
	tokens := maps.Clone(values)
	maps.DeleteFunc(tokens, func(key, _ string) bool { return isDevice(key) })
	return tokens
}

// isNew counts the members of the new session that are stored.
func isNew(values map[string]string, username string) (n int) {
	const prefix = "CognitoIdentityServiceProvider.1fakeclient2fakeclient3fake."
	result := newDeviceReply("new").Object("AuthenticationResult")
	for key, want := range map[string]string{
		prefix + username + ".idToken":      result.Text("IdToken"),
		prefix + username + ".accessToken":  result.Text("AccessToken"),
		prefix + username + ".refreshToken": result.Text("RefreshToken"),
		prefix + "LastAuthUser":             username,
	} {
		if values[key] == want {
			n++
		}
	}
	if values[prefix+username+".clockDrift"] != "" {
		n++
	}
	return n
}

// hasSome reports whether some of the keys have changed and others have not.
func hasSome(before, after map[string]string, names ...string) bool {
	changed := 0
	for _, name := range names {
		key := "CognitoIdentityServiceProvider.1fakeclient2fakeclient3fake.ada." + name
		if before[key] != after[key] {
			changed++
		}
	}
	return changed != 0 && changed != len(names)
}

// Removing continues after a failure: one key is left, which is not a session.
func TestRemoveFailsAnywhere(t *testing.T) {
	ctx := context.Background()
	for n := 1; ; n++ {
		store, c := new(storage), newClock()
		user := newStubPool(accepting("old"), store, c).User("ada")
		must(user.SignIn(ctx, byPassword))
		_ = store.Set(ctx, "CognitoIdentityServiceProvider."+clientID+".ada.userData", "{}")
		key := failing(store, "Remove", n)
		err := user.SignOut(ctx)
		if *key == "" {
			if n != 7 {
				t.Errorf("a sign-out removes %d keys, want 6", n-1)
			}
			return
		}
		wantError(t, err, core.StorageBlocked)
		if err == nil || !strings.Contains(err.Error(), *key) {
			t.Errorf("the error does not name the key %s: %v", *key, err)
		}
		store.refuse = nil
		left := store.snapshot()
		for _, device := range []string{"deviceKey", "randomPasswordKey", "deviceGroupKey"} {
			delete(left, "CognitoIdentityServiceProvider."+clientID+".ada."+device)
		}
		if _, there := left[*key]; len(left) != 1 || !there {
			t.Errorf("with %s refused, %q stay", *key, keyNames(left))
		}
		_, err = user.Session(ctx)
		wantError(t, err, core.NoSession)
	}
}

// A refusal removes the session; if that fails too, the error has both failures.
func TestRefusedRefreshAndStorageFails(t *testing.T) {
	ctx, store, c := context.Background(), new(storage), newClock()
	must(newStubPool(accepting("old"), store, c).User("ada").SignIn(ctx, byPassword))
	c.Advance(2 * time.Hour)
	failing(store, "Remove", 1)
	refusal := &core.ServiceError{Operation: "InitiateAuth", Code: core.NotAuthorizedException, Message: "Invalid Refresh Token", Status: 400}
	pool := newStubPool(provider(func(string, core.Object) (core.Object, error) { return nil, refusal }), store, c)
	_, err := pool.User("ada").Session(ctx)
	wantError(t, err, core.NotAuthorizedException)
	wantError(t, err, core.StorageBlocked)
}

// cancellable is a storage that works only until ctx ends, as one on a server would, and whose
// n-th Set ends ctx.
type cancellable struct {
	*storage
	sets   int
	cancel context.CancelFunc
}

func (s *cancellable) Get(ctx context.Context, key string) (string, error) {
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	return s.storage.Get(ctx, key)
}

func (s *cancellable) Set(ctx context.Context, key, value string) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if s.sets--; s.sets == 0 {
		s.cancel()
	}
	return s.storage.Set(ctx, key, value)
}

func (s *cancellable) Remove(ctx context.Context, key string) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return s.storage.Remove(ctx, key)
}

// A caller that cancels in the middle of writing leaves no half of a session either.
func TestCallerLeavesWhileStoring(t *testing.T) {
	for n := 1; n <= 4; n++ {
		store := new(storage)
		must(newStubPool(accepting("old"), store, newClock()).User("ada").SignIn(context.Background(), byPassword))
		before := store.snapshot()
		ctx, cancel := context.WithCancel(context.Background())
		pool := newStubPool(accepting("new"), &cancellable{store, n, cancel}, newClock())
		if _, err := pool.User("ada").SignIn(ctx, byPassword); err == nil {
			t.Errorf("cancelled at Set number %d: no error", n)
		}
		store.unchanged(t, before)
		cancel()
	}
}

// A page that is closed between two writes leaves what was written by then. The session must
// continue from there, even if its refresh token has been rotated and the old one is no longer
// accepted.
func TestPageClosedWhileASessionIsStored(t *testing.T) {
	for n := range 5 {
		store, c := new(storage), newClock()
		must(newStubPool(accepting("old"), store, c).User("ada").SignIn(t.Context(), byPassword))
		c.Advance(2 * time.Hour)
		writes := 0
		var left map[string]string
		store.refuse = func(verb, _ string) error {
			if verb == "Set" {
				if writes++; writes == n+1 {
					left = maps.Clone(store.values)
				}
			}
			return nil
		}
		must(newStubPool(accepting("new"), store, c).User("ada").Refresh(t.Context(), core.RefreshInput{RefreshToken: "refresh-old"}))
		if n == 4 { // all of them were written
			left = store.snapshot()
		}
		want := "refresh-new"
		if n == 0 { // nothing was: the service's grace period has to help
			want = "refresh-old"
		}
		const client = "CognitoIdentityServiceProvider.1fakeclient2fakeclient3fake."
		if got := left[client+"ada.refreshToken"]; got != want || left[client+"ada.idToken"] == "" || left[client+"LastAuthUser"] != "ada" {
			t.Errorf("closed after %d writes: the refresh token is %q, keys %q", n, got, keyNames(left))
		}
	}
}
