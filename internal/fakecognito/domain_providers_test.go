package fakecognito_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func TestFederatedSignIn(t *testing.T) {
	v := visit(t, &fakecognito.Server{
		Providers: []string{"Google", "My IdP"}, ProviderIdentifiers: map[string]string{"example.com": "My IdP"},
		FirstFactors: []string{fakecognito.PasswordFactor, fakecognito.EmailOTP},
	})
	// By the button of the login page.
	page := v.open(v.submit(v.open(v.authorize()), "provider", "Google"))
	for _, part := range []string{`id="continue"`, `id="account"`, `id="refuse"`, `id="cancel"`} {
		if !strings.Contains(page.body, part) {
			t.Errorf("the provider's page has no %s", part)
		}
	}
	set := v.exchange(v.code(v.submit(page, "answer", "continue", "account", "bob@example.com")))
	_, id := v.verify(set.IDToken)
	_, access := v.verify(set.AccessToken)
	if access["username"] != "Google_bob@example.com" || id["cognito:username"] != "Google_bob@example.com" ||
		id["email"] != "bob@example.com" || id["email_verified"] != false {
		t.Errorf("claims: %v, %v", access, id)
	}
	identities, _ := id["identities"].([]any)
	if len(identities) != 1 || identities[0].(map[string]any)["providerName"] != "Google" || identities[0].(map[string]any)["userId"] != "bob@example.com" {
		t.Errorf("identities: %v", id["identities"])
	}
	user, found := v.srv.User("Google_bob@example.com")
	if !found || user.Status != fakecognito.StatusExternalProvider || user.Sub != id["sub"] {
		t.Errorf("user: %+v", user)
	}

	// The browser's session is of this provider.
	v.code(v.authorize("prompt", "none"))
	v.code(v.authorize("prompt", "none", "identity_provider", "Google"))
	if got := v.callbackError(v.authorize("prompt", "none", "identity_provider", "COGNITO")); got != "login_required" {
		t.Errorf("another provider: %s", got)
	}

	// Another sign-in is of the same user; another provider has other users.
	other := v.another()
	page = other.open(other.authorize("identity_provider", "Google", "login_hint", "bob@example.com", "prompt", "select_account"))
	if !strings.Contains(page.body, `value="bob@example.com"`) || !strings.Contains(page.body, "select_account") {
		t.Error("the provider gets neither hint nor prompt")
	}
	_, again := v.verify(v.exchange(other.code(other.submit(page, "answer", "continue", "account", "bob@example.com"))).IDToken)
	if again["sub"] != id["sub"] {
		t.Error("the second sign-in is another user's")
	}
	third := v.another()
	page = third.open(third.authorize("idp_identifier", "example.com"))
	third.code(third.submit(page, "answer", "continue", "account", "7"))
	if _, found := v.srv.User("My IdP_7"); !found {
		t.Error("no user of the provider with an identifier")
	}

	// Federated users have no password.
	_, err := v.passwordAuth("Google_bob@example.com", password)
	v.wantError(err, "NotAuthorizedException: Incorrect username or password.")
	_, err = v.initiate("USER_AUTH", map[string]string{"USERNAME": "Google_bob@example.com"})
	v.wantError(err, "NotAuthorizedException: Incorrect username or password.")
	page = other.open(other.authorize("prompt", "login"))
	if a := other.submit(page, "username", "Google_bob@example.com", "password", ""); a.error() != "Incorrect username or password." {
		t.Errorf("password: %q", a.error())
	}
	_, err = v.api.ForgotPassword(v.ctx, &cognitoidentityprovider.ForgotPasswordInput{
		ClientId: aws.String(clientID), Username: aws.String("Google_bob@example.com"),
	})
	v.wantError(err, "NotAuthorizedException: User password cannot be reset in the current state.")
	out, err := v.api.GetUser(v.ctx, &cognitoidentityprovider.GetUserInput{AccessToken: &set.AccessToken})
	v.ok(err)
	if last := out.UserAttributes[len(out.UserAttributes)-1]; *last.Name != "identities" || !strings.Contains(*last.Value, `"providerName":"Google"`) {
		t.Errorf("attribute %s", *last.Name)
	}
}

func TestFederatedRefusal(t *testing.T) {
	v := visit(t, &fakecognito.Server{Providers: []string{"Google"}})
	descriptions := map[string]bool{}
	for _, answer := range []string{"refuse", "cancel"} {
		a := v.submit(v.open(v.authorize("identity_provider", "Google")), "answer", answer, "account", "bob")
		if v.callbackError(a) != "invalid_request" || a.location.Query().Get("state") != "state-1" {
			t.Errorf("%s: %v", answer, a.location)
		}
		descriptions[a.location.Query().Get("error_description")] = true
		if answer == "refuse" && !strings.Contains(a.location.RawQuery, "access_denied") {
			t.Errorf("refusal: %v", a.location)
		}
	}
	if len(descriptions) != 2 {
		t.Errorf("descriptions: %v", descriptions)
	}
	if a := v.submit(v.open(v.authorize("identity_provider", "Google")), "answer", "continue"); a.status != 200 {
		t.Errorf("no account: %d", a.status)
	}
	if _, found := v.srv.User("Google_bob"); found {
		t.Error("a refusal makes a user")
	}
	if a := v.get(v.domain + "/provider/Other?" + strings.SplitN(v.authorizeURL(), "?", 2)[1]); a.status != 400 {
		t.Errorf("an unknown provider: %d", a.status)
	}
	page := v.open(v.authorize("identity_provider", "Google"))
	if a := v.submit(page, "_csrf", "guess", "answer", "continue", "account", "bob"); a.status != 400 {
		t.Errorf("a forged form: %d", a.status)
	}
	v.create(fakecognito.NewUser{Username: "Google_carol", Password: password})
	if got := v.callbackError(v.submit(page, "answer", "continue", "account", "carol")); got != "invalid_request" {
		t.Errorf("a name that is taken: %s", got)
	}
	v.code(v.submit(page, "answer", "continue", "account", "bob"))
	v.srv.DisableUser("Google_bob")
	page = v.open(v.authorize("identity_provider", "Google"))
	if got := v.callbackError(v.submit(page, "answer", "continue", "account", "bob")); got != "invalid_request" {
		t.Errorf("a disabled user: %s", got)
	}
}
