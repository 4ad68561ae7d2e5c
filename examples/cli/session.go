package main

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/awsidp"
	"github.com/cognitowasm/cognitowasm/core/jwtverify"
)

// session is the pool, and where its session is kept.
type session struct {
	pool *core.Pool
	// plain says that the file is not encrypted, since there is no keyring.
	plain bool
}

// open opens the pool that the settings name.
func (p *program) open(ctx context.Context) (*session, error) {
	if p.userPoolID == "" || p.clientID == "" {
		return nil, errors.New("name the pool and the app client: -pool and -client, or COGNITO_USER_POOL_ID and COGNITO_CLIENT_ID")
	}
	verify := jwtverify.Config{UserPoolID: p.userPoolID, ClientIDs: []string{p.clientID}}
	var options []func(*cognitoidentityprovider.Options)
	if p.endpoint != "" {
		verify.JWKSURL = p.endpoint + "/" + p.userPoolID + "/.well-known/jwks.json"
		options = append(options, func(o *cognitoidentityprovider.Options) { o.BaseEndpoint = aws.String(p.endpoint) })
	}
	verifier, err := jwtverify.New(verify)
	if err != nil {
		return nil, err
	}
	// Programs that run at the same time share the file's locks, and so one refresh.
	file := &core.FileStorage{Path: p.file}
	storage, err := newSealedStorage(ctx, file)
	if err != nil {
		return nil, err
	}
	pool, err := core.NewPool(core.PoolConfig{
		UserPoolID:       p.userPoolID,
		ClientID:         p.clientID,
		IdentityProvider: awsidp.ForPool(p.userPoolID, options...),
		TokenVerifier:    verifier,
		Storage:          storage,
		Locker:           file,
	})
	if err != nil {
		return nil, err
	}
	return &session{pool: pool, plain: storage.key == nil}, nil
}

// user returns whoever is signed in.
func (s *session) user(ctx context.Context) (*core.User, error) {
	user, err := s.pool.CurrentUser(ctx)
	if errors.Is(err, core.NoSession) {
		return nil, errSignIn
	}
	return user, err
}

// tokens returns the session of whoever is signed in, refreshed if it has expired.
func (s *session) tokens(ctx context.Context) (*core.Session, error) {
	user, err := s.user(ctx)
	if err != nil {
		return nil, err
	}
	tokens, err := user.Session(ctx)
	if errors.Is(err, core.NoSession) {
		return nil, errSignIn
	}
	return tokens, err
}

var errSignIn = errors.New("nobody is signed in; run cli sign-in")
