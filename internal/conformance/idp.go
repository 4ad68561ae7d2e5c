package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/protocol"
)

// Request is a request that a server received.
type Request struct {
	Method, Target, ContentType, Body string
}

// Answer is a server's answer to a request.
type Answer struct {
	Status int
	Header map[string]string
	Body   string
	Fault  Fault
}

// Fault is what happens to an Answer on its way.
type Fault int

const (
	// Delivered is an Answer that arrives.
	Delivered Fault = iota
	// NoAnswer is a connection that ends before anything has arrived.
	NoAnswer
	// CutShort is a connection that ends within the body.
	CutShort
	// Hanging is a connection on which nothing arrives until the client closes it.
	Hanging
)

// IdentityProvider checks an implementation of core.IdentityProvider: what it sends for every
// operation of package core, and what it returns for every kind of answer. reach returns one
// whose requests go to a server that answers with play.
//
// The replies are compared with what was sent over the wire, so that all transports return
// the same: the AWS SDK's and the one with fetch.
func IdentityProvider(t *testing.T, reach func(t *testing.T, play func(Request) Answer) core.IdentityProvider) {
	t.Run("every operation", func(t *testing.T) {
		for _, operation := range protocol.APIOperations() {
			if _, known := operations[operation]; !known && !strings.HasPrefix(operation, "Admin") { // those have tests of their own
				t.Errorf("this suite does not know %s", operation)
			}
		}
		for operation, o := range operations {
			input, reply := parsed(t, o.input), parsed(t, o.reply)
			var server record
			idp := reach(t, server.plays(Answer{Status: 200, Header: amz("Date", "Wed, 04 Mar 2026 05:06:07 GMT"), Body: o.reply}))
			before := plain(input)
			got, err := idp.Call(t.Context(), operation, input)
			if err != nil || !reflect.DeepEqual(plain(got.Members), plain(reply)) {
				t.Errorf("%s: the reply is %v, want %v; %v", operation, plain(got.Members), plain(reply), err)
			}
			if want := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC); !got.Date.Equal(want) {
				t.Errorf("%s: dated %v, want %v", operation, got.Date, want)
			}
			if !reflect.DeepEqual(plain(input), before) {
				t.Errorf("%s: the input was changed", operation)
			}
			requests := server.requests()
			if len(requests) != 1 {
				t.Fatalf("%s: %d requests", operation, len(requests))
			}
			r := requests[0]
			if r.Method != "POST" || r.Target != "AWSCognitoIdentityProviderService."+operation || r.ContentType != "application/x-amz-json-1.1" {
				t.Errorf("%s: sent %s %q with content type %q", operation, r.Method, r.Target, r.ContentType)
			}
			var sent any
			if err := json.Unmarshal([]byte(r.Body), &sent); err != nil || !reflect.DeepEqual(essential(sent), essential(plain(input))) {
				t.Errorf("%s: sent %v, want %v; %v", operation, sent, plain(input), err)
			}
		}
	})

	t.Run("members that are absent", func(t *testing.T) {
		var server record
		idp := reach(t, server.plays(Answer{Status: 200, Header: amz(), Body: "{}"}))
		reply, err := idp.Call(t.Context(), "InitiateAuth", core.Object{
			{Name: "ClientId", Value: "c"}, {Name: "AuthFlow", Value: "REFRESH_TOKEN_AUTH"}, {Name: "Session", Value: nil}, {Name: "ClientMetadata", Value: core.Null},
			{Name: "AuthParameters", Value: core.Object{{Name: "REFRESH_TOKEN", Value: "r"}, {Name: "DEVICE_KEY", Value: nil}}},
		})
		if err != nil || reply.Members == nil || len(reply.Members) != 0 {
			t.Errorf("reply %v, %v", reply, err)
		}
		var sent any
		body := server.requests()[0].Body
		_ = json.Unmarshal([]byte(body), &sent)
		if want := plain(parsed(t, `{"ClientId":"c","AuthFlow":"REFRESH_TOKEN_AUTH","AuthParameters":{"REFRESH_TOKEN":"r"}}`)); !reflect.DeepEqual(essential(sent), want) {
			t.Errorf("sent %s", body)
		}
	})

	t.Run("every kind of answer", func(t *testing.T) {
		for _, a := range answers {
			var server record
			idp := reach(t, server.plays(a.answer))
			reply, err := idp.Call(t.Context(), "GetUser", core.Object{{Name: "AccessToken", Value: "secret"}})
			if a.members != "" {
				if err != nil || reply.Members == nil || !reflect.DeepEqual(plain(reply.Members), plain(parsed(t, a.members))) {
					t.Errorf("%s: the reply is %v, %v", a.name, reply.Members, err)
				}
			} else {
				checkError(t, a, err)
			}
			if !reply.Date.Equal(a.date) {
				t.Errorf("%s: dated %v, want %v", a.name, reply.Date, a.date)
			}
			if n := len(server.requests()); n != 1 {
				t.Errorf("%s: %d requests, want 1", a.name, n)
			}
		}
	})

	t.Run("who leaves is not kept", func(t *testing.T) {
		arrived := make(chan struct{}, 2)
		idp := reach(t, func(Request) Answer { arrived <- struct{}{}; return Answer{Fault: Hanging} })
		leave := func(ctx context.Context, end func(), cause error) {
			t.Helper()
			done := make(chan error, 1)
			go func() {
				_, err := idp.Call(ctx, "GetUser", core.Object{{Name: "AccessToken", Value: "secret"}})
				done <- err
			}()
			select {
			case <-arrived:
			case err := <-done: // the deadline was there before the request, on a busy machine
				done <- err
			}
			end()
			err := <-done
			if own, ok := errors.AsType[*core.Error](err); !ok || own.Reason != core.Aborted || !errors.Is(err, cause) ||
				own.Message != "The call was aborted before it was done." || core.ReasonOf(err) != core.Aborted {
				t.Errorf("got %v", err)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		leave(ctx, cancel, context.Canceled)
		ctx, cancel = context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		leave(ctx, func() {}, context.DeadlineExceeded)
		ended, end := context.WithCancel(t.Context())
		end()
		if _, err := idp.Call(ended, "GetUser", core.Object{{Name: "AccessToken", Value: "secret"}}); !errors.Is(err, core.Aborted) || !errors.Is(err, context.Canceled) {
			t.Errorf("with a context that had ended: %v", err)
		}
	})

	t.Run("many at once", func(t *testing.T) {
		idp := reach(t, func(r Request) Answer {
			var sent struct{ AccessToken string }
			_ = json.Unmarshal([]byte(r.Body), &sent)
			return Answer{Status: 200, Header: amz(), Body: `{"Username":"` + sent.AccessToken + `"}`}
		})
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				token := strings.Repeat("x", i+1)
				reply, err := idp.Call(t.Context(), "GetUser", core.Object{{Name: "AccessToken", Value: token}})
				if err != nil || reply.Members.Text("Username") != token {
					t.Errorf("got %v, %v", reply, err)
				}
			})
		}
		wg.Wait()
	})
}

