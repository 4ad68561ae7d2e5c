package fakecognito

import (
	"crypto/hmac"
	"net/http"
	"time"
)

// The names of the domain's cookies, which are the service's.
const (
	sessionCookieName = "cognito"
	csrfCookieName    = "XSRF-TOKEN"
)

// cookieLifetime is how long the browser's session lasts after its last use. The service's
// documentation says an hour, and elsewhere that it does not expire.
const cookieLifetime = time.Hour

// cookieSession is a browser that is signed in at the domain. Signing out at the API or
// revoking tokens does not end it: only /logout does.
type cookieSession struct {
	id       string
	user     *user
	provider string   // COGNITO, or the name of a federated one
	proven   []string // as challenge.proven
	authTime time.Time
	expires  time.Time
}

// startCookieSession replaces the browser's session, if it has one.
func (s *Server) startCookieSession(r *http.Request, u *user, provider string) *cookieSession {
	s.endCookieSession(r)
	session := &cookieSession{
		id:       randomText(64),
		user:     u,
		provider: provider,
		authTime: s.now(),
		expires:  s.now().Add(cookieLifetime),
	}
	s.pool.cookies[session.id] = session
	return session
}

// cookieSession returns the live session of the browser, or nil.
func (s *Server) cookieSession(r *http.Request) *cookieSession {
	cookie, err := r.Cookie(sessionCookieName)
	if err != nil {
		return nil
	}
	session := s.pool.cookies[cookie.Value]
	if session == nil || !s.now().Before(session.expires) || session.user.deleted || !session.user.enabled {
		return nil
	}
	return session
}

func (s *Server) endCookieSession(r *http.Request) {
	if cookie, err := r.Cookie(sessionCookieName); err == nil {
		delete(s.pool.cookies, cookie.Value)
	}
}

// answers reports whether the session is what a request asks for, so that the visitor need
// not be asked.
func (session *cookieSession) answers(req *authorizeRequest, now time.Time) bool {
	for _, value := range req.prompt {
		if value == "login" {
			return false
		}
	}
	switch {
	case !req.satisfied(session.proven):
		return false
	case req.provider != "" && req.provider != session.provider:
		return false
	case req.maxAge == 0: // the same as prompt=login (OpenID Connect Core, 3.1.2.1)
		return false
	case req.maxAge > 0 && now.Sub(session.authTime) > req.maxAge:
		return false
	}
	return true
}

// sessionCookie returns the header that sets the session's cookie.
func sessionCookie(r *http.Request, session *cookieSession) string {
	return domainCookie(r, sessionCookieName, session.id, int(cookieLifetime/time.Second))
}

// clearedSessionCookie returns the header that removes it.
func clearedSessionCookie(r *http.Request) string { return domainCookie(r, sessionCookieName, "", -1) }

// domainCookie returns a header Set-Cookie. The service's cookies are Secure; tests serve the
// domain without TLS.
func domainCookie(r *http.Request, name, value string, maxAge int) string {
	return (&http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteLaxMode,
	}).String()
}

// csrfToken returns the token that a page's forms carry, equal to one in a cookie that other
// sites cannot read, and the header that sets that cookie. A browser keeps its token, so
// that pages in two tabs work side by side.
func csrfToken(r *http.Request) (token, setCookie string) {
	if cookie, err := r.Cookie(csrfCookieName); err == nil && cookie.Value != "" {
		token = cookie.Value
	} else {
		token = newUUID()
	}
	return token, domainCookie(r, csrfCookieName, token, 0)
}

// fromOwnPage reports whether a form carries the token of its browser.
func fromOwnPage(r *http.Request) bool {
	cookie, err := r.Cookie(csrfCookieName)
	return err == nil && cookie.Value != "" && hmac.Equal([]byte(cookie.Value), []byte(r.PostForm.Get("_csrf")))
}
