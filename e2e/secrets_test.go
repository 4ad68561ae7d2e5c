package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// listening notes what an application could log: every error that a callback gets,
// with all that it has, and its causes; every event. And what replies have in them.
const listening = `void ((fetchOfPage) => {
	window.lines = [];
	window.replies = [];
	const note = (value, depth = 0) => {
		if (depth > 5 || value === null || typeof value !== 'object') return;
		if (value instanceof Error) {
			const own = Object.fromEntries(Object.getOwnPropertyNames(value).filter((name) => name !== 'cause').map((name) => [name, value[name]]));
			lines.push(String(value), JSON.stringify(own));
			if (value.cause instanceof Error) note(value.cause, depth + 1);
			else if (value.cause !== undefined) lines.push(String(value.cause), JSON.stringify(value.cause) || '');
		}
	};
	window.noteErrors = (_, args) => args.forEach((value) => note(value));
	for (const type of ['storagewarning', 'signedout']) {
		AmazonCognitoIdentity.events.addEventListener(type, (event) => lines.push(type + ' ' + JSON.stringify(event.detail)));
	}
	window.fetch = async (...args) => {
		const response = await fetchOfPage(...args);
		if (String(args[0]) === window.endpoint) await response.clone().text().then((text) => replies.push(text), () => {});
		return response;
	};
})(window.fetch)`

// harmless are members of requests and replies that hold no secret, or one that
// messages repeat on purpose, as they do with the name of a user.
var harmless = regexp.MustCompile(`^(AuthFlow|ChallengeName|CHALLENGE_NAME|ClientId|.*[Uu]sername|USERNAME|USER_ID_FOR_SRP|Name|Value|Email|email|AttributeName|.*Medium|Destination|DeliveryMedium|__type|message|TokenType|TIMESTAMP|DeviceName|DeviceKey|DEVICE_KEY|DeviceGroupKey|DeviceRememberedStatus|DeviceStatus|UserSub|CODE_DELIVERY.*|MFAS?_.*CHOOSE|ANSWER_TYPE|Status|FriendlyDeviceName|EncodedData|.*MFASettingList|PreferredMfaSetting|.*ttributes|from|question|a|b|referrer)$`)

// secretsIn collects what is secret in the JSON of a request or reply.
func secretsIn(text string, found map[string]bool) {
	var value any
	if json.Unmarshal([]byte(text), &value) != nil {
		return
	}
	var walk func(name string, value any)
	walk = func(name string, value any) {
		switch v := value.(type) {
		case map[string]any:
			for member, inner := range v {
				walk(member, inner)
			}
		case []any:
			for _, inner := range v {
				walk(name, inner)
			}
		case string:
			if !harmless.MatchString(name) {
				found[v] = true
			}
		}
	}
	walk("", value)
}

