package fakecognito_test

import (
	"io"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func (e *env) deletePasskey(accessToken, id string) error {
	_, err := e.api.DeleteWebAuthnCredential(e.ctx, &cognitoidentityprovider.DeleteWebAuthnCredentialInput{
		AccessToken: aws.String(accessToken), CredentialId: aws.String(id),
	})
	return err
}

// passkeyIDs lists a user's credentials, with pages of a size, or one page if it is 0.
func (e *env) passkeyIDs(accessToken string, size int32) (pages [][]string) {
	e.Helper()
	in := &cognitoidentityprovider.ListWebAuthnCredentialsInput{AccessToken: aws.String(accessToken)}
	if size > 0 {
		in.MaxResults = aws.Int32(size)
	}
	for {
		out, err := e.api.ListWebAuthnCredentials(e.ctx, in)
		e.ok(err)
		page := []string{}
		for _, k := range out.Credentials {
			page = append(page, *k.CredentialId)
		}
		pages = append(pages, page)
		if out.NextToken == nil {
			return pages
		}
		in.NextToken = out.NextToken
	}
}

func TestListWebAuthnCredentials(t *testing.T) {
	e, token, a := passkeyUser(t, &fakecognito.Server{})
	if got := e.passkeyIDs(token, 0); len(got) != 1 || len(got[0]) != 0 {
		t.Errorf("a new user has passkeys %v", got)
	}
	full, least := newKey(t, es256), newKey(t, rs256)
	e.ok(e.register(token, a, full, nil))
	e.clock.Advance(1500 * time.Millisecond)
	e.ok(e.register(token, a, least, func(c *ceremony) { c.edit = leastMembers }))
	resp := e.post("ListWebAuthnCredentials", amzJSON, `{"AccessToken":"`+token+`"}`)
	got, err := io.ReadAll(resp.Body)
	e.ok(err)
	want := `{"Credentials":[` +
		`{"AuthenticatorAttachment":"platform","AuthenticatorTransports":["internal","hybrid"],"CreatedAt":1772600767,` +
		`"CredentialId":"` + full.id + `","FriendlyCredentialName":"Passkey 1","RelyingPartyId":"app.example"},` +
		`{"AuthenticatorTransports":[],"CreatedAt":1772600768.5,` +
		`"CredentialId":"` + least.id + `","FriendlyCredentialName":"Passkey 2","RelyingPartyId":"app.example"}]}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestPagesOfPasskeys(t *testing.T) {
	e, token, a := passkeyUser(t, &fakecognito.Server{})
	var ids []string
	for range 5 {
		key := newKey(t, es256)
		e.ok(e.register(token, a, key, nil))
		ids = append(ids, key.id)
	}
	for size, want := range map[int32]int{0: 1, 1: 5, 2: 3, 4: 2, 5: 1, 20: 1} {
		pages := e.passkeyIDs(token, size)
		if len(pages) != want || !slices.Equal(slices.Concat(pages...), ids) {
			t.Errorf("pages of %d: %v", size, pages)
		}
	}
	for _, next := range []string{"nonsense", "bm9uZQ=="} {
		_, err := e.api.ListWebAuthnCredentials(e.ctx, &cognitoidentityprovider.ListWebAuthnCredentialsInput{
			AccessToken: aws.String(token), NextToken: aws.String(next),
		})
		e.wantError(err, "InvalidParameterException: Invalid pagination token.")
	}
	_, err := e.api.ListWebAuthnCredentials(e.ctx, &cognitoidentityprovider.ListWebAuthnCredentialsInput{
		AccessToken: aws.String(token), MaxResults: aws.Int32(21),
	})
	e.wantError(err, "InvalidParameterException: 1 validation error detected: Value at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 20")
}

func TestDeleteWebAuthnCredential(t *testing.T) {
	const unknown = "ResourceNotFoundException: Passkey does not exist."
	e, token, a := passkeyUser(t, &fakecognito.Server{})
	one, two := newKey(t, es256), newKey(t, es256)
	e.ok(e.register(token, a, one, nil))
	e.ok(e.register(token, a, two, nil))
	e.create(fakecognito.NewUser{Username: "bob", Password: password})
	bob, err := e.passwordAuth("bob", password)
	e.ok(err)
	e.wantError(e.deletePasskey(*bob.AuthenticationResult.AccessToken, one.id), unknown)
	e.ok(e.deletePasskey(token, one.id))
	e.wantError(e.deletePasskey(token, one.id), unknown)
	if got := e.passkeyIDs(token, 0)[0]; !slices.Equal(got, []string{two.id}) {
		t.Errorf("passkeys left: %v", got)
	}
	e.ok(e.deletePasskey(token, two.id))
	if e.srv.HasPasskeys("alice") {
		t.Error("the user has passkeys still")
	}
	// The place in the list is free again, the name is not.
	e.ok(e.register(token, a, one, nil))
	out, err := e.api.ListWebAuthnCredentials(e.ctx, &cognitoidentityprovider.ListWebAuthnCredentialsInput{AccessToken: aws.String(token)})
	e.ok(err)
	if got := *out.Credentials[0].FriendlyCredentialName; got != "Passkey 3" {
		t.Errorf("name %q", got)
	}
}

func TestPasskeyOperationsAreStrict(t *testing.T) {
	e, token, _ := passkeyUser(t, &fakecognito.Server{})
	access := `{"AccessToken":"` + token + `"`
	for _, test := range []struct{ op, body, want string }{
		{"StartWebAuthnRegistration", `{}`, `InvalidParameterException: 1 validation error detected: Value at 'accessToken' failed to satisfy constraint: Member must not be null`},
		{"StartWebAuthnRegistration", access + `,"ClientId":"x"}`, `SerializationException: unknown member "ClientId"`},
		{"CompleteWebAuthnRegistration", access + `}`, `InvalidParameterException: 1 validation error detected: Value at 'credential' failed to satisfy constraint: Member must not be null`},
		{"CompleteWebAuthnRegistration", access + `,"Credential":"{}"}`, `SerializationException: member "Credential": expected an object`},
		{"ListWebAuthnCredentials", access + `,"Limit":1}`, `SerializationException: unknown member "Limit"`},
		{"ListWebAuthnCredentials", `{"AccessToken":"x"}`, `NotAuthorizedException: Invalid Access Token`},
		{"DeleteWebAuthnCredential", access + `}`, `InvalidParameterException: 1 validation error detected: Value at 'credentialId' failed to satisfy constraint: Member must not be null`},
		{"StartWebAuthnRegistration", `{"AccessToken":"x"}`, `NotAuthorizedException: Invalid Access Token`},
		{"DeleteWebAuthnCredential", `{"AccessToken":"x","CredentialId":"x"}`, `NotAuthorizedException: Invalid Access Token`},
	} {
		if got := e.errorBody(e.post(test.op, amzJSON, test.body)); got != test.want {
			t.Errorf("%s %s\ngot  %s\nwant %s", test.op, test.body, got, test.want)
		}
	}
}
