package dropin

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// exchange is what came of a step: the callbacks, the requests, what is stored,
// and what the page sees of the user object.
type exchange struct {
	calls         []tracedCall
	covered       []string
	requests      []request
	stored, state map[string]string
}

// tracedCall is a call with what trace in page.js tells beyond it.
type tracedCall struct {
	harness.Call
	Details []string
	Self    string
}

func (c tracedCall) String() string {
	if c.Details == nil {
		return c.Call.String()
	}
	said := c.Call
	said.Arguments = c.Details
	return fmt.Sprintf("%s, this is %s", said, c.Self)
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

// tokenMembers are the members that are tokens.
var tokenMembers = []string{"AccessToken", "REFRESH_TOKEN", "Token"}

var member = regexp.MustCompile(`"(\w+)":"([^"]*)"`)

// withoutRandom checks the random members of a body and blanks them. Of tokens it
// says what they are; wrong codes and all else stay as they were sent.
func (st *stage) withoutRandom(t *testing.T, body string) string {
	return member.ReplaceAllStringFunc(body, func(text string) string {
		parts := member.FindStringSubmatch(text)
		name, value := parts[1], parts[2]
		pattern := random[name]
		switch {
		case slices.Contains(tokenMembers, name):
			value = st.token(value)
		case pattern == nil || value == wrongCode:
			return text
		case !pattern.MatchString(value):
			t.Errorf("%s is %q", name, value)
		default:
			value = "…"
		}
		return `"` + name + `":"` + value + `"`
	})
}

// wrongCode is the code that scenarios answer when it is to be a wrong one.
const wrongCode = "000000"

// token says what a token is: its use, and whose it is. What the service has not
// made stays as it is.
func (st *stage) token(text string) string {
	for _, t := range st.cognito.RefreshTokens() {
		if t.Token == text {
			return "refresh of " + t.Username
		}
	}
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return text
	}
	var claims struct {
		Use    string `json:"token_use"`
		Access string `json:"username"`
		ID     string `json:"cognito:username"`
		Sub    string
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || json.Unmarshal(payload, &claims) != nil || claims.Use == "" {
		return text
	}
	said := claims.Use + " of " + claims.ID + claims.Access
	if user, ok := st.cognito.User(claims.ID + claims.Access); ok && user.Sub != claims.Sub {
		said += ", with the sub of somebody else"
	}
	return said
}

// known replaces what is random in what a page tells: tokens, users' ids, the
// secrets of authenticator apps and of devices, sessions.
func (st *stage) known(text string) string {
	for _, r := range []struct {
		pattern *regexp.Regexp
		with    func(string) string
	}{
		{dotted, st.token},
		{uuid, func(string) string { return "uuid" }},
		{secret, func(string) string { return "secret" }},
		{devicePassword, func(string) string { return "device password" }},
		{session, func(string) string { return "session" }},
	} {
		text = r.pattern.ReplaceAllStringFunc(text, r.with)
	}
	return text
}

var (
	dotted         = regexp.MustCompile(`[\w-]{2,}(\.[\w-]+){2,4}`)
	uuid           = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	secret         = regexp.MustCompile(`\b[A-Z2-7]{32}\b`)
	devicePassword = regexp.MustCompile(`[A-Za-z0-9+/]{54}==`)
	session        = regexp.MustCompile(`\b[A-Za-z0-9]{300}\b`)
	deviceGroup    = regexp.MustCompile(`^-[A-Za-z0-9]{8}$`)
)

// withoutRandomValues says what the random values in storage are, and which values
// are those of the step before.
func (st *stage) withoutRandomValues(stored, before map[string]string) map[string]string {
	said := map[string]string{}
	for key, value := range stored {
		switch {
		case strings.HasSuffix(key, "Token"):
			said[key] = st.token(value)
		case strings.HasSuffix(key, "deviceGroupKey") && deviceGroup.MatchString(value):
			said[key] = "device group"
		default:
			said[key] = st.known(value)
		}
		if old, ok := before[key]; ok && old == value {
			said[key] += " (as before)"
		}
	}
	return said
}

// now is the clock of both libraries and of the service.
var now = time.Date(2026, time.March, 1, 12, 0, 5, 0, time.UTC)

// refusal is what the service answers to what it refuses in a scenario.
var refusal = fakecognito.Fault{Code: "ForbiddenException", Message: "Request not allowed due to WAF block."}

// stage is where a library plays the scenarios: a page that is tidied between
// them, because loading it takes longer than most of them, and a service that is a
// new one for each.
type stage struct {
	t       *testing.T // lasts longer than a scenario's
	library string
	bundled bool
	open    bool // whether the page is there, as good as new
	tab     *harness.Tab
	cognito *fakecognito.Server
	serving atomic.Pointer[fakecognito.Server]
}

func newStage(t *testing.T, library string, bundled bool) *stage {
	st := &stage{t: t, library: library, bundled: bundled}
	s := harness.NewSite(t)
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { st.serving.Load().ServeHTTP(w, r) }))
	t.Cleanup(api.Close)
	s.Endpoint = api.URL + "/"
	if bundled {
		bundledPages(s)
	}
	st.tab = harness.NewTab(t, s)
	st.tab.StopClock(now)
	if library == "upstream" {
		st.tab.Hurry()
	}
	st.tab.Expect(mistake)
	return st
}

