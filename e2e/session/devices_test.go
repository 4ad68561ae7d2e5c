package session

import (
	"maps"
	"slices"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func TestNewDeviceIsConfirmedAndStored(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		tracking fakecognito.DeviceTracking
		want     string
	}{
		{"always", fakecognito.DeviceTrackingAlways, "onSuccess(session) later"},
		// true asks the application to ask the person.
		{"optional", fakecognito.DeviceTrackingOptional, "onSuccess(session, boolean) later"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := harness.NewSite(t)
			s.Cognito.DeviceTracking = test.tracking
			s.AddUser()
			tb := harness.NewTab(t, s)
			tb.OpenLibrary("ours")
			var calls []harness.Call
			tb.Eval("traceSignIn(makeUser($0), $1)", &calls, harness.Username, harness.Password)
			harness.WantCalls(t, calls, test.want)
			harness.WantOperations(t, s, "InitiateAuth[USER_SRP_AUTH]", "RespondToAuthChallenge[PASSWORD_VERIFIER]", "ConfirmDevice")
			stored := tb.Storage()
			for _, name := range harness.DeviceKeys(harness.Username) {
				if stored[name] == "" {
					t.Errorf("%s is not stored", name)
				}
			}
			deviceKey := stored[harness.Key(harness.Username, "deviceKey")]
			user, _ := s.Cognito.User(harness.Username)
			if len(user.Devices) != 1 || user.Devices[0].Key != deviceKey || !user.Devices[0].Confirmed {
				t.Errorf("the server's devices %+v, stored %s", user.Devices, deviceKey)
			}

			// The service refuses a refresh that does not name the device.
			tb.ReloadLibrary()
			tb.Eval("expire($0)", nil, harness.Username)
			s.Cognito.ResetRequests()
			tb.Session()
			harness.WantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")
			if got := harness.Body(t, s.Refreshes()[0]).AuthParameters["DEVICE_KEY"]; got != deviceKey {
				t.Errorf("refreshed with DEVICE_KEY %q, want %q", got, deviceKey)
			}
		})
	}
}

func TestRememberedDeviceSignsInByDeviceSRP(t *testing.T) {
	t.Parallel()
	for _, flow := range []string{"USER_SRP_AUTH", "USER_PASSWORD_AUTH"} {
		t.Run(flow, func(t *testing.T) {
			s := harness.NewSite(t)
			s.Cognito.DeviceTracking = fakecognito.DeviceTrackingAlways
			s.AddUser()
			tb := harness.NewTab(t, s)
			tb.OpenLibrary("ours")
			signIn := func() []harness.Call {
				var calls []harness.Call
				tb.Eval("window.user = makeUser($0), user.setAuthenticationFlowType($1), traceSignIn(user, $2)", &calls, harness.Username, flow, harness.Password)
				return calls
			}
			harness.WantCalls(t, signIn(), "onSuccess(session) later")
			tb.Eval("user.signOut()", nil)
			remembered := tb.Storage()
			if got := slices.Sorted(maps.Keys(remembered)); !slices.Equal(got, harness.DeviceKeys(harness.Username)) {
				t.Errorf("after signing out stored %q, want the device only", got)
			}

			s.Cognito.ResetRequests()
			harness.WantCalls(t, signIn(), "onSuccess(session) later")
			want := []string{"InitiateAuth[" + flow + "]"}
			if flow == "USER_SRP_AUTH" {
				want = append(want, "RespondToAuthChallenge[PASSWORD_VERIFIER]")
			}
			harness.WantOperations(t, s, append(want, "RespondToAuthChallenge[DEVICE_SRP_AUTH]", "RespondToAuthChallenge[DEVICE_PASSWORD_VERIFIER]")...)
			stored := tb.Storage()
			for name, value := range remembered {
				if stored[name] != value {
					t.Errorf("%s changed", name)
				}
			}
			// The device belongs to this session too.
			tb.Eval("expire($0)", nil, harness.Username)
			tb.Session()
		})
	}
}

// Upstream takes the last user's device, and stores the tokens under that
// user's name as well.
func TestTwoUsersKeepTheirOwnDevices(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.Cognito.DeviceTracking = fakecognito.DeviceTrackingAlways
	s.AddUser()
	const other = "bob"
	if _, err := s.Cognito.CreateUser(fakecognito.NewUser{Username: other, Password: harness.Password}); err != nil {
		t.Fatal(err)
	}
	tb := harness.NewTab(t, s)
	tb.OpenLibrary("ours")
	names := []string{harness.Username, other}
	for _, name := range names {
		var calls []harness.Call
		tb.Eval("window[$0] = makeUser($0), traceSignIn(window[$0], $1)", &calls, name, harness.Password)
		harness.WantCalls(t, calls, "onSuccess(session) later")
	}
	before := tb.Storage()

	// Ada first: bob signed in last, and is the one whom upstream would take.
	for _, name := range names {
		tb.Eval("expire($0), window[$0].getSignInUserSession().clockDrift = -100000", nil, name)
		s.Cognito.ResetRequests()
		var got harness.GotSession
		tb.Eval("called((done) => window[$0].getSession((error, session) => done(error, plainSession(session))))", &got, name)
		session := tb.Checked(&got)
		harness.WantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")
		parameters := harness.Body(t, s.Refreshes()[0]).AuthParameters
		if parameters["DEVICE_KEY"] != before[harness.Key(name, "deviceKey")] {
			t.Errorf("%s refreshed with DEVICE_KEY %q, want %q", name, parameters["DEVICE_KEY"], before[harness.Key(name, "deviceKey")])
		}
		if stored := tb.Storage(); stored[harness.Key(name, "accessToken")] != session.Value.AccessToken {
			t.Errorf("%s's new token is not stored under that name", name)
		}
		var called string
		tb.Eval("window[$0].getUsername()", &called, name)
		if called != name {
			t.Errorf("%s's object is now called %s", name, called)
		}
		var owner string
		tb.Eval("window[$0].getSignInUserSession().getAccessToken().payload.username", &owner, name)
		if owner != name {
			t.Errorf("%s has %s's tokens", name, owner)
		}
	}
	after := tb.Storage()
	if got, want := slices.Sorted(maps.Keys(after)), slices.Sorted(maps.Keys(before)); !slices.Equal(got, want) {
		t.Errorf("stored %q, want %q", got, want)
	}
	for _, name := range names {
		for _, deviceKey := range harness.DeviceKeys(name) {
			if after[deviceKey] != before[deviceKey] {
				t.Errorf("%s changed", deviceKey)
			}
		}
	}
}