// record is a server that gives one answer and keeps the requests.
type record struct {
	mu   sync.Mutex
	list []Request
}

func (r *record) plays(a Answer) func(Request) Answer {
	return func(request Request) Answer {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.list = append(r.list, request)
		return a
	}
}

func (r *record) requests() []Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.list)
}

// checkError compares an error completely: code that shows or handles it must not depend on
// the transport.
func checkError(t *testing.T, a answerCase, err error) {
	t.Helper()
	switch want := a.err.(type) {
	case core.ServiceError:
		want.Operation = "GetUser"
		if got, ok := errors.AsType[*core.ServiceError](err); !ok || *got != want {
			t.Errorf("%s: got %#v, want %#v", a.name, err, want)
		}
	case core.Error:
		got, ok := errors.AsType[*core.Error](err)
		if !ok || got.Reason != want.Reason || got.Status != want.Status || got.Message != want.Message || (got.Err == nil && got.Reason == core.NetworkError) {
			t.Errorf("%s: got %#v, want %#v", a.name, err, want)
		}
	default:
		t.Errorf("%s: got %v", a.name, err)
	}
	if got := core.ReasonOf(err); got != a.reason {
		t.Errorf("%s: reason %s, want %s", a.name, got, a.reason)
	}
	for cause := err; cause != nil; cause = errors.Unwrap(cause) {
		if strings.Contains(cause.Error(), "secret") {
			t.Errorf("%s: %T repeats what was sent or answered", a.name, cause)
		}
	}
}

