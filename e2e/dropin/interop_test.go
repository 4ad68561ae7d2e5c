package dropin

import (
	"maps"
	"slices"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// Swapping the script signs nobody out, forwards or back: one library signs in,
// the other one reads, refreshes, signs in again by the device and signs out.
func TestSessionSurvivesTheSwap(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		writer, reader string
		tracking       fakecognito.DeviceTracking
	}{
		{"upstream", "ours", fakecognito.DeviceTrackingOff},
		{"ours", "upstream", fakecognito.DeviceTrackingOff},
		{"upstream", "ours", fakecognito.DeviceTrackingAlways},
		{"ours", "upstream", fakecognito.DeviceTrackingAlways},
	} {
		name := test.writer + " to " + test.reader
		devices := test.tracking == fakecognito.DeviceTrackingAlways
		if devices {
			name += " with device"
		}
		t.Run(name, func(t *testing.T) {
			s := harness.NewSite(t)
			s.Cognito.DeviceTracking = test.tracking
			s.AddUser()
			tb := harness.NewTab(t, s)

			tb.OpenLibrary(test.writer)
			var calls []harness.Call
			tb.Eval("traceSignIn(makeUser($0), $1)", &calls, harness.Username, harness.Password)
			harness.WantCalls(t, calls, "onSuccess(session) later")
			written := tb.Storage()

			tb.OpenLibrary(test.reader)
			s.Cognito.ResetRequests()
			got := tb.Session()
			if !got.Synchronous || got.Value.IDToken != written[harness.Key(harness.Username, "idToken")] ||
				got.Value.AccessToken != written[harness.Key(harness.Username, "accessToken")] ||
				got.Value.RefreshToken != written[harness.Key(harness.Username, "refreshToken")] {
				t.Error("the reader has another session than was written")
			}
			tb.Eval("expire($0)", nil, harness.Username)
			refreshed := tb.Session()
			if refreshed.Synchronous || refreshed.Value.AccessToken == got.Value.AccessToken {
				t.Error("the reader did not refresh")
			}
			harness.WantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")
			if got := harness.Body(t, s.Refreshes()[0]).AuthParameters["DEVICE_KEY"]; got != written[harness.Key(harness.Username, "deviceKey")] {
				t.Errorf("refreshed with DEVICE_KEY %q, want what was written", got)
			}
			if got, want := slices.Sorted(maps.Keys(tb.Storage())), slices.Sorted(maps.Keys(written)); !slices.Equal(got, want) {
				t.Errorf("the reader stored %q, the writer %q", got, want)
			}

			// And back: what the reader refreshed is the writer's session now.
			tb.OpenLibrary(test.writer)
			if got := tb.Session(); !got.Synchronous || *got.Value != *refreshed.Value {
				t.Error("the writer has another session than the reader stored")
			}

			tb.OpenLibrary(test.reader)
			tb.Eval("makePool().getCurrentUser().signOut()", nil)
			want := []string{}
			if devices {
				want = harness.DeviceKeys(harness.Username)
			}
			if got := slices.Sorted(maps.Keys(tb.Storage())); !slices.Equal(got, want) {
				t.Errorf("after signing out stored %q, want %q", got, want)
			}
			if !devices {
				return
			}
			s.Cognito.ResetRequests()
			tb.Eval("traceSignIn(makeUser($0), $1)", &calls, harness.Username, harness.Password)
			harness.WantCalls(t, calls, "onSuccess(session) later")
			harness.WantOperations(t, s, "InitiateAuth[USER_SRP_AUTH]", "RespondToAuthChallenge[PASSWORD_VERIFIER]",
				"RespondToAuthChallenge[DEVICE_SRP_AUTH]", "RespondToAuthChallenge[DEVICE_PASSWORD_VERIFIER]")
		})
	}
}

// With an alias the key names depend on the flow, so both libraries must agree.
func TestStorageKeysAreUpstreams(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.Cognito.DeviceTracking = fakecognito.DeviceTrackingAlways
	s.AddUser()
	tb := harness.NewTab(t, s)
	type stored struct {
		keys []string
		last string
	}
	got := map[string]map[string]stored{}
	for _, library := range []string{"ours", "upstream"} {
		tb.OpenLibrary(library)
		got[library] = map[string]stored{}
		for _, name := range []string{harness.Username, harness.Email} {
			for _, flow := range []string{"USER_SRP_AUTH", "USER_PASSWORD_AUTH"} {
				var calls []harness.Call
				tb.Eval("localStorage.clear(), window.user = makeUser($0), user.setAuthenticationFlowType($1), traceSignIn(user, $2)", &calls, name, flow, harness.Password)
				harness.WantCalls(t, calls, "onSuccess(session) later")
				entries := tb.Storage()
				got[library][name+" "+flow] = stored{slices.Sorted(maps.Keys(entries)), entries[harness.Key("LastAuthUser")]}
			}
		}
	}
	for name, want := range got["upstream"] {
		if ours := got["ours"][name]; !slices.Equal(ours.keys, want.keys) || ours.last != want.last {
			t.Errorf("%s: ours stored %q for %q, upstream %q for %q", name, ours.keys, ours.last, want.keys, want.last)
		}
		if len(want.keys) != 8 {
			t.Errorf("%s: upstream stored %q, want eight entries", name, want.keys)
		}
	}
}
