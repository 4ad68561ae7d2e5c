package core

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/conformance"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// TestVerifiersAgree shows the tokens of package conformance's table, which all
// verifiers here are held to, to aws-jwt-verify, which AWS maintains. Where the two
// decide differently, the table says why.
func TestVerifiersAgree(t *testing.T) {
	t.Parallel()
	tokens := conformance.Tokens()
	text, err := json.Marshal(tokens)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "tokens.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	got := harness.Node(t, harness.Root, `
	import { readFileSync } from 'node:fs';
	import { CognitoJwtVerifier } from 'aws-jwt-verify';
	const [file, jwks, userPoolId, clientId, at] = process.argv.slice(1);
	Date.now = () => at * 1000;
	for (const { Text, Use } of JSON.parse(readFileSync(file, 'utf8'))) {
		const verifier = CognitoJwtVerifier.create({ userPoolId, tokenUse: Use, clientId });
		verifier.cacheJwks(JSON.parse(jwks));
		try {
			verifier.verifySync(Text); // with the keys that it has been given, and no others
			console.log('accepted');
		} catch (error) {
			console.log('refused: ' + error.name);
		}
	}`, file, conformance.KeySet(), conformance.TokensPoolID, conformance.TokensClientID, fmt.Sprint(conformance.TokensAt))
	answers := strings.Split(strings.TrimSuffix(got, "\n"), "\n")
	if len(answers) != len(tokens) {
		t.Fatalf("%d answers for %d tokens", len(answers), len(tokens))
	}
	differ := 0
	for i, token := range tokens {
		accepted := answers[i] == "accepted"
		if (accepted != token.Accepted) != (token.Differs != "") {
			t.Errorf("%s: aws-jwt-verify: %s; here: accepted %t (differs: %q)", token.Name, answers[i], token.Accepted, token.Differs)
		}
		if accepted != token.Accepted {
			differ++
		}
	}
	t.Logf("%d tokens, %d of them decided otherwise", len(tokens), differ)
}

// TestVerifyTokens signs in and out in a page that verifies tokens, with WebCrypto
// and with golang-jwt, and writes into its storage.
func TestVerifyTokens(t *testing.T) {
	t.Parallel()
	t.Run("WebCrypto", func(t *testing.T) { verifyTokens(t, map[string]string{}) })
	t.Run("golang-jwt", func(t *testing.T) { verifyTokens(t, harness.SDKModule(t)) })
}

func verifyTokens(t *testing.T, module map[string]string) {
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.OpenCore()
	tb.Eval("load($0).then(() => {})", nil, module)
	verified := func(members harness.Object) harness.Object {
		members["verifyTokens"] = true
		return members
	}
	tb.Core("signIn", verified(harness.Object{"username": harness.Username, "password": harness.Password}))
	before := tb.Storage()
	session := decode[map[string]any](t, tb.Core("getSession", verified(harness.Object{})))
	tb.Core("refreshSession", verified(harness.Object{"username": harness.Username, "refreshToken": session["refreshToken"], "replaces": session["accessToken"], "accessToken": session["accessToken"]}))
	if maps.Equal(before, tb.Storage()) {
		t.Error("the refresh stored nothing")
	}

	id := harness.Key(harness.Username, "idToken")
	parts := strings.Split(tb.Storage()[id], ".")
	for _, poison := range []string{
		parts[0] + "." + strings.Split(before[harness.Key(harness.Username, "accessToken")], ".")[1] + "." + parts[2],
		before[harness.Key(harness.Username, "accessToken")],
	} {
		tb.Eval("localStorage.setItem($0, $1)", nil, id, poison)
		poisoned := tb.Storage()
		err := coreFails(tb, "getSession", verified(harness.Object{}))
		if err.Code != "TokenInvalid" || strings.Contains(err.Message, poison) {
			t.Errorf("got %+v", err)
		}
		if err := coreFails(tb, "verify", verified(harness.Object{"idToken": poison, "accessToken": before[harness.Key(harness.Username, "accessToken")]})); err.Code != "TokenInvalid" {
			t.Errorf("verify: %+v", err)
		}
		if !maps.Equal(poisoned, tb.Storage()) {
			t.Error("storage was changed")
		}
		tb.Core("getSession", harness.Object{}) // as ever without the option
	}
	if err := coreFails(tb, "verify", harness.Object{"idToken": "", "accessToken": ""}); err.Code != "InvalidParameter" {
		t.Errorf("without the option: %+v", err)
	}

	// Nothing that comes with a sign-in is stored where it cannot be verified.
	tb.Core("signOut", harness.Object{})
	s.Cognito.Fail("RespondToAuthChallenge", fakecognito.Fault{Status: 200, Body: `{"AuthenticationResult":{"IdToken":"` + before[harness.Key(harness.Username, "accessToken")] +
		`","AccessToken":"` + before[harness.Key(harness.Username, "accessToken")] + `","RefreshToken":"x"}}`}, 1)
	if err := coreFails(tb, "signIn", verified(harness.Object{"username": harness.Username, "password": harness.Password})); err.Code != "TokenInvalid" || len(tb.Storage()) != 0 {
		t.Errorf("got %+v; stored %d keys", err, len(tb.Storage()))
	}
}

