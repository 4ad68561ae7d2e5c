package e2e

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

	"github.com/cognitowasm/cognitowasm/internal/conformance"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// TestVerifiersAgree shows the tokens of package conformance's table, which all
// verifiers here are held to, to aws-jwt-verify, which AWS maintains. Where the two
// decide differently, the table says why.
func TestVerifiersAgree(t *testing.T) {
	tokens := conformance.Tokens()
	text, err := json.Marshal(tokens)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "tokens.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	got := node(t, root, `
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
	t.Run("WebCrypto", func(t *testing.T) { verifyTokens(t, map[string]string{}) })
	t.Run("golang-jwt", func(t *testing.T) { verifyTokens(t, sdkProgram(t)) })
}

func verifyTokens(t *testing.T, program map[string]string) {
	s := newSite(t)
	s.addUser()
	tb := newTab(t, s)
	tb.openCore()
	tb.eval("load($0).then(() => {})", nil, program)
	verified := func(members object) object {
		members["verifyTokens"] = true
		return members
	}
	tb.core("signIn", verified(object{"username": username, "password": password}))
	before := tb.storage()
	session := decode[map[string]any](t, tb.core("getSession", verified(object{})))
	tb.core("refreshSession", verified(object{"username": username, "refreshToken": session["refreshToken"], "replaces": session["accessToken"], "accessToken": session["accessToken"]}))
	if maps.Equal(before, tb.storage()) {
		t.Error("the refresh stored nothing")
	}

	id := keyOf(username, "idToken")
	parts := strings.Split(tb.storage()[id], ".")
	for _, poison := range []string{
		parts[0] + "." + strings.Split(before[keyOf(username, "accessToken")], ".")[1] + "." + parts[2],
		before[keyOf(username, "accessToken")],
	} {
		tb.eval("localStorage.setItem($0, $1)", nil, id, poison)
		poisoned := tb.storage()
		err := tb.coreFails("getSession", verified(object{}))
		if err.Code != "TokenInvalid" || strings.Contains(err.Message, poison) {
			t.Errorf("got %+v", err)
		}
		if err := tb.coreFails("verify", verified(object{"idToken": poison, "accessToken": before[keyOf(username, "accessToken")]})); err.Code != "TokenInvalid" {
			t.Errorf("verify: %+v", err)
		}
		if !maps.Equal(poisoned, tb.storage()) {
			t.Error("storage was changed")
		}
		tb.core("getSession", object{}) // as ever without the option
	}
	if err := tb.coreFails("verify", object{"idToken": "", "accessToken": ""}); err.Code != "InvalidParameter" {
		t.Errorf("without the option: %+v", err)
	}

	// Nothing that comes with a sign-in is stored where it cannot be verified.
	tb.core("signOut", object{})
	s.cognito.Fail("RespondToAuthChallenge", fakecognito.Fault{Status: 200, Body: `{"AuthenticationResult":{"IdToken":"` + before[keyOf(username, "accessToken")] +
		`","AccessToken":"` + before[keyOf(username, "accessToken")] + `","RefreshToken":"x"}}`}, 1)
	if err := tb.coreFails("signIn", verified(object{"username": username, "password": password})); err.Code != "TokenInvalid" || len(tb.storage()) != 0 {
		t.Errorf("got %+v; stored %d keys", err, len(tb.storage()))
	}
}

// TestVerifyTokensOption gives a pool of the peer's classes the option: stored tokens
// are verified once a page, what somebody has planted is no session, and
// session.verify() asks again.
func TestVerifyTokensOption(t *testing.T) {
	s := newSite(t)
	s.addUser()
	s.serve("/keys.json", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write(s.cognito.JWKS())
	})
	tb := newTab(t, s)
	open := func() {
		tb.openLibrary("ours")
		tb.eval(`void (window.verifying = () => makePool({ verifyTokens: true, jwksURL: location.origin + '/keys.json' }),
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
		tb.eval("ask("+pool+")", &got)
		return got
	}
	later, atOnce := answer{Valid: true, Held: true}, answer{Valid: true, Held: true, Synchronous: true}

	open()
	var signedIn struct{ Called string }
	tb.eval("signIn(makeUser($0, { Pool: verifying() }), $1)", &signedIn, username, password)
	if signedIn.Called != "onSuccess" {
		t.Fatalf("%+v", signedIn)
	}
	if got := ask("verifying()"); got != atOnce {
		t.Errorf("after the sign-in: %+v", got)
	}

	open()
	before := s.requests("/keys.json")
	if got := ask("verifying()"); got != later {
		t.Errorf("the first read of a page: %+v", got)
	}
	if n := s.requests("/keys.json") - before; n != 1 {
		t.Errorf("%d requests for the keys, want 1", n)
	}
	if got := ask("verifying()"); got != atOnce {
		t.Errorf("the second read: %+v", got)
	}
	var verified []string
	tb.eval("Promise.all([verify(user.signInUserSession), verify(user.signInUserSession), makePool({ jwksURL: location.origin + '/keys.json' }).getCurrentUser().getSession().then(verify)])", &verified)
	if !slices.Equal(verified, []string{"undefined", "undefined", "undefined"}) {
		t.Errorf("session.verify(): %q", verified)
	}

	// Without the option, nothing is loaded.
	open()
	programs := s.requests(".wasm")
	if got := ask("makePool()"); got != atOnce || s.requests(".wasm") != programs {
		t.Errorf("without the option: %+v", got)
	}

	id, access := keyOf(username, "idToken"), keyOf(username, "accessToken")
	clean := tb.storage()
	other := newSite(t)
	other.cognito.PoolID = "us-east-1_Another1"
	other.addUser()
	var foreign []string
	tb.eval(`(async () => {
		const kept = new Map();
		const Storage = { getItem: (key) => kept.get(key), setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key) };
		const user = makeUser($0, { Storage, Pool: makePool({ UserPoolId: $2, endpoint: $3 }) });
		await signIn(user, $1);
		return [$4, $5].map((key) => kept.get(key));
	})()`, &foreign, username, password, other.cognito.PoolID, other.endpoint, id, access)
	parts := strings.Split(clean[id], ".")
	admin := strings.NewReplacer(`"cognito:username":"`+username, `"cognito:username":"root`).Replace(decodeBase64(t, parts[1]))
	for name, poison := range map[string]object{
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
				tb.eval("localStorage.setItem($0, $1)", nil, key, value)
			}
			poisoned := tb.storage()
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
			if tb.eval("verify(user.signInUserSession)", &code); code != "TokenInvalid" {
				t.Errorf("session.verify(): %q", code)
			}
			if !maps.Equal(poisoned, tb.storage()) {
				t.Error("storage was changed")
			}
			tb.eval("Object.entries($0).forEach(([key, value]) => localStorage.setItem(key, value))", nil, clean)
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
