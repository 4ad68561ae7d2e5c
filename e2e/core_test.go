package e2e

import (
	"context"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/awsidp"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
	"github.com/cognitowasm/cognitowasm/internal/protocol"
	"github.com/pquerna/otp/totp"
)

// keyOf is the storage key of one of a user's values.
func keyOf(user, name string) string {
	return "CognitoIdentityServiceProvider." + fakecognito.DefaultClientID + "." + user + "." + name
}

const lastUserKey = "CognitoIdentityServiceProvider." + fakecognito.DefaultClientID + ".LastAuthUser"

// corePage imports the core's own interface as a browser does, with no bundler,
// and gives the test call(operation, request): the outcome as plain data.
const corePage = `<!doctype html><title>core</title><script src="/page.js"></script><script type="module">
import { load } from '/dist/core.mjs';
window.load = load;
window.request = (members) => ({
	userPoolId: 'us-east-1_FakePool1', clientId: '1fakeclient2fakeclient3fake', endpoint: window.endpoint, ...members,
});
window.call = async (operation, members) => {
	try {
		return { value: await (await load())[operation](request(members)) };
	} catch (error) {
		return { error: { ...plainError(error), isError: error instanceof Error } };
	}
};
// Every kind of page storage keeps its text in a Map that the test can look at.
window.pageStorage = (wrap = (value) => value) => {
	const items = new Map();
	return {
		items,
		getItem: (key) => wrap(items.has(key) ? items.get(key) : null),
		setItem: (key, value) => wrap(void items.set(key, value)),
		removeItem: (key) => wrap(void items.delete(key)),
	};
};
</script>`

// openCore opens a page with the core's interface.
func (tb *tab) openCore() {
	tb.t.Helper()
	tb.site.page("/core.html", corePage)
	tb.open("/core.html")
	tb.eval("window.endpoint = $0", nil, tb.site.endpoint)
}

// object is a request or a reply.
type object = map[string]any

type coreOutcome struct {
	Value json.RawMessage
	Error *coreError
}

type coreError struct {
	pageError
	IsError bool
}

// core calls an operation in the page and gives its reply.
func (tb *tab) core(operation string, request object) json.RawMessage {
	tb.t.Helper()
	var o coreOutcome
	tb.eval("call($0, $1)", &o, operation, request)
	if o.Error != nil {
		tb.t.Fatalf("%s: %+v", operation, *o.Error)
	}
	return o.Value
}

// coreFails calls an operation in the page and gives its error.
func (tb *tab) coreFails(operation string, request object) coreError {
	tb.t.Helper()
	var o coreOutcome
	tb.eval("call($0, $1)", &o, operation, request)
	if o.Error == nil {
		tb.t.Fatalf("%s succeeded: %s", operation, o.Value)
	}
	return *o.Error
}

func decode[T any](t *testing.T, text json.RawMessage) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