// mistake is what callbacks throw in scenarios.
const mistake = "a mistake of the application"

// record takes the library through a scenario.
func (st *stage) record(t *testing.T, sc scenario) map[string]exchange {
	t.Helper()
	st.cognito = sc.service(t)
	st.cognito.Now = func() time.Time { return now }
	st.serving.Store(st.cognito)
	tb := st.tab
	tb.In(t)
	defer tb.In(st.t)
	if !st.open {
		page := "/" + st.library
		if st.bundled {
			page += "-bundled"
		}
		tb.Open(page + ".html")
		tb.Eval("window.endpoint = $0, watch()", nil, tb.Site.Endpoint)
	}
	tb.Eval("tidy()", nil)
	st.open = false
	exchanges := map[string]exchange{}
	var before map[string]string
	shown := "" // the secret of an authenticator app
	for _, step := range sc.steps {
		st.cognito.ResetRequests()
		if step.arrange != nil {
			step.arrange(st.cognito)
		}
		for _, f := range step.faults {
			st.cognito.Fail(f.operation, f.fault, 1)
		}
		// The commas in start are operators: what comes first prepares.
		run := "() => told(() => (" + step.value + "))"
		if step.start != "" {
			run = "() => trace((" + step.start + "))"
		}
		var took struct {
			Calls         []tracedCall
			Covered       []string
			Stored, State map[string]string
			Secret        string
		}
		tb.Eval("takeStep($0, "+run+")", &took, harness.Codes(t, st.cognito, shown))
		e := exchange{calls: took.Calls, covered: took.Covered, state: took.State}
		for _, c := range e.calls {
			for _, texts := range [][]string{c.Arguments, c.Details} {
				for i := range texts {
					texts[i] = st.known(texts[i])
				}
			}
		}
		for _, r := range st.cognito.Requests() {
			header := r.Header.Clone()
			header.Del("Content-Length") // SRP_A may be a digit shorter
			for _, name := range []string{"Origin", "Referer"} {
				header.Set(name, strings.Replace(header.Get(name), tb.Site.URL, "the page's origin", 1))
			}
			e.requests = append(e.requests, request{r.Op, st.withoutRandom(t, string(r.Body)), header})
		}
		if step.byHand {
			e.requests = nil
		}
		e.stored = st.withoutRandomValues(took.Stored, before)
		before, shown = took.Stored, took.Secret
		if _, twice := exchanges[step.name]; twice {
			t.Fatalf("there are two steps %q", step.name)
		}
		exchanges[step.name] = e
	}
	st.open = !sc.changesPage && !t.Failed()
	return exchanges
}

// To the service, its triggers and its logs, to whatever else reads the storage,
// and to the application's callbacks, the libraries look the same, but for the
// differences that differences.json lists. And the scenarios leave nothing out.
func TestDifferential(t *testing.T) {
	t.Parallel()
	allowed := listedDifferences(t)
	appendix := newAppendix()
	all, steps := scenarios(), 0
	type key struct {
		library string
		bundled bool
	}
	stages := map[key]*stage{}
	names := map[string]bool{}
	for _, sc := range all {
		steps += len(sc.steps)
		if names[sc.name] {
			t.Fatalf("there are two scenarios %q", sc.name)
		}
		names[sc.name] = true
		for _, k := range []key{{"ours", sc.bundled}, {"upstream", sc.bundled}} {
			if stages[k] == nil {
				stages[k] = newStage(t, k.library, k.bundled)
			}
		}
		t.Run(sc.name, func(t *testing.T) {
			var ours, upstream map[string]exchange
			// Both at the same time: most of it is waiting.
			t.Run("record", func(t *testing.T) {
				for library, exchanges := range map[string]*map[string]exchange{"ours": &ours, "upstream": &upstream} {
					t.Run(library, func(t *testing.T) {
						t.Parallel()
						*exchanges = stages[key{library, sc.bundled}].record(t, sc)
					})
				}
			})
			if t.Failed() {
				return
			}
			for _, step := range sc.steps {
				name := sc.name + ": " + step.name
				t.Run(step.name, func(t *testing.T) {
					compare(t, allowed[name], ours[step.name], upstream[step.name])
					appendix.note(ours[step.name])
				})
				delete(allowed, name)
			}
		})
	}
	if t.Failed() {
		return // what did not run covers nothing
	}
	for name := range allowed {
		t.Errorf("differences.json names the step %q, which there is not", name)
	}
	if len(all) < 60 {
		t.Errorf("%d scenarios, want at least 60", len(all))
	}
	covered := appendix.check(t)
	fmt.Printf("%d scenarios, %d steps; %d of %d rows of upstream's methods covered\n", len(all), steps, covered, len(rows))
}

