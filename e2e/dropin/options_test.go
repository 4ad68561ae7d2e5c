package dropin

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// TestPoolOptions compares the words about wrong options with upstream's.
func TestPoolOptions(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	for _, library := range []string{"ours", "upstream"} {
		tb := harness.NewTab(t, s)
		tb.OpenLibrary(library)
		for options, want := range map[string]string{
			"undefined":                     "Both UserPoolId and ClientId are required.",
			"null":                          "Both UserPoolId and ClientId are required.",
			"{}":                            "Both UserPoolId and ClientId are required.",
			"{ UserPoolId: 'us-east-1_A' }": "Both UserPoolId and ClientId are required.",
			"{ ClientId: 'c' }":             "Both UserPoolId and ClientId are required.",
			"{ UserPoolId: 'us-east-1', ClientId: 'c' }":                   "Invalid UserPoolId format.",
			"{ UserPoolId: 'us-east-1_', ClientId: 'c' }":                  "Invalid UserPoolId format.",
			"{ UserPoolId: 'us-east-1_A'.padEnd(56, 'a'), ClientId: 'c' }": "Invalid UserPoolId format.",
		} {
			var got string
			tb.Eval("(() => { try { new AmazonCognitoIdentity.CognitoUserPool("+options+"); return 'made' } catch (error) { return error.message } })()", &got)
			if got != want {
				t.Errorf("%s, %s: %q, want %q", library, options, got, want)
			}
		}
	}
}