// amz returns the headers of the service's own answers, and further ones.
func amz(pairs ...string) map[string]string {
	header := map[string]string{"Content-Type": "application/x-amz-json-1.1"}
	for i := 0; i < len(pairs); i += 2 {
		header[pairs[i]] = pairs[i+1]
	}
	return header
}

type answerCase struct {
	name    string
	answer  Answer
	members string // of the reply, if it is one
	err     any    // else a core.ServiceError, or a core.Error without its cause
	reason  core.Reason
	date    time.Time
}

const (
	lookAround = ". Look for a proxy, a captive portal or a wrong endpoint; nothing was changed."
	notItsOwn  = "The reply to GetUser is not Cognito's: HTTP status "
)

var answers = func() []answerCase {
	html := map[string]string{"Content-Type": "text/html"}
	none := map[string]string{}
	text := func(status, contentType string) string { return notItsOwn + status + ", " + contentType + lookAround }
	refusal := func(status int, code core.Code, message string) core.ServiceError {
		return core.ServiceError{Code: code, Message: message, Status: status}
	}
	identified := refusal(400, core.NotAuthorizedException, "Access Token has expired")
	identified.RequestID = "id-1"
	throttled := refusal(429, core.TooManyRequestsException, "Too many requests")
	waiting := throttled
	waiting.After = 7 * time.Second
	network := core.Error{Reason: core.NetworkError, Message: "Network error"}
	invalid := func(status int, message string) core.Error {
		return core.Error{Reason: core.InvalidResponse, Status: status, Message: message}
	}
	return []answerCase{
		{name: "a reply with members that are new", answer: Answer{Status: 200, Header: amz(), Body: `{"Username":"ada","SomethingNew":{"a":[1,true,null,"x"]},"UserAttributes":[]}`},
			members: `{"Username":"ada","SomethingNew":{"a":[1,true,null,"x"]},"UserAttributes":[]}`},
		{name: "a reply with texts that are empty", answer: Answer{Status: 200, Header: amz(), Body: `{"Username":"","UserAttributes":[{"Name":"nickname","Value":""}]}`},
			members: `{"Username":"","UserAttributes":[{"Name":"nickname","Value":""}]}`},
		{name: "an empty reply", answer: Answer{Status: 200, Header: amz(), Body: ""}, members: `{}`},
		{name: "a reply without headers", answer: Answer{Status: 200, Header: none, Body: `{"Username":"ada"}`}, members: `{"Username":"ada"}`},
		{name: "an invalid date", answer: Answer{Status: 200, Header: amz("Date", "yesterday"), Body: "{}"}, members: `{}`},

		{name: "a typed exception", answer: Answer{Status: 400, Header: amz("X-Amzn-Requestid", "id-1", "X-Amzn-Errortype", "NotAuthorizedException:"), Body: `{"__type":"NotAuthorizedException","message":"Access Token has expired"}`},
			err: identified, reason: core.TokenRejected},
		{name: "with a date", answer: Answer{Status: 400, Header: amz("Date", "Wed, 04 Mar 2026 05:06:07 GMT"), Body: `{"__type":"NotAuthorizedException","message":"x"}`},
			err: refusal(400, core.NotAuthorizedException, "x"), reason: core.Unknown, date: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)},
		{name: "without a header", answer: Answer{Status: 400, Header: amz(), Body: `{"__type":"UserNotFoundException","message":"User does not exist."}`},
			err: refusal(400, core.UserNotFoundException, "User does not exist."), reason: core.UserNotFound},
		{name: "with a namespace", answer: Answer{Status: 400, Header: amz(), Body: `{"__type":"com.amazonaws.cognito#UserNotConfirmedException","message":"x"}`},
			err: refusal(400, core.UserNotConfirmedException, "x"), reason: core.UserNotConfirmed},
		{name: "with a capital letter", answer: Answer{Status: 400, Header: amz(), Body: `{"__type":"ExpiredCodeException","Message":"x"}`},
			err: refusal(400, "ExpiredCodeException", "x"), reason: core.CodeExpired},
		{name: "without a message", answer: Answer{Status: 400, Header: amz(), Body: `{"__type":"LimitExceededException"}`},
			err: refusal(400, core.LimitExceededException, "The service gave no message (HTTP status 400)."), reason: core.Throttled},
		{name: "an exception that is new", answer: Answer{Status: 400, Header: amz(), Body: `{"__type":"SomethingNewException","message":"x"}`},
			err: refusal(400, "SomethingNewException", "x"), reason: core.Unknown},
		{name: "one that is new, without a message", answer: Answer{Status: 400, Header: amz(), Body: `{"__type":"SomethingNewException"}`},
			err: refusal(400, "SomethingNewException", "The service gave no message (HTTP status 400)."), reason: core.Unknown},
		{name: "the code in another member", answer: Answer{Status: 400, Header: amz(), Body: `{"code":"CodeMismatchException","message":"x"}`},
			err: refusal(400, "CodeMismatchException", "x"), reason: core.CodeMismatch},
		{name: "the code in the header alone", answer: Answer{Status: 403, Header: amz("X-Amzn-Errortype", "ForbiddenException:http://internal.amazon.com/"), Body: ``},
			err: refusal(403, "ForbiddenException", "The service gave no message (HTTP status 403)."), reason: core.WAFBlocked},
		{name: "the header with other words", answer: Answer{Status: 403, Header: amz("X-Amzn-Errortype", "ForbiddenException"), Body: `{"message":"Forbidden"}`},
			err: refusal(403, "ForbiddenException", "Forbidden"), reason: core.WAFBlocked},

		{name: "throttled", answer: Answer{Status: 429, Header: amz("Retry-After", "7"), Body: `{"__type":"TooManyRequestsException","message":"Too many requests"}`}, err: waiting, reason: core.Throttled},
		{name: "throttled until a date", answer: Answer{Status: 429, Header: amz("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT"), Body: `{"__type":"TooManyRequestsException","message":"Too many requests"}`}, err: throttled, reason: core.Throttled},
		{name: "throttled for less than nothing", answer: Answer{Status: 429, Header: amz("Retry-After", "-7"), Body: `{"__type":"TooManyRequestsException","message":"Too many requests"}`}, err: throttled, reason: core.Throttled},
		{name: "the service's fault", answer: Answer{Status: 500, Header: amz(), Body: `{"__type":"InternalErrorException","message":"x"}`},
			err: refusal(500, core.InternalErrorException, "x"), reason: core.ServiceFailure},

		{name: "a page in place of a reply", answer: Answer{Status: 200, Header: html, Body: "<html>secret</html>"}, err: invalid(200, text("200", "text/html")), reason: core.InvalidResponse},
		{name: "a list in place of a reply", answer: Answer{Status: 200, Header: amz(), Body: `["secret"]`}, err: invalid(200, text("200", "application/x-amz-json-1.1")), reason: core.InvalidResponse},
		{name: "null in place of a reply", answer: Answer{Status: 200, Header: amz(), Body: `null`}, err: invalid(200, text("200", "application/x-amz-json-1.1")), reason: core.InvalidResponse},
		{name: "text behind a reply", answer: Answer{Status: 200, Header: amz(), Body: `{} secret`}, err: invalid(200, text("200", "application/x-amz-json-1.1")), reason: core.InvalidResponse},
		{name: "half a reply that came whole", answer: Answer{Status: 200, Header: amz(), Body: `{"Username":"secret`}, err: invalid(200, text("200", "application/x-amz-json-1.1")), reason: core.InvalidResponse},
		{name: "a proxy's page", answer: Answer{Status: 403, Header: html, Body: "<html>secret</html>"}, err: invalid(403, text("403", "text/html")), reason: core.InvalidResponse},
		{name: "a gateway's page", answer: Answer{Status: 502, Header: html, Body: "<html>secret</html>"}, err: invalid(502, text("502", "text/html")), reason: core.InvalidResponse},
		{name: "JSON that is not the service's", answer: Answer{Status: 403, Header: map[string]string{"Content-Type": "application/json"}, Body: `{"message":"secret"}`}, err: invalid(403, text("403", "application/json")), reason: core.InvalidResponse},
		{name: "an error without a body", answer: Answer{Status: 503, Header: html, Body: ""}, err: invalid(503, text("503", "text/html")), reason: core.InvalidResponse},
		{name: "an error that is a list", answer: Answer{Status: 500, Header: amz(), Body: `["secret"]`}, err: invalid(500, text("500", "application/x-amz-json-1.1")), reason: core.InvalidResponse},

		{name: "no answer", answer: Answer{Fault: NoAnswer}, err: network, reason: core.NetworkError},
		{name: "a reply that is cut short", answer: Answer{Status: 200, Header: amz(), Body: `{"Username":"secret`, Fault: CutShort}, err: network, reason: core.NetworkError},
		{name: "a reply that is cut short behind its end", answer: Answer{Status: 200, Header: amz(), Body: `{"Username":"secret"}`, Fault: CutShort}, err: network, reason: core.NetworkError},
		{name: "a refusal that is cut short", answer: Answer{Status: 400, Header: amz(), Body: `{"__type":"NotAuthorizedEx`, Fault: CutShort}, err: network, reason: core.NetworkError},
	}
}()

