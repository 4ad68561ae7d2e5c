package session

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// srpN is the modulus of Cognito's group, RFC 3526, section 5.
const srpN = "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd" +
	"ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed" +
	"ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f" +
	"83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b" +
	"e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510" +
	"15728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7" +
	"abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200c" +
	"bbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff"

type faultCase struct {
	name          string
	fault         fakecognito.Fault
	code, message string
	// signInOnly is for what a refresh does not look at, or tries again: see
	// TestProperty6TemporaryIsTemporary and TestProperty12Poison.
	signInOnly bool
}

var faultCases = []faultCase{
	{name: "a page with 200", fault: fakecognito.Fault{Status: 200, Body: "<html>Welcome to the hotel</html>"}, code: "InvalidResponse", message: "HTTP status 200, text/html", signInOnly: true},
	{name: "empty", fault: harness.JSONFault(200, ""), code: "InvalidResponse", message: "has no AuthenticationResult"},
	{name: "null", fault: harness.JSONFault(200, "null"), code: "InvalidResponse", message: "is not Cognito's", signInOnly: true},
	{name: "array", fault: harness.JSONFault(200, "[]"), code: "InvalidResponse", message: "is not Cognito's", signInOnly: true},
	{name: "no result", fault: harness.JSONFault(200, "{}"), code: "InvalidResponse", message: "has no AuthenticationResult"},
	{name: "result is a text", fault: harness.JSONFault(200, `{"AuthenticationResult":"x"}`), code: "InvalidResponse", message: "has no AuthenticationResult"},
	{name: "header only", fault: fakecognito.Fault{Status: 400, Header: http.Header{"X-Amzn-Errortype": {"ForbiddenException:http://internal.amazon.com/"}}}, code: "ForbiddenException", message: "HTTP status 400"},
	{name: "error without a code", fault: harness.JSONFault(400, `{"message":"x"}`), code: "InvalidResponse", message: "HTTP status 400", signInOnly: true},
	{name: "502 page", fault: fakecognito.Fault{Status: 502, Body: "<html>Bad Gateway</html>"}, code: "InvalidResponse", message: "HTTP status 502", signInOnly: true},
	{name: "500", fault: fakecognito.Fault{Status: 500, Code: "InternalErrorException", Message: "Something went wrong"}, code: "InternalErrorException", message: "Something went wrong", signInOnly: true},
	{name: "too many", fault: harness.TooMany, code: "TooManyRequestsException", message: "Rate exceeded", signInOnly: true},
	{name: "429 page", fault: fakecognito.Fault{Status: 429, Body: "slow down"}, code: "InvalidResponse", message: "HTTP status 429", signInOnly: true},

	{name: "B is 0", fault: harness.ChallengeFault("SRP_B", "0"), code: "InvalidResponse", message: "B cannot be zero.", signInOnly: true},
	{name: "B is N", fault: harness.ChallengeFault("SRP_B", srpN), code: "InvalidResponse", message: "B cannot be zero.", signInOnly: true},
	{name: "B is 16 N", fault: harness.ChallengeFault("SRP_B", srpN+"0"), code: "InvalidResponse", message: "B cannot be zero.", signInOnly: true},
}

// leaks fails when a text shows a secret.
func leaks(t *testing.T, text string, stored map[string]string) {
	t.Helper()
	if strings.Contains(text, harness.Password) {
		t.Errorf("the password is in %q", text)
	}
	for _, name := range []string{"idToken", "accessToken", "refreshToken"} {
		if token := stored[harness.Key(harness.Username, name)]; token != "" && strings.Contains(text, token) {
			t.Errorf("the %s is in %q", name, text)
		}
	}
}

// TestBadAnswers gives bad answers to sign-ins and refreshes, one after the
// other in one page: typed errors, called back once, with storage as it was.
func TestBadAnswers(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	said := tb.Eavesdrop()
	tb.OpenLibrary("ours")
	tb.Eval("seed($0, $1)", nil, harness.Username, harness.Password)
	tb.Eval("expire($0)", nil, harness.Username)
	before := tb.Storage()

	for _, c := range faultCases {
		for _, what := range []string{"sign-in", "refresh"} {
			if what == "refresh" && c.signInOnly {
				continue
			}
			t.Run(what+"/"+c.name, func(t *testing.T) {
				expression := "traceSignIn(makeUser($0), $1)"
				if what == "refresh" {
					expression = "trace((_, callback) => makePool().getCurrentUser().getSession(callback))"
				}
				s.Cognito.Fail("InitiateAuth", c.fault, 1)
				s.Cognito.ResetRequests()
				var calls []harness.Call
				tb.Eval(expression, &calls, harness.Username, harness.Password)
				if len(calls) != 1 {
					t.Fatalf("calls: %v", calls)
				}
				name := c.code
				if c.code == "InvalidResponse" {
					name = "CognitoError"
				}
				got := fmt.Sprint(calls[0])
				if !strings.Contains(got, name+"|"+c.code+"|") || !strings.Contains(got, c.message) {
					t.Errorf("got %s, want %s: %s", got, c.code, c.message)
				}
				leaks(t, got, before)
				if n := len(s.Cognito.Requests()); n != 1 {
					t.Errorf("%d requests, want 1", n)
				}
				if after := tb.Storage(); !maps.Equal(before, after) {
					t.Errorf("storage changed")
				}
			})
		}
	}
	// Nothing is broken: the refresh that failed so often works now.
	if got := tb.Session(); got.Error != nil || !got.Value.Valid {
		t.Errorf("at last: %+v", got)
	}
	leaks(t, said(), before)
}

// TestClosedConnection counts no requests: Chromium sends one again by itself
// when a connection that was used before is closed.
func TestClosedConnection(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.OpenLibrary("ours")
	tb.Eval("seed($0, $1)", nil, harness.Username, harness.Password)
	tb.Eval("expire($0)", nil, harness.Username)
	before := tb.Storage()
	s.Cognito.Fail("InitiateAuth", fakecognito.Fault{CloseConnection: true}, 100)
	for _, expression := range []string{
		"traceSignIn(makeUser($0), $1)",
		"trace((_, callback) => makePool().getCurrentUser().getSession(callback))",
	} {
		var calls []harness.Call
		tb.Eval(expression, &calls, harness.Username, harness.Password)
		if len(calls) != 1 || !strings.Contains(fmt.Sprint(calls), "Error|NetworkError|Network error") {
			t.Errorf("%s: %v", expression, calls)
		}
	}
	if after := tb.Storage(); !maps.Equal(before, after) {
		t.Error("storage changed")
	}
}
