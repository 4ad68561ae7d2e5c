// Command cli signs in to a user pool from a terminal, stays signed in from one run to the
// next, and hands tokens to other programs.
//
//	cli sign-in [-browser] [user]   sign in, by password or in the browser
//	cli whoami                      print who is signed in
//	cli token [-id]                 print the access token, or the ID token
//	cli exec-credential [-id]       print the token as kubectl's credential plugins do
//	cli sign-out [-everywhere]      sign out here, or on all devices
//
// The pool is named by flags before the command, or by environment variables:
//
//	-pool      COGNITO_USER_POOL_ID   for instance eu-west-1_AbCdEf123
//	-client    COGNITO_CLIENT_ID      the app client, which has no secret
//	-domain    COGNITO_DOMAIN         the pool's domain, for sign-in -browser
//	-redirect  COGNITO_REDIRECT_URI   default http://localhost:8765/callback, as registered
//	-endpoint  COGNITO_ENDPOINT       an emulator's URL instead of the service's
//
// Tokens are encrypted with a key in the system's keyring (macOS Keychain, Windows
// Credential Manager, Secret Service on Linux). Where there is none, they are in a file that
// only its owner may read; the program says so when it signs in.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	p := program{in: newTerminal(os.Stdin, os.Stderr), out: os.Stdout, messages: os.Stderr}
	if err := p.run(ctx, os.Args[1:]); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "cli:", err)
		}
		stop()
		os.Exit(1)
	}
}

// program is one run. What another program may read goes to out, all else to messages.
type program struct {
	in            *terminal
	out, messages io.Writer
	settings
}

// settings are what flags and environment variables say.
type settings struct {
	userPoolID, clientID, domain, redirectURI, endpoint, file string
}

func (p *program) run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("cli", flag.ContinueOnError)
	flags.SetOutput(p.messages)
	flags.Usage = func() {
		fmt.Fprintln(p.messages, "usage: cli [flags] sign-in | whoami | token | exec-credential | sign-out")
		flags.PrintDefaults()
	}
	flags.StringVar(&p.userPoolID, "pool", os.Getenv("COGNITO_USER_POOL_ID"), "the user pool's `id`")
	flags.StringVar(&p.clientID, "client", os.Getenv("COGNITO_CLIENT_ID"), "the app client's `id`")
	flags.StringVar(&p.domain, "domain", os.Getenv("COGNITO_DOMAIN"), "the pool's `domain`")
	flags.StringVar(&p.redirectURI, "redirect", envOr("COGNITO_REDIRECT_URI", "http://localhost:8765/callback"), "where the browser comes back to, a `URL`")
	flags.StringVar(&p.endpoint, "endpoint", os.Getenv("COGNITO_ENDPOINT"), "the `URL` of an emulator")
	flags.StringVar(&p.file, "file", defaultFile(), "the session's `file`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() == 0 {
		flags.Usage()
		return flag.ErrHelp
	}
	name, args := flags.Arg(0), flags.Args()[1:]
	command, ok := commands[name]
	if !ok {
		return fmt.Errorf("%q is no command; cli -h lists them", name)
	}
	options := flag.NewFlagSet("cli "+name, flag.ContinueOnError)
	options.SetOutput(p.messages)
	run := command(options)
	if err := options.Parse(args); err != nil {
		return err
	}
	s, err := p.open(ctx)
	if err != nil {
		return err
	}
	return run(ctx, p, s, options.Args())
}

// command defines the flags of a command, and returns what runs it once they are parsed.
type command func(flags *flag.FlagSet) func(ctx context.Context, p *program, s *session, args []string) error

var commands = map[string]command{
	"sign-in":         signIn,
	"whoami":          whoami,
	"token":           token,
	"exec-credential": execCredential,
	"sign-out":        signOut,
}

// defaultFile is where the session is unless -file says otherwise.
func defaultFile() string {
	folder, err := os.UserConfigDir()
	if err != nil {
		return "session.json"
	}
	return filepath.Join(folder, "cognitowasm-cli", "session.json")
}

func envOr(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}
