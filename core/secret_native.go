//go:build !js

package core

import (
	"cmp"
	"encoding/base64"

	"github.com/cognitowasm/cognitowasm/core/internal/sha256"
)

// withSecret adds to an operation's input what proves that the program knows the app
// client's secret, if it has one: a hash of the user's name in the input, or the secret
// itself. A member that the caller has set is kept.
//
// https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash
func (p *Pool) withSecret(operation string, input Object) Object {
	if p.config.ClientSecret == "" {
		return input
	}
	switch operation {
	case "SignUp", "ConfirmSignUp", "ResendConfirmationCode", "ForgotPassword", "ConfirmForgotPassword":
		return input.besides("SecretHash", p.hashFor(input.Text("Username")))
	case "InitiateAuth":
		return p.withHashIn("AuthParameters", input)
	case "RespondToAuthChallenge":
		return p.withHashIn("ChallengeResponses", input)
	case "GetTokensFromRefreshToken", "RevokeToken":
		return input.besides("ClientSecret", p.config.ClientSecret)
	}
	return input
}

// withHashIn adds the hash to the parameters in a member of the input.
func (p *Pool) withHashIn(member string, input Object) Object {
	changed := make(Object, 0, len(input))
	for _, m := range input {
		if parameters, ok := m.Value.(Object); ok && m.Name == member {
			m.Value = parameters.besides("SECRET_HASH", p.hashFor(parameters.Text("USERNAME")))
		}
		changed = append(changed, m)
	}
	return changed
}

// besides returns a copy with one more member, unless o has one of that name.
func (o Object) besides(name string, value Value) Object {
	if o.Get(name) != nil {
		return o
	}
	return append(o[:len(o):len(o)], Member{name, value})
}

// hashFor returns the proof for a user's name, or nil if there is no name.
func (p *Pool) hashFor(username string) Value {
	if p.config.ClientSecret == "" || username == "" {
		return nil
	}
	mac := sha256.MAC([]byte(p.config.ClientSecret), []byte(username), []byte(p.config.ClientID))
	return base64.StdEncoding.EncodeToString(mac[:])
}

// ownName takes the user's own name from a challenge's parameters, in place of the alias
// that was typed: after the first step the service checks the hash of that name. Without a
// secret the alias is kept, as upstream does.
func (s *signIn) ownName(parameters Object) {
	if s.pool.config.ClientSecret != "" {
		s.username = cmp.Or(parameters.Text("USER_ID_FOR_SRP"), parameters.Text("USERNAME"), s.username)
	}
}

// secretHash uses the name in the access token that came with the refresh token, if it is
// known: a refresh token contains no name, and the session may be stored under an alias.
func (r *refreshRun) secretHash() Value {
	claims := unverifiedClaims(r.options.AccessToken, r.pool.config.JSON)
	if claims == nil && r.stored != nil && r.stored.RefreshToken == r.machine.token {
		claims = r.stored.accessClaims
	}
	return r.pool.hashFor(cmp.Or(claims.Text("username"), r.username))
}
