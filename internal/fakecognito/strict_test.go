package fakecognito_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

const amzJSON = "application/x-amz-json-1.1"

// errorBody reads an error reply and checks that its parts agree.
func (e *env) errorBody(resp *http.Response) string {
	e.Helper()
	var body struct {
		Type    string `json:"__type"`
		Message string `json:"message"`
	}
	e.ok(json.NewDecoder(resp.Body).Decode(&body))
	if resp.StatusCode != 400 {
		e.Errorf("status %d", resp.StatusCode)
	}
	if got := resp.Header.Get("X-Amzn-Errortype"); got != body.Type+":" {
		e.Errorf("x-amzn-errortype: %q", got)
	}
	if got := resp.Header.Get("X-Amzn-Errormessage"); got != body.Message {
		e.Errorf("x-amzn-errormessage: %q", got)
	}
	return body.Type + ": " + body.Message
}

func TestEnvelope(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	resp := e.post("GetUser", amzJSON, `{}`)
	e.errorBody(resp)
	if got := resp.Header.Get("Content-Type"); got != amzJSON {
		t.Errorf("Content-Type %q", got)
	}
	if got := resp.Header.Get("Date"); got != e.clock.Now().Format(http.TimeFormat) {
		t.Errorf("Date %q", got)
	}
	if got := resp.Header.Get("X-Amzn-Requestid"); len(got) != 36 {
		t.Errorf("x-amzn-RequestId %q", got)
	}
	for _, test := range []struct{ op, contentType, want string }{
		{"AdminDeleteUser", amzJSON, "UnknownOperationException: "},
		{"getUser", amzJSON, "UnknownOperationException: "},
		{"", amzJSON, "UnknownOperationException: "},
		{"GetUser", "application/json", "UnknownOperationException: Content-Type is not " + amzJSON},
		{"GetUser", "", "UnknownOperationException: Content-Type is not " + amzJSON},
		{"GetUser", amzJSON + "; charset=utf-8", "InvalidParameterException: 1 validation error detected: Value at 'accessToken' failed to satisfy constraint: Member must not be null"},
	} {
		if got := e.errorBody(e.post(test.op, test.contentType, `{}`)); got != test.want {
			t.Errorf("%s with %q: got %s, want %s", test.op, test.contentType, got, test.want)
		}
	}
	// Any path is accepted with a target, and only the root without one.
	for _, test := range []struct {
		method, path, target string
		want                 int
	}{
		{"POST", "/any/path", "AWSCognitoIdentityProviderService.GetUser", 400},
		{"POST", "/", "", 400},
		{"POST", "/", "OtherService.GetUser", 400},
		{"POST", "/any/path", "", 404},
		{"GET", "/", "AWSCognitoIdentityProviderService.GetUser", 404},
		{"GET", "/us-east-1_FakePool1/.well-known/other", "", 404},
		{"GET", "/us-east-1_Other/.well-known/jwks.json", "", 404},
	} {
		req, err := http.NewRequestWithContext(e.ctx, test.method, e.url+test.path, strings.NewReader("{}"))
		e.ok(err)
		req.Header.Set("Content-Type", amzJSON)
		if test.target != "" {
			req.Header.Set("X-Amz-Target", test.target)
		}
		resp, err := http.DefaultClient.Do(req)
		e.ok(err)
		resp.Body.Close()
		if resp.StatusCode != test.want {
			t.Errorf("%s %s %q: status %d, want %d", test.method, test.path, test.target, resp.StatusCode, test.want)
		}
	}
}

