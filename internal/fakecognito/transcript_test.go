package fakecognito_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// TestMasked runs every flow, and checks that no value that was sent, except for harmless ones,
// is shown.
func TestMasked(t *testing.T) {
	e := alice(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingAlways, PasswordVerifierSession: true})
	_, err := e.signUp("carol", password, "carol@secret.example")
	e.ok(err)
	e.ok(e.confirm("carol", e.lastCode("carol")))
	result := e.signIn()
	d, _, err := e.confirmDevice(result)
	e.ok(err)
	step, err := e.srpSignIn("alice", password, "DEVICE_KEY", d.key)
	e.ok(err)
	_, err = e.deviceSRP(d, step.Session)
	e.ok(err)
	_, err = e.refresh(*result.RefreshToken, "DEVICE_KEY", d.key)
	e.ok(err)
	_, err = e.rotate(*result.RefreshToken, d.key)
	e.ok(err)
	e.create(fakecognito.NewUser{Username: "temp", Password: "temporary", Status: fakecognito.StatusForceChangePassword})
	ask, err := e.srpSignIn("temp", "temporary")
	e.ok(err)
	_, err = e.respond("NEW_PASSWORD_REQUIRED", ask.Session, map[string]string{
		"USERNAME": "temp", "NEW_PASSWORD": "Another-secret-2", "userAttributes.name": "Secret Name",
	})
	e.ok(err)
	_, err = e.api.ListDevices(e.ctx, &cognitoidentityprovider.ListDevicesInput{AccessToken: result.AccessToken, Limit: aws.Int32(7)})
	e.ok(err)
	_, err = e.api.InitiateAuth(e.ctx, &cognitoidentityprovider.InitiateAuthInput{
		AuthFlow: "USER_PASSWORD_AUTH", ClientId: aws.String(clientID),
		AuthParameters: map[string]string{"USERNAME": "alice", "PASSWORD": password},
		ClientMetadata: map[string]string{"Username": "metadata-secret"},
	})
	e.ok(err)
	e.ok(e.getUser(*result.AccessToken))
	e.ok(e.revoke(*result.RefreshToken))
	// What no client should send is masked as well.
	e.post("InitiateAuth", amzJSON, `{"NewMember":"secret-one","Username":{"x":"secret-two"},"Limit":["secret-three"],"USERNAME":["secret-four"]}`)
	e.post("secret-op", amzJSON, `{}`)
	e.post("InitiateAuth", amzJSON, `secret-five`)

	// Each string sent in a member that is not harmless is a secret.
	harmless := map[string]bool{
		"AuthFlow": true, "ChallengeName": true, "ClientId": true, "USERNAME": true, "Username": true, "Name": true, "TIMESTAMP": true,
	}
	secrets := []string{"secret-one", "secret-two", "secret-three", "secret-four", "secret-five", "secret-op", "metadata-secret"}
	var collect func(name string, v any)
	collect = func(name string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, v := range v {
				collect(name, v)
			}
		case []any:
			for _, v := range v {
				collect("", v)
			}
		case string:
			if !harmless[name] {
				secrets = append(secrets, v)
			}
		}
	}
	requests := e.srv.Requests()
	var shown strings.Builder
	for _, r := range requests {
		var body map[string]any
		if json.Unmarshal(r.Body, &body) == nil && r.Status == 200 {
			collect("", body)
		}
		fmt.Fprintln(&shown, r.Masked())
		fmt.Fprintf(&shown, "%v %+v %#v %s\n", r, r, r, r)
	}
	if len(secrets) < 40 {
		t.Fatalf("only %d secrets found; the test does not see what was sent", len(secrets))
	}
	for i, secret := range secrets {
		if strings.Contains(shown.String(), secret) {
			t.Errorf("secret %d of %d (%d characters) is shown", i+1, len(secrets), len(secret))
		}
	}
	// Everything else is shown.
	for _, want := range []string{
		`InitiateAuth {"AuthFlow":"USER_PASSWORD_AUTH"`,
		`"PASSWORD":"***"`,
		`"USERNAME":"alice"`,
		`"Limit":7`,
		`{"Name":"email","Value":"***"}`,
		`"ChallengeName":"DEVICE_PASSWORD_VERIFIER"`,
		`"userAttributes.name":"***"`,
		`(unknown operation) {} -> 400 UnknownOperationException`,
		`InitiateAuth (11 bytes that are not JSON) -> 400 SerializationException`,
	} {
		if !strings.Contains(shown.String(), want) {
			t.Errorf("not shown: %s", want)
		}
	}
}

func TestRequests(t *testing.T) {
	var told []fakecognito.Request
	srv := &fakecognito.Server{OnRequest: func(r fakecognito.Request) { told = append(told, r) }}
	e := alice(t, srv)
	e.signIn()
	e.post("GetUser", amzJSON, `{"AccessToken":"x"}`, "Origin", "https://app.example")
	list := e.srv.Requests()
	if len(list) != 2 || len(told) != 2 {
		t.Fatalf("%d requests, the hook was called %d times", len(list), len(told))
	}
	r := list[1]
	if r.Op != "GetUser" || r.Origin != "https://app.example" || string(r.Body) != `{"AccessToken":"x"}` || r.Status != http.StatusBadRequest ||
		r.ErrorCode != "NotAuthorizedException" || !r.Time.Equal(e.clock.Now()) || r.Header.Get("Content-Type") != amzJSON {
		t.Errorf("request: %v", r)
	}
	e.srv.ResetRequests()
	if n := len(e.srv.Requests()); n != 0 {
		t.Errorf("%d requests after the reset", n)
	}
}