// TestNoSecrets takes our library through all scenarios, right and wrong, and
// through faults, and looks for secrets in whatever ends up in logs.
func TestNoSecrets(t *testing.T) {
	secrets := map[string]bool{password: true, "Wrong-1843": true, totpSecret: true}
	var lines []string
	s := newSite(t)
	var serving atomic.Pointer[fakecognito.Server]
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { serving.Load().ServeHTTP(w, r) }))
	t.Cleanup(api.Close)
	s.endpoint = api.URL + "/"
	tb := newTab(t, s)
	tb.expect(mistake)
	said := tb.eavesdrop()
	open := false // the page, as good as new
	for _, sc := range append(scenarios(), scene("faults", faultSteps()...)) {
		if sc.bundled {
			continue
		}
		s.cognito = sc.service(t)
		serving.Store(s.cognito)
		if !open {
			tb.openLibrary("ours")
			tb.eval(listening, nil)
			tb.eval("watch()", nil)
		}
		tb.eval("tidy()", nil)
		open = !sc.changesPage
		for _, step := range sc.steps {
			giveCodes(tb)
			if step.arrange != nil {
				step.arrange(s.cognito)
			}
			for _, f := range step.faults {
				s.cognito.Fail(f.operation, f.fault, 1)
			}
			var calls []call
			if step.start != "" {
				tb.eval("trace(("+step.start+"), noteErrors)", &calls)
			} else {
				tb.eval("told(() => ("+step.value+"))", &calls)
				for _, call := range calls {
					if call.Called == "throws" || call.Called == "rejects" { // the rest are values
						lines = append(lines, call.String())
					}
				}
			}
			for name, value := range tb.storage() {
				if strings.HasSuffix(name, "Token") || strings.HasSuffix(name, ".randomPasswordKey") {
					secrets[value] = true
				}
			}
		}
		var noted, replies []string
		tb.eval("lines.splice(0)", &noted)
		tb.eval("replies.splice(0)", &replies)
		lines = append(lines, noted...)
		for _, reply := range replies {
			secretsIn(reply, secrets)
		}
		for _, r := range s.cognito.Requests() {
			secretsIn(string(r.Body), secrets)
			lines = append(lines, r.Masked(), fmt.Sprint(r), fmt.Sprintf("%v %+v %#v", r, r, r))
		}
		for _, token := range s.cognito.RefreshTokens() {
			secrets[token.Token] = true
			lines = append(lines, fmt.Sprintf("%v %+v %#v", token, token, token))
		}
		for _, name := range append(slices.Collect(maps.Keys(people)), newcomer) {
			for _, message := range s.cognito.Mailbox(name) {
				secrets[message.Code] = true
			}
		}
		lines = append(lines, "—")
	}
	lines = append(lines, said())
	for secret := range secrets {
		// What is shorter is in any text; the others answer which factor it shall be.
		if len(secret) < 6 || slices.Contains([]string{"000000", "SMS_MFA", "SOFTWARE_TOKEN_MFA", "phone_number"}, secret) {
			delete(secrets, secret)
		}
	}
	text := strings.Join(lines, "\n")
	errors := strings.Count(text, "Exception") + strings.Count(text, "CognitoError")
	t.Logf("%d secrets, %d lines with %d bytes, %d errors", len(secrets), len(lines), len(text), errors)
	if len(secrets) < 300 || errors < 200 {
		t.Error("that is too little to tell anything")
	}
	for secret := range secrets {
		at := strings.Index(text, secret)
		if at < 0 {
			continue
		}
		// A code of six digits may be a part of a number that has nothing to do with it.
		if len(secret) == 6 && !regexp.MustCompile(`(^|\D)`+regexp.QuoteMeta(secret)+`(\D|$)`).MatchString(text) {
			continue
		}
		t.Errorf("%.40q is in %.200q", secret, text[max(0, at-80):])
	}
}

// secretFaults are replies that quote what must not be repeated, by the step that
// gets them.
var secretFaults = map[string]fakecognito.Fault{
	"fault: a page":       {Status: 200, Body: "<html>" + password + "</html>"},
	"fault: broken JSON":  jsonFault(200, `{"AuthenticationResult":{"AccessToken":"`+password),
	"fault: odd tokens":   jsonFault(200, `{"AuthenticationResult":{"AccessToken":"`+password+`","IdToken":"`+password+`"}}`),
	"fault: odd B":        challengeFault("SRP_B", password),
	"fault: odd salt":     challengeFault("SALT", password),
	"fault: 502":          {Status: 502, Body: password},
	"fault: odd callback": jsonFault(200, `{"ChallengeName":"NEW_PASSWORD_REQUIRED","ChallengeParameters":{"userAttributes":"`+password+`"}}`),
}

func faultSteps() (steps []step) {
	signIn := as(username) + "(map) => user.authenticateUser(" + details("") + ", map)"
	for name, fault := range secretFaults {
		steps = append(steps, step{name: name, start: signIn}.failing("", fault))
	}
	return append(steps,
		step{name: "full storage", start: "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }, " + signIn},
		step{name: "blocked storage", start: "Storage.prototype.getItem = () => { throw new DOMException('no', 'SecurityError') }, " + as(username) + "(_, callback) => user.getSession(callback)"},
	)
}
