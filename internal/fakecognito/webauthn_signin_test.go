package fakecognito_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// refusedPasskey is the reply to every refused passkey.
const refusedPasskey = `{"__type":"NotAuthorizedException","message":"Incorrect username or password."}`

// options returns the options of a sign-in.
func (e *env) options(p *fakecognito.PasskeySignIn) string {
	e.Helper()
	o, err := p.Options()
	e.ok(err)
	return o
}

// wantRefused checks that a credential is refused for a reason, and that the reply does not
// say which.
func (e *env) wantRefused(p *fakecognito.PasskeySignIn, credential, reason string) {
	e.Helper()
	reply, err := p.Check(credential)
	switch {
	case err == nil:
		e.Errorf("accepted, want %s", reason)
	case reply != refusedPasskey:
		e.Errorf("reply %s", reply)
	case !strings.HasPrefix(err.Error(), "NotAuthorizedException: Incorrect username or password. ("+reason):
		e.Errorf("got  %v\nwant %s", err, reason)
	}
}

func (e *env) wantAccepted(p *fakecognito.PasskeySignIn, credential string) {
	e.Helper()
	if _, err := p.Check(credential); err != nil {
		e.Error(err)
	}
}

func TestRequestOptions(t *testing.T) {
	for _, test := range []struct {
		srv     *fakecognito.Server
		timeout string
	}{
		{&fakecognito.Server{}, `"timeout":180000,"rpId":"app.example","allowCredentials":[`},
		{&fakecognito.Server{AuthSessionLifetime: 5 * time.Minute}, `"timeout":300000,"rpId":"app.example","allowCredentials":[`},
	} {
		e, token, a := passkeyUser(t, test.srv)
		p := e.srv.StartPasskeySignIn("alice")
		if got := e.options(p); !strings.HasSuffix(got, test.timeout+`],"userVerification":"preferred"}`) {
			t.Errorf("no passkey: %s", got)
		}
		full, least := newKey(t, es256), newKey(t, rs256)
		e.ok(e.register(token, a, full, nil))
		e.ok(e.register(token, a, least, func(c *ceremony) { c.edit = leastMembers }))
		one, two := e.options(p), e.options(p)
		if one == two {
			t.Error("the challenge is the same")
		}
		var o requestOptions
		e.ok(json.Unmarshal([]byte(two), &o))
		want := `{"challenge":"` + o.Challenge + `",` + test.timeout +
			`{"type":"public-key","id":"` + full.id + `","transports":["internal","hybrid"]},` +
			`{"type":"public-key","id":"` + least.id + `"}],"userVerification":"preferred"}`
		if two != want {
			t.Errorf("got  %s\nwant %s", two, want)
		}
		// A user who does not exist gets options too; the answer is refused.
		nobody := e.srv.StartPasskeySignIn("nobody")
		if got := e.options(nobody); !strings.HasSuffix(got, `"allowCredentials":[],"userVerification":"preferred"}`) {
			t.Errorf("nobody: %s", got)
		}
		e.wantRefused(nobody, a.get(one, nil), "the user has no such credential")
	}
}

func TestNoRequestOptions(t *testing.T) {
	for _, test := range []struct {
		srv  *fakecognito.Server
		want string
	}{
		{&fakecognito.Server{RelyingPartyID: rpID}, "WebAuthnNotEnabledException: "},
		{&fakecognito.Server{FirstFactors: []string{"WEB_AUTHN"}}, "WebAuthnConfigurationMissingException: "},
	} {
		_, err := alice(t, test.srv).srv.StartPasskeySignIn("alice").Options()
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("got %v, want %s", err, test.want)
		}
	}
}

func TestSignInWithPasskey(t *testing.T) {
	for _, algorithm := range []int{es256, rs256} {
		for name, edit := range map[string]func(*ceremony){
			"user verified":     nil,
			"user not verified": func(c *ceremony) { c.flags &^= userVerified },
			"no user handle": func(c *ceremony) {
				c.edit = func(credential map[string]any) { response(credential)["userHandle"] = nil }
			},
			"the least that browsers send": func(c *ceremony) {
				c.edit = func(credential map[string]any) {
					delete(credential, "authenticatorAttachment")
					delete(credential, "clientExtensionResults")
					delete(response(credential), "userHandle")
				}
			},
		} {
			e, token, a := passkeyUser(t, &fakecognito.Server{})
			e.ok(e.register(token, a, newKey(t, algorithm), nil))
			p := e.srv.StartPasskeySignIn("alice")
			if _, err := p.Check(a.get(e.options(p), edit)); err != nil {
				t.Errorf("algorithm %d, %s: %v", algorithm, name, err)
			}
		}
	}
}

