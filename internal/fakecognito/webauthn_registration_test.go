package fakecognito_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/document"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

const (
	rpID   = "app.example"
	origin = "https://app.example"
)

// passkeyUser starts a server that allows passkeys, and signs alice in. The server's other
// options can be set beforehand.
func passkeyUser(t *testing.T, srv *fakecognito.Server) (e *env, accessToken string, a *authenticator) {
	t.Helper()
	srv.FirstFactors = []string{"PASSWORD", "WEB_AUTHN"}
	srv.RelyingPartyID = rpID
	e = alice(t, srv)
	return e, *e.signIn().AccessToken, &authenticator{t: t, origin: origin}
}

func (e *env) startRegistration(accessToken string) (o creationOptions, err error) {
	e.Helper()
	out, err := e.api.StartWebAuthnRegistration(e.ctx, &cognitoidentityprovider.StartWebAuthnRegistrationInput{
		AccessToken: aws.String(accessToken),
	})
	if err != nil {
		return o, err
	}
	text, err := out.CredentialCreationOptions.MarshalSmithyDocument()
	e.ok(err)
	e.ok(json.Unmarshal(text, &o))
	return o, nil
}

func (e *env) completeRegistration(accessToken string, credential map[string]any) error {
	_, err := e.api.CompleteWebAuthnRegistration(e.ctx, &cognitoidentityprovider.CompleteWebAuthnRegistrationInput{
		AccessToken: aws.String(accessToken), Credential: document.NewLazyDocument(credential),
	})
	return err
}

// register registers a key, whose ceremony edit may change.
func (e *env) register(accessToken string, a *authenticator, key *authenticatorKey, edit func(*ceremony)) error {
	e.Helper()
	o, err := e.startRegistration(accessToken)
	e.ok(err)
	return e.completeRegistration(accessToken, a.create(o, key, edit))
}

