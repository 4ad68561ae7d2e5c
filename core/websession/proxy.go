//go:build !js

package websession

import (
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"

	"github.com/cognitowasm/cognitowasm/core"
)

// Proxy passes requests with a session on to target, below its path, with the user's access
// token (Authorization: Bearer). This Handler's cookies do not reach target, and neither its own
// cookies of those names nor headers with the token come back. The body of a reply is not
// looked at, so target must not repeat the request's headers there.
//
// It is protected as by [Handler.Require]. http.StripPrefix removes a prefix of the path.
func (h *Handler) Proxy(target *url.URL) http.Handler {
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.SetXForwarded()
			h.withoutCookies(r.Out)
			r.Out.Header.Del("Authorization")
			if session, ok := FromContext(r.In.Context()); ok {
				r.Out.Header.Set("Authorization", "Bearer "+session.AccessToken())
			}
		},
		ModifyResponse: func(r *http.Response) error {
			session, _ := FromContext(r.Request.Context())
			h.withoutSecrets(r.Header, session)
			return nil
		},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			h.log(r.Context(), "the API was not reached", err)
			writeJSON(w, http.StatusBadGateway, problem{
				Reason: core.NetworkError, Code: codeOf(core.NetworkError), Message: "The API was not reached. Try again later.", Retryable: true,
			})
		},
	}
	return h.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodTrace { // which returns the request's headers
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
}

// withoutCookies removes this Handler's cookies from a request.
func (h *Handler) withoutCookies(r *http.Request) {
	cookies := r.Cookies()
	r.Header.Del("Cookie")
	for _, c := range cookies {
		if !h.isOurs(c.Name) {
			r.AddCookie(c)
		}
	}
}

// withoutSecrets removes from a reply's headers the cookies that have our names, and what
// repeats the token.
func (h *Handler) withoutSecrets(header http.Header, session *Session) {
	cookies := header["Set-Cookie"]
	header.Del("Set-Cookie")
	for _, line := range cookies {
		name, _, _ := strings.Cut(line, "=")
		if !h.isOurs(strings.TrimSpace(name)) {
			header.Add("Set-Cookie", line)
		}
	}
	if session == nil {
		return
	}
	for name, lines := range header {
		for _, line := range lines {
			if strings.Contains(line, session.AccessToken()) {
				header.Del(name)
				break
			}
		}
	}
}
