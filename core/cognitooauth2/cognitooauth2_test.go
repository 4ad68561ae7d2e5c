//go:build !js

package cognitooauth2_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/awsidp"
	"github.com/cognitowasm/cognitowasm/core/cognitooauth2"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

const password = "Engine-1843"

// signedIn returns a user who is signed in at a fake service.
func signedIn(t *testing.T, fake *fakecognito.Server) *core.User {
	t.Helper()
	if _, err := fake.CreateUser(fakecognito.NewUser{Username: "ada", Password: password, Email: "ada@example.com"}); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	pool, err := core.NewPool(core.PoolConfig{
		UserPoolID: fakecognito.DefaultPoolID, ClientID: fakecognito.DefaultClientID,
		IdentityProvider: awsidp.ForPool(fakecognito.DefaultPoolID, func(o *cognitoidentityprovider.Options) { o.BaseEndpoint = &server.URL }),
	})
	if err != nil {
		t.Fatal(err)
	}
	user := pool.User("ada")
	if _, err := user.SignIn(t.Context(), core.Credentials{Password: password, Flow: core.UserPasswordAuth}); err != nil {
		t.Fatal(err)
	}
	fake.ResetRequests()
	return user
}

func TestTokenSource(t *testing.T) {
	user := signedIn(t, new(fakecognito.Server))
	session, err := user.Session(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	source := cognitooauth2.TokenSource(t.Context(), user)
	token, err := source.Token()
	if err != nil {
		t.Fatal(err)
	}
	if token.AccessToken != session.AccessToken || token.RefreshToken != "" || token.Extra("id_token") != session.IDToken ||
		!token.Expiry.Equal(session.Expiry()) || token.Expiry.IsZero() || token.Type() != "Bearer" {
		t.Errorf("the token is %+v", token)
	}
	if err := user.SignOut(t.Context()); err != nil {
		t.Fatal(err)
	}
	if token, err := source.Token(); token != nil || !errors.Is(err, core.NoSession) {
		t.Errorf("signed out: %v, %v", token, err)
	}
}

// Requests have the access token of the moment. However many find it expired, there is one
// refresh, also where refresh tokens rotate.
func TestClientRefreshesOnce(t *testing.T) {
	fake := &fakecognito.Server{RefreshTokenRotation: true, AccessTokenLifetime: time.Second, IDTokenLifetime: time.Second}
	user := signedIn(t, fake)
	first, err := user.Session(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	seen := map[string]int{}
	api := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		seen[r.Header.Get("Authorization")]++
	}))
	t.Cleanup(api.Close)
	client := cognitooauth2.Client(t.Context(), user)
	expired := make(chan struct{})
	time.AfterFunc(time.Until(first.Expiry())+time.Second, func() { close(expired) })
	<-expired
	fake.AccessTokenLifetime, fake.IDTokenLifetime = time.Hour, time.Hour
	var requests sync.WaitGroup
	for range 50 {
		requests.Go(func() {
			response, err := client.Get(api.URL)
			if err != nil {
				t.Error(err)
				return
			}
			_ = response.Body.Close()
		})
	}
	requests.Wait()
	refreshes := 0
	for _, r := range fake.Requests() {
		if r.Op == "GetTokensFromRefreshToken" {
			refreshes++
		}
	}
	if refreshes != 1 || len(seen) != 1 {
		t.Errorf("%d refreshes, and %d different tokens", refreshes, len(seen))
	}
	for header, n := range seen {
		if n != 50 || !strings.HasPrefix(header, "Bearer ") || header == "Bearer "+first.AccessToken {
			t.Errorf("%d requests have a new token", n)
		}
	}
}