func TestStrictBodies(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	const c = `"ClientId":"` + clientID + `",`
	const initiate = `{` + c + `"AuthFlow":"USER_PASSWORD_AUTH",`
	for _, test := range []struct{ op, body, want string }{
		{"InitiateAuth", ``, `SerializationException: the body is not JSON`},
		{"InitiateAuth", `{"AuthFlow":`, `SerializationException: the body is not JSON`},
		{"InitiateAuth", `{} {}`, `SerializationException: text after the JSON value`},
		{"InitiateAuth", `[]`, `SerializationException: member "": expected an object`},
		{"InitiateAuth", initiate + `"Nonsense":1}`, `SerializationException: unknown member "Nonsense"`},
		{"InitiateAuth", initiate + `"clientMetadata":{}}`, `SerializationException: unknown member "clientMetadata"`},
		{"InitiateAuth", initiate + `"AuthFlow":"CUSTOM_AUTH"}`, `SerializationException: repeated member "AuthFlow"`},
		{"InitiateAuth", initiate + `"UserContextData":{"X":""}}`, `SerializationException: unknown member "UserContextData.X"`},
		{"InitiateAuth", initiate + `"ClientMetadata":[]}`, `SerializationException: member "ClientMetadata": expected an object`},
		{"InitiateAuth", initiate + `"ClientMetadata":{"a":1}}`, `SerializationException: member "ClientMetadata.a": expected a string`},
		{"InitiateAuth", initiate + `"AuthParameters":{"USERNAME":"alice","PASSWORD":"x","SRP_A":"2"}}`, `SerializationException: unknown member "AuthParameters.SRP_A"`},
		{"InitiateAuth", initiate + `"AuthParameters":{"PASSWORD":"x"}}`, `InvalidParameterException: Missing required parameter USERNAME`},
		{"InitiateAuth", initiate + `"AuthParameters":{"USERNAME":null,"PASSWORD":"x"}}`, `InvalidParameterException: Missing required parameter USERNAME`},
		{"InitiateAuth", `{` + c + `"AuthFlow":"NONE"}`, `InvalidParameterException: 1 validation error detected: Value at 'authFlow' failed to satisfy constraint: Member must satisfy enum value set: [USER_SRP_AUTH, REFRESH_TOKEN_AUTH, REFRESH_TOKEN, CUSTOM_AUTH, ADMIN_NO_SRP_AUTH, USER_PASSWORD_AUTH, ADMIN_USER_PASSWORD_AUTH, USER_AUTH]`},
		{"InitiateAuth", `{"AuthFlow":null}`, `InvalidParameterException: 2 validation errors detected: Value at 'authFlow' failed to satisfy constraint: Member must not be null; Value at 'clientId' failed to satisfy constraint: Member must not be null`},
		{"SignUp", `{` + c + `"Username":5,"Password":"` + password + `"}`, `SerializationException: member "Username": expected a string`},
		{"SignUp", `{` + c + `"Username":"","Password":"` + password + `"}`, `InvalidParameterException: 2 validation errors detected: Value at 'username' failed to satisfy constraint: Member must have length greater than or equal to 1; Value at 'username' failed to satisfy constraint: Member must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}]+`},
		{"SignUp", `{` + c + `"Username":"x","Password":"` + password + `","UserAttributes":{}}`, `SerializationException: member "UserAttributes": expected a list`},
		{"SignUp", `{` + c + `"Username":"x","Password":"` + password + `","UserAttributes":[{"name":"a"}]}`, `SerializationException: unknown member "UserAttributes.1.member.name"`},
		{"ConfirmSignUp", `{` + c + `"Username":"x","ConfirmationCode":"1","ForceAliasCreation":"true"}`, `SerializationException: member "ForceAliasCreation": expected true or false`},
		{"ListDevices", `{"AccessToken":"x","Limit":"3"}`, `SerializationException: member "Limit": expected an integer`},
		{"ListDevices", `{"AccessToken":"x","Limit":1.5}`, `SerializationException: member "Limit": expected an integer`},
		{"ListDevices", `{"AccessToken":"x","Limit":61}`, `InvalidParameterException: 1 validation error detected: Value at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60`},
		{"GetUser", `{"AccessToken":"a b"}`, `InvalidParameterException: 1 validation error detected: Value at 'accessToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9-_=.]+`},
		{"RespondToAuthChallenge", `{` + c + `"ChallengeName":"PASSWORD_VERIFIER","ChallengeResponses":{"ANSWER":"x"}}`, `SerializationException: unknown member "ChallengeResponses.ANSWER"`},
		{"RespondToAuthChallenge", `{` + c + `"ChallengeName":"PASSWORD_VERIFIER","ChallengeResponses":{"USERNAME":"alice"}}`, `InvalidParameterException: Missing required parameter PASSWORD_CLAIM_SECRET_BLOCK`},
	} {
		if got := e.errorBody(e.post(test.op, amzJSON, test.body)); got != test.want {
			t.Errorf("%s %s\ngot  %s\nwant %s", test.op, test.body, got, test.want)
		}
	}
}

// TestUpstreamBodies sends requests written as upstream writes them, with the nulls
// and empty objects that it sends.
func TestUpstreamBodies(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	post := func(op, body string) map[string]any {
		t.Helper()
		resp := e.post(op, amzJSON, body, "X-Amz-User-Agent", "aws-amplify/5.0.4", "Cache-Control", "no-store")
		text, err := io.ReadAll(resp.Body)
		e.ok(err)
		if resp.StatusCode != 200 {
			t.Fatalf("%s: status %d: %s", op, resp.StatusCode, text)
		}
		var reply map[string]any
		if len(text) > 0 {
			e.ok(json.Unmarshal(text, &reply))
		}
		return reply
	}
	c := newSRPClient()
	start := post("InitiateAuth", `{"AuthFlow":"USER_SRP_AUTH","ClientId":"`+clientID+`","AuthParameters":{"USERNAME":"alice","SRP_A":"`+c.bigA.Text(16)+`"},"ClientMetadata":{},"UserContextData":{}}`)
	params := map[string]string{}
	for name, v := range start["ChallengeParameters"].(map[string]any) {
		params[name] = v.(string)
	}
	at := timestamp(e.clock.Now())
	responses, err := json.Marshal(map[string]any{
		"USERNAME": "alice", "PASSWORD_CLAIM_SECRET_BLOCK": params["SECRET_BLOCK"], "TIMESTAMP": at,
		"PASSWORD_CLAIM_SIGNATURE": c.claim("FakePool1", "alice", password, at, params), "DEVICE_KEY": nil,
	})
	e.ok(err)
	done := post("RespondToAuthChallenge", `{"ChallengeName":"PASSWORD_VERIFIER","ClientId":"`+clientID+`","ChallengeResponses":`+string(responses)+`,"Session":null,"ClientMetadata":{}}`)
	if params, ok := done["ChallengeParameters"].(map[string]any); !ok || len(params) != 0 {
		t.Errorf("ChallengeParameters = %v", done["ChallengeParameters"])
	}
	result := done["AuthenticationResult"].(map[string]any)
	refresh, access := result["RefreshToken"].(string), result["AccessToken"].(string)
	e.clock.Advance(time.Minute)
	renewed := post("InitiateAuth", `{"ClientId":"`+clientID+`","AuthFlow":"REFRESH_TOKEN_AUTH","AuthParameters":{"REFRESH_TOKEN":"`+refresh+`","DEVICE_KEY":null}}`)
	if _, has := renewed["AuthenticationResult"].(map[string]any)["RefreshToken"]; has {
		t.Error("the refresh reply has a RefreshToken member")
	}
	post("GetUser", `{"AccessToken":"`+access+`"}`)
	if reply := post("RevokeToken", `{"Token":"`+refresh+`","ClientId":"`+clientID+`"}`); reply != nil {
		t.Errorf("RevokeToken has a body: %v", reply)
	}
}
