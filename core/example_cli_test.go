//go:build !js

package core_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// cli is a command-line program that stays signed in from one run to the next. Its state is
// in a file, which it may share with other processes.
type cli struct {
	idp  core.IdentityProvider // awsidp.ForPool("eu-west-1_AbCdEf123")
	file string
}

// run runs the program with its arguments.
func (c cli) run(ctx context.Context, args ...string) error {
	file := &core.FileStorage{Path: c.file}
	pool, err := core.NewPool(core.PoolConfig{UserPoolID: poolID, ClientID: clientID, IdentityProvider: c.idp, Storage: file, Locker: file})
	if err != nil {
		return err
	}
	if args[0] == "login" {
		return login(ctx, pool.User(args[1]), args[2])
	}
	user, err := pool.CurrentUser(ctx)
	if errors.Is(err, core.NoSession) {
		return errors.New("nobody is signed in")
	} else if err != nil {
		return err
	}
	session, err := user.Session(ctx) // refreshed when it has ended
	if err != nil && args[0] != "logout" {
		return err
	}
	switch args[0] {
	case "whoami":
		claims := session.IDClaims()
		fmt.Println(claims.Text("cognito:username"), claims.Text("email"), claims.Text("token_use"))
	case "refresh":
		fresh, err := user.Refresh(ctx, core.RefreshInput{RefreshToken: session.RefreshToken, Replaces: session.AccessToken})
		if err != nil {
			return err
		}
		fmt.Println("refreshed:", fresh.AccessToken != session.AccessToken)
	case "logout":
		if err := user.SignOutAndRevoke(ctx); err != nil {
			return err
		}
		fmt.Println("signed out")
	}
	return nil
}

func login(ctx context.Context, user *core.User, password string) error {
	step, err := user.SignIn(ctx, core.Credentials{Password: password})
	if mfa, ok := step.(*core.SoftwareTokenMFA); ok {
		step, err = mfa.Answer(ctx, appCode())
	}
	if err != nil {
		return err
	}
	if challenge, ok := step.(core.Challenge); ok {
		return errors.New("this program has no answer to " + challenge.State().Name)
	}
	fmt.Println("signed in")
	return nil
}

// A command-line program signs in, prints who is signed in, refreshes and signs out, each in
// a separate run.
func Example_commandLine() {
	idp, stop := fakeService(new(fakecognito.Server), fakecognito.NewUser{MFA: []string{fakecognito.SoftwareTokenMFA}, TOTPSecret: totpSecret})
	defer stop()
	folder, err := os.MkdirTemp("", "cli")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)

	program := cli{idp, filepath.Join(folder, "session.json")}
	for _, args := range [][]string{
		{"whoami"}, {"login", "ada@example.com", "wrong"}, {"login", "ada@example.com", "Engine-1843"}, {"whoami"}, {"refresh"}, {"logout"}, {"whoami"},
	} {
		if err := program.run(context.Background(), args...); err != nil {
			fmt.Println(args[0]+":", err)
		}
	}
	// Output:
	// whoami: nobody is signed in
	// login: cognito: NotAuthorizedException: Incorrect username or password.
	// signed in
	// ada ada@example.com id
	// refreshed: true
	// signed out
	// whoami: nobody is signed in
}
