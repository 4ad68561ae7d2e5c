package migration

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// TestPlantedSession signs in as tests with Cypress and Playwright do: the tokens come from the
// API, and are in localStorage before the page's scripts run. Pages read them with each library
// as with the other, ask Cognito nothing, and refresh them later if there is what that takes.
func TestPlantedSession(t *testing.T) {
	t.Parallel()
	for _, without := range []string{"", "clockDrift", "refreshToken"} {
		t.Run("without "+without, func(t *testing.T) {
			t.Parallel()
			outcomes := map[string]string{}
			for _, library := range []string{"upstream", "ours"} {
				s := harness.NewSite(t)
				s.AddUser()
				tokens := signedIn(t, s)
				planted := map[string]string{
					harness.Key("LastAuthUser"):                   harness.Username,
					harness.Key(harness.Username, "idToken"):      tokens.IDToken,
					harness.Key(harness.Username, "accessToken"):  tokens.AccessToken,
					harness.Key(harness.Username, "refreshToken"): tokens.RefreshToken,
					harness.Key(harness.Username, "clockDrift"):   "0",
					"amplify-authenticator-authState":             "signedIn",
				}
				delete(planted, harness.Key(harness.Username, without))
				text, err := json.Marshal(planted)
				if err != nil {
					t.Fatal(err)
				}
				tb := harness.NewTab(t, s)
				tb.BeforePages(`if (location.protocol === 'http:' && !localStorage.length) Object.assign(localStorage, ` + string(text) + `)`)
				s.Cognito.ResetRequests()
				tb.OpenLibrary(library)
				var ours bool
				if tb.Eval("'configure' in AmazonCognitoIdentity", &ours); ours != (library == "ours") {
					t.Errorf("the page of %s has another library", library)
				}
				got := tb.Session()
				if !got.Synchronous || got.Value.IDToken != tokens.IDToken || got.Value.AccessToken != tokens.AccessToken {
					t.Errorf("%s: the session is not the planted one: %+v", library, got)
				}
				if sent := s.Operations(); len(sent) != 0 {
					t.Errorf("%s asked Cognito for %q", library, sent)
				}
				kept := slices.Sorted(maps.Keys(tb.Storage()))
				if want := slices.Sorted(maps.Keys(planted)); !slices.Equal(kept, want) {
					t.Errorf("%s: storage has %q, planted were %q", library, kept, want)
				}

				tb.Eval("expire($0)", nil, harness.Username)
				tb.OpenLibrary(library)
				var later struct {
					Error *harness.PageError
					Value *struct{ AccessToken string }
				}
				tb.Eval("session()", &later)
				outcomes[library] = fmt.Sprint(later.Error != nil, later.Value != nil && later.Value.AccessToken != tokens.AccessToken, s.Operations())
				if later.Error != nil {
					outcomes[library] += later.Error.Message
				}
			}
			if outcomes["ours"] != outcomes["upstream"] {
				t.Errorf("after expiry, ours: %s; upstream: %s", outcomes["ours"], outcomes["upstream"])
			}
			if refreshed := strings.HasPrefix(outcomes["ours"], "false true"); refreshed != (without != "refreshToken") {
				t.Errorf("after expiry: %s", outcomes["ours"])
			}
		})
	}
}

type tokens struct {
	IDToken      string `json:"IdToken"`
	AccessToken  string
	RefreshToken string
}

// signedIn asks the API for a session, without a library.
func signedIn(t *testing.T, s *harness.Site) tokens {
	t.Helper()
	body := fmt.Sprintf(`{"AuthFlow":"USER_PASSWORD_AUTH","ClientId":%q,"AuthParameters":{"USERNAME":%q,"PASSWORD":%q}}`,
		fakecognito.DefaultClientID, harness.Username, harness.Password)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.Endpoint, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.1")
	request.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.InitiateAuth")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var result struct{ AuthenticationResult tokens }
	if err := json.NewDecoder(response.Body).Decode(&result); err != nil || result.AuthenticationResult.RefreshToken == "" {
		t.Fatalf("HTTP status %d, %v: no tokens", response.StatusCode, err)
	}
	return result.AuthenticationResult
}
