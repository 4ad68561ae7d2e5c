package core_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
)

func TestNewPoolChecksIDs(t *testing.T) {
	const required, invalid = "Both UserPoolId and ClientId are required.", "Invalid UserPoolId format."
	tests := []struct{ userPoolID, clientID, want string }{
		{"us-east-1_ABC", "c", ""},
		{"x_1", "c", ""},
		{"us_east_1_abc", "c", ""},
		{"__a", "c", ""},
		{"-_a", "c", ""},
		{strings.Repeat("a", 53) + "_1", "c", ""},
		{"us-east-1_ABC", "any text at all", ""},
		{"", "c", required},
		{"us-east-1_ABC", "", required},
		{"", "", required},
		{"us-east-1", "c", invalid},
		{"us-east-1_", "c", invalid},
		{"_a", "c", invalid},
		{"_", "c", invalid},
		{"us-east-1_a-b", "c", invalid},
		{"us-east-1_ABC\n", "c", invalid},
		{"\nus-east-1_ABC", "c", invalid},
		{"us east_ABC", "c", invalid},
		{"us-east-1_é", "c", invalid},
		{"ü_1", "c", invalid},
		{"us-east-1_A\xff", "c", invalid},
		{"123", "c", invalid},
		{strings.Repeat("a", 54) + "_1", "c", invalid},
	}
	for _, tt := range tests {
		pool, err := core.NewPool(ports(core.PoolConfig{UserPoolID: tt.userPoolID, ClientID: tt.clientID}))
		if tt.want == "" {
			if err != nil || pool == nil {
				t.Errorf("NewPool(%q, %q) returns error %v", tt.userPoolID, tt.clientID, err)
			}
			continue
		}
		if err == nil || err.Error() != "cognito: "+tt.want || !errors.Is(err, core.InvalidParameter) || pool != nil {
			t.Errorf("NewPool(%q, %q) returns error %v, want InvalidParameter: %s", tt.userPoolID, tt.clientID, err, tt.want)
		}
	}
}

func TestRegionAndEndpoint(t *testing.T) {
	tests := []struct{ userPoolID, region, endpoint string }{
		{"us-east-1_ABC", "us-east-1", "https://cognito-idp.us-east-1.amazonaws.com/"},
		{"us_east_1_abc", "us", "https://cognito-idp.us.amazonaws.com/"},
		{"us-gov-west-1_ABC", "us-gov-west-1", "https://cognito-idp.us-gov-west-1.amazonaws.com/"},
		{"cn-north-1_ABC", "cn-north-1", "https://cognito-idp.cn-north-1.amazonaws.com.cn/"},
		{"cnx-1_ABC", "cnx-1", "https://cognito-idp.cnx-1.amazonaws.com/"},
	}
	for _, tt := range tests {
		if got := core.Region(tt.userPoolID); got != tt.region {
			t.Errorf("Region(%q) = %q, want %q", tt.userPoolID, got, tt.region)
		}
		if got := core.Endpoint(tt.userPoolID); got != tt.endpoint {
			t.Errorf("Endpoint(%q) = %q, want %q", tt.userPoolID, got, tt.endpoint)
		}
	}
}

func TestCurrentUser(t *testing.T) {
	ctx, store := context.Background(), new(storage)
	pool := must(core.NewPool(ports(core.PoolConfig{UserPoolID: poolID, ClientID: clientID, Storage: store})))

	user, err := pool.CurrentUser(ctx)
	wantError(t, err, core.NoSession)
	if user != nil {
		t.Errorf("with nobody signed in: %v", user)
	}

	_ = store.Set(ctx, "CognitoIdentityServiceProvider."+clientID+".LastAuthUser", "ada")
	if user, err := pool.CurrentUser(ctx); err != nil || user.Username() != "ada" {
		t.Errorf("with ada signed in: %v, %v", user, err)
	}
}

// Without an IdentityProvider a pool still reads storage, and says what is missing when it
// needs the service.
func TestPoolWithoutIdentityProvider(t *testing.T) {
	pool := must(core.NewPool(ports(core.PoolConfig{UserPoolID: poolID, ClientID: clientID})))
	_, err := pool.CurrentUser(context.Background())
	wantError(t, err, core.NoSession)
	_, err = pool.User("ada").SignIn(context.Background(), core.Credentials{Password: password})
	wantError(t, err, core.InvalidParameter)
	if err == nil || !strings.Contains(err.Error(), "PoolConfig.IdentityProvider") {
		t.Errorf("the error does not name the missing option: %v", err)
	}
}
