package state

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// choiceTabs opens a tab of ada, who has signed in and may sign in by every factor, with the entry
// /passwordless too, loaded before or behind /state.
func choiceTabs(t *testing.T, scripts, style string) (*harness.Site, []*harness.Tab) {
	t.Helper()
	s := newSite(t)
	s.Localhost()
	s.Cognito.FirstFactors = []string{fakecognito.PasswordFactor, fakecognito.EmailOTP, fakecognito.WebAuthnFactor}
	s.Cognito.RelyingPartyID, s.Cognito.RelyingPartyOrigins = "localhost", []string{s.URL}
	s.Page("/state.html", `<!doctype html><title>state</title><script src="/looks.js"></script>
<script src="/dist/amazon-cognito-identity.min.js"></script>`+scripts+`<script src="/page.js"></script><script src="/state.js"></script>`)
	return s, signedIn(t, s, style)
}

const (
	stateTag        = `<script src="/dist/cognitowasm.state.js"></script>`
	passwordlessTag = `<script src="/dist/cognitowasm.passwordless.js"></script>`
)

// A passkey is asked for instead of the password; no callback is needed for the dialog.
func TestReauthenticateWithPasskey(t *testing.T) {
	t.Parallel()
	for style, scripts := range map[string]string{"callbacks": stateTag + passwordlessTag, "promises": passwordlessTag + stateTag} {
		t.Run(style, func(t *testing.T) {
			t.Parallel()
			s, tabs := choiceTabs(t, scripts, style)
			a := harness.AddAuthenticator(tabs[0])
			tabs[0].Eval("user.registerPasskey()", nil)
			s.Cognito.ResetRequests()
			comesTo(tabs[0], "session", "again((to) => user.reauthenticate({ passkey: true }, to))")
			harness.WantOperations(t, s, "InitiateAuth[USER_AUTH]", "RespondToAuthChallenge[WEB_AUTHN]")
			wantStory(t, tabs, append(slices.Clone(signedInStory), "refreshed ada ada ada+bob")...)

			// A dialog that the user cancels changes nothing.
			a.Know(false)
			stored := tabs[0].Storage()
			tabs[0].Eval("void (window.before = user.getSignInUserSession())", nil)
			comesTo(tabs[0], "PASSKEY_CANCELLED", "again((to) => user.reauthenticate({ passkey: true }, to))")
			wantUnchanged(tabs[0], stored)
		})
	}
}

// What step-up authentication needs is sent in the flow USER_AUTH, and no access token without
// levels.
func TestStepUpParameters(t *testing.T) {
	t.Parallel()
	s, tabs := choiceTabs(t, stateTag, "promises")
	var token string
	tabs[0].Eval("user.getSignInUserSession().getAccessToken().getJwtToken()", &token)
	for _, tt := range []struct {
		options string
		want    map[string]string
	}{
		{"{ targetAcrValues: ['urn:cognito:loa:4', 'urn:cognito:loa:3'], maxAge: 0, password: 'Engine-1843' }",
			map[string]string{"TARGET_ACR_VALUES": "urn:cognito:loa:4 urn:cognito:loa:3", "MAX_AGE": "0", "ACCESS_TOKEN": token}},
		{"{ targetAcrValues: 'urn:cognito:loa:1', password: 'Engine-1843' }",
			map[string]string{"TARGET_ACR_VALUES": "urn:cognito:loa:1", "ACCESS_TOKEN": token}},
		{"{ maxAge: 60, password: 'Engine-1843' }", map[string]string{"MAX_AGE": "60"}},
	} {
		s.Cognito.ResetRequests()
		tabs[0].Eval("again((to) => user.reauthenticate("+tt.options+", to))", nil)
		var sent struct{ AuthParameters map[string]string }
		requests := s.RequestsTo("InitiateAuth")
		if err := json.Unmarshal(requests[0].Body, &sent); err != nil {
			t.Fatal(err)
		}
		got := maps.Clone(sent.AuthParameters)
		maps.DeleteFunc(got, func(name, _ string) bool {
			return !slices.Contains([]string{"TARGET_ACR_VALUES", "MAX_AGE", "ACCESS_TOKEN"}, name)
		})
		if !maps.Equal(got, tt.want) {
			t.Errorf("%s sent %v", tt.options, got)
		}
		// The session's token is another one now.
		tabs[0].Eval("user.getSignInUserSession().getAccessToken().getJwtToken()", &token)
	}
}
