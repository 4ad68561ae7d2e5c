package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

func whoami(*flag.FlagSet) func(context.Context, *program, *session, []string) error {
	return func(ctx context.Context, p *program, s *session, _ []string) error {
		tokens, err := s.tokens(ctx)
		if err != nil {
			return err
		}
		claims := tokens.IDClaims()
		fmt.Fprintln(p.out, claims.Text("cognito:username"), claims.Text("email"))
		return nil
	}
}

func token(flags *flag.FlagSet) func(context.Context, *program, *session, []string) error {
	id := flags.Bool("id", false, "the ID token instead of the access token")
	return func(ctx context.Context, p *program, s *session, _ []string) error {
		tokens, err := s.tokens(ctx)
		if err != nil {
			return err
		}
		text, _ := choose(tokens, *id)
		fmt.Fprintln(p.out, text)
		return nil
	}
}

// credential is an ExecCredential of Kubernetes, which other programs read too.
//
// https://kubernetes.io/docs/reference/config-api/client-authentication.v1/
type credential struct {
	APIVersion string           `json:"apiVersion"`
	Kind       string           `json:"kind"`
	Status     credentialStatus `json:"status"`
}

type credentialStatus struct {
	Token string `json:"token"`
	// ExpirationTimestamp is when the token is to be asked for again.
	ExpirationTimestamp time.Time `json:"expirationTimestamp"`
}

func execCredential(flags *flag.FlagSet) func(context.Context, *program, *session, []string) error {
	id := flags.Bool("id", false, "the ID token instead of the access token")
	return func(ctx context.Context, p *program, s *session, _ []string) error {
		tokens, err := s.tokens(ctx)
		if err != nil {
			return err
		}
		text, expiry := choose(tokens, *id)
		return json.NewEncoder(p.out).Encode(credential{
			APIVersion: "client.authentication.k8s.io/v1",
			Kind:       "ExecCredential",
			Status:     credentialStatus{text, expiry},
		})
	}
}

// choose returns one of the tokens, and when it expires.
func choose(tokens *core.Session, id bool) (text string, expiry time.Time) {
	text, claims := tokens.AccessToken, tokens.AccessClaims()
	if id {
		text, claims = tokens.IDToken, tokens.IDClaims()
	}
	exp, _ := claims.Get("exp").(float64)
	return text, time.Unix(int64(exp), 0).UTC()
}

func signOut(flags *flag.FlagSet) func(context.Context, *program, *session, []string) error {
	everywhere := flags.Bool("everywhere", false, "on all devices, not only here")
	return func(ctx context.Context, p *program, s *session, _ []string) error {
		user, err := s.user(ctx)
		if err != nil {
			return err
		}
		if *everywhere {
			err = user.GlobalSignOut(ctx)
		} else {
			err = user.SignOutAndRevoke(ctx)
		}
		if err != nil {
			return err
		}
		fmt.Fprintln(p.messages, "Signed out.")
		return nil
	}
}