// exchange is an operation's input and reply, with every member that package core sends or
// callers use.
type exchange struct{ input, reply string }

const (
	token     = `"AccessToken":"a.b.c"`
	client    = `"ClientId":"c"`
	clientAnd = client + `,"UserContextData":{"EncodedData":"e"},"ClientMetadata":{"from":"test"}`
	delivery  = `{"CodeDeliveryDetails":{"AttributeName":"email","DeliveryMedium":"EMAIL","Destination":"a***@e***"}}`
	tokens    = `{"AccessToken":"a.b.c","ExpiresIn":3600,"IdToken":"i.d.t","RefreshToken":"r","TokenType":"Bearer"`
	device    = `{"DeviceKey":"us-east-1_d","DeviceAttributes":[{"Name":"device_name","Value":"engine"},{"Name":"device_status","Value":""}],` +
		`"DeviceCreateDate":1772600767.123,"DeviceLastModifiedDate":1772600768,"DeviceLastAuthenticatedDate":1.772600769E9}`
)

var operations = map[string]exchange{
	"AssociateSoftwareToken": {`{` + token + `,"Session":"session-of-20-characters"}`, `{"SecretCode":"JBSWY3DPEHPK3PXP","Session":"s"}`},
	"ChangePassword":         {`{` + token + `,"PreviousPassword":"p\"\\é<","ProposedPassword":"q"}`, `{}`},
	"ConfirmDevice": {`{` + token + `,"DeviceKey":"us-east-1_d","DeviceName":"engine","DeviceSecretVerifierConfig":{"Salt":"c2FsdA==","PasswordVerifier":"dg=="}}`,
		`{"UserConfirmationNecessary":false}`},
	"ConfirmForgotPassword": {`{` + clientAnd + `,"Username":"ada","ConfirmationCode":"123456","Password":"p","SecretHash":"aGFzaA=="}`, `{}`},
	"ConfirmSignUp":         {`{` + clientAnd + `,"Username":"ada","ConfirmationCode":"123456","ForceAliasCreation":true,"SecretHash":"aGFzaA=="}`, `{"Session":"s"}`},
	"DeleteUser":            {`{` + token + `}`, `{}`},
	"CompleteWebAuthnRegistration": {`{` + token + `,"Credential":{"id":"aWQ","rawId":"aWQ","type":"public-key","clientExtensionResults":{"credProps":{"rk":true}},"response":{"attestationObject":"YQ","clientDataJSON":"Yw","publicKeyAlgorithm":-7,"transports":["internal","hybrid"]}}}`,
		`{}`},
	"DeleteUserAttributes":             {`{` + token + `,"UserAttributeNames":["nickname","custom:x"]}`, `{}`},
	"DeleteWebAuthnCredential":         {`{` + token + `,"CredentialId":"aWQ"}`, `{}`},
	"ForgetDevice":                     {`{` + token + `,"DeviceKey":"us-east-1_d"}`, `{}`},
	"ForgotPassword":                   {`{` + clientAnd + `,"Username":"ada","SecretHash":"aGFzaA=="}`, delivery},
	"GetDevice":                        {`{` + token + `,"DeviceKey":"us-east-1_d"}`, `{"Device":` + device + `}`},
	"GetTokensFromRefreshToken":        {`{` + client + `,"RefreshToken":"r","ClientSecret":"s","DeviceKey":"us-east-1_d","ClientMetadata":{"from":"test"}}`, `{"AuthenticationResult":` + tokens + `}}`},
	"GetUser":                          {`{` + token + `}`, `{"Username":"ada","UserAttributes":[{"Name":"sub","Value":"1"},{"Name":"name","Value":"Ada <é>"}],"MFAOptions":[{"DeliveryMedium":"SMS","AttributeName":"phone_number"}],"PreferredMfaSetting":"SMS_MFA","UserMFASettingList":["SMS_MFA"]}`},
	"GetUserAttributeVerificationCode": {`{` + token + `,"AttributeName":"email","ClientMetadata":{"from":"test"}}`, delivery},
	"GetUserAuthFactors":               {`{` + token + `}`, `{"Username":"ada","ConfiguredUserAuthFactors":["PASSWORD","WEB_AUTHN"],"UserMFASettingList":["SMS_MFA"],"PreferredMfaSetting":"SMS_MFA"}`},
	"GlobalSignOut":                    {`{` + token + `}`, `{}`},
	"InitiateAuth":                     {`{` + clientAnd + `,"AuthFlow":"USER_SRP_AUTH","AuthParameters":{"USERNAME":"ada","SRP_A":"a","SECRET_HASH":"aGFzaA=="}}`, `{"ChallengeName":"PASSWORD_VERIFIER","ChallengeParameters":{"SALT":"0","SRP_B":"b","SECRET_BLOCK":"c","USER_ID_FOR_SRP":"ada","EMPTY":""}}`},
	"ListDevices":                      {`{` + token + `,"Limit":10,"PaginationToken":"p"}`, `{"Devices":[` + device + `],"PaginationToken":"q"}`},
	"ListWebAuthnCredentials":          {`{` + token + `,"MaxResults":2,"NextToken":"n"}`, `{"Credentials":[{"CredentialId":"aWQ","FriendlyCredentialName":"key","RelyingPartyId":"localhost","AuthenticatorTransports":["usb"],"CreatedAt":1772600767.123}],"NextToken":"m"}`},
	"ResendConfirmationCode":           {`{` + clientAnd + `,"Username":"ada","SecretHash":"aGFzaA=="}`, delivery},
	"RespondToAuthChallenge": {`{` + clientAnd + `,"ChallengeName":"SMS_MFA","ChallengeResponses":{"USERNAME":"ada","SMS_MFA_CODE":"123456","SECRET_HASH":"aGFzaA=="},"Session":"session-of-20-characters"}`,
		`{"ChallengeParameters":{},"AuthenticationResult":` + tokens + `,"NewDeviceMetadata":{"DeviceKey":"us-east-1_d","DeviceGroupKey":"-g"}}}`},
	"RevokeToken":          {`{` + client + `,"ClientSecret":"s","Token":"r"}`, `{}`},
	"SetUserMFAPreference": {`{` + token + `,"SMSMfaSettings":{"Enabled":false,"PreferredMfa":false},"SoftwareTokenMfaSettings":{"Enabled":true,"PreferredMfa":true},"EmailMfaSettings":{"Enabled":true,"PreferredMfa":false}}`, `{}`},
	"SetUserSettings":      {`{` + token + `,"MFAOptions":[{"DeliveryMedium":"SMS","AttributeName":"phone_number"}]}`, `{}`},
	"SignUp": {`{` + clientAnd + `,"Username":"ada","Password":"p","SecretHash":"aGFzaA==","UserAttributes":[{"Name":"email","Value":"a@b"},{"Name":"name","Value":""}],"ValidationData":[{"Name":"v","Value":"w"}]}`,
		`{"UserConfirmed":false,"UserSub":"1","CodeDeliveryDetails":{"AttributeName":"email","DeliveryMedium":"EMAIL","Destination":"a***@b***"}}`},
	"StartWebAuthnRegistration": {`{` + token + `}`,
		`{"CredentialCreationOptions":{"challenge":"Yw","excludeCredentials":[],"pubKeyCredParams":[{"alg":-7,"type":"public-key"}],"rp":{"id":"localhost","name":"l"},"timeout":60000,"user":{"displayName":"","id":"aWQ","name":"ada"}}}`},
	"UpdateDeviceStatus":   {`{` + token + `,"DeviceKey":"us-east-1_d","DeviceRememberedStatus":"remembered"}`, `{}`},
	"UpdateUserAttributes": {`{` + token + `,"UserAttributes":[{"Name":"name","Value":""}],"ClientMetadata":{"from":"test"}}`, `{"CodeDeliveryDetailsList":[]}`},
	"VerifySoftwareToken":  {`{"Session":"session-of-20-characters","UserCode":"123456","FriendlyDeviceName":"app"}`, `{"Status":"SUCCESS","Session":"s"}`},
	"VerifyUserAttribute":  {`{` + token + `,"AttributeName":"email","Code":"123456"}`, `{}`},
}