// TestVerifyTokensOption gives a pool of upstream's classes the option: stored tokens
// are verified once a page, what somebody has planted is no session, and
// session.verify() asks again.
func TestVerifyTokensOption(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	s.Serve("/keys.json", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write(s.Cognito.JWKS())
	})
	tb := harness.NewTab(t, s)
	open := func() {
		tb.OpenLibrary("ours")
		tb.Eval(`void (window.verifying = () => makePool({ verifyTokens: true, jwksURL: location.origin + '/keys.json' }),
			window.ask = (pool) => called((done) => (window.user = pool.getCurrentUser()).getSession(done)).then(({ error, value, synchronous }) => ({
				code: error ? error.code : '', valid: !!value && value.isValid(), held: !!user.signInUserSession && user.signInUserSession === value, synchronous,
			})),
			window.verify = (session) => session.verify().then((value) => String(value), ({ code }) => code))`, nil)
	}
	type answer struct {
		Code                     string
		Valid, Held, Synchronous bool
	}
	ask := func(pool string) (got answer) {
		t.Helper()
		tb.Eval("ask("+pool+")", &got)
		return got
	}
	later, atOnce := answer{Valid: true, Held: true}, answer{Valid: true, Held: true, Synchronous: true}

	open()
	var signedIn struct{ Called string }
	tb.Eval("signIn(makeUser($0, { Pool: verifying() }), $1)", &signedIn, harness.Username, harness.Password)
	if signedIn.Called != "onSuccess" {
		t.Fatalf("%+v", signedIn)
	}
	if got := ask("verifying()"); got != atOnce {
		t.Errorf("after the sign-in: %+v", got)
	}

	open()
	before := s.Requests("/keys.json")
	if got := ask("verifying()"); got != later {
		t.Errorf("the first read of a page: %+v", got)
	}
	if n := s.Requests("/keys.json") - before; n != 1 {
		t.Errorf("%d requests for the keys, want 1", n)
	}
	if got := ask("verifying()"); got != atOnce {
		t.Errorf("the second read: %+v", got)
	}
	var verified []string
	tb.Eval("Promise.all([verify(user.signInUserSession), verify(user.signInUserSession), makePool({ jwksURL: location.origin + '/keys.json' }).getCurrentUser().getSession().then(verify)])", &verified)
	if !slices.Equal(verified, []string{"undefined", "undefined", "undefined"}) {
		t.Errorf("session.verify(): %q", verified)
	}

	// Without the option, nothing is loaded.
	open()
	modules := s.Requests(".wasm")
	if got := ask("makePool()"); got != atOnce || s.Requests(".wasm") != modules {
		t.Errorf("without the option: %+v", got)
	}

	id, access := harness.Key(harness.Username, "idToken"), harness.Key(harness.Username, "accessToken")
	clean := tb.Storage()
	other := harness.NewSite(t)
	other.Cognito.PoolID = "us-east-1_Another1"
	other.AddUser()
	var foreign []string
	tb.Eval(`(async () => {
		const kept = new Map();
		const Storage = { getItem: (key) => kept.get(key), setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key) };
		const user = makeUser($0, { Storage, Pool: makePool({ UserPoolId: $2, endpoint: $3 }) });
		await signIn(user, $1);
		return [$4, $5].map((key) => kept.get(key));
	})()`, &foreign, harness.Username, harness.Password, other.Cognito.PoolID, other.Endpoint, id, access)
	parts := strings.Split(clean[id], ".")
	admin := strings.NewReplacer(`"cognito:username":"`+harness.Username, `"cognito:username":"root`).Replace(decodeBase64(t, parts[1]))
	for name, poison := range map[string]harness.Object{
		"a payload of one's own": {id: parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(admin)) + "." + parts[2]},
		"an access token":        {id: clean[access]},
		"no signature":           {access: clean[access][:strings.LastIndex(clean[access], ".")+1]},
		"another pool's tokens":  {id: foreign[0], access: foreign[1]},
	} {
		t.Run(name, func(t *testing.T) {
			for key, value := range poison {
				if value == "" || value == clean[key] {
					t.Fatal("this is no poison")
				}
				tb.Eval("localStorage.setItem($0, $1)", nil, key, value)
			}
			poisoned := tb.Storage()
			open()
			for range 2 {
				if got := ask("verifying()"); got != (answer{Code: "TokenInvalid"}) {
					t.Errorf("got %+v", got)
				}
			}
			// A pool that does not verify takes it, and the session can be asked.
			if got := ask("makePool({ jwksURL: location.origin + '/keys.json' })"); got != atOnce {
				t.Errorf("without the option: %+v", got)
			}
			var code string
			if tb.Eval("verify(user.signInUserSession)", &code); code != "TokenInvalid" {
				t.Errorf("session.verify(): %q", code)
			}
			if !maps.Equal(poisoned, tb.Storage()) {
				t.Error("storage was changed")
			}
			tb.Eval("Object.entries($0).forEach(([key, value]) => localStorage.setItem(key, value))", nil, clean)
		})
	}
	if got := ask("verifying()"); got != later {
		t.Errorf("what was stored before: %+v", got)
	}
}

func decodeBase64(t *testing.T, text string) string {
	t.Helper()
	bytes, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes)
}
