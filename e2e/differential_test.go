package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
	"github.com/pquerna/otp/totp"
)

// exchange is what came of a step: the callbacks, the requests, and what was
// stored.
type exchange struct {
	calls    []call
	covered  []string
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
	clock := tb.site.cognito.Now
	if clock == nil {
		clock = time.Now
	}
	code, err := totp.GenerateCode(secret, clock())
	if err != nil {
		tb.t.Fatal(err)
	}
	tb.eval("window.code = $0, window.totp = $1, undefined", nil, last.Code, code)
}

// now is the clock of both libraries and of the service.
var now = time.Date(2026, time.March, 1, 12, 0, 5, 0, time.UTC)

// refusal is what the service answers to what it refuses in a scenario.
var refusal = fakecognito.Fault{Code: "ForbiddenException", Message: "Request not allowed due to WAF block."}

// record takes a library through a scenario.
func record(tb *tab, library string, sc scenario) map[string]exchange {
	t, s := tb.t, tb.site
	t.Helper()
	if sc.bundled {
		tb.open("/" + library + "-bundled.html")
		tb.eval("window.endpoint = $0", nil, s.endpoint)
	} else {
		tb.openLibrary(library)
	}
	tb.eval("localStorage.clear(), watch()", nil)
	s.cognito.DeleteUser(newcomer)
	sc.prepare(t, s.cognito)
	exchanges := map[string]exchange{}
	for _, step := range sc.steps {
		codes(tb)
		s.cognito.ResetRequests()
		if step.refused != "" {
			s.cognito.Fail(step.refused, refusal, 1)
		}
		var e exchange
		// The commas in start are operators: what comes first prepares.
		if step.start != "" {
			tb.eval("trace(("+step.start+"))", &e.calls)
		} else {
			tb.eval("told(() => ("+step.value+"))", &e.calls)
		}
		tb.eval("seen.splice(0)", &e.covered)
		for _, r := range s.cognito.Requests() {
			header := r.Header.Clone()
			header.Del("Content-Length") // SRP_A may be a digit shorter
			e.requests = append(e.requests, request{r.Op, withoutRandom(t, string(r.Body)), header})
		}
		e.stored = withoutRandomValues(tb.storage())
		if _, twice := exchanges[step.name]; twice {
			t.Fatalf("there are two steps %q", step.name)
		}
		exchanges[step.name] = e
	}
	return exchanges
}

// To the service, its triggers and its logs, to whatever else reads the storage,
// and to the application's callbacks, the libraries look the same, but for the
// differences that differences.json lists. And the scenarios leave nothing out.
func TestDifferential(t *testing.T) {
	allowed := listedDifferences(t)
	appendix := newAppendix()
	for _, sc := range scenarios() {
		t.Run(sc.name, func(t *testing.T) {
			s := newSite(t)
			s.cognito.Now = func() time.Time { return now }
			s.cognito.DeviceTracking = sc.tracking
			if sc.bundled {
				s.bundledPages()
			}
			tb := newTab(t, s)
			tb.stopClock(now)
			ours, peer := record(tb, "ours", sc), record(tb, "peer", sc)
			for _, step := range sc.steps {
				t.Run(step.name, func(t *testing.T) {
					compare(t, allowed[sc.name+": "+step.name], ours[step.name], peer[step.name])
					appendix.note(ours[step.name])
				})
				delete(allowed, sc.name+": "+step.name)
			}
		})
	}
	if t.Failed() {
		return // what did not run covers nothing
	}
	for name := range allowed {
		t.Errorf("differences.json names the step %q, which there is not", name)
	}
	appendix.check(t)
}

// compare holds our exchange to the peer's. Where a difference is listed, it has
// to be there.
func compare(t *testing.T, listed []listedStep, ours, peer exchange) {
	for _, l := range listed {
		if l.PeerSends != "" {
			found := false
			for i, r := range peer.requests {
				body := strings.Replace(r.body, ","+l.PeerSends, "", 1)
				found = found || body != r.body
				peer.requests[i].body = body
			}
			if !found {
				t.Errorf("the peer sends no %s any more", l.PeerSends)
			}
		}
	}
	differs := map[string]bool{}
	differ := func(what, format string, args ...any) {
		differs[what] = true
		if !slices.ContainsFunc(listed, func(l listedStep) bool { return slices.Contains(l.Differ, what) }) {
			t.Errorf(what+": "+format, args...)
		}
	}
	if got, want := fmt.Sprint(ours.calls), fmt.Sprint(peer.calls); got != want {
		differ("callbacks", "\nours %s\npeer %s", got, want)
	}
	if !maps.Equal(ours.stored, peer.stored) {
		differ("storage", "\nours %v\npeer %v", ours.stored, peer.stored)
	}
	if len(ours.requests) != len(peer.requests) {
		differ("requests", "ours sent %d, the peer %d", len(ours.requests), len(peer.requests))
	} else {
		for i, want := range peer.requests {
			sameRequest(func(format string, args ...any) { differ("requests", format, args...) }, i+1, ours.requests[i], want)
		}
	}
	for _, l := range listed {
		for _, what := range l.Differ {
			if !differs[what] {
				t.Errorf("%s do not differ any more: take the step out of differences.json", what)
			}
		}
	}
}

func sameRequest(differ func(format string, args ...any), n int, got, want request) {
	if got.operation != want.operation {
		differ("request %d: ours %s, the peer %s", n, got.operation, want.operation)
	}
	if !sameMembers(got.body, want.body) {
		differ("request %d, body\nours %s\npeer %s", n, got.body, want.body)
	}
	names := maps.Clone(got.header)
	maps.Copy(names, want.header)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if !slices.Equal(got.header[name], want.header[name]) {
			differ("request %d, header %s: ours %q, the peer %q", n, name, got.header[name], want.header[name])
		}
	}
	for _, name := range []string{"Content-Type", "X-Amz-Target", "X-Amz-User-Agent", "Cache-Control", "Origin"} {
		if want.header.Get(name) == "" {
			differ("request %d: no header %s to compare", n, name)
		}
	}
}

// sameMembers compares two bodies member by member, order aside.
func sameMembers(a, b string) bool {
	var values [2]any
	for i, text := range []string{a, b} {
		if err := json.Unmarshal([]byte(text), &values[i]); err != nil {
			return false
		}
	}
	return reflect.DeepEqual(values[0], values[1])
}

// bundledPages serves /ours-bundled.html and /peer-bundled.html: what a bundler
// makes of an application's imports, with the library of its name behind them.
func (s *site) bundledPages() {
	s.t.Helper()
	for library, arguments := range map[string][]string{
		"ours": {"--alias:amazon-cognito-identity-js/internals=./dist/internals.mjs", "--alias:amazon-cognito-identity-js=./dist/index.mjs"},
		"peer": nil,
	} {
		cmd := exec.Command("go", append([]string{"tool", "esbuild", "--bundle", "--format=iife", "--log-level=warning", "--define:global=globalThis"}, arguments...)...)
		cmd.Dir = root
		cmd.Stdin = strings.NewReader(`
			import * as library from 'amazon-cognito-identity-js';
			import * as internals from 'amazon-cognito-identity-js/internals';
			window.AmazonCognitoIdentity = { ...library, ...internals };`)
		cmd.Stderr = os.Stderr
		script, err := cmd.Output()
		if err != nil {
			s.t.Fatal(err)
		}
		s.script("/"+library+"-bundled.js", string(script))
		s.page("/"+library+"-bundled.html", `<!doctype html><title>e2e</title><script src="/`+library+`-bundled.js"></script><script src="/page.js"></script>`)
	}
}