// Operations lists the operations that package core sends and callers may pass
// on.
func Operations() []string { return slices.Sorted(maps.Keys(operations)) }

// parsed returns the object of a JSON text.
func parsed(t *testing.T, text string) core.Object {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	object, _ := value(v).(core.Object)
	return object
}

func value(v any) core.Value {
	switch v := v.(type) {
	case map[string]any:
		object := make(core.Object, 0, len(v))
		for _, name := range slices.Sorted(maps.Keys(v)) {
			object = append(object, core.Member{Name: name, Value: value(v[name])})
		}
		return object
	case []any:
		list := make([]core.Value, len(v))
		for i := range v {
			list[i] = value(v[i])
		}
		return list
	case nil:
		return core.Null
	}
	return v
}

// plain returns a value as package encoding/json would decode it.
func plain(v core.Value) any {
	switch v := v.(type) {
	case core.Object:
		object := map[string]any{}
		for _, m := range v {
			object[m.Name] = plain(m.Value)
		}
		return object
	case []core.Value:
		list := make([]any, len(v))
		for i := range v {
			list[i] = plain(v[i])
		}
		return list
	}
	if v == core.Null {
		return nil
	}
	return v
}

// essential removes members that are null or false: for the service they mean the same as
// absent ones, and transports differ in which they send.
func essential(v any) any {
	if object, ok := v.(map[string]any); ok {
		for name, member := range object {
			if member == nil || member == false {
				delete(object, name)
			} else {
				essential(member)
			}
		}
	}
	return v
}
