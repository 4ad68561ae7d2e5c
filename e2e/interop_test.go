package e2e

import (
	"maps"
	"slices"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// Swapping the script signs nobody out, forwards or back: one library signs in,
// the other one reads, refreshes, signs in again by the device and signs out.
func TestSessionSurvivesTheSwap(t *testing.T) {
	for _, test := range []struct {
		writer, reader string
		tracking       fakecognito.DeviceTracking
	}{
		{"peer", "ours", fakecognito.DeviceTrackingOff},
		{"ours", "peer", fakecognito.DeviceTrackingOff},
		{"peer", "ours", fakecognito.DeviceTrackingAlways},
		{"ours", "peer", fakecognito.DeviceTrackingAlways},
	} {
		name := test.writer + " to " + test.reader
		devices := test.tracking == fakecognito.DeviceTrackingAlways
		if devices {
			name += " with device"
		}
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			s.cognito.DeviceTracking = test.tracking
			s.addUser()
			tb := newTab(t, s)

			tb.openLibrary(test.writer)
			var calls []call
			tb.eval("traceSignIn(makeUser($0), $1)", &calls, username, password)
			wantCalls(t, calls, "onSuccess(session) later")
			written := tb.storage()

			tb.openLibrary(test.reader)
			s.cognito.ResetRequests()
			got := tb.session()
			if !got.Synchronous || got.Value.IDToken != written[key(username+".idToken")] ||
				got.Value.AccessToken != written[key(username+".accessToken")] ||
				got.Value.RefreshToken != written[key(username+".refreshToken")] {
				t.Error("the reader has another session than was written")
			}
			tb.eval("expire($0)", nil, username)
			refreshed := tb.session()
			if refreshed.Synchronous || refreshed.Value.AccessToken == got.Value.AccessToken {
				t.Error("the reader did not refresh")
			}
			wantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")
			if got := body(t, s.refreshes()[0]).AuthParameters["DEVICE_KEY"]; got != written[key(username+".deviceKey")] {
				t.Errorf("refreshed with DEVICE_KEY %q, want what was written", got)
			}
			if got, want := slices.Sorted(maps.Keys(tb.storage())), slices.Sorted(maps.Keys(written)); !slices.Equal(got, want) {
				t.Errorf("the reader stored %q, the writer %q", got, want)
			}

			// And back: what the reader refreshed is the writer's session now.
			tb.openLibrary(test.writer)
			if got := tb.session(); !got.Synchronous || *got.Value != *refreshed.Value {
				t.Error("the writer has another session than the reader stored")
			}

			tb.openLibrary(test.reader)
			tb.eval("makePool().getCurrentUser().signOut()", nil)
			want := []string{}
			if devices {
				want = deviceKeys(username)
			}
			if got := slices.Sorted(maps.Keys(tb.storage())); !slices.Equal(got, want) {
				t.Errorf("after signing out stored %q, want %q", got, want)
			}
			if !devices {
				return
			}
			s.cognito.ResetRequests()
			tb.eval("traceSignIn(makeUser($0), $1)", &calls, username, password)
			wantCalls(t, calls, "onSuccess(session) later")
			wantOperations(t, s, "InitiateAuth[USER_SRP_AUTH]", "RespondToAuthChallenge[PASSWORD_VERIFIER]",
				"RespondToAuthChallenge[DEVICE_SRP_AUTH]", "RespondToAuthChallenge[DEVICE_PASSWORD_VERIFIER]")
		})
	}
}

// With an alias the key names depend on the flow, so both libraries must agree.
func TestStorageKeysAreThePeers(t *testing.T) {
	s := newSite(t)
	s.cognito.DeviceTracking = fakecognito.DeviceTrackingAlways
	s.addUser()
	tb := newTab(t, s)
	type stored struct {
		keys []string
		last string
	}
	got := map[string]map[string]stored{}
	for _, library := range []string{"ours", "peer"} {
		tb.openLibrary(library)
		got[library] = map[string]stored{}
		for _, name := range []string{username, email} {
			for _, flow := range []string{"USER_SRP_AUTH", "USER_PASSWORD_AUTH"} {
				var calls []call
				tb.eval("localStorage.clear(), window.user = makeUser($0), user.setAuthenticationFlowType($1), traceSignIn(user, $2)", &calls, name, flow, password)
				wantCalls(t, calls, "onSuccess(session) later")
				entries := tb.storage()
				got[library][name+" "+flow] = stored{slices.Sorted(maps.Keys(entries)), entries[key("LastAuthUser")]}
			}
		}
	}
	for name, want := range got["peer"] {
		if ours := got["ours"][name]; !slices.Equal(ours.keys, want.keys) || ours.last != want.last {
			t.Errorf("%s: ours stored %q for %q, the peer %q for %q", name, ours.keys, ours.last, want.keys, want.last)
		}
		if len(want.keys) != 8 {
			t.Errorf("%s: the peer stored %q, want eight entries", name, want.keys)
		}
	}
}
