package core

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/pquerna/otp/totp"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/awsidp"
	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// TestCoreChallengesAndAccount answers challenges and changes an account through
// the core's own interface.
func TestCoreChallengesAndAccount(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.Cognito.DeviceTracking = fakecognito.DeviceTrackingAlways
	harness.ChallengeUsers(t, s.Cognito)
	tb := harness.NewTab(t, s)
	tb.OpenCore()
	replies := map[string]json.RawMessage{}
	call := func(operation string, request harness.Object) json.RawMessage {
		t.Helper()
		replies[operation] = tb.Core(operation, request)
		return replies[operation]
	}
	type step struct {
		Username  string
		Session   *struct{ AccessToken, RefreshToken string }
		Challenge *struct {
			Name    string
			Session string
		}
		Device map[string]string
	}
	answer := func(operation string, request harness.Object) step {
		t.Helper()
		return decode[step](t, call(operation, request))
	}
	code := func(name string) string {
		messages := s.Cognito.Mailbox(name)
		return messages[len(messages)-1].Code
	}
	app := func(secret string) string {
		t.Helper()
		code, err := totp.GenerateCode(secret, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		return code
	}

	temp := answer("signIn", harness.Object{"username": "temp", "password": harness.Password})
	temp = answer("completeNewPasswordChallenge", harness.Object{"username": temp.Username, "session": temp.Challenge.Session, "newPassword": "Another-1843"})
	both := answer("signIn", harness.Object{"username": "both", "password": harness.Password})
	both = answer("sendMFASelectionAnswer", harness.Object{"username": "both", "session": both.Challenge.Session, "answer": "SMS_MFA"})
	both = answer("sendMFACode", harness.Object{"username": "both", "session": both.Challenge.Session, "code": code("both"), "mfaType": "SMS_MFA"})
	if temp.Session == nil || both.Session == nil {
		t.Fatalf("not signed in: %+v, %+v", temp, both)
	}
	custom := answer("initiateAuth", harness.Object{"username": harness.Username})
	custom = answer("sendCustomChallengeAnswer", harness.Object{"username": harness.Username, "session": custom.Challenge.Session, "answer": "1"})
	custom = answer("sendCustomChallengeAnswer", harness.Object{"username": harness.Username, "session": custom.Challenge.Session, "answer": "2"})
	if custom.Session == nil || custom.Device == nil {
		t.Fatalf("not signed in: %+v", custom)
	}

	// A server that has got as far as DEVICE_SRP_AUTH hands its reply over.
	device := custom.Device
	challenge := fetchChallenge(t, s, device["deviceKey"])
	if handed := answer("continueSignIn", harness.Object{"username": harness.Username, "reply": challenge}); handed.Session == nil {
		t.Errorf("continueSignIn gave %+v", handed)
	}
	challenge = fetchChallenge(t, s, device["deviceKey"])
	signedIn := answer("signInDevice", harness.Object{"username": harness.Username, "session": challenge["Session"]})
	if signedIn.Session == nil {
		t.Fatalf("signInDevice gave %+v", signedIn)
	}

	token := harness.Object{"AccessToken": signedIn.Session.AccessToken}
	with := func(more harness.Object) harness.Object {
		request := maps.Clone(token)
		maps.Copy(request, more)
		return request
	}
	secret := decode[struct{ SecretCode string }](t, call("associateSoftwareToken", token)).SecretCode
	call("verifySoftwareToken", with(harness.Object{"UserCode": app(secret), "FriendlyDeviceName": "phone"}))
	call("setUserMFAPreference", with(harness.Object{"SoftwareTokenMfaSettings": harness.Object{"Enabled": false, "PreferredMfa": false}}))
	call("setUserSettings", with(harness.Object{"MFAOptions": []any{}}))
	call("updateUserAttributes", with(harness.Object{"UserAttributes": []harness.Object{{"Name": "name", "Value": "Ada"}}}))
	call("deleteUserAttributes", with(harness.Object{"UserAttributeNames": []string{"name"}}))
	call("getUserAttributeVerificationCode", with(harness.Object{"AttributeName": "email"}))
	call("verifyUserAttribute", with(harness.Object{"AttributeName": "email", "Code": code(harness.Username)}))
	call("forgotPassword", harness.Object{"username": harness.Username})
	call("confirmForgotPassword", harness.Object{"username": harness.Username, "confirmationCode": code(harness.Username), "password": "Newer-1843"})
	call("changePassword", with(harness.Object{"PreviousPassword": "Newer-1843", "ProposedPassword": harness.Password}))
	call("getDevice", with(harness.Object{"DeviceKey": device["deviceKey"]}))
	call("listDevices", with(harness.Object{"Limit": 5}))
	call("updateDeviceStatus", with(harness.Object{"DeviceKey": device["deviceKey"], "DeviceRememberedStatus": "not_remembered"}))
	call("forgetDevice", with(harness.Object{"DeviceKey": device["deviceKey"]}))
	call("request", harness.Object{"operation": "GetUser", "input": token})
	call("globalSignOut", with(harness.Object{"username": harness.Username}))
	if _, there := tb.Storage()[harness.Key(harness.Username, "idToken")]; there {
		t.Error("globalSignOut left the session")
	}
	call("deleteUser", harness.Object{"username": "both", "AccessToken": both.Session.AccessToken})
	if _, there := s.Cognito.User("both"); there {
		t.Error("deleteUser left the user")
	}

	s.Cognito.MFARequired, s.Cognito.DeviceTracking = true, fakecognito.DeviceTrackingOff
	setUp := answer("signIn", harness.Object{"username": harness.Username, "password": harness.Password})
	associated := decode[struct{ SecretCode, Session string }](t, call("associateSoftwareToken", harness.Object{"Session": setUp.Challenge.Session}))
	verified := decode[struct{ Session string }](t, call("verifySoftwareToken", harness.Object{"Session": associated.Session, "UserCode": app(associated.SecretCode)}))
	setUp = answer("completeMFASetup", harness.Object{"username": harness.Username, "session": verified.Session})
	if setUp.Session == nil {
		t.Errorf("completeMFASetup gave %+v", setUp)
	}
	holdReplies(t, replies, func(operation string) bool { return slices.Contains(laterOperations, operation) })
}

// fetchChallenge signs ada in by password, without the core, up to the challenge
// to prove a device.
func fetchChallenge(t *testing.T, s *harness.Site, deviceKey string) map[string]any {
	t.Helper()
	idp := awsidp.ForPool(fakecognito.DefaultPoolID, func(o *cognito.Options) { o.BaseEndpoint = &s.Endpoint })
	reply, err := idp.Call(t.Context(), "InitiateAuth", core.Object{
		{Name: "AuthFlow", Value: "USER_PASSWORD_AUTH"}, {Name: "ClientId", Value: fakecognito.DefaultClientID},
		{Name: "AuthParameters", Value: core.Object{
			{Name: "USERNAME", Value: harness.Username}, {Name: "PASSWORD", Value: harness.Password}, {Name: "DEVICE_KEY", Value: deviceKey}}},
	})
	if err != nil || reply.Members.Text("ChallengeName") != "DEVICE_SRP_AUTH" {
		t.Fatalf("challenge %s, error %v", reply.Members.Text("ChallengeName"), err)
	}
	return map[string]any{"ChallengeName": "DEVICE_SRP_AUTH", "Session": reply.Members.Text("Session"), "ChallengeParameters": map[string]any{}}

}

// checkMembers holds a reply to a type of package protocol: it has the members
// of the type, and no others.
func checkMembers(t *testing.T, path string, reply json.RawMessage, typ reflect.Type) {
	t.Helper()
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if typ.Kind() != reflect.Struct {
		return
	}
	members := decode[map[string]json.RawMessage](t, reply)
	for field := range typ.Fields() {
		name, option, _ := strings.Cut(field.Tag.Get("js"), ",")
		value, there := members[name]
		delete(members, name)
		if there {
			checkMembers(t, path+"."+name, value, field.Type)
		} else if option != "optional" {
			t.Errorf("%s lacks %s", path, name)
		}
	}
	for name := range members {
		t.Errorf("%s has %s, which package protocol does not know", path, name)
	}
}
