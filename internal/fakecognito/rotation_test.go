package fakecognito_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

const (
	reused  = "RefreshTokenReuseException: Refresh token has been invalidated by rotation"
	revoked = "NotAuthorizedException: Refresh Token has been revoked"
	flowOff = "InvalidParameterException: REFRESH_TOKEN_AUTH flow not enabled for this client"
)

// rotate sends GetTokensFromRefreshToken, with a device key if there is one.
func (e *env) rotate(token string, deviceKey ...string) (*types.AuthenticationResultType, error) {
	in := &cognitoidentityprovider.GetTokensFromRefreshTokenInput{ClientId: aws.String(clientID), RefreshToken: aws.String(token)}
	if len(deviceKey) > 0 {
		in.DeviceKey = aws.String(deviceKey[0])
	}
	out, err := e.api.GetTokensFromRefreshToken(e.ctx, in)
	if err != nil {
		return nil, err
	}
	return out.AuthenticationResult, nil
}

// mustRotate calls rotate, which must succeed and return another refresh token.
func (e *env) mustRotate(token string) *types.AuthenticationResultType {
	e.Helper()
	result, err := e.rotate(token)
	e.ok(err)
	if result.RefreshToken == nil || *result.RefreshToken == token {
		e.Fatal("no new refresh token")
	}
	return result
}

// tokenStates returns the server's description of all refresh tokens, one per line.
func (e *env) tokenStates() string {
	var lines []string
	for _, r := range e.srv.RefreshTokens() {
		lines = append(lines, strings.TrimPrefix(r.String(), "refresh token of "))
	}
	return strings.Join(lines, "\n")
}