func TestStartWebAuthnRegistration(t *testing.T) {
	e, token, a := passkeyUser(t, &fakecognito.Server{})
	first := newKey(t, es256)
	e.ok(e.register(token, a, first, nil))
	resp := e.post("StartWebAuthnRegistration", amzJSON, `{"AccessToken":"`+token+`"}`)
	var body struct{ CredentialCreationOptions map[string]any }
	e.ok(json.NewDecoder(resp.Body).Decode(&body))
	o := body.CredentialCreationOptions
	for _, text := range []any{o["challenge"], o["user"].(map[string]any)["id"]} {
		if b, err := base64.RawURLEncoding.DecodeString(text.(string)); err != nil || len(b) < 16 {
			t.Errorf("%v is not random bytes in base64url", text)
		}
	}
	o["challenge"], o["user"].(map[string]any)["id"] = "random", "random"
	got, err := json.Marshal(o)
	e.ok(err)
	want := `{"authenticatorSelection":{"requireResidentKey":true,"residentKey":"required","userVerification":"preferred"},` +
		`"challenge":"random",` +
		`"excludeCredentials":[{"id":"` + first.id + `","type":"public-key"}],` +
		`"pubKeyCredParams":[{"alg":-7,"type":"public-key"},{"alg":-257,"type":"public-key"}],` +
		`"rp":{"id":"app.example","name":"app.example"},` +
		`"timeout":60000,` +
		`"user":{"displayName":"","id":"random","name":"alice"}}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	one, err := e.startRegistration(token)
	e.ok(err)
	two, err := e.startRegistration(token)
	e.ok(err)
	if one.User.ID != two.User.ID || one.Challenge == two.Challenge {
		t.Error("the user's id must stay, the challenge must not")
	}
	// Both are open: the user may have started them in two tabs.
	e.ok(e.completeRegistration(token, a.create(two, newKey(t, es256), nil)))
	e.ok(e.completeRegistration(token, a.create(one, newKey(t, es256), nil)))
}

func TestPasskeysNotSetUp(t *testing.T) {
	credential := (&authenticator{t: t, origin: origin}).create(creationOptions{}, newKey(t, es256), nil)
	for _, test := range []struct {
		srv  *fakecognito.Server
		want string
	}{
		{&fakecognito.Server{RelyingPartyID: rpID}, "WebAuthnNotEnabledException: Passkeys are not enabled for this user pool."},
		{&fakecognito.Server{RelyingPartyID: rpID, FirstFactors: []string{"PASSWORD"}}, "WebAuthnNotEnabledException: Passkeys are not enabled for this user pool."},
		{&fakecognito.Server{FirstFactors: []string{"WEB_AUTHN"}}, "WebAuthnConfigurationMissingException: The user pool has no relying party id."},
	} {
		e := alice(t, test.srv)
		token := *e.signIn().AccessToken
		_, err := e.startRegistration(token)
		e.wantError(err, test.want)
		e.wantError(e.completeRegistration(token, credential), test.want)
	}
}

func TestCompleteWebAuthnRegistration(t *testing.T) {
	for name, edit := range map[string]func(*ceremony){
		"no attestation":                  nil,
		"self attestation":                func(c *ceremony) { c.format, c.statement = "packed", nil },
		"user not verified":               func(c *ceremony) { c.flags &^= userVerified },
		"synchronised":                    func(c *ceremony) { c.flags |= backupEligible | backedUp },
		"a counter":                       func(c *ceremony) { c.key.counter = 7 },
		"the least that browsers send":    func(c *ceremony) { c.edit = leastMembers },
		"what password managers may send": func(c *ceremony) { c.edit = withCredProps },
	} {
		for _, algorithm := range []int{es256, rs256} {
			e, token, a := passkeyUser(t, &fakecognito.Server{})
			if e.srv.HasPasskeys("alice") {
				t.Error("a new user has passkeys")
			}
			if err := e.register(token, a, newKey(t, algorithm), edit); err != nil {
				t.Errorf("%s, algorithm %d: %v", name, algorithm, err)
			}
			if !e.srv.HasPasskeys("alice") {
				t.Errorf("%s, algorithm %d: the user has no passkeys", name, algorithm)
			}
		}
	}
}

func leastMembers(credential map[string]any) {
	delete(credential, "authenticatorAttachment")
	delete(credential, "clientExtensionResults")
	for _, name := range []string{"authenticatorData", "publicKey", "publicKeyAlgorithm", "transports"} {
		delete(response(credential), name)
	}
}

func withCredProps(credential map[string]any) {
	credential["clientExtensionResults"] = map[string]any{"credProps": map[string]any{"rk": true}}
	credential["authenticatorAttachment"] = nil
}

func TestRefusedRegistrations(t *testing.T) {
	const (
		originRefused = "WebAuthnOriginNotAllowedException: The origin does not belong to the relying party."
		notFound      = "WebAuthnChallengeNotFoundException: The challenge has expired or does not exist."
		unsupported   = "WebAuthnCredentialNotSupportedException: "
		invalid       = "InvalidParameterException: "
	)
	set := func(name string, value any) func(*ceremony) {
		return func(c *ceremony) { c.edit = func(credential map[string]any) { credential[name] = value } }
	}
	setInResponse := func(name string, value any) func(*ceremony) {
		return func(c *ceremony) { c.edit = func(credential map[string]any) { response(credential)[name] = value } }
	}
	for _, test := range []struct {
		name      string
		algorithm int
		edit      func(*ceremony)
		want      string
	}{
		{"other origin", es256, func(c *ceremony) { c.origin = "https://other.example" }, originRefused},
		{"insecure origin", es256, func(c *ceremony) { c.origin = "http://app.example" }, originRefused},
		{"other relying party", es256, func(c *ceremony) { c.rpID = "other.example" },
			"WebAuthnRelyingPartyMismatchException: The credential belongs to another relying party."},
		{"other challenge", es256, func(c *ceremony) { c.challenge = base64url(make([]byte, 32)) }, notFound},
		{"user not present", es256, func(c *ceremony) { c.flags &^= userPresent }, unsupported + "The authenticator did not see the user."},
		{"backed up, not eligible", es256, func(c *ceremony) { c.flags |= backedUp }, invalid + "A credential that cannot be backed up is backed up."},
		{"ES384", es384, nil, unsupported + "Only keys for ES256 and RS256 are supported."},
		{"EdDSA", edDSA, nil, unsupported + "Only keys for ES256 and RS256 are supported."},
		{"PS256", ps256, nil, unsupported + "Only keys for ES256 and RS256 are supported."},
		{"unknown algorithm", es256, func(c *ceremony) { c.key.algorithm = -7777 }, unsupported + "The public key is not supported."},
		{"sign-in instead", es256, func(c *ceremony) { c.kind = "webauthn.get" }, invalid + "Credential: Error validating ceremony type"},
		{"in a frame", es256, func(c *ceremony) { c.crossOrigin = true }, invalid + "Credential: Error validating cross origin flag"},
		{"wrong self attestation", es256, func(c *ceremony) {
			c.format, c.statement = "packed", map[string]any{"alg": es256, "sig": c.key.sign(t, []byte("other data"))}
		}, invalid + "Credential: "},
		{"unknown attestation", es256, func(c *ceremony) { c.format = "other" }, invalid + "Credential: "},
		{"no credential data", es256, func(c *ceremony) { c.flags &^= attested }, invalid + "Credential: "},
		{"data cut short", es256, func(c *ceremony) { c.editData = func(data []byte) []byte { return data[:60] } }, invalid + "Credential: "},
		{"broken COSE key", es256, func(c *ceremony) { c.editData = func(data []byte) []byte { return append(data[:87:87], 0xff) } }, invalid + "Credential: "},
		{"broken CBOR", es256, setInResponse("attestationObject", base64url([]byte{0xa3, 0x63})), invalid + "Credential: "},
		{"CBOR of another kind", es256, setInResponse("attestationObject", base64url([]byte{0x80})), invalid + "Credential: "},
		{"broken client data", es256, setInResponse("clientDataJSON", base64url([]byte(`{"type":`))), invalid + "Credential: "},
		{"padding", es256, setInResponse("clientDataJSON", "e30="), invalid + "credential.response.clientDataJSON is not base64url without padding"},
		{"padding of rawId", es256, func(c *ceremony) {
			c.edit = func(credential map[string]any) { credential["rawId"] = c.key.id + "=" }
		}, invalid + "credential.rawId is not base64url without padding"},
		{"bits after the last byte", es256, setInResponse("clientDataJSON", "e31"), invalid + "credential.response.clientDataJSON is not base64url without padding"},
		{"line break", es256, setInResponse("clientDataJSON", "e30\n"), invalid + "credential.response.clientDataJSON is not base64url without padding"},
		{"base64", es256, setInResponse("attestationObject", "+/+/"), invalid + "credential.response.attestationObject is not base64url without padding"},
		{"other id", es256, set("id", base64url([]byte("other"))), invalid + "Credential: "},
		{"other id in the data", es256, func(c *ceremony) {
			c.edit = func(credential map[string]any) {
				credential["id"] = base64url([]byte("other"))
				credential["rawId"] = credential["id"]
			}
		}, invalid + "Credential: Error validating the attested credential id"},
		{"other data", es256, setInResponse("authenticatorData", base64url(make([]byte, 37))), invalid + "credential.response.authenticatorData is not that of the attestation object"},
		{"other public key", es256, setInResponse("publicKey", base64url(make([]byte, 91))), invalid + "credential.response.publicKey is not that of the attestation object"},
		{"other algorithm", es256, setInResponse("publicKeyAlgorithm", rs256), invalid + "credential.response.publicKeyAlgorithm is not that of the attestation object"},
		{"unknown member", es256, set("Id", "x"), `SerializationException: unknown member "Credential.Id"`},
		{"unknown member of response", es256, setInResponse("signature", "x"), `SerializationException: unknown member "Credential.response.signature"`},
		{"bytes as a list", es256, setInResponse("clientDataJSON", []int{1, 2}), `SerializationException: member "Credential.response.clientDataJSON": expected a string`},
		{"no rawId", es256, set("rawId", nil), invalid + "1 validation error detected: Value at 'credential.rawId' failed to satisfy constraint: Member must not be null"},
		{"other type", es256, set("type", "password"), invalid + "1 validation error detected: Value at 'credential.type' failed to satisfy constraint: Member must satisfy enum value set: [public-key]"},
	} {
		e, token, a := passkeyUser(t, &fakecognito.Server{})
		got := errorText(e.register(token, a, newKey(t, test.algorithm), test.edit))
		// What follows a colon at the end is the library's text.
		if got != test.want && !(strings.HasSuffix(test.want, "Credential: ") && strings.HasPrefix(got, test.want)) {
			t.Errorf("%s: got  %s\nwant %s", test.name, got, test.want)
		}
		if e.srv.HasPasskeys("alice") {
			t.Errorf("%s: the user has a passkey", test.name)
		}
	}
}

func TestRequiredUserVerification(t *testing.T) {
	e, token, a := passkeyUser(t, &fakecognito.Server{PasskeyUserVerification: "required"})
	o, err := e.startRegistration(token)
	e.ok(err)
	if got := o.AuthenticatorSelection.UserVerification; got != "required" {
		t.Errorf("userVerification %q", got)
	}
	unverified := func(c *ceremony) { c.flags &^= userVerified }
	e.wantError(e.register(token, a, newKey(t, es256), unverified),
		"WebAuthnCredentialNotSupportedException: The authenticator did not verify the user.")
	e.ok(e.register(token, a, newKey(t, es256), nil))
}

func TestPasskeyOrigins(t *testing.T) {
	for _, test := range []struct {
		rpID    string
		origins []string
		origin  string
		allowed bool
	}{
		{"app.example", nil, "https://app.example", true},
		{"app.example", nil, "https://app.example:8443", true},
		{"app.example", nil, "https://www.app.example", true},
		{"app.example", nil, "https://myapp.example", false},
		{"app.example", nil, "https://example", false},
		{"app.example", nil, "https://app.example/page", false},
		{"app.example", nil, "null", false},
		{"app.example", nil, "", false},
		{"localhost", nil, "http://localhost:5173", true},
		{"localhost", nil, "http://app.localhost:5173", true},
		{"localhost", nil, "http://127.0.0.1:5173", false},
		{"app.example", []string{"https://www.app.example"}, "https://www.app.example", true},
		{"app.example", []string{"https://www.app.example"}, "https://app.example", false},
	} {
		e := alice(t, &fakecognito.Server{
			FirstFactors: []string{"WEB_AUTHN"}, RelyingPartyID: test.rpID, RelyingPartyOrigins: test.origins,
		})
		err := e.register(*e.signIn().AccessToken, &authenticator{t: t, origin: test.origin}, newKey(t, es256), nil)
		if test.allowed {
			if err != nil {
				t.Errorf("%s for %s: %v", test.origin, test.rpID, err)
			}
			continue
		}
		e.wantError(err, "WebAuthnOriginNotAllowedException: The origin does not belong to the relying party.")
	}
}

func TestRegistrationChallenges(t *testing.T) {
	const notFound = "WebAuthnChallengeNotFoundException: The challenge has expired or does not exist."
	e, token, a := passkeyUser(t, &fakecognito.Server{})
	o, err := e.startRegistration(token)
	e.ok(err)
	e.clock.Advance(5*time.Minute - time.Second)
	credential := a.create(o, newKey(t, es256), nil)
	e.ok(e.completeRegistration(token, credential))
	e.wantError(e.completeRegistration(token, credential), notFound)

	o, err = e.startRegistration(token)
	e.ok(err)
	e.clock.Advance(5 * time.Minute)
	e.wantError(e.completeRegistration(token, a.create(o, newKey(t, es256), nil)), notFound)

	// A refusal uses the challenge up.
	o, err = e.startRegistration(token)
	e.ok(err)
	wrong := func(c *ceremony) { c.origin = "https://other.example" }
	e.wantError(e.completeRegistration(token, a.create(o, newKey(t, es256), wrong)),
		"WebAuthnOriginNotAllowedException: The origin does not belong to the relying party.")
	e.wantError(e.completeRegistration(token, a.create(o, newKey(t, es256), nil)), notFound)

	// A challenge belongs to one user.
	o, err = e.startRegistration(token)
	e.ok(err)
	e.create(fakecognito.NewUser{Username: "bob", Password: password})
	bob, err := e.passwordAuth("bob", password)
	e.ok(err)
	e.wantError(e.completeRegistration(*bob.AuthenticationResult.AccessToken, a.create(o, newKey(t, es256), nil)), notFound)
}

func TestCredentialRegisteredAlready(t *testing.T) {
	const registered = "InvalidParameterException: The credential is registered already."
	e, token, a := passkeyUser(t, &fakecognito.Server{})
	key := newKey(t, es256)
	e.ok(e.register(token, a, key, nil))
	e.wantError(e.register(token, a, key, nil), registered)
	e.create(fakecognito.NewUser{Username: "bob", Password: password})
	bob, err := e.passwordAuth("bob", password)
	e.ok(err)
	e.wantError(e.register(*bob.AuthenticationResult.AccessToken, a, key, nil), registered)
}

func TestPasskeyLimit(t *testing.T) {
	const limit = "LimitExceededException: The user has the maximum number of passkeys."
	e, token, a := passkeyUser(t, &fakecognito.Server{})
	last, err := e.startRegistration(token)
	e.ok(err)
	for range 20 {
		e.ok(e.register(token, a, newKey(t, es256), nil))
	}
	_, err = e.startRegistration(token)
	e.wantError(err, limit)
	e.wantError(e.completeRegistration(token, a.create(last, newKey(t, es256), nil)), limit)
}