// TestCoreOperations goes through a user's life with every operation of package
// protocol, over Go's own localStorage, and holds the replies to the types there.
func TestCoreOperations(t *testing.T) {
	s := newSite(t)
	tb := newTab(t, s)
	tb.openCore()

	replies := map[string]json.RawMessage{}
	call := func(operation string, request object) json.RawMessage {
		t.Helper()
		reply := tb.core(operation, request)
		// getCurrentUser may promise null; the test wants one that does not.
		if string(reply) != "null" || replies[operation] == nil {
			replies[operation] = reply
		}
		return reply
	}

	if reply := call("getCurrentUser", nil); string(reply) != "null" {
		t.Errorf("a first visitor is %s", reply)
	}
	if err := tb.coreFails("getSession", nil); err.Code != "NoSession" || err.Name != "CognitoError" || !err.IsError {
		t.Errorf("getSession of nobody: %+v", err)
	}
	signedUp := decode[struct {
		UserConfirmed bool
		UserSub       string
	}](t, call("signUp", object{
		"username": username, "password": password,
		"userAttributes": []object{{"Name": "email", "Value": email}},
	}))
	call("resendConfirmationCode", object{"username": username})
	messages := s.cognito.Mailbox(username)
	if len(messages) != 2 || signedUp.UserConfirmed {
		t.Fatalf("%d messages, reply %+v", len(messages), signedUp)
	}
	if err := tb.coreFails("signIn", object{"username": username, "password": password}); err.Code != "UserNotConfirmedException" {
		t.Errorf("signIn before confirmation: %+v", err)
	}
	if reply := call("confirmSignUp", object{"username": username, "confirmationCode": messages[1].Code}); reply != nil {
		t.Errorf("confirmSignUp gave %s, want undefined", reply)
	}
	if stored := tb.storage(); len(stored) != 0 {
		t.Errorf("nobody is signed in, and stored is %v", slices.Collect(maps.Keys(stored)))
	}

	for flow, name := range map[string]string{
		"USER_PASSWORD_AUTH": username,
		"USER_SRP_AUTH":      username,
		"":                   email, // SRP, which tells the user's own name
	} {
		request := object{"username": name, "password": password}
		if flow != "" {
			request["flow"] = flow
		}
		signedIn := decode[struct {
			Username string
			Session  map[string]any
		}](t, call("signIn", request))
		if signedIn.Username != username || signedIn.Session["username"] != username {
			t.Errorf("flow %q: signed in as %q, %q; want the user's own name", flow, signedIn.Username, signedIn.Session["username"])
		}
		want := map[string]string{lastUserKey: username, keyOf(username, "clockDrift"): tb.storage()[keyOf(username, "clockDrift")]}
		for _, name := range []string{"idToken", "accessToken", "refreshToken"} {
			want[keyOf(username, name)], _ = signedIn.Session[name].(string)
		}
		if stored := tb.storage(); !maps.Equal(stored, want) {
			t.Errorf("flow %q: localStorage has %v, want %v", flow, slices.Sorted(maps.Keys(stored)), slices.Sorted(maps.Keys(want)))
		}
	}

	if user := decode[protocol.UserReply](t, call("getCurrentUser", nil)); user.Username != username {
		t.Errorf("getCurrentUser gave %+v", user)
	}
	before := tb.storage()
	s.cognito.ResetRequests()
	session := decode[map[string]any](t, call("getSession", nil))
	if session["idToken"] != before[keyOf(username, "idToken")] || session["refreshToken"] != before[keyOf(username, "refreshToken")] {
		t.Error("getSession did not give the stored tokens")
	}
	if n := len(s.cognito.Requests()); n != 0 {
		t.Errorf("getSession of a valid session made %d requests", n)
	}
	described := decode[struct{ Username string }](t, call("getUser", object{"AccessToken": session["accessToken"]}))
	if described.Username != username {
		t.Errorf("getUser gave %+v", described)
	}

	call("verify", object{"verifyTokens": true, "idToken": session["idToken"], "accessToken": session["accessToken"]})

	refreshed := decode[map[string]any](t, call("refreshSession", object{"username": username, "refreshToken": session["refreshToken"]}))
	after := tb.storage()
	if refreshed["accessToken"] == session["accessToken"] || after[keyOf(username, "accessToken")] != refreshed["accessToken"] {
		t.Error("refreshSession stored no new access token")
	}
	// Asked to replace a token that is no longer the stored one, Go must see
	// that somebody has refreshed already.
	s.cognito.ResetRequests()
	again := tb.core("refreshSession", object{"username": username, "refreshToken": session["refreshToken"], "replaces": session["accessToken"]})
	if decode[map[string]any](t, again)["accessToken"] != refreshed["accessToken"] || len(s.cognito.Requests()) != 0 {
		t.Error("a refresh that somebody else has made was made again")
	}

	tb.eval("localStorage.setItem('other', '1')", nil)
	call("signOut", nil)
	if stored := tb.storage(); len(stored) != 1 || stored["other"] != "1" {
		t.Errorf("after signOut localStorage has %v", slices.Collect(maps.Keys(stored)))
	}
	if n := len(s.requestsTo("RevokeToken")); n != 0 {
		t.Errorf("signOut made %d requests to revoke", n)
	}
	if err := tb.coreFails("signOut", nil); err.Code != "NoSession" {
		t.Errorf("signOut of nobody: %+v", err)
	}
	// The session is still good at the service until it is revoked.
	call("revokeToken", object{"accessToken": refreshed["accessToken"], "refreshToken": refreshed["refreshToken"]})
	if n := len(s.requestsTo("RevokeToken")); n != 1 {
		t.Errorf("revokeToken made %d requests", n)
	}
	if err := tb.coreFails("refreshSession", object{"username": username, "refreshToken": refreshed["refreshToken"]}); err.Code != "NotAuthorizedException" {
		t.Errorf("refresh with a revoked token: %+v", err)
	}
	tb.core("signIn", object{"username": username, "password": password})
	s.cognito.ResetRequests()
	call("signOut", object{"username": username, "revoke": true})
	if n := len(s.requestsTo("RevokeToken")); n != 1 {
		t.Errorf("signOut with revoke made %d requests to revoke", n)
	}

	holdReplies(t, replies, func(operation string) bool { return !slices.Contains(laterOperations, operation) })
}

