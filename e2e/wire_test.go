package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
	"github.com/pquerna/otp/totp"
)

// newcomer signs up during the test; ada is there from the start.
const (
	newcomer     = "grace"
	newcomerMail = "grace@example.com"
)

// step is something that an application does. start is JavaScript, given to
// trace in page.js; the user object of the steps is window.user.
type step struct {
	name, start string
	// nullDeviceKey is set where the peer sends "DEVICE_KEY": null, and ours
	// nothing.
	nullDeviceKey bool
}

const (
	fresh        = "window.user = makeUser('" + username + "'), "
	byPassword   = fresh + "user.setAuthenticationFlowType('USER_PASSWORD_AUTH'), "
	authenticate = "(map) => user.authenticateUser(new AmazonCognitoIdentity.AuthenticationDetails({ Password: '" + password + "', %s }), map)"
	expired      = "expire(user.getUsername()), user.getSignInUserSession().clockDrift = -100000, "
	emailOfNew   = "new AmazonCognitoIdentity.CognitoUserAttribute({ Name: 'email', Value: '" + newcomerMail + "' })"
	signUp       = "(_, callback) => makePool().signUp('" + newcomer + "', '" + password + "', "
	metadata     = "ClientMetadata: { from: 'metadata', b: 'é', a: '' }"
	validation   = "ValidationData: { from: 'validation' }"
)

// signIns are sign-ins with what an application can hand to the pool's triggers.
func signIns() []step {
	var steps []step
	for _, variant := range []struct{ name, details string }{
		{"plain", ""},
		{"metadata", metadata},
		{"validation", validation},
		{"validation wins", metadata + ", " + validation},
		{"empty validation", metadata + ", ValidationData: {}"},
		{"other name, ignored", "Username: 'somebody else'"},
	} {
		steps = append(steps, step{name: "password: " + variant.name, start: byPassword + fmt.Sprintf(authenticate, variant.details)})
	}
	return append(steps,
		step{name: "SRP: metadata", start: fresh + fmt.Sprintf(authenticate, metadata)},
		step{name: "SRP: validation wins", start: fresh + fmt.Sprintf(authenticate, metadata+", "+validation)},
	)
}

// accountSteps are a person's way from signing up to signing out.
func accountSteps() []step {
	return slices.Concat(
		[]step{
			{name: "sign up: weak password", start: "(_, callback) => makePool().signUp('" + newcomer + "', 'weak', [" + emailOfNew + "], [], callback)"},
			{name: "sign up: all there is", start: signUp + "[" + emailOfNew + "], [{ Name: 'referrer', Value: 'é' }], callback, { from: 'metadata' })"},
			{name: "sign up: name taken, nothing else", start: signUp + "null, undefined, callback)"},
			{name: "resend", start: "window.user = makeUser('" + newcomer + "'), (_, callback) => user.resendConfirmationCode(callback)"},
			{name: "resend: metadata", start: "(_, callback) => user.resendConfirmationCode(callback, { from: 'metadata' })"},
			{name: "confirm: wrong code", start: "(_, callback) => user.confirmRegistration('000000', true, callback)"},
			{name: "confirm", start: "(_, callback) => user.confirmRegistration(code, false, callback, { from: 'metadata' })"},
			{name: "confirm: once more", start: "(_, callback) => user.confirmRegistration(code, undefined, callback)"},
			{name: "sign in: wrong password", start: fresh + "(map) => user.authenticateUser(new AmazonCognitoIdentity.AuthenticationDetails({ Password: 'Wrong-1843' }), map)"},
			{name: "sign in: no password", start: byPassword + "(map) => user.authenticateUser(new AmazonCognitoIdentity.AuthenticationDetails({ Username: '" + username + "' }), map)"},
			{name: "sign in: no such flow", start: fresh + "user.setAuthenticationFlowType('MAGIC'), " + fmt.Sprintf(authenticate, "")},
			{name: "attributes: not signed in", start: fresh + "(_, callback) => user.getUserAttributes(callback)"},
			{name: "sign in by e-mail address", start: "window.user = makeUser('" + email + "'), " + fmt.Sprintf(authenticate, "")},
		},
		signIns(),
		[]step{
			{name: "attributes", start: "(_, callback) => user.getUserAttributes(callback)"},
			{name: "session in memory", start: "(_, callback) => user.getSession(callback)"},
			{name: "refresh", start: expired + "(_, callback) => user.getSession(callback)", nullDeviceKey: true},
			{name: "refresh: metadata", start: expired + "(_, callback) => user.getSession(callback, { clientMetadata: { from: 'metadata' } })", nullDeviceKey: true},
			{name: "advanced security", start: "window.AmazonCognitoAdvancedSecurityData = { getData: (...args) => args.join() }, " + fresh + fmt.Sprintf(authenticate, "")},
			{name: "advanced security: refresh", start: expired + "(_, callback) => user.getSession(callback)", nullDeviceKey: true},
			{name: "user agent", start: "AmazonCognitoIdentity.appendToCognitoUserAgent('demo/1.0'), (_, callback) => user.getUserAttributes(callback)"},
			{name: "sign out with revocation", start: "(_, callback) => user.signOut(callback)"},
			{name: "sign out: signed out already", start: "(_, callback) => user.signOut(callback)"},
			{name: "session: signed out", start: "(_, callback) => user.getSession(callback)"},
		},
	)
}