// compare holds our exchange to upstream's. Where a difference is listed, it has
// to be there.
func compare(t *testing.T, listed []listedStep, ours, upstream exchange) {
	for _, l := range listed {
		if l.UpstreamSends != "" {
			found := false
			for i, r := range upstream.requests {
				body := strings.Replace(r.body, ","+l.UpstreamSends, "", 1)
				found = found || body != r.body
				upstream.requests[i].body = body
			}
			if !found {
				t.Errorf("upstream sends no %s any more", l.UpstreamSends)
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
	if got, want := fmt.Sprint(ours.calls), fmt.Sprint(upstream.calls); got != want {
		differ("callbacks", "\nours %s\nupstream %s", got, want)
	}
	unequal(ours.stored, upstream.stored, func(name, text string) { differ("storage", "%s: %s", name, text) })
	unequal(ours.state, upstream.state, func(name, text string) { differ("state: "+name, "%s", text) })
	if len(ours.requests) != len(upstream.requests) {
		differ("requests", "ours sent %d, upstream %d", len(ours.requests), len(upstream.requests))
	} else {
		for i, want := range upstream.requests {
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

// unequal reports each entry that is not the same in both.
func unequal(ours, upstream map[string]string, tell func(name, text string)) {
	both := maps.Clone(ours)
	maps.Copy(both, upstream)
	for _, name := range slices.Sorted(maps.Keys(both)) {
		our, has := ours[name]
		their, have := upstream[name]
		if our != their || has != have {
			tell(name, fmt.Sprintf("ours %q (%t), upstream %q (%t)", our, has, their, have))
		}
	}
}

func sameRequest(differ func(format string, args ...any), n int, got, want request) {
	if got.operation != want.operation {
		differ("request %d: ours %s, upstream %s", n, got.operation, want.operation)
	}
	if !sameMembers(got.body, want.body) {
		differ("request %d, body\nours %s\nupstream %s", n, got.body, want.body)
	}
	names := maps.Clone(got.header)
	maps.Copy(names, want.header)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if !slices.Equal(got.header[name], want.header[name]) {
			differ("request %d, header %s: ours %q, upstream %q", n, name, got.header[name], want.header[name])
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

// bundledPages serves /ours-bundled.html and /upstream-bundled.html: what a bundler
// makes of an application's imports, with the library of its name behind them.
func bundledPages(s *harness.Site) {
	s.T.Helper()
	for library, arguments := range map[string][]string{
		"ours":     {"--alias:amazon-cognito-identity-js/internals=./dist/internals.mjs", "--alias:amazon-cognito-identity-js=./dist/index.mjs"},
		"upstream": nil,
	} {
		cmd := exec.Command("go", append([]string{"tool", "esbuild", "--bundle", "--format=iife", "--log-level=warning", "--define:global=globalThis"}, arguments...)...)
		cmd.Dir = harness.Root
		cmd.Stdin = strings.NewReader(`
			import * as library from 'amazon-cognito-identity-js';
			import * as internals from 'amazon-cognito-identity-js/internals';
			window.AmazonCognitoIdentity = { ...library, ...internals };`)
		cmd.Stderr = os.Stderr
		script, err := cmd.Output()
		if err != nil {
			s.T.Fatal(err)
		}
		s.Script("/"+library+"-bundled.js", string(script))
		s.Page("/"+library+"-bundled.html", `<!doctype html><title>e2e</title><script src="/`+library+`-bundled.js"></script><script src="/page.js"></script>`)
	}
}
