//go:build !js

package core_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"time"

	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/awsidp"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
	"github.com/pquerna/otp/totp"
)

// The examples run with a Cognito inside this program; with the real one an example's first
// lines are
//
//	idp := awsidp.ForPool("eu-west-1_AbCdEf123")
func fakeService(fake *fakecognito.Server, user fakecognito.NewUser) (idp core.IdentityProvider, stop func()) {
	server := httptest.NewServer(fake)
	user.Username, user.Password, user.Email = "ada", "Engine-1843", "ada@example.com"
	if _, err := fake.CreateUser(user); err != nil {
		panic(err)
	}
	return awsidp.ForPool(poolID, func(o *cognito.Options) { o.BaseEndpoint = &server.URL }), server.Close
}

// appCode returns the code that the user's authenticator app shows.
func appCode() string {
	code, err := totp.GenerateCode(totpSecret, time.Now())
	if err != nil {
		panic(err)
	}
	return code
}

// Sign in by SRP, with the code of an authenticator app if the user has one. The step says
// what to do next.
func ExampleUser_SignIn() {
	idp, stop := fakeService(new(fakecognito.Server), fakecognito.NewUser{MFA: []string{fakecognito.SoftwareTokenMFA}, TOTPSecret: totpSecret})
	defer stop()

	ctx := context.Background()
	pool, err := core.NewPool(core.PoolConfig{UserPoolID: poolID, ClientID: clientID, IdentityProvider: idp})
	if err != nil {
		panic(err)
	}
	step, err := pool.User("ada@example.com").SignIn(ctx, core.Credentials{Password: "Engine-1843"})
	for err == nil {
		switch s := step.(type) {
		case *core.SignedIn:
			fmt.Println("signed in as", s.Session.IDClaims().Text("cognito:username"))
			return
		case *core.SoftwareTokenMFA:
			fmt.Println("the code, please")
			step, err = s.Answer(ctx, appCode())
		case core.Challenge:
			panic("not handled here: " + s.State().Name)
		}
	}
	switch { // errors.Is finds Cognito's exceptions, ReasonOf is finer
	case core.ReasonOf(err) == core.BadCredentials:
		fmt.Println("wrong name or password")
	case errors.Is(err, core.NetworkError):
		fmt.Println("no answer; try again later")
	default:
		panic(err)
	}
	// Output:
	// the code, please
	// signed in as ada
}

// The session is refreshed when it has expired, with one request for all callers.
func ExampleUser_Session() {
	idp, stop := fakeService(&fakecognito.Server{IDTokenLifetime: time.Second, AccessTokenLifetime: time.Second}, fakecognito.NewUser{})
	defer stop()

	ctx := context.Background()
	pool, err := core.NewPool(core.PoolConfig{UserPoolID: poolID, ClientID: clientID, IdentityProvider: idp})
	if err != nil {
		panic(err)
	}
	if _, err := pool.User("ada").SignIn(ctx, core.Credentials{Password: "Engine-1843"}); err != nil {
		panic(err)
	}
	user, err := pool.CurrentUser(ctx)
	if err != nil {
		panic(err)
	}
	session, err := user.Session(ctx)
	if errors.Is(err, core.NoSession) {
		fmt.Println("sign in first")
		return
	} else if err != nil {
		panic(err)
	}
	fmt.Println(session.IDClaims().Text("email"))
	// Output: ada@example.com
}

// A name and a refresh token from elsewhere make a session, in one call.
func ExampleUser_Refresh() {
	idp, stop := fakeService(new(fakecognito.Server), fakecognito.NewUser{})
	defer stop()
	refreshToken := tokenFromElsewhere(idp)

	ctx := context.Background()
	pool, err := core.NewPool(core.PoolConfig{UserPoolID: poolID, ClientID: clientID, IdentityProvider: idp})
	if err != nil {
		panic(err)
	}
	session, err := pool.User("ada").Refresh(ctx, core.RefreshInput{RefreshToken: refreshToken})
	if err != nil {
		panic(err)
	}
	fmt.Println(session.AccessClaims().Text("username"), session.Valid(time.Now()))
	// A refused token will never work again; core.ReasonOf says why.
	_, err = pool.User("ada").Refresh(ctx, core.RefreshInput{RefreshToken: "an old one"})
	fmt.Println(errors.Is(err, core.NotAuthorizedException), core.Retryable(err))
	// Output:
	// ada true
	// true false
}

func tokenFromElsewhere(idp core.IdentityProvider) string {
	pool := must(core.NewPool(core.PoolConfig{UserPoolID: poolID, ClientID: clientID, IdentityProvider: idp}))
	step := must(pool.User("ada").SignIn(context.Background(), core.Credentials{Password: "Engine-1843"}))
	return step.(*core.SignedIn).Session.RefreshToken
}