// holdReplies holds the replies to the types of package protocol; each operation
// that is wanted must have one.
func holdReplies(t *testing.T, replies map[string]json.RawMessage, wanted func(operation string) bool) {
	t.Helper()
	for _, operation := range protocol.Operations {
		if !wanted(operation.Name) {
			continue
		}
		reply, called := replies[operation.Name]
		if !called {
			t.Errorf("%s is never called here", operation.Name)
			continue
		}
		switch {
		case operation.Reply != nil:
			checkMembers(t, operation.Name, reply, reflect.TypeOf(operation.Reply))
		case !operation.JSONReply && reply != nil:
			t.Errorf("%s promises undefined and gave %s", operation.Name, reply)
		}
	}
}

// laterOperations are those of TestCoreChallengesAndAccount; TestCoreOperations
// has the others.
var laterOperations = []string{
	"initiateAuth", "continueSignIn", "completeNewPasswordChallenge", "sendCustomChallengeAnswer", "sendMFACode",
	"sendMFASelectionAnswer", "completeMFASetup", "signInDevice", "associateSoftwareToken", "forgotPassword",
	"confirmForgotPassword", "changePassword", "setUserSettings", "setUserMFAPreference", "updateUserAttributes",
	"deleteUserAttributes", "getUserAttributeVerificationCode", "verifyUserAttribute", "verifySoftwareToken", "getDevice",
	"forgetDevice", "updateDeviceStatus", "listDevices", "globalSignOut", "deleteUser", "request",
}

