package core

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/protocol"
)

// TestCoreOperations goes through a user's life with every operation of package
// protocol, over Go's own localStorage, and holds the replies to the types there.
func TestCoreOperations(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.Cognito.RedirectURIs = []string{s.URL + "/back.html"}
	s.Page("/back.html", `<!doctype html><title>back</title><p id="back">Back.</p>`)
	tb := harness.NewTab(t, s)
	tb.OpenCore()

	replies := map[string]json.RawMessage{}
	call := func(operation string, request harness.Object) json.RawMessage {
		t.Helper()
		reply := tb.Core(operation, request)
		// getCurrentUser may promise null; the test wants one that does not.
		if string(reply) != "null" || replies[operation] == nil {
			replies[operation] = reply
		}
		return reply
	}

	if reply := call("getCurrentUser", nil); string(reply) != "null" {
		t.Errorf("a first visitor is %s", reply)
	}
	if err := coreFails(tb, "getSession", nil); err.Code != "NoSession" || err.Name != "CognitoError" || !err.IsError {
		t.Errorf("getSession of nobody: %+v", err)
	}
	signedUp := decode[struct {
		UserConfirmed bool
		UserSub       string
	}](t, call("signUp", harness.Object{
		"username": harness.Username, "password": harness.Password,
		"userAttributes": []harness.Object{{"Name": "email", "Value": harness.Email}},
	}))
	call("resendConfirmationCode", harness.Object{"username": harness.Username})
	messages := s.Cognito.Mailbox(harness.Username)
	if len(messages) != 2 || signedUp.UserConfirmed {
		t.Fatalf("%d messages, reply %+v", len(messages), signedUp)
	}
	if err := coreFails(tb, "signIn", harness.Object{"username": harness.Username, "password": harness.Password}); err.Code != "UserNotConfirmedException" {
		t.Errorf("signIn before confirmation: %+v", err)
	}
	if reply := call("confirmSignUp", harness.Object{"username": harness.Username, "confirmationCode": messages[1].Code}); string(reply) != "{}" {
		t.Errorf("confirmSignUp gave %s, want the service's reply", reply)
	}
	if stored := tb.Storage(); len(stored) != 0 {
		t.Errorf("nobody is signed in, and stored is %v", slices.Collect(maps.Keys(stored)))
	}

	for flow, name := range map[string]string{
		"USER_PASSWORD_AUTH": harness.Username,
		"USER_SRP_AUTH":      harness.Username,
		"":                   harness.Email, // SRP, which tells the user's own name
	} {
		request := harness.Object{"username": name, "password": harness.Password}
		if flow != "" {
			request["flow"] = flow
		}
		signedIn := decode[struct {
			Username string
			Session  map[string]any
		}](t, call("signIn", request))
		if signedIn.Username != harness.Username || signedIn.Session["username"] != harness.Username {
			t.Errorf("flow %q: signed in as %q, %q; want the user's own name", flow, signedIn.Username, signedIn.Session["username"])
		}
		want := map[string]string{harness.LastUserKey: harness.Username, harness.Key(harness.Username, "clockDrift"): tb.Storage()[harness.Key(harness.Username, "clockDrift")]}
		for _, name := range []string{"idToken", "accessToken", "refreshToken"} {
			want[harness.Key(harness.Username, name)], _ = signedIn.Session[name].(string)
		}
		if stored := tb.Storage(); !maps.Equal(stored, want) {
			t.Errorf("flow %q: localStorage has %v, want %v", flow, slices.Sorted(maps.Keys(stored)), slices.Sorted(maps.Keys(want)))
		}
	}

	if user := decode[protocol.UserReply](t, call("getCurrentUser", nil)); user.Username != harness.Username {
		t.Errorf("getCurrentUser gave %+v", user)
	}
	before := tb.Storage()
	s.Cognito.ResetRequests()
	session := decode[map[string]any](t, call("getSession", nil))
	if session["idToken"] != before[harness.Key(harness.Username, "idToken")] || session["refreshToken"] != before[harness.Key(harness.Username, "refreshToken")] {
		t.Error("getSession did not give the stored tokens")
	}
	if n := len(s.Cognito.Requests()); n != 0 {
		t.Errorf("getSession of a valid session made %d requests", n)
	}
	described := decode[struct{ Username string }](t, call("getUser", harness.Object{"AccessToken": session["accessToken"]}))
	if described.Username != harness.Username {
		t.Errorf("getUser gave %+v", described)
	}

	call("verify", harness.Object{"verifyTokens": true, "idToken": session["idToken"], "accessToken": session["accessToken"]})

	refreshed := decode[map[string]any](t, call("refreshSession", harness.Object{"username": harness.Username, "refreshToken": session["refreshToken"]}))
	after := tb.Storage()
	if refreshed["accessToken"] == session["accessToken"] || after[harness.Key(harness.Username, "accessToken")] != refreshed["accessToken"] {
		t.Error("refreshSession stored no new access token")
	}
	// Asked to replace a token that is no longer the stored one, Go must see
	// that somebody has refreshed already.
	s.Cognito.ResetRequests()
	again := tb.Core("refreshSession", harness.Object{"username": harness.Username, "refreshToken": session["refreshToken"], "replaces": session["accessToken"]})
	if decode[map[string]any](t, again)["accessToken"] != refreshed["accessToken"] || len(s.Cognito.Requests()) != 0 {
		t.Error("a refresh that somebody else has made was made again")
	}

	tb.Eval("localStorage.setItem('other', '1')", nil)
	call("signOut", nil)
	if stored := tb.Storage(); len(stored) != 1 || stored["other"] != "1" {
		t.Errorf("after signOut localStorage has %v", slices.Collect(maps.Keys(stored)))
	}
	if n := len(s.RequestsTo("RevokeToken")); n != 0 {
		t.Errorf("signOut made %d requests to revoke", n)
	}
	if err := coreFails(tb, "signOut", nil); err.Code != "NoSession" {
		t.Errorf("signOut of nobody: %+v", err)
	}
	// The session is still good at the service until it is revoked.
	call("revokeToken", harness.Object{"accessToken": refreshed["accessToken"], "refreshToken": refreshed["refreshToken"]})
	if n := len(s.RequestsTo("RevokeToken")); n != 1 {
		t.Errorf("revokeToken made %d requests", n)
	}
	if err := coreFails(tb, "refreshSession", harness.Object{"username": harness.Username, "refreshToken": refreshed["refreshToken"]}); err.Code != "NotAuthorizedException" {
		t.Errorf("refresh with a revoked token: %+v", err)
	}
	tb.Core("signIn", harness.Object{"username": harness.Username, "password": harness.Password})
	s.Cognito.ResetRequests()
	call("signOut", harness.Object{"username": harness.Username, "revoke": true})
	if n := len(s.RequestsTo("RevokeToken")); n != 1 {
		t.Errorf("signOut with revoke made %d requests to revoke", n)
	}

	// At the pool's domain.
	login := harness.Object{"domain": s.Domain, "redirectUri": s.Cognito.RedirectURIs[0]}
	begun := decode[map[string]string](t, call("authorize", login))
	tb.Run(chromedp.Navigate(begun["url"]),
		chromedp.SetValue(chromedp.CSS("#username"), harness.Username, chromedp.NodeVisible),
		chromedp.SetValue(chromedp.CSS("#password"), harness.Password),
		chromedp.Click(chromedp.CSS("#signin")),
		chromedp.WaitReady(chromedp.CSS("#back")))
	var code string
	tb.Eval("new URLSearchParams(location.search).get('code')", &code)
	tb.OpenCore()
	login["code"], login["codeVerifier"], login["nonce"], login["verifyTokens"] = code, begun["codeVerifier"], begun["nonce"], true
	call("exchangeCode", login)

	holdReplies(t, replies, func(operation string) bool {
		return !slices.Contains(laterOperations, operation) && !slices.Contains(passwordlessOperations, operation)
	})
}

// laterOperations are those of TestCoreChallengesAndAccount, passwordlessOperations those of
// TestCorePasswordless; TestCoreOperations has the others.
var laterOperations = []string{
	"initiateAuth", "continueSignIn", "completeNewPasswordChallenge", "sendCustomChallengeAnswer", "sendMFACode",
	"sendMFASelectionAnswer", "completeMFASetup", "signInDevice", "associateSoftwareToken", "forgotPassword",
	"confirmForgotPassword", "changePassword", "setUserSettings", "setUserMFAPreference", "updateUserAttributes",
	"deleteUserAttributes", "getUserAttributeVerificationCode", "verifyUserAttribute", "verifySoftwareToken", "getDevice",
	"forgetDevice", "updateDeviceStatus", "listDevices", "globalSignOut", "deleteUser", "request",
}