// deviceSteps are what a pool that tracks devices adds.
func deviceSteps() []step {
	return []step{
		{name: "first sign-in", start: fresh + fmt.Sprintf(authenticate, metadata)},
		{name: "refresh", start: expired + "(_, callback) => user.getSession(callback)"},
		{name: "device in memory", start: fmt.Sprintf(authenticate, metadata)},
		{name: "device in storage", start: fresh + fmt.Sprintf(authenticate, "")},
		{name: "device in storage, password", start: byPassword + fmt.Sprintf(authenticate, "")},
		{name: "sign out", start: "(_, callback) => user.signOut(callback)"},
	}
}

// exchange is what came of a step: the callbacks, and the requests.
type exchange struct {
	calls    string
	requests []request
	stored   map[string]string
}

// request is a request without what is random.
type request struct {
	operation, body string
	header          http.Header
}

// random are the members that no two sign-ins share, and what they look like.
var random = map[string]*regexp.Regexp{
	"SRP_A":                       regexp.MustCompile(`^[1-9a-f][0-9a-f]{700,767}$`),
	"PASSWORD_CLAIM_SECRET_BLOCK": regexp.MustCompile(`^[A-Za-z0-9+/]{100,}=*$`),
	"PASSWORD_CLAIM_SIGNATURE":    regexp.MustCompile(`^[A-Za-z0-9+/]{43}=$`),
	"TIMESTAMP":                   regexp.MustCompile(`^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [1-9][0-9]? \d\d:\d\d:\d\d UTC 20\d\d$`),
	"Session":                     regexp.MustCompile(`^.{20,}$`),
	"AccessToken":                 regexp.MustCompile(`^[\w-]+\.[\w-]+\.[\w-]+$`),
	"REFRESH_TOKEN":               regexp.MustCompile(`^.{20,}$`),
	"Token":                       regexp.MustCompile(`^.{20,}$`),
	"ConfirmationCode":            regexp.MustCompile(`^\d{6}$`),
	"DEVICE_KEY":                  regexp.MustCompile(`^us-east-1_[0-9a-f-]{36}$`),
	"DeviceKey":                   regexp.MustCompile(`^us-east-1_[0-9a-f-]{36}$`),
	"UserCode":                    regexp.MustCompile(`^\d{6}$`),
	"Code":                        regexp.MustCompile(`^\d{6}$`),
	"SMS_MFA_CODE":                regexp.MustCompile(`^\d{6}$`),
	"SOFTWARE_TOKEN_MFA_CODE":     regexp.MustCompile(`^\d{6}$`),
	"Salt":                        regexp.MustCompile(`^[A-Za-z0-9+/]{16,24}=*$`),
	"PasswordVerifier":            regexp.MustCompile(`^[A-Za-z0-9+/]{500,516}=*$`),
}

var member = regexp.MustCompile(`"(\w+)":"([^"]*)"`)

// withoutRandom checks the random members of a body and blanks them. All else
// stays as it was sent.
func withoutRandom(t *testing.T, body string) string {
	return member.ReplaceAllStringFunc(body, func(text string) string {
		parts := member.FindStringSubmatch(text)
		pattern := random[parts[1]]
		if pattern == nil {
			return text
		}
		if !pattern.MatchString(parts[2]) {
			t.Errorf("%s is %q", parts[1], parts[2])
		}
		return `"` + parts[1] + `":"…"`
	})
}

// withoutRandomValues blanks what is random in storage: tokens, users' ids, the
// secrets of devices, and dates.
func withoutRandomValues(stored map[string]string) map[string]string {
	for key, value := range stored {
		switch {
		case strings.HasSuffix(key, "Token"), strings.HasSuffix(key, "randomPasswordKey"):
			stored[key] = fmt.Sprint(value != "")
		case strings.HasSuffix(key, "clockDrift") && value == "1":
			stored[key] = "0" // the second may have ended meanwhile
		default:
			stored[key] = uuid.ReplaceAllString(value, "uuid")
		}
	}
	return stored
}

var uuid = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// codes gives the page the last code that was sent to anybody, and what the
// authenticator app shows: for the secret that the page has seen last, or that
// the user with the app has.
func codes(tb *tab) {
	tb.t.Helper()
	var last fakecognito.Message
	for _, name := range []string{newcomer, username, "sms", "both", "mail"} {
		if messages := tb.site.cognito.Mailbox(name); len(messages) > 0 && messages[len(messages)-1].Time.After(last.Time) {
			last = messages[len(messages)-1]
		}
	}
	var secret string
	tb.eval("window.secret || ''", &secret)
	if secret == "" {
		secret = totpSecret
	}
	code, err := totp.GenerateCode(secret, time.Now())
	if err != nil {
		tb.t.Fatal(err)
	}
	tb.eval("window.code = $0, window.totp = $1, undefined", nil, last.Code, code)
}

