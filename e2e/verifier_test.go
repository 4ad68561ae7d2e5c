package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
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
