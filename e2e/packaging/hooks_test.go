package packaging

import (
	"slices"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// The samples of hooks in docs/options.md, each with a refused sign-in.
func TestDocsHooksSamples(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	s.Cognito.AllowedHeaders = []string{"x-aws-waf-token"}
	tb := harness.NewTab(t, s)
	tb.OpenLibrary("ours")
	var said [][]any
	tb.Eval(`(async () => {
		const { CognitoUser, CognitoUserPool } = AmazonCognitoIdentity;
		const said = [];
		const wafToken = async (operation) => 'for ' + operation;
		const count = (...of) => said.push(of);
		const record = (operation, status, duration, code, requestId) =>
			said.push([operation, status, typeof duration, code ?? '', typeof requestId]);
		`+inTest(s, sample(t, "docs/options.md", "js", 0)+sample(t, "docs/options.md", "js", 1))+`
		for (const Pool of [pool, observed]) await signIn(new CognitoUser({ Username: 'ada', Pool }), 'wrong');
		return said;
	})()`, &said)
	var got []string
	for _, r := range s.Cognito.Requests() {
		got = append(got, r.Op+": "+r.Header.Get("X-Aws-Waf-Token"))
	}
	want := []string{"InitiateAuth: for InitiateAuth", "RespondToAuthChallenge: for RespondToAuthChallenge", "InitiateAuth: ", "RespondToAuthChallenge: "}
	if !slices.Equal(got, want) {
		t.Errorf("requests had the headers %q, want %q", got, want)
	}
	events := [][]any{
		{"InitiateAuth"}, {"InitiateAuth", 200.0, "number", "", "string"},
		{"RespondToAuthChallenge"}, {"RespondToAuthChallenge", 400.0, "number", "NotAuthorizedException", "string"},
	}
	if !slices.EqualFunc(said, events, slices.Equal) {
		t.Errorf("events: %v, want %v", said, events)
	}
}
