package main

import (
	"context"
	"flag"
	"fmt"

	"github.com/cognitowasm/cognitowasm/core"
)

func signIn(flags *flag.FlagSet) func(context.Context, *program, *session, []string) error {
	inBrowser := flags.Bool("browser", false, "sign in on the pages of the pool's domain")
	return func(ctx context.Context, p *program, s *session, args []string) error {
		name := ""
		if len(args) > 0 {
			name = args[0]
		}
		var user *core.User
		var err error
		if *inBrowser {
			user, err = p.signInByBrowser(ctx, s.pool, name)
		} else {
			user, err = p.signInByPassword(ctx, s.pool, name)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(p.messages, "Signed in as %s.\n", user.Username())
		if s.plain {
			fmt.Fprintf(p.messages, "There is no keyring: the tokens are in %s, which only you can read.\n", p.file)
		}
		return nil
	}
}

// signInByPassword signs a user in by SRP, and asks for whatever the service asks for.
func (p *program) signInByPassword(ctx context.Context, pool *core.Pool, name string) (*core.User, error) {
	var err error
	if name == "" {
		if name, err = p.in.ask(ctx, "User"); err != nil {
			return nil, err
		}
	}
	password, err := p.in.askSecret(ctx, "Password")
	if err != nil {
		return nil, err
	}
	user := pool.User(name)
	step, err := user.SignIn(ctx, core.Credentials{Password: password})
	for err == nil {
		challenge, ok := step.(core.Challenge)
		if !ok {
			return user, nil
		}
		step, err = p.answer(ctx, challenge)
	}
	return nil, err
}

// answer asks the user for the answer to a challenge, again after a wrong code.
func (p *program) answer(ctx context.Context, challenge core.Challenge) (core.Step, error) {
	for {
		step, err := p.try(ctx, challenge)
		if core.ReasonOf(err) != core.CodeMismatch {
			return step, err
		}
		fmt.Fprintln(p.messages, "That code is not the right one.")
	}
}

// answerable is a challenge whose answer is a code.
type answerable interface {
	Answer(ctx context.Context, code string, options ...core.Option) (core.Step, error)
}

func (p *program) try(ctx context.Context, challenge core.Challenge) (core.Step, error) {
	parameters := challenge.State().Parameters
	switch c := challenge.(type) {
	case *core.SoftwareTokenMFA, *core.SMSMFA, *core.EmailOTP, *core.SMSOTP:
		question := "Code of the authenticator app"
		if to := parameters.Text("CODE_DELIVERY_DESTINATION"); to != "" {
			question = "Code sent to " + to
		}
		code, err := p.in.ask(ctx, question)
		if err != nil {
			return nil, err
		}
		return c.(answerable).Answer(ctx, code)
	case *core.SelectMFAType:
		factor, err := p.in.ask(ctx, "Second factor, one of "+parameters.Text("MFAS_CAN_CHOOSE"))
		if err != nil {
			return nil, err
		}
		return c.Choose(ctx, factor)
	case *core.NewPasswordRequired:
		password, err := p.in.askSecret(ctx, "New password")
		if err != nil {
			return nil, err
		}
		return c.SetPassword(ctx, password)
	case *core.MFASetup:
		secret, err := c.Associate(ctx)
		if err != nil {
			return nil, err
		}
		code, err := p.in.ask(ctx, "Add "+secret+" to an authenticator app. Its code")
		if err != nil {
			return nil, err
		}
		return c.Verify(ctx, code, "")
	default:
		return nil, fmt.Errorf("the pool requires %s, which this program cannot answer; try sign-in -browser", challenge.State().Name)
	}
}
