//go:build !js

package websession

import (
	"context"
	"encoding/json"
	"math"
	"net/url"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// Session is the signed-in user of a request.
type Session struct {
	// Username is the user's name in the pool, and Subject the claim sub.
	Username, Subject string
	// ExpiresAt is when the first of the two tokens expires. The next request after that
	// refreshes them.
	ExpiresAt time.Time

	tokens *core.Session
	cookie string // the value of the cookie for scripts
	reply  []byte // what GET session returns
}

// AccessToken returns the access token, for requests to APIs. It must not reach the page.
func (s *Session) AccessToken() string { return s.tokens.AccessToken }

// IDToken returns the ID token. It must not reach the page.
func (s *Session) IDToken() string { return s.tokens.IDToken }

// AccessClaims returns the claims of the access token. They come from the service, and nobody
// but this server can have changed them.
func (s *Session) AccessClaims() core.Object { return s.tokens.AccessClaims() }

// IDClaims returns the claims of the ID token, as AccessClaims.
func (s *Session) IDClaims() core.Object { return s.tokens.IDClaims() }

type contextKey struct{}

// FromContext returns the session of a request that [Handler.Require] has let pass, and reports
// whether there is one.
func FromContext(ctx context.Context) (*Session, bool) {
	s, ok := ctx.Value(contextKey{}).(*Session)
	return s, ok
}

// newSession returns what requests see of a session's tokens.
func newSession(tokens *core.Session) *Session {
	id, access := tokens.IDClaims(), tokens.AccessClaims()
	s := &Session{
		Username: access.Text("username"),
		Subject:  id.Text("sub"),
		tokens:   tokens,
	}
	expires := min(number(id, "exp"), number(access, "exp"))
	s.ExpiresAt = time.Unix(int64(expires), 0)
	brief := struct {
		Username  string `json:"username"`
		Sub       string `json:"sub"`
		ExpiresAt int64  `json:"expiresAt"`
	}{s.Username, s.Subject, s.ExpiresAt.Unix()}
	// Values of these types can be encoded always.
	text, _ := json.Marshal(brief)
	s.cookie = url.PathEscape(string(text))
	s.reply, _ = json.Marshal(map[string]any{
		"username": s.Username, "sub": s.Subject, "expiresAt": brief.ExpiresAt,
		"idClaims": id, "accessClaims": access,
	})
	return s
}

func number(claims core.Object, name string) float64 {
	n, _ := claims.Get(name).(float64)
	if math.IsNaN(n) || math.Abs(n) > 1<<53 {
		return 0
	}
	return n
}