// If the pool tracks devices, a sign-in confirms this one. If the user must decide whether it
// is remembered, ask, and update its status. The next sign-in then proves the device
// automatically, in place of a second factor.
func ExampleUser_RememberDevice() {
	idp, stop := fakeService(&fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingOptional},
		fakecognito.NewUser{MFA: []string{fakecognito.SoftwareTokenMFA}, TOTPSecret: totpSecret})
	defer stop()

	ctx := context.Background()
	pool, err := core.NewPool(core.PoolConfig{UserPoolID: poolID, ClientID: clientID, IdentityProvider: idp, DeviceName: "my laptop"})
	if err != nil {
		panic(err)
	}
	for range 2 {
		step, err := pool.User("ada").SignIn(ctx, core.Credentials{Password: "Engine-1843"})
		if mfa, ok := step.(*core.SoftwareTokenMFA); ok {
			fmt.Println("the code, please")
			step, err = mfa.Answer(ctx, appCode())
		}
		if err != nil {
			panic(err)
		}
		done := step.(*core.SignedIn)
		if done.UserConfirmationNecessary {
			fmt.Println("remember this device?")
			if err := pool.User("ada").RememberDevice(ctx, done.Device.Key, true); err != nil {
				panic(err)
			}
		}
		fmt.Println("signed in")
	}
	// Output:
	// the code, please
	// remember this device?
	// signed in
	// signed in
}

// Challenges that the pool's Lambda triggers define need no password.
func ExampleUser_InitiateCustomAuth() {
	idp, stop := fakeService(&fakecognito.Server{CustomChallenges: []fakecognito.CustomChallenge{
		{Parameters: map[string]string{"question": "6 times 7"}, Answer: "42"},
	}}, fakecognito.NewUser{})
	defer stop()

	ctx := context.Background()
	pool, err := core.NewPool(core.PoolConfig{UserPoolID: poolID, ClientID: clientID, IdentityProvider: idp})
	if err != nil {
		panic(err)
	}
	step, err := pool.User("ada").InitiateCustomAuth(ctx)
	for err == nil {
		challenge, ok := step.(*core.CustomChallenge)
		if !ok {
			break
		}
		fmt.Println(challenge.State().Parameters.Text("question"))
		step, err = challenge.Answer(ctx, "42")
	}
	if err != nil {
		panic(err)
	}
	fmt.Println("signed in as", step.(*core.SignedIn).Session.AccessClaims().Text("username"))
	// Output:
	// 6 times 7
	// signed in as ada
}

// A program on your own machine may use an app client that has a secret.
func ExamplePoolConfig_clientSecret() {
	idp, stop := fakeService(&fakecognito.Server{ClientSecret: "from your vault"}, fakecognito.NewUser{})
	defer stop()

	ctx := context.Background()
	pool, err := core.NewPool(core.PoolConfig{
		UserPoolID: poolID, ClientID: clientID, IdentityProvider: idp,
		ClientSecret: "from your vault", // an environment variable, rather
	})
	if err != nil {
		panic(err)
	}
	user := pool.User("ada@example.com") // each step has the right SECRET_HASH, aliases too
	if _, err := user.SignIn(ctx, core.Credentials{Password: "Engine-1843"}); err != nil {
		panic(err)
	}
	fmt.Println(user.Username())
	// Output: ada
}

// A command-line program that stays signed in: it finds the session in its file, prints who
// is signed in, refreshes, and signs out.
func ExampleFileStorage() {
	idp, stop := fakeService(new(fakecognito.Server), fakecognito.NewUser{})
	defer stop()
	folder, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)

	ctx := context.Background()
	for range 2 { // two runs of one program
		file := &core.FileStorage{Path: filepath.Join(folder, "session.json")}
		pool, err := core.NewPool(core.PoolConfig{
			UserPoolID: poolID, ClientID: clientID, IdentityProvider: idp,
			Storage: file, Locker: file, // other programs with the file refresh once, too
		})
		if err != nil {
			panic(err)
		}
		user, err := pool.CurrentUser(ctx)
		if errors.Is(err, core.NoSession) {
			fmt.Println("signing in")
			user = pool.User("ada")
			_, err = user.SignIn(ctx, core.Credentials{Password: "Engine-1843"})
		}
		if err != nil {
			panic(err)
		}
		session, err := user.Session(ctx)
		if err != nil {
			panic(err)
		}
		for _, claim := range session.IDClaims() {
			if claim.Name == "email" || claim.Name == "token_use" {
				fmt.Println(claim.Name, claim.Value)
			}
		}
	}
	file := &core.FileStorage{Path: filepath.Join(folder, "session.json")}
	pool, err := core.NewPool(core.PoolConfig{UserPoolID: poolID, ClientID: clientID, IdentityProvider: idp, Storage: file, Locker: file})
	if err != nil {
		panic(err)
	}
	user, err := pool.CurrentUser(ctx)
	if err != nil {
		panic(err)
	}
	before, err := user.Session(ctx)
	if err != nil {
		panic(err)
	}
	after, err := user.Refresh(ctx, core.RefreshInput{RefreshToken: before.RefreshToken, AccessToken: before.AccessToken})
	if err != nil {
		panic(err)
	}
	fmt.Println("refreshed:", after.AccessToken != before.AccessToken)
	if err := user.SignOutAndRevoke(ctx); err != nil {
		panic(err)
	}
	_, err = pool.CurrentUser(ctx)
	fmt.Println(err)
	// Output:
	// signing in
	// email ada@example.com
	// token_use id
	// email ada@example.com
	// token_use id
	// refreshed: true
	// cognito: Nobody is signed in. Please authenticate.
}
