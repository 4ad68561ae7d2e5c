package websession

import (
	"encoding/json"
	"net/http"
	"regexp"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/websession"
	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// The page hands a passkey's options to the browser, and its assertion to the server, as the
// sample of docs/servers.md does. The passkey was registered by a handler of the server's own,
// with the session's access token.
func TestDocsPasskey(t *testing.T) {
	t.Parallel()
	var pool *core.Pool
	b := start(t, nil, func(b *backend, config *websession.Config) {
		b.Localhost()
		b.Cognito.RelyingPartyID = "localhost"
		b.Cognito.FirstFactors = []string{fakecognito.PasswordFactor, fakecognito.WebAuthnFactor}
		config.Flow = core.UserAuth
		var err error
		if pool, err = core.NewPool(config.Pool); err != nil {
			t.Fatal(err)
		}
	})
	if _, err := b.Cognito.CreateUser(fakecognito.NewUser{Username: "grace", Password: harness.Password, Email: "grace@example.com"}); err != nil {
		t.Fatal(err)
	}
	// call calls an operation with the session's access token and what the page has sent.
	call := func(operation, member, result string) {
		b.Serve("/passkey/"+operation, b.handler.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			session, _ := websession.FromContext(r.Context())
			input := core.Object{{Name: "AccessToken", Value: session.AccessToken()}}
			if member != "" {
				var value core.Object
				if err := json.NewDecoder(r.Body).Decode(&value); err != nil {
					t.Errorf("%s: %v", operation, err)
				}
				input = append(input, core.Member{Name: member, Value: value})
			}
			reply, err := pool.Call(r.Context(), operation, input)
			if err != nil {
				t.Errorf("%s: %v", operation, err)
			}
			_ = json.NewEncoder(w).Encode(reply.Object(result))
		})).ServeHTTP)
	}
	call("StartWebAuthnRegistration", "", "CredentialCreationOptions")
	call("CompleteWebAuthnRegistration", "Credential", "")

	sample := regexp.MustCompile("(?ms)^```js\n(.*?)^```$").FindStringSubmatch(harness.Document(t, "docs/servers.md"))
	if sample == nil {
		t.Fatal("docs/servers.md has no sample in JavaScript")
	}
	b.Script("/sample.js", sample[1])
	b.Page("/passkey.html", `<!doctype html><title>passkey</title><script src="/sample.js"></script><script>
const told = (promise) => promise.then(({ signedIn, challenge }) => signedIn ? signedIn.username : challenge.name, ({ reason, message }) => reason || message);
const register = async () => {
	const options = await (await fetch('/passkey/StartWebAuthnRegistration', { method: 'POST' })).json();
	const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
	const body = JSON.stringify(await navigator.credentials.create({ publicKey }));
	return (await fetch('/passkey/CompleteWebAuthnRegistration', { method: 'POST', body })).status;
};
</script>`)
	tb := harness.NewTab(t, b.Site)
	tb.Open("/passkey.html")
	authenticator := harness.AddAuthenticator(tb)
	comesTo(tb, "grace", "told(post('signin', { username: 'grace', password: $0 }))", harness.Password)
	comesTo(tb, "200", "register().then(String)")
	signOut := func() { comesTo(tb, "{}", "post('signout', {}).then(JSON.stringify)") }
	signOut()
	if n := len(authenticator.Passkeys()); n != 1 {
		t.Fatalf("%d passkeys", n)
	}

	comesTo(tb, "grace", "told(signInWithPasskey('grace'))")
	var got reply
	tb.Eval(send, &got, "/auth/session", nil)
	var session struct{ Username string }
	if err := json.Unmarshal([]byte(got.Body), &session); err != nil || session.Username != "grace" {
		t.Errorf("%d %s", got.Status, got.Body)
	}
	signOut()

	// An assertion counts once, and the next one needs new options.
	comesTo(tb, "WEB_AUTHN", "told(post('signin', { username: 'grace' }).then(() => post('challenge', { name: 'SELECT_CHALLENGE', answer: 'WEB_AUTHN' })))")
	comesTo(tb, "BAD_CREDENTIALS", "told(post('challenge', { name: 'WEB_AUTHN', answer: '{}' }))")
	comesTo(tb, "WEB_AUTHN", "told(post('challenge', { name: 'WEB_AUTHN', factor: 'WEB_AUTHN' }))")
	comesTo(tb, "grace", "told(post('challenge', { name: 'WEB_AUTHN', factor: 'PASSWORD', password: $0 }))", harness.Password)
}
