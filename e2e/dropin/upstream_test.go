package dropin

import (
	"maps"
	"slices"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// These hold the fake to a client that was written for the service: where the
// upstream cannot work with it, it is the fake that is wrong.
func TestUpstreamWorksWithTheFake(t *testing.T) {
	t.Parallel()
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
			s := harness.NewSite(t)
			s.Cognito.DeviceTracking = test.tracking
			s.AddUser()
			tb := harness.NewTab(t, s)
			tb.OpenLibrary("upstream")
			signIn := func() []harness.Call {
				var calls []harness.Call
				tb.Eval("window.user = makeUser($0), user.setAuthenticationFlowType($1), traceSignIn(user, $2)", &calls, harness.Username, test.flow, harness.Password)
				return calls
			}
			harness.WantCalls(t, signIn(), "onSuccess(session) later")

			tb.ReloadLibrary()
			if got := tb.Session(); !got.Synchronous {
				t.Error("the stored session was not answered at once")
			}
			tb.Eval("expire($0)", nil, harness.Username)
			s.Cognito.ResetRequests()
			tb.Session()
			harness.WantOperations(t, s, "InitiateAuth[REFRESH_TOKEN_AUTH]")

			s.Cognito.ResetRequests()
			harness.WantCalls(t, signIn(), "onSuccess(session) later")
			harness.WantOperations(t, s, test.again...)

			s.Cognito.ResetRequests()
			var calls []harness.Call
			tb.Eval("trace((_, callback) => user.getUserAttributes(callback))", &calls)
			harness.WantCalls(t, calls, "callback(null, [{Name:string,Value:string},{Name:string,Value:string},{Name:string,Value:string}]) later")
			tb.Eval("trace((_, callback) => user.signOut(callback))", &calls)
			harness.WantCalls(t, calls, "callback(undefined) later")
			harness.WantOperations(t, s, "GetUser", "RevokeToken")
			want := []string{}
			if test.tracking != fakecognito.DeviceTrackingOff {
				want = harness.DeviceKeys(harness.Username)
			}
			if got := slices.Sorted(maps.Keys(tb.Storage())); !slices.Equal(got, want) {
				t.Errorf("after signing out stored %q, want %q", got, want)
			}
		})
	}
}
