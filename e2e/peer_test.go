package e2e

import (
	"maps"
	"slices"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// These hold the fake to a client that was written for the service: where the
// peer cannot work with it, it is the fake that is wrong.
func TestPeerWorksWithTheFake(t *testing.T) {
	for _, test := range []struct {
		name, flow string
		tracking   fakecognito.DeviceTracking
		// again are the requests of a sign-in after the first.
		again []string
	}{
		{
			"SRP", "USER_SRP_AUTH", fakecognito.DeviceTrackingOff,
			[]string{"InitiateAuth[USER_SRP_AUTH]", "RespondToAuthChallenge[PASSWORD_VERIFIER]"},
		},
		{
			"password", "USER_PASSWORD_AUTH", fakecognito.DeviceTrackingOff,
			[]string{"InitiateAuth[USER_PASSWORD_AUTH]"},
		},
		{
			"SRP with device", "USER_SRP_AUTH", fakecognito.DeviceTrackingAlways,
			[]string{"InitiateAuth[USER_SRP_AUTH]", "RespondToAuthChallenge[PASSWORD_VERIFIER]",
				"RespondToAuthChallenge[DEVICE_SRP_AUTH]", "RespondToAuthChallenge[DEVICE_PASSWORD_VERIFIER]"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSite(t)
			s.cognito.DeviceTracking = test.tracking
			s.addUser()
			tb := newTab(t, s)
			tb.openLibrary("peer")
			signIn := func() []call {
				var calls []call
				tb.eval("window.user = makeUser($0), user.setAuthenticationFlowType($1), traceSignIn(user, $2)", &calls, username, test.flow, password)
				return calls
			}
			wantCalls(t, signIn(), "onSuccess(session) later")

			tb.reloadLibrary()
			if got := tb.session(); !got.Synchronous {
				t.Error("the stored session was not answered at once")
			}
			tb.eval("expire($0)", nil, username)
			s.cognito.ResetRequests()
			tb.session()
			wantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")

			s.cognito.ResetRequests()
			wantCalls(t, signIn(), "onSuccess(session) later")
			wantOperations(t, s, test.again...)

			s.cognito.ResetRequests()
			var calls []call
			tb.eval("trace((_, callback) => user.getUserAttributes(callback))", &calls)
			wantCalls(t, calls, "callback(null, [{Name:string,Value:string},{Name:string,Value:string},{Name:string,Value:string}]) later")
			tb.eval("trace((_, callback) => user.signOut(callback))", &calls)
			wantCalls(t, calls, "callback(undefined) later")
			wantOperations(t, s, "GetUser", "RevokeToken")
			want := []string{}
			if test.tracking != fakecognito.DeviceTrackingOff {
				want = deviceKeys(username)
			}
			if got := slices.Sorted(maps.Keys(tb.storage())); !slices.Equal(got, want) {
				t.Errorf("after signing out stored %q, want %q", got, want)
			}
		})
	}
}