func (e *env) wantTokenStates(want ...string) {
	e.Helper()
	if got := e.tokenStates(); got != strings.Join(want, "\n") {
		e.Errorf("refresh tokens:\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

func TestRotation(t *testing.T) {
	e := alice(t, &fakecognito.Server{RefreshTokenRotation: true, DisableTokenRevocation: true})
	first := e.signIn()
	_, before := e.verify(*first.AccessToken)
	e.clock.Advance(time.Hour)
	second := e.mustRotate(*first.RefreshToken)
	_, after := e.verify(*second.AccessToken)
	for _, name := range []string{"origin_jti", "auth_time", "sub"} {
		if before[name] == nil || before[name] != after[name] {
			t.Errorf("%s is missing or changed", name)
		}
	}
	if second.NewDeviceMetadata != nil || *second.TokenType != "Bearer" || second.ExpiresIn != 3600 {
		t.Errorf("NewDeviceMetadata %v, TokenType %q, ExpiresIn %d", second.NewDeviceMetadata, *second.TokenType, second.ExpiresIn)
	}
	e.wantTokenStates(
		"alice, family 1, spent 1, rotated true, live false",
		"alice, family 1, spent 0, rotated false, live true",
	)
	third := e.mustRotate(*second.RefreshToken)
	e.ok(e.getUser(*third.AccessToken))
	// A refresh never extends a sign-in.
	e.clock.Advance(30*24*time.Hour - time.Hour)
	_, err := e.rotate(*third.RefreshToken)
	e.wantError(err, "NotAuthorizedException: Refresh Token has expired")
	if n := e.srv.ReuseRevocations(); n != 0 {
		t.Errorf("%d revocations by reuse", n)
	}
}

func TestRotationReuse(t *testing.T) {
	e := alice(t, &fakecognito.Server{RefreshTokenRotation: true})
	other := e.signIn()
	first := e.signIn()
	second := e.mustRotate(*first.RefreshToken)
	_, err := e.rotate(*first.RefreshToken)
	e.wantError(err, reused)
	// It has taken everything of that sign-in with it, and nothing else.
	_, err = e.rotate(*second.RefreshToken)
	e.wantError(err, revoked)
	_, err = e.rotate(*first.RefreshToken)
	e.wantError(err, revoked)
	for _, token := range []string{*first.AccessToken, *second.AccessToken} {
		e.wantError(e.getUser(token), "NotAuthorizedException: Access Token has been revoked")
	}
	e.wantTokenStates(
		"alice, family 1, spent 0, rotated false, live true",
		"alice, family 2, spent 2, rotated true, live false",
		"alice, family 2, spent 0, rotated false, live false",
	)
	if n := e.srv.ReuseRevocations(); n != 1 {
		t.Errorf("%d revocations by reuse", n)
	}
	e.mustRotate(*other.RefreshToken)
	resp := e.post("GetTokensFromRefreshToken", amzJSON, `{"ClientId":"`+clientID+`","RefreshToken":"`+*other.RefreshToken+`"}`)
	if got := e.errorBody(resp); got != reused {
		t.Errorf("got %s", got)
	}
}

func TestRotationGrace(t *testing.T) {
	e := alice(t, &fakecognito.Server{RefreshTokenRotation: true, RotationGrace: 10 * time.Second})
	first := *e.signIn().RefreshToken
	e.clock.Advance(time.Hour)
	one := *e.mustRotate(first).RefreshToken
	e.clock.Advance(9 * time.Second)
	two := *e.mustRotate(first).RefreshToken
	if one == two {
		t.Error("two uses gave one token")
	}
	e.wantTokenStates(
		"alice, family 1, spent 2, rotated true, live true",
		"alice, family 1, spent 0, rotated false, live true",
		"alice, family 1, spent 0, rotated false, live true",
	)
	// Each is valid, with its own grace period; that of the first began at its first use.
	e.mustRotate(one)
	e.clock.Advance(time.Second)
	e.mustRotate(one)
	three := *e.mustRotate(two).RefreshToken
	_, err := e.rotate(first)
	e.wantError(err, reused)
	for _, token := range []string{one, two, three} {
		_, err := e.rotate(token)
		e.wantError(err, revoked)
	}
	if n := e.srv.ReuseRevocations(); n != 1 {
		t.Errorf("%d revocations by reuse", n)
	}
}

// TestRotationRace simulates tabs without locks: one of them wins, and nobody is signed in
// afterwards.
func TestRotationRace(t *testing.T) {
	e := alice(t, &fakecognito.Server{RefreshTokenRotation: true})
	token := *e.signIn().RefreshToken
	var mu sync.Mutex
	var outcomes []string
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			_, err := e.rotate(token)
			mu.Lock()
			defer mu.Unlock()
			outcomes = append(outcomes, errorText(err))
		})
	}
	wg.Wait()
	slices.Sort(outcomes)
	if want := []string{revoked, revoked, reused, "no error"}; !slices.Equal(outcomes, want) {
		t.Errorf("outcomes %q", outcomes)
	}
	if n := e.srv.ReuseRevocations(); n != 1 {
		t.Errorf("%d revocations by reuse", n)
	}
	for _, r := range e.srv.RefreshTokens() {
		if r.Live {
			t.Errorf("still live: %v", r)
		}
	}
}

func TestRotationRefusal(t *testing.T) {
	for _, test := range []struct {
		refusal fakecognito.Refusal
		want    string
	}{
		{fakecognito.Refusal{}, flowOff},
		{fakecognito.Refusal{Code: "UnsupportedOperationException", Message: "Not with rotation"}, "UnsupportedOperationException: Not with rotation"},
		{fakecognito.Refusal{Code: "NotAuthorizedException", Message: "Refresh token rotation is enabled"}, "NotAuthorizedException: Refresh token rotation is enabled"},
		{fakecognito.Refusal{Code: "UnsupportedOperationException"}, "UnsupportedOperationException: REFRESH_TOKEN_AUTH flow not enabled for this client"},
		{fakecognito.Refusal{Message: "Other text"}, "InvalidParameterException: Other text"},
	} {
		e := alice(t, &fakecognito.Server{RefreshTokenRotation: true, RotationRefusal: test.refusal})
		token := *e.signIn().RefreshToken
		_, err := e.refresh(token)
		e.wantError(err, test.want)
		// The client's setting is checked before the token.
		_, err = e.refresh("nonsense")
		e.wantError(err, test.want)
		// A refused flow spends nothing.
		e.wantTokenStates("alice, family 1, spent 0, rotated false, live true")
		e.mustRotate(token)
	}
	e := alice(t, &fakecognito.Server{RefreshTokenRotation: true})
	_, err := e.initiate("REFRESH_TOKEN", map[string]string{"REFRESH_TOKEN": *e.signIn().RefreshToken})
	e.wantError(err, "InvalidParameterException: REFRESH_TOKEN flow not enabled for this client")
}