// TestCoreChallengesAndAccount answers challenges and changes an account through
// the core's own interface.
func TestCoreChallengesAndAccount(t *testing.T) {
	s := newSite(t)
	s.cognito.DeviceTracking = fakecognito.DeviceTrackingAlways
	challengeUsers(t, s.cognito)
	tb := newTab(t, s)
	tb.openCore()
	replies := map[string]json.RawMessage{}
	call := func(operation string, request object) json.RawMessage {
		t.Helper()
		replies[operation] = tb.core(operation, request)
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
	answer := func(operation string, request object) step {
		t.Helper()
		return decode[step](t, call(operation, request))
	}
	code := func(name string) string {
		messages := s.cognito.Mailbox(name)
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

	temp := answer("signIn", object{"username": "temp", "password": password})
	temp = answer("completeNewPasswordChallenge", object{"username": temp.Username, "session": temp.Challenge.Session, "newPassword": "Another-1843"})
	both := answer("signIn", object{"username": "both", "password": password})
	both = answer("sendMFASelectionAnswer", object{"username": "both", "session": both.Challenge.Session, "answer": "SMS_MFA"})
	both = answer("sendMFACode", object{"username": "both", "session": both.Challenge.Session, "code": code("both"), "mfaType": "SMS_MFA"})
	if temp.Session == nil || both.Session == nil {
		t.Fatalf("not signed in: %+v, %+v", temp, both)
	}
	custom := answer("initiateAuth", object{"username": username})
	custom = answer("sendCustomChallengeAnswer", object{"username": username, "session": custom.Challenge.Session, "answer": "1"})
	custom = answer("sendCustomChallengeAnswer", object{"username": username, "session": custom.Challenge.Session, "answer": "2"})
	if custom.Session == nil || custom.Device == nil {
		t.Fatalf("not signed in: %+v", custom)
	}

	// A server that has got as far as DEVICE_SRP_AUTH hands its reply over.
	device := custom.Device
	challenge := fetchChallenge(t, s, device["deviceKey"])
	if handed := answer("continueSignIn", object{"username": username, "reply": challenge}); handed.Session == nil {
		t.Errorf("continueSignIn gave %+v", handed)
	}
	challenge = fetchChallenge(t, s, device["deviceKey"])
	signedIn := answer("signInDevice", object{"username": username, "session": challenge["Session"]})
	if signedIn.Session == nil {
		t.Fatalf("signInDevice gave %+v", signedIn)
	}

	token := object{"AccessToken": signedIn.Session.AccessToken}
	with := func(more object) object {
		request := maps.Clone(token)
		maps.Copy(request, more)
		return request
	}
	secret := decode[struct{ SecretCode string }](t, call("associateSoftwareToken", token)).SecretCode
	call("verifySoftwareToken", with(object{"UserCode": app(secret), "FriendlyDeviceName": "phone"}))
	call("setUserMFAPreference", with(object{"SoftwareTokenMfaSettings": object{"Enabled": false, "PreferredMfa": false}}))
	call("setUserSettings", with(object{"MFAOptions": []any{}}))
	call("updateUserAttributes", with(object{"UserAttributes": []object{{"Name": "name", "Value": "Ada"}}}))
	call("deleteUserAttributes", with(object{"UserAttributeNames": []string{"name"}}))
	call("getUserAttributeVerificationCode", with(object{"AttributeName": "email"}))
	call("verifyUserAttribute", with(object{"AttributeName": "email", "Code": code(username)}))
	call("forgotPassword", object{"username": username})
	call("confirmForgotPassword", object{"username": username, "confirmationCode": code(username), "password": "Newer-1843"})
	call("changePassword", with(object{"PreviousPassword": "Newer-1843", "ProposedPassword": password}))
	call("getDevice", with(object{"DeviceKey": device["deviceKey"]}))
	call("listDevices", with(object{"Limit": 5}))
	call("updateDeviceStatus", with(object{"DeviceKey": device["deviceKey"], "DeviceRememberedStatus": "not_remembered"}))
	call("forgetDevice", with(object{"DeviceKey": device["deviceKey"]}))
	call("request", object{"operation": "GetUser", "input": token})
	call("globalSignOut", with(object{"username": username}))
	if _, there := tb.storage()[keyOf(username, "idToken")]; there {
		t.Error("globalSignOut left the session")
	}
	call("deleteUser", object{"username": "both", "AccessToken": both.Session.AccessToken})
	if _, there := s.cognito.User("both"); there {
		t.Error("deleteUser left the user")
	}

	s.cognito.MFARequired, s.cognito.DeviceTracking = true, fakecognito.DeviceTrackingOff
	setUp := answer("signIn", object{"username": username, "password": password})
	associated := decode[struct{ SecretCode, Session string }](t, call("associateSoftwareToken", object{"Session": setUp.Challenge.Session}))
	verified := decode[struct{ Session string }](t, call("verifySoftwareToken", object{"Session": associated.Session, "UserCode": app(associated.SecretCode)}))
	setUp = answer("completeMFASetup", object{"username": username, "session": verified.Session})
	if setUp.Session == nil {
		t.Errorf("completeMFASetup gave %+v", setUp)
	}
	holdReplies(t, replies, func(operation string) bool { return slices.Contains(laterOperations, operation) })
}

// fetchChallenge signs ada in by password, without the core, up to the challenge
// to prove a device.
func fetchChallenge(t *testing.T, s *site, deviceKey string) map[string]any {
	t.Helper()
	idp := awsidp.ForPool(fakecognito.DefaultPoolID, func(o *cognito.Options) { o.BaseEndpoint = &s.endpoint })
	reply, err := idp.Call(t.Context(), "InitiateAuth", core.Object{
		{Name: "AuthFlow", Value: "USER_PASSWORD_AUTH"}, {Name: "ClientId", Value: fakecognito.DefaultClientID},
		{Name: "AuthParameters", Value: core.Object{
			{Name: "USERNAME", Value: username}, {Name: "PASSWORD", Value: password}, {Name: "DEVICE_KEY", Value: deviceKey}}},
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

func TestCoreRefusesRequests(t *testing.T) {
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	tb.openCore()
	// The requests are JavaScript, since most of them are nothing JSON can say.
	for _, c := range []struct{ name, operation, request, code, message string }{
		{"unknown operation", "getWeather", "{}", "InvalidParameter", "There is no operation getWeather."},
		{"inherited operation", "toString", "{}", "InvalidParameter", "There is no operation toString."},
		{"no request", "getSession", "undefined", "InvalidParameter", "getSession takes an object as its argument."},
		{"null request", "getSession", "null", "InvalidParameter", "getSession takes an object as its argument."},
		{"text as request", "getSession", "'ada'", "InvalidParameter", "getSession takes an object as its argument."},
		{"no pool", "getSession", "{clientId: 'c'}", "InvalidParameter", "Both UserPoolId and ClientId are required."},
		{"no client", "getSession", "{userPoolId: 'us-east-1_A'}", "InvalidParameter", "Both UserPoolId and ClientId are required."},
		{"malformed pool", "getSession", "{userPoolId: 'us-east-1', clientId: 'c'}", "InvalidParameter", "Invalid UserPoolId format."},
		{"pool with a slash", "getSession", "{userPoolId: 'evil.example/_A', clientId: 'c'}", "InvalidParameter", "Invalid UserPoolId format."},
		{"long pool", "getSession", "{userPoolId: 'us-east-1_' + 'a'.repeat(50), clientId: 'c'}", "InvalidParameter", "Invalid UserPoolId format."},
		{"pool is an object", "getSession", "{userPoolId: {}, clientId: 'c'}", "InvalidParameter", "The member userPoolId must be a string."},
		{"missing member", "signIn", "request({password: 'x'})", "InvalidParameter", "The member username is required."},
		{"member is null", "signIn", "request({username: null, password: 'x'})", "InvalidParameter", "The member username is required."},
		{"second missing member", "signIn", "request({username: 'ada'})", "InvalidParameter", "The member password is required."},
		{"object for a text", "signIn", "request({username: {}, password: 'x'})", "InvalidParameter", "The member username must be a string."},
		{"array for a text", "signIn", "request({username: 'ada', password: ['x']})", "InvalidParameter", "The member password must be a string."},
		{"function for a text", "signIn", "request({username: 'ada', password: () => {}})", "InvalidParameter", "The member password must be a string."},
		{"symbol for a text", "signIn", "request({username: Symbol('ada'), password: 'x'})", "InvalidParameter", "The member username must be a string."},
		{"getter that throws", "signIn", "({...request(), password: 'x', get username() { throw 'no' }})", "InvalidParameter", "The member username cannot be read."},
		{"unknown flow", "signIn", "request({username: 'ada', password: 'x', flow: 'CUSTOM'})", "InvalidParameter", "Authentication flow type is invalid."},
		{"no password", "signIn", "request({username: 'ada', password: '', flow: 'USER_PASSWORD_AUTH'})", "InvalidParameter", "PASSWORD parameter is required"},
		{"metadata in a circle", "signIn", "(() => { const m = {}; m.m = m; return request({username: 'ada', password: 'x', clientMetadata: m}) })()", "InvalidParameter", "The member clientMetadata cannot be read."},
		{"metadata that throws", "signIn", "request({username: 'ada', password: 'x', clientMetadata: {get a() { throw 'no' }}})", "InvalidParameter", "The member clientMetadata cannot be read."},
		{"storage is a text", "getSession", "request({storage: 'localStorage'})", "StorageError", lastUserKey},
		{"storage lacks getItem", "getSession", "request({storage: {}})", "StorageError", lastUserKey},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got coreError
			tb.eval(`load().then((core) => core[$0](`+c.request+`)).
				then(() => ({}), (error) => ({...plainError(error), isError: error instanceof Error}))`, &got, c.operation)
			if got.Code != c.code || got.Name != "CognitoError" || !got.IsError || !strings.Contains(got.Message, c.message) {
				t.Errorf("got %+v, want %s: %s", got, c.code, c.message)
			}
		})
	}
	if n := len(s.cognito.Requests()); n != 0 {
		t.Errorf("%d requests went out", n)
	}
	// What refused all that still works.
	tb.core("signIn", object{"username": username, "password": password})
}

// TestCorePageStorage runs a session's life over storages of the page.
func TestCorePageStorage(t *testing.T) {
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	tb.openCore()
	for name, storage := range map[string]string{
		"synchronous": "pageStorage()",
		"promises":    "pageStorage((value) => new Promise((resolve) => setTimeout(resolve, 1, value)))",
		// A thenable is enough, and it may call back at once.
		"thenables": "pageStorage((value) => ({ then(resolve) { resolve(value) } }))",
	} {
		t.Run(name, func(t *testing.T) {
			var got struct {
				Before, SignedIn, Refreshed, After []string
				Who                                *protocol.UserReply
				Tokens, Stored                     string
				Code                               string
			}
			tb.eval(`(async () => {
				const core = await load(), storage = `+storage+`, keys = () => [...storage.items.keys()].sort();
				storage.items.set('other', '1');
				const at = request({storage}), got = {before: keys()};
				await core.signIn({...at, username: $0, password: $1});
				got.signedIn = keys();
				got.who = await core.getCurrentUser(at);
				storage.items.set($2, '-100000'); // as if the tokens had ended
				got.tokens = (await core.getSession(at)).accessToken;
				got.stored = storage.items.get($3);
				got.refreshed = keys();
				await core.signOut({...at, revoke: true});
				got.after = keys();
				await core.getSession(at).catch((error) => { got.code = error.code });
				return got;
			})()`, &got, username, password, keyOf(username, "clockDrift"), keyOf(username, "accessToken"))
			if !slices.Equal(got.Before, got.After) || len(got.SignedIn) != len(got.Before)+5 || !slices.Equal(got.SignedIn, got.Refreshed) {
				t.Errorf("keys before %v, signed in %v, refreshed %v, after %v", got.Before, got.SignedIn, got.Refreshed, got.After)
			}
			if got.Who == nil || got.Who.Username != username || got.Tokens == "" || got.Tokens != got.Stored || got.Code != "NoSession" {
				t.Errorf("got %+v", got)
			}
		})
	}
	if stored := tb.storage(); len(stored) != 0 {
		t.Errorf("localStorage has %v, which was not to be used", slices.Collect(maps.Keys(stored)))
	}
}

// TestCoreHostileStorage gives the core storages that a careless or hostile
// page could write. None may end the program or be believed.
func TestCoreHostileStorage(t *testing.T) {
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	tb.openCore()
	// Marks the program: a new one would not come from the same load.
	tb.eval("load().then((core) => { window.first = core })", nil)
	for _, c := range []struct{ name, getItem, code string }{
		{"throws a text", "() => { throw 'x' }", "StorageError"},
		{"throws null", "() => { throw null }", "StorageError"},
		{"throws undefined", "() => { throw undefined }", "StorageError"},
		{"throws a symbol", "() => { throw Symbol('x') }", "StorageError"},
		{"throws an error", "() => { throw new Error('x') }", "StorageError"},
		{"throws a proxy", "() => { throw new Proxy({}, { get() { throw 1 } }) }", "StorageError"},
		{"rejects with a text", "() => Promise.reject('x')", "StorageError"},
		{"rejects with nothing", "() => Promise.reject()", "StorageError"},
		{"rejects with an error", "() => Promise.reject(new Error('x'))", "StorageError"},
		{"a then that throws", "() => ({ then() { throw 'x' } })", "StorageError"},
		{"a then that cannot be read", "() => ({ get then() { throw 'x' } })", ""},
		{"a then that answers twice", "() => ({ then(yes, no) { no('x'); yes('y'); no('z') } })", "StorageError"},
		{"an object that is no text", "() => ({ toString() { throw 'x' } })", "StorageError"},
		{"an object without a prototype", "() => Object.create(null)", "StorageError"},
		{"a symbol", "() => Symbol('x')", ""},
		{"a number", "() => 7", ""},
		{"false", "() => false", ""},
		{"a big integer", "() => 7n", "InternalError"}, // syscall/js knows none
		{"an object", "() => ({})", ""},
		{"an array", "() => ['x']", ""},
		{"a function", "() => () => {}", ""},
		{"a proxy", "() => new Proxy({}, {})", ""},
		{"a proxy that throws", "() => new Proxy({}, { get() { throw 'x' } })", "StorageError"},
		{"a window", "() => window", ""},
		{"calls the core", "function () { first.getCurrentUser(request({})); return null }", "NoSession"},
		{"no function", "'x'", "StorageError"},
		{"a getter that throws", "null, get getItem() { throw 'x' }", "StorageError"},
		{"a getter that throws later", "null, n: 0, get getItem() { if (this.n++) throw 'x'; return () => { throw 'y' } }", "StorageError"},
		{"a then that throws later", "() => ({ n: 0, get then() { if (this.n++) throw 'x'; return () => {} } })", "StorageError"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got struct {
				Error *coreError
				Same  bool
			}
			tb.eval(`(async () => {
				const storage = {setItem() {}, removeItem() {}, getItem: `+c.getItem+`};
				const said = await first.getSession(request({storage})).then(() => ({}), (error) => ({error: plainError(error)}));
				return {...said, same: (await load()) === first};
			})()`, &got)
			if !got.Same {
				t.Fatal("the program ended")
			}
			// Whatever is not refused is taken as text, which is no session, and
			// which the service refuses as a refresh token.
			if got.Error == nil {
				t.Fatal("it gave a session")
			}
			if c.code != "" && got.Error.Code != c.code || c.code == "" && !slices.Contains([]string{"NoSession", "StorageError", "NotAuthorizedException"}, got.Error.Code) {
				t.Errorf("got %+v, want %s", *got.Error, c.code)
			}
			if got.Error.Code == "StorageError" && !strings.Contains(got.Error.Message, lastUserKey) {
				t.Errorf("%q does not name the key", got.Error.Message)
			}
		})
	}
	// A storage that never answers holds up its own call only.
	var code string
	tb.eval(`(async () => {
		first.getSession(request({storage: {getItem: () => new Promise(() => {}), setItem() {}, removeItem() {}}}));
		first.getSession(request({storage: {getItem: () => ({ then() {} }), setItem() {}, removeItem() {}}}));
		return first.getSession(request({})).catch((error) => error.code);
	})()`, &code)
	if code != "NoSession" {
		t.Errorf("beside a storage that never answers: %q", code)
	}
}

// TestCoreLocks looks at the lock that keeps tabs apart while a refresh is held
// up at the service.
func TestCoreLocks(t *testing.T) {
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	tb.openCore()
	session := decode[map[string]any](t, decode[struct{ Session json.RawMessage }](t,
		tb.core("signIn", object{"username": username, "password": password})).Session)

	held := s.cognito.Hold("InitiateAuth")
	tb.eval("void (window.refreshing = call('refreshSession', $0))", nil, object{"username": username, "refreshToken": session["refreshToken"]})
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := held.Arrived(ctx); err != nil {
		t.Fatal(err)
	}
	const locks = "navigator.locks.query().then(({ held }) => held.map((lock) => lock.name + ' ' + lock.mode))"
	var names []string
	tb.eval(locks, &names)
	if want := []string{"cognitowasm." + fakecognito.DefaultClientID + "." + username + " exclusive"}; !slices.Equal(names, want) {
		t.Errorf("held locks are %q, want %q", names, want)
	}
	held.Release()
	var o coreOutcome
	tb.eval("refreshing", &o)
	if o.Error != nil {
		t.Errorf("refresh: %+v", *o.Error)
	}
	tb.eval("navigator.locks.request($0, { ifAvailable: true }, (lock) => lock ? [] : ['still held'])", &names,
		"cognitowasm."+fakecognito.DefaultClientID+"."+username)
	if len(names) != 0 {
		t.Error("the lock outlived the refresh")
	}
}

// insecure moves the site to an origin that is no secure context: there are no
// Web Locks and no crypto.subtle.
func (s *site) insecure() {
	s.url = strings.Replace(s.url, "127.0.0.1", "insecure.test", 1)
}

func TestCoreInInsecureContext(t *testing.T) {
	s := newSite(t)
	s.addUser()
	s.insecure()
	tb := newTab(t, s)
	tb.openCore()
	var missing []string
	tb.eval("[self.isSecureContext && 'secure', navigator.locks && 'locks', crypto.subtle && 'subtle'].filter(Boolean)", &missing)
	if len(missing) != 0 {
		t.Fatalf("this context has %v", missing)
	}
	tb.core("signIn", object{"username": username, "password": password})
	tb.eval("expire($0)", nil, username)
	s.cognito.ResetRequests()
	// Without Web Locks the callers of one page still share a refresh.
	var tokens []string
	tb.eval("Promise.all([1, 2, 3].map(() => call('getSession'))).then((all) => all.map((o) => o.value.accessToken))", &tokens)
	slices.Sort(tokens)
	if len(slices.Compact(tokens)) != 1 || len(s.requestsTo("InitiateAuth")) != 1 {
		t.Errorf("%d requests, %d different tokens", len(s.requestsTo("InitiateAuth")), len(slices.Compact(tokens)))
	}
}

// TestCoreWithoutLocalStorage blocks localStorage in the ways that browsers do.
func TestCoreWithoutLocalStorage(t *testing.T) {
	for name, block := range map[string]string{
		"throws":    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError') } })",
		"null":      "Object.defineProperty(window, 'localStorage', { value: null })",
		"undefined": "Object.defineProperty(window, 'localStorage', { value: undefined })",
		"full":      "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }",
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			s.addUser()
			tb := newTab(t, s)
			tb.openCore()
			tb.eval("void ("+block+")", nil)
			tb.core("signIn", object{"username": username, "password": password})
			tb.core("getSession", nil)
			if user := decode[protocol.UserReply](t, tb.core("getCurrentUser", nil)); user.Username != username {
				t.Errorf("getCurrentUser gave %+v", user)
			}
			tb.core("signOut", nil)
			if err := tb.coreFails("getSession", nil); err.Code != "NoSession" {
				t.Errorf("after signOut: %+v", err)
			}
			tb.core("signIn", object{"username": username, "password": password})
			tb.open("/core.html")
			if stored := tb.storage(); len(stored) != 0 {
				t.Errorf("the next page finds %v", slices.Collect(maps.Keys(stored)))
			}
		})
	}
}