func TestRefusedAssertions(t *testing.T) {
	set := func(name string, value any) func(*ceremony) {
		return func(c *ceremony) { c.edit = func(credential map[string]any) { credential[name] = value } }
	}
	setInResponse := func(name string, value any) func(*ceremony) {
		return func(c *ceremony) { c.edit = func(credential map[string]any) { response(credential)[name] = value } }
	}
	const signature = "Error validating the assertion signature"
	e, token, a := passkeyUser(t, &fakecognito.Server{})
	key, stranger := newKey(t, es256), newKey(t, es256)
	e.ok(e.register(token, a, key, nil))
	for _, test := range []struct {
		name   string
		edit   func(*ceremony)
		reason string
	}{
		{"other origin", func(c *ceremony) { c.origin = "https://other.example" }, "WebAuthnOriginNotAllowedException"},
		{"other relying party", func(c *ceremony) { c.rpID = "other.example" }, "WebAuthnRelyingPartyMismatchException"},
		{"user not present", func(c *ceremony) { c.flags &^= userPresent }, "WebAuthnCredentialNotSupportedException: The authenticator did not see the user."},
		{"backed up, not eligible", func(c *ceremony) { c.flags |= backedUp }, "InvalidParameterException: A credential that cannot be backed up is backed up."},
		{"eligible for backup now", func(c *ceremony) { c.flags |= backupEligible }, "backup eligibility has changed"},
		{"registration instead", func(c *ceremony) { c.kind = "webauthn.create" }, "Error validating ceremony type"},
		{"other challenge", func(c *ceremony) { c.challenge = base64url(make([]byte, 32)) }, "Error validating challenge"},
		{"in a frame", func(c *ceremony) { c.crossOrigin = true }, "Error validating cross origin flag"},
		{"unknown credential", func(c *ceremony) { c.key = stranger }, "the user has no such credential"},
		{"signed with another key", func(c *ceremony) {
			other := *stranger
			other.id, c.key = key.id, &other
		}, signature},
		{"signature of other data", setInResponse("signature", base64url(key.sign(t, []byte("other data")))), signature},
		{"changed signature", func(c *ceremony) {
			c.edit = func(credential map[string]any) {
				text := response(credential)["signature"].(string)
				// The last bytes are part of the number s.
				response(credential)["signature"] = text[:len(text)-8] + flip(text[len(text)-8:len(text)-7]) + text[len(text)-7:]
			}
		}, signature},
		{"signature is not DER", setInResponse("signature", base64url(make([]byte, 64))), signature},
		{"changed data", func(c *ceremony) {
			c.edit = func(credential map[string]any) {
				data := c.data(nil)
				data[36]++ // the counter
				response(credential)["authenticatorData"] = base64url(data)
			}
		}, signature},
		{"changed client data", func(c *ceremony) {
			c.edit = func(credential map[string]any) {
				text := strings.Replace(string(c.clientData()), "{", "{ ", 1)
				response(credential)["clientDataJSON"] = base64url([]byte(text))
			}
		}, signature},
		{"another user's handle", setInResponse("userHandle", base64url([]byte("other"))), "the user handle is another user's"},
		{"data cut short", func(c *ceremony) { c.editData = func(data []byte) []byte { return data[:36] } }, "Error unmarshalling auth data"},
		{"bytes after the data", func(c *ceremony) { c.editData = func(data []byte) []byte { return append(data, 0) } }, "Error unmarshalling auth data"},
		{"broken CBOR", func(c *ceremony) {
			c.flags |= 0x80 // extensions follow
			c.editData = func(data []byte) []byte { return append(data, 0xa1, 0x63) }
		}, "Error unmarshalling auth data"},
		{"broken client data", setInResponse("clientDataJSON", base64url([]byte(`{"type":`))), "unexpected end of JSON input"},
		{"padding", setInResponse("signature", "e30="), "InvalidParameterException: CREDENTIAL.response.signature is not base64url without padding"},
		{"padded user handle", setInResponse("userHandle", "e30="), "InvalidParameterException: CREDENTIAL.response.userHandle is not base64url without padding"},
		{"other id", set("id", base64url([]byte("other"))), "CredentialAssertionResponse with ID that does not match the rawId"},
		{"other type", set("type", "password"), "InvalidParameterException: 1 validation error detected: Value at 'type'"},
		{"no signature", setInResponse("signature", nil), "InvalidParameterException: 1 validation error detected: Value at 'response.signature'"},
		{"unknown member", set("publicKey", "x"), `SerializationException: unknown member "publicKey"`},
		{"unknown member of response", setInResponse("attestationObject", "x"), `SerializationException: unknown member "response.attestationObject"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := e.within(t)
			p := e.srv.StartPasskeySignIn("alice")
			o := e.options(p)
			e.wantRefused(p, a.get(o, test.edit), test.reason)
			// The attempt has used the challenge up.
			e.wantRefused(p, a.get(o, nil), "no challenge is open")
		})
	}
	for text, reason := range map[string]string{
		"":            "SerializationException: the body is not JSON",
		`{"id":`:      "SerializationException: the body is not JSON",
		`{} {}`:       "SerializationException: text after the JSON value",
		`"{}"`:        `SerializationException: member "": expected an object`,
		`null`:        `SerializationException: member "": expected an object`,
		`{"id":null}`: "InvalidParameterException: 4 validation errors detected",
	} {
		p := e.srv.StartPasskeySignIn("alice")
		e.options(p)
		e.wantRefused(p, text, reason)
	}
	p := e.srv.StartPasskeySignIn("alice")
	e.wantAccepted(p, a.get(e.options(p), nil))
}

// within returns the same server for a subtest.
func (e *env) within(t *testing.T) *env {
	sub := *e
	sub.T = t
	return &sub
}

// flip returns another character of base64url.
func flip(character string) string {
	if character == "A" {
		return "B"
	}
	return "A"
}

func TestChallengeOfPasskeySignIn(t *testing.T) {
	e, token, a := passkeyUser(t, &fakecognito.Server{})
	e.ok(e.register(token, a, newKey(t, es256), nil))
	p := e.srv.StartPasskeySignIn("alice")
	e.wantRefused(p, `{}`, "no challenge is open")
	o := e.options(p)
	e.clock.Advance(3*time.Minute - time.Second)
	credential := a.get(o, nil)
	e.wantAccepted(p, credential)
	e.wantRefused(p, credential, "no challenge is open")
	// Nor is it accepted again in answer to new options, or in another sign-in.
	e.options(p)
	e.wantRefused(p, credential, "Error validating challenge")
	other := e.srv.StartPasskeySignIn("alice")
	e.options(other)
	e.wantRefused(other, a.get(e.options(p), nil), "Error validating challenge")
	o = e.options(p)
	e.clock.Advance(3 * time.Minute)
	e.wantRefused(p, a.get(o, nil), "the challenge has expired")
}

func TestPasskeyOfAnotherUser(t *testing.T) {
	e, token, a := passkeyUser(t, &fakecognito.Server{})
	key := newKey(t, es256)
	e.ok(e.register(token, a, key, nil))
	e.create(fakecognito.NewUser{Username: "bob", Password: password})
	p := e.srv.StartPasskeySignIn("bob")
	mine := func(c *ceremony) { c.key = key }
	e.wantRefused(p, a.get(e.options(p), mine), "the user has no such credential")
}

func TestDeletedPasskey(t *testing.T) {
	e, token, a := passkeyUser(t, &fakecognito.Server{})
	key := newKey(t, es256)
	e.ok(e.register(token, a, key, nil))
	p := e.srv.StartPasskeySignIn("alice")
	o := e.options(p)
	e.ok(e.deletePasskey(token, key.id))
	e.wantRefused(p, a.get(o, nil), "the user has no such credential")
}

func TestUserVerificationAtSignIn(t *testing.T) {
	e, token, a := passkeyUser(t, &fakecognito.Server{PasskeyUserVerification: "required"})
	e.ok(e.register(token, a, newKey(t, es256), nil))
	p := e.srv.StartPasskeySignIn("alice")
	o := e.options(p)
	if !strings.HasSuffix(o, `"userVerification":"required"}`) {
		t.Errorf("options %s", o)
	}
	unverified := func(c *ceremony) { c.flags &^= userVerified }
	e.wantRefused(p, a.get(o, unverified), "WebAuthnCredentialNotSupportedException: The authenticator did not verify the user.")
	e.wantAccepted(p, a.get(e.options(p), nil))
}

func TestCounterOfPasskey(t *testing.T) {
	const reason = "the counter has not gone up"
	e, token, a := passkeyUser(t, &fakecognito.Server{})
	e.ok(e.register(token, a, newKey(t, es256), func(c *ceremony) { c.key.counter = 7 }))
	p := e.srv.StartPasskeySignIn("alice")
	signIn := func(counter uint32) string {
		return a.get(e.options(p), func(c *ceremony) { c.key.counter = counter })
	}
	e.wantRefused(p, signIn(7), reason)
	e.wantAccepted(p, signIn(8))
	e.wantAccepted(p, signIn(20))
	e.wantRefused(p, signIn(19), reason)
	e.wantRefused(p, signIn(0), reason)
	e.wantAccepted(p, signIn(21))

	// A counter that stays 0 is none; one that begins to count must go on.
	e, token, a = passkeyUser(t, &fakecognito.Server{})
	e.ok(e.register(token, a, newKey(t, es256), nil))
	p = e.srv.StartPasskeySignIn("alice")
	e.wantAccepted(p, signIn(0))
	e.wantAccepted(p, signIn(0))
	e.wantAccepted(p, signIn(1))
	e.wantRefused(p, signIn(1), reason)
}

func TestSynchronisedPasskey(t *testing.T) {
	e, token, a := passkeyUser(t, &fakecognito.Server{})
	e.ok(e.register(token, a, newKey(t, es256), func(c *ceremony) { c.flags |= backupEligible }))
	p := e.srv.StartPasskeySignIn("alice")
	e.wantAccepted(p, a.get(e.options(p), func(c *ceremony) { c.flags |= backupEligible }))
	e.wantAccepted(p, a.get(e.options(p), func(c *ceremony) { c.flags |= backupEligible | backedUp }))
	e.wantRefused(p, a.get(e.options(p), nil), "backup eligibility has changed")
}