func TestWithoutRotation(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	first := e.signIn()
	for range 2 {
		result, err := e.rotate(*first.RefreshToken)
		e.ok(err)
		if result.RefreshToken != nil {
			t.Error("the reply has a refresh token")
		}
		e.ok(e.getUser(*result.AccessToken))
	}
	_, err := e.refresh(*first.RefreshToken)
	e.ok(err)
	e.wantTokenStates("alice, family 1, spent 3, rotated false, live true")
}

func TestNoTokenRotationAPI(t *testing.T) {
	e := alice(t, &fakecognito.Server{NoTokenRotationAPI: true})
	token := *e.signIn().RefreshToken
	_, err := e.rotate(token)
	e.wantError(err, "UnknownOperationException: UnknownError") // the SDK's word for no message
	_, err = e.refresh(token)
	e.ok(err)
	e.wantTokenStates("alice, family 1, spent 1, rotated false, live true")
}

// TestDefiniteRefusals checks that both ways to refresh refuse for the same reasons.
func TestDefiniteRefusals(t *testing.T) {
	for _, rotation := range []bool{false, true} {
		t.Run(fmt.Sprint("rotation ", rotation), func(t *testing.T) {
			e := alice(t, &fakecognito.Server{RefreshTokenRotation: rotation})
			want := func(token, text string) {
				t.Helper()
				_, err := e.rotate(token)
				e.wantError(err, text)
				if !rotation {
					_, err = e.refresh(token)
					e.wantError(err, text)
				}
			}
			want("nonsense", "NotAuthorizedException: Invalid Refresh Token")
			token := *e.signIn().RefreshToken
			e.srv.DisableUser("alice")
			want(token, "NotAuthorizedException: User is disabled.")
			e.wantTokenStates("alice, family 1, spent 0, rotated false, live false")
			e.srv.EnableUser("alice")
			e.wantTokenStates("alice, family 1, spent 0, rotated false, live true")
			e.clock.Advance(30 * 24 * time.Hour)
			want(token, "NotAuthorizedException: Refresh Token has expired")
			token = *e.signIn().RefreshToken
			e.srv.RevokeAll("alice")
			want(token, revoked)
			token = *e.signIn().RefreshToken
			e.srv.DeleteUser("alice")
			want(token, "UserNotFoundException: User does not exist.")
			e.wantTokenStates(
				"alice, family 1, spent 0, rotated false, live false",
				"alice, family 2, spent 0, rotated false, live false",
				"alice, family 3, spent 0, rotated false, live false",
			)
		})
	}
}

// TestRevokeTokenFamily revokes by an old, a middle and the newest token.
func TestRevokeTokenFamily(t *testing.T) {
	for which := range 3 {
		e := alice(t, &fakecognito.Server{RefreshTokenRotation: true})
		other := e.signIn()
		first := e.signIn()
		second := e.mustRotate(*first.RefreshToken)
		third := e.mustRotate(*second.RefreshToken)
		results := []*types.AuthenticationResultType{first, second, third}
		e.ok(e.revoke(*results[which].RefreshToken))
		for _, r := range results {
			_, err := e.rotate(*r.RefreshToken)
			e.wantError(err, revoked)
			e.wantError(e.getUser(*r.AccessToken), "NotAuthorizedException: Access Token has been revoked")
		}
		e.mustRotate(*other.RefreshToken)
		if n := e.srv.ReuseRevocations(); n != 0 {
			t.Errorf("%d revocations by reuse", n)
		}
	}
}