// record does the steps with a library.
func record(tb *tab, library string, steps []step, prepare func(*testing.T, *fakecognito.Server)) map[string]exchange {
	t, s := tb.t, tb.site
	t.Helper()
	tb.openLibrary(library)
	tb.eval("localStorage.clear()", nil)
	s.cognito.DeleteUser(newcomer)
	if prepare != nil {
		prepare(t, s.cognito)
	}
	exchanges := map[string]exchange{}
	for _, step := range steps {
		codes(tb)
		s.cognito.ResetRequests()
		var calls []call
		// The commas in start are operators: what comes first prepares.
		tb.eval("trace(("+step.start+"))", &calls)
		e := exchange{calls: fmt.Sprint(calls)}
		for _, r := range s.cognito.Requests() {
			header := r.Header.Clone()
			header.Del("Content-Length") // SRP_A may be a digit shorter
			e.requests = append(e.requests, request{r.Op, withoutRandom(t, string(r.Body)), header})
		}
		e.stored = withoutRandomValues(tb.storage())
		exchanges[step.name] = e
	}
	return exchanges
}

// To the service, its triggers and its logs, and to the application's callbacks,
// the libraries look the same.
func TestRequestsAndCallbacksAreThePeers(t *testing.T) {
	for _, test := range []struct {
		name     string
		tracking fakecognito.DeviceTracking
		steps    []step
		prepare  func(*testing.T, *fakecognito.Server)
	}{
		{"account", fakecognito.DeviceTrackingOff, accountSteps(), nil},
		{"device always", fakecognito.DeviceTrackingAlways, deviceSteps(), nil},
		{"device optional", fakecognito.DeviceTrackingOptional, deviceSteps()[:2], nil},
		{"challenges", fakecognito.DeviceTrackingOff, challengeSteps(), challengeUsers},
		{"set-up", fakecognito.DeviceTrackingOff, setUpSteps(), func(t *testing.T, server *fakecognito.Server) {
			server.MFARequired = true
			challengeUsers(t, server)
		}},
		{"signed in", fakecognito.DeviceTrackingAlways, signedInSteps(), challengeUsers},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSite(t)
			s.cognito.DeviceTracking = test.tracking
			s.addUser()
			tb := newTab(t, s)
			ours, peer := record(tb, "ours", test.steps, test.prepare), record(tb, "peer", test.steps, test.prepare)
			for _, step := range test.steps {
				t.Run(step.name, func(t *testing.T) {
					compare(t, step, ours[step.name], peer[step.name])
				})
			}
		})
	}
}

// sameMembers compares two bodies member by member, order aside.
func sameMembers(t *testing.T, a, b string) bool {
	t.Helper()
	var values [2]any
	for i, text := range []string{a, b} {
		if err := json.Unmarshal([]byte(text), &values[i]); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	return reflect.DeepEqual(values[0], values[1])
}

func compare(t *testing.T, step step, ours, peer exchange) {
	if ours.calls != peer.calls {
		t.Errorf("callbacks\nours %s\npeer %s", ours.calls, peer.calls)
	}
	if !maps.Equal(ours.stored, peer.stored) {
		t.Errorf("stored\nours %v\npeer %v", ours.stored, peer.stored)
	}
	if len(ours.requests) != len(peer.requests) {
		t.Fatalf("ours sent %d requests, the peer %d", len(ours.requests), len(peer.requests))
	}
	for i, want := range peer.requests {
		got := ours.requests[i]
		if step.nullDeviceKey {
			body := strings.Replace(want.body, `,"DEVICE_KEY":null`, "", 1)
			if body == want.body {
				t.Error("the peer sends no null DEVICE_KEY any more")
			}
			want.body = body
		}
		if got.operation != want.operation {
			t.Errorf("request %d: ours %s, the peer %s", i+1, got.operation, want.operation)
		}
		if !sameMembers(t, got.body, want.body) {
			t.Errorf("request %d, body\nours %s\npeer %s", i+1, got.body, want.body)
		}
		names := maps.Clone(got.header)
		maps.Copy(names, want.header)
		for _, name := range slices.Sorted(maps.Keys(names)) {
			if !slices.Equal(got.header[name], want.header[name]) {
				t.Errorf("request %d, header %s: ours %q, the peer %q", i+1, name, got.header[name], want.header[name])
			}
		}
		for _, name := range []string{"Content-Type", "X-Amz-Target", "X-Amz-User-Agent", "Cache-Control", "Origin"} {
			if want.header.Get(name) == "" {
				t.Errorf("request %d: no header %s to compare", i+1, name)
			}
		}
	}
}
