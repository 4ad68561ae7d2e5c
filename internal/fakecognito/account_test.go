package fakecognito_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func (e *env) revoke(token string) error {
	_, err := e.api.RevokeToken(e.ctx, &cognitoidentityprovider.RevokeTokenInput{
		ClientId: aws.String(clientID), Token: aws.String(token),
	})
	return err
}

func TestGetUser(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	result := e.signIn()
	out, err := e.api.GetUser(e.ctx, &cognitoidentityprovider.GetUserInput{AccessToken: result.AccessToken})
	e.ok(err)
	got := map[string]string{}
	for _, a := range out.UserAttributes {
		got[*a.Name] = *a.Value
	}
	user, _ := e.srv.User("alice")
	if *out.Username != "alice" || len(got) != 3 || got["sub"] != user.Sub || got["email"] != "alice@example.com" || got["email_verified"] != "true" {
		t.Errorf("GetUser: %q %v", *out.Username, got)
	}
	for _, token := range []string{*result.IdToken, "nonsense", "a.b.c", *result.AccessToken + "A"} {
		e.wantError(e.getUser(token), "NotAuthorizedException: Invalid Access Token")
	}
	// Keys are shared in a process, but a token of another pool is refused all the same.
	other := alice(t, &fakecognito.Server{PoolID: "us-east-1_Other"})
	e.wantError(e.getUser(*other.signIn().AccessToken), "NotAuthorizedException: Invalid Access Token")
	e.srv.DisableUser("ALICE")
	e.wantError(e.getUser(*result.AccessToken), "NotAuthorizedException: User is disabled.")
}

func TestRevokeToken(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	one, two := e.signIn(), e.signIn()
	again, err := e.refresh(*one.RefreshToken)
	e.ok(err)
	e.ok(e.revoke(*one.RefreshToken))
	e.ok(e.revoke(*one.RefreshToken))
	_, err = e.refresh(*one.RefreshToken)
	e.wantError(err, "NotAuthorizedException: Refresh Token has been revoked")
	e.wantError(e.getUser(*one.AccessToken), "NotAuthorizedException: Access Token has been revoked")
	e.wantError(e.getUser(*again.AccessToken), "NotAuthorizedException: Access Token has been revoked")
	e.ok(e.getUser(*two.AccessToken))
	e.wantError(e.revoke(*two.AccessToken), "UnsupportedTokenTypeException: Token type is not supported")
	e.wantError(e.revoke("nonsense"), "InvalidParameterException: Invalid refresh token")
	_, err = e.api.RevokeToken(e.ctx, &cognitoidentityprovider.RevokeTokenInput{
		ClientId: aws.String("other"), Token: two.RefreshToken,
	})
	e.wantError(err, "ResourceNotFoundException: User pool client other does not exist.")
}

func TestDisableTokenRevocation(t *testing.T) {
	e := alice(t, &fakecognito.Server{DisableTokenRevocation: true})
	result := e.signIn()
	for _, token := range []string{*result.IdToken, *result.AccessToken} {
		if _, claims := e.verify(token); claims["origin_jti"] != nil {
			t.Error("origin_jti is there")
		}
	}
	e.wantError(e.revoke(*result.RefreshToken), "UnsupportedOperationException: Token revocation is not enabled for this client")
}

func TestGlobalSignOut(t *testing.T) {
	e := alice(t, &fakecognito.Server{})
	one, two := e.signIn(), e.signIn()
	_, err := e.api.GlobalSignOut(e.ctx, &cognitoidentityprovider.GlobalSignOutInput{AccessToken: one.AccessToken})
	e.ok(err)
	_, err = e.refresh(*two.RefreshToken)
	e.wantError(err, "NotAuthorizedException: Refresh Token has been revoked")
	e.wantError(e.getUser(*two.AccessToken), "NotAuthorizedException: Access Token has been revoked")
	three := e.signIn()
	e.ok(e.getUser(*three.AccessToken))
	if !e.srv.RevokeAll("alice") || e.srv.RevokeAll("nobody") {
		t.Error("RevokeAll reports wrongly")
	}
	e.wantError(e.getUser(*three.AccessToken), "NotAuthorizedException: Access Token has been revoked")
}
