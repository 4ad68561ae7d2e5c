package dropin

import (
	_ "embed"
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

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

//go:embed secrets.js
var secretsScript string

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
	t.Parallel()
	secrets := map[string]bool{harness.Password: true, "Wrong-1843": true, harness.TotpSecret: true}
	var lines []string
	s := harness.NewSite(t)
	var serving atomic.Pointer[fakecognito.Server]
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { serving.Load().ServeHTTP(w, r) }))
	t.Cleanup(api.Close)
	s.Endpoint = api.URL + "/"
	tb := harness.NewTab(t, s)
	tb.Expect(mistake)
	said := tb.Eavesdrop()
	open := false // the page, as good as new
	for _, sc := range append(scenarios(), scene("faults", faultSteps()...)) {
		if sc.bundled {
			continue
		}
		s.Cognito = sc.service(t)
		serving.Store(s.Cognito)
		if !open {
			tb.OpenLibrary("ours")
			tb.RunScript(secretsScript)
			tb.Eval("watch()", nil)
		}
		tb.Eval("tidy()", nil)
		open = !sc.changesPage
		for _, step := range sc.steps {
			harness.GiveCodes(tb)
			if step.arrange != nil {
				step.arrange(s.Cognito)
			}
			for _, f := range step.faults {
				s.Cognito.Fail(f.operation, f.fault, 1)
			}
			var calls []harness.Call
			if step.start != "" {
				tb.Eval("trace(("+step.start+"), noteErrors)", &calls)
			} else {
				tb.Eval("told(() => ("+step.value+"))", &calls)
				for _, call := range calls {
					if call.Called == "throws" || call.Called == "rejects" { // the rest are values
						lines = append(lines, call.String())
					}
				}
			}
			for name, value := range tb.Storage() {
				if strings.HasSuffix(name, "Token") || strings.HasSuffix(name, ".randomPasswordKey") {
					secrets[value] = true
				}
			}
		}
		var noted, replies []string
		tb.Eval("lines.splice(0)", &noted)
		tb.Eval("replies.splice(0)", &replies)
		lines = append(lines, noted...)
		for _, reply := range replies {
			secretsIn(reply, secrets)
		}
		for _, r := range s.Cognito.Requests() {
			secretsIn(string(r.Body), secrets)
			lines = append(lines, r.Masked(), fmt.Sprint(r), fmt.Sprintf("%v %+v %#v", r, r, r))
		}
		for _, token := range s.Cognito.RefreshTokens() {
			secrets[token.Token] = true
			lines = append(lines, fmt.Sprintf("%v %+v %#v", token, token, token))
		}
		for _, name := range append(slices.Collect(maps.Keys(harness.People)), harness.Newcomer) {
			for _, message := range s.Cognito.Mailbox(name) {
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
	"fault: a page":       {Status: 200, Body: "<html>" + harness.Password + "</html>"},
	"fault: broken JSON":  harness.JSONFault(200, `{"AuthenticationResult":{"AccessToken":"`+harness.Password),
	"fault: odd tokens":   harness.JSONFault(200, `{"AuthenticationResult":{"AccessToken":"`+harness.Password+`","IdToken":"`+harness.Password+`"}}`),
	"fault: odd B":        harness.ChallengeFault("SRP_B", harness.Password),
	"fault: odd salt":     harness.ChallengeFault("SALT", harness.Password),
	"fault: 502":          {Status: 502, Body: harness.Password},
	"fault: odd callback": harness.JSONFault(200, `{"ChallengeName":"NEW_PASSWORD_REQUIRED","ChallengeParameters":{"userAttributes":"`+harness.Password+`"}}`),
}

func faultSteps() (steps []step) {
	signIn := as(harness.Username) + "(map) => user.authenticateUser(" + harness.Details("") + ", map)"
	for name, fault := range secretFaults {
		steps = append(steps, step{name: name, start: signIn}.failing("", fault))
	}
	return append(steps,
		step{name: "full storage", start: "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }, " + signIn},
		step{name: "blocked storage", start: "Storage.prototype.getItem = () => { throw new DOMException('no', 'SecurityError') }, " + as(harness.Username) + "(_, callback) => user.getSession(callback)"},
	)
}