func TestRotationWithDevice(t *testing.T) {
	e := alice(t, &fakecognito.Server{RefreshTokenRotation: true, DeviceTracking: fakecognito.DeviceTrackingAlways})
	const invalid = "NotAuthorizedException: Invalid Refresh Token"
	result := e.signIn()
	_, err := e.rotate(*result.RefreshToken, *result.NewDeviceMetadata.DeviceKey)
	e.wantError(err, invalid) // not confirmed yet
	d, _, err := e.confirmDevice(result)
	e.ok(err)
	_, err = e.rotate(*result.RefreshToken)
	e.wantError(err, invalid)
	other, _, err := e.confirmDevice(e.signIn())
	e.ok(err)
	_, err = e.rotate(*result.RefreshToken, other.key)
	e.wantError(err, invalid)
	e.clock.Advance(time.Minute)
	next, err := e.rotate(*result.RefreshToken, d.key)
	e.ok(err)
	if _, claims := e.verify(*next.AccessToken); claims["device_key"] != d.key {
		t.Errorf("device_key = %v", claims["device_key"])
	}
	user, _ := e.srv.User("alice")
	for _, have := range user.Devices {
		if (have.Key == d.key) != have.LastAuthenticated.Equal(e.clock.Now()) {
			t.Errorf("device %s: LastAuthenticated %v", have.Key, have.LastAuthenticated)
		}
	}
	// Reuse without the device ends nothing.
	_, err = e.rotate(*result.RefreshToken)
	e.wantError(err, invalid)
	_, err = e.rotate(*next.RefreshToken, d.key)
	e.ok(err)
	_, err = e.rotate(*result.RefreshToken, d.key)
	e.wantError(err, reused)
}

func TestRotationClient(t *testing.T) {
	e := alice(t, &fakecognito.Server{ClientSecret: "secret"})
	call := func(client, secret string) error {
		in := &cognitoidentityprovider.GetTokensFromRefreshTokenInput{ClientId: aws.String(client), RefreshToken: aws.String("nonsense")}
		if secret != "" {
			in.ClientSecret = aws.String(secret)
		}
		_, err := e.api.GetTokensFromRefreshToken(e.ctx, in)
		return err
	}
	e.wantError(call("other", "secret"), "ResourceNotFoundException: User pool client other does not exist.")
	e.wantError(call(clientID, ""), "NotAuthorizedException: Invalid client secret for client "+clientID)
	e.wantError(call(clientID, "wrong"), "NotAuthorizedException: Invalid client secret for client "+clientID)
	e.wantError(call(clientID, "secret"), "NotAuthorizedException: Invalid Refresh Token")

	const c = `"ClientId":"` + clientID + `",`
	const constraint = `' failed to satisfy constraint: Member must `
	for _, test := range []struct{ body, want string }{
		{`{` + c + `"RefreshToken":"x","AuthFlow":"REFRESH_TOKEN_AUTH"}`, `SerializationException: unknown member "AuthFlow"`},
		{`{` + c + `"RefreshToken":"x","SecretHash":"x"}`, `SerializationException: unknown member "SecretHash"`},
		{`{` + c + `"RefreshToken":null}`, `InvalidParameterException: 1 validation error detected: Value at 'refreshToken` + constraint + `not be null`},
		{`{"RefreshToken":"x"}`, `InvalidParameterException: 1 validation error detected: Value at 'clientId` + constraint + `not be null`},
		{`{` + c + `"RefreshToken":"a b"}`, `InvalidParameterException: 1 validation error detected: Value at 'refreshToken` + constraint + `satisfy regular expression pattern: [A-Za-z0-9-_=.]+`},
		{`{` + c + `"RefreshToken":"x","DeviceKey":"x"}`, `InvalidParameterException: 1 validation error detected: Value at 'deviceKey` + constraint + `satisfy regular expression pattern: [\w-]+_[0-9a-f-]+`},
		{`{` + c + `"RefreshToken":"x","DeviceKey":null,"ClientMetadata":{"a":"b"},"ClientSecret":"secret"}`, `NotAuthorizedException: Invalid Refresh Token`},
	} {
		if got := e.errorBody(e.post("GetTokensFromRefreshToken", amzJSON, test.body)); got != test.want {
			t.Errorf("%s\ngot  %s\nwant %s", test.body, got, test.want)
		}
	}
}

// TestRefreshTokensHidden prints refresh tokens in every way.
func TestRefreshTokensHidden(t *testing.T) {
	e := alice(t, &fakecognito.Server{RefreshTokenRotation: true})
	e.mustRotate(*e.signIn().RefreshToken)
	list := e.srv.RefreshTokens()
	shown := fmt.Sprintf("%v %+v %#v %s %v", list, list, list, list, list[0])
	for _, r := range list {
		if strings.Contains(shown, r.Token) {
			t.Error("a token is shown")
		}
	}
	if len(list) != 2 || list[0].Token == list[1].Token {
		t.Errorf("%d tokens", len(list))
	}
}
