package scale

import (
	"context"
	"encoding/base64"
	"errors"
	"strconv"
	"sync"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

const (
	// lifetime is how long tokens are valid: Cognito's default.
	lifetime = time.Hour
	// latency is how long an answer takes.
	latency = 200 * time.Millisecond
)

// service is Cognito as one user's pages see it.
type service struct {
	mu        sync.Mutex
	refreshes []time.Time // when requests for new tokens arrived
	claims    []core.Value
}

// refresh answers a request for new tokens, and returns when they expire.
func (s *service) refresh() time.Time {
	s.mu.Lock()
	s.refreshes = append(s.refreshes, time.Now())
	s.mu.Unlock()
	return s.grant()
}

// grant issues tokens, and returns when they expire: in whole seconds, as Cognito does.
func (s *service) grant() time.Time {
	time.Sleep(latency)
	return time.Now().Truncate(time.Second).Add(lifetime)
}

// Call implements core.IdentityProvider.
func (s *service) Call(_ context.Context, operation string, input core.Object) (core.Reply, error) {
	var result core.Object
	switch flow := input.Text("AuthFlow"); flow {
	case "USER_PASSWORD_AUTH":
		result = append(s.tokens(s.grant()), core.Member{Name: "RefreshToken", Value: "refresh"})
	case "REFRESH_TOKEN_AUTH":
		result = s.tokens(s.refresh())
	default:
		return core.Reply{}, errors.New("nobody should call " + operation + " " + flow)
	}
	return core.Reply{Members: core.Object{{Name: "AuthenticationResult", Value: result}}}, nil
}

// tokens returns new JWTs. They are not signed, since core leaves that to a verifier, and in
// place of claims they have the number under which the service keeps the claims: encoding and
// decoding JSON would take most of the time.
func (s *service) tokens(expires time.Time) core.Object {
	s.mu.Lock()
	defer s.mu.Unlock()
	number := strconv.Itoa(len(s.claims))
	s.claims = append(s.claims, core.Object{
		{Name: "iat", Value: float64(expires.Add(-lifetime).Unix())},
		{Name: "exp", Value: float64(expires.Unix())},
	})
	token := "." + base64.RawURLEncoding.EncodeToString([]byte(number)) + "."
	return core.Object{{Name: "IdToken", Value: token}, {Name: "AccessToken", Value: token}}
}

// decode is the core.JSONDecoder for these tokens.
func (s *service) decode(number string) (core.Value, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, err := strconv.Atoi(number)
	if err != nil || i >= len(s.claims) {
		return nil, errors.New("these claims are not of this service")
	}
	return s.claims[i], nil
}
