//go:build !js

package websession

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// flow is a sign-in at the pool's domain, as its cookie has it until the browser comes back.
type flow struct {
	State    string `json:"state"`
	Verifier string `json:"verifier"`
	Nonce    string `json:"nonce"`
	ReturnTo string `json:"returnTo"`
	Expires  int64  `json:"expires"`
}

// longestFlow is how long a user may take at the domain.
const longestFlow = 10 * time.Minute

// mostFlows is how many sign-ins of one browser may be at the domain, in tabs.
const mostFlows = 5

// flowName returns the name of the cookie of a sign-in, so that two tabs do not mix.
func (h *Handler) flowName(state string) string {
	return h.flowPrefix() + keyOf(state)[:16]
}

func (h *Handler) flowPrefix() string { return h.config.CookieName + "-flow-" }

// isLocalPath reports whether a text is a path of the same origin, for browsers too, which
// ignore some control characters and read a backslash as a slash.
func isLocalPath(text string) bool {
	if !strings.HasPrefix(text, "/") || strings.HasPrefix(text, "//") || strings.ContainsRune(text, '\\') {
		return false
	}
	for _, c := range []byte(text) {
		if c <= ' ' || c >= 0x7f {
			return false
		}
	}
	u, err := url.Parse(text)
	return err == nil && u.Host == "" && u.Scheme == ""
}

// redirect serves GET redirect.
func (h *Handler) redirect(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	returnTo := query.Get("returnTo")
	if returnTo == "" {
		returnTo = "/"
	}
	if !isLocalPath(returnTo) {
		plainError(w, http.StatusBadRequest)
		return
	}
	var a *core.Authorization
	pool, err := h.newPool(new(values))
	if err == nil {
		var oauth *core.OAuth
		if oauth, err = pool.OAuth(h.config.OAuth); err == nil {
			a, err = oauth.Authorize(core.AuthorizeOptions{IdentityProvider: query.Get("provider")})
		}
	}
	var text []byte
	if err == nil {
		text, err = json.Marshal(flow{a.State, a.CodeVerifier, a.Nonce, returnTo, h.clock.Now().Add(longestFlow).Unix()})
	}
	if err != nil {
		h.log(r.Context(), "a redirect login was not begun", err)
		plainError(w, http.StatusInternalServerError)
		return
	}
	h.limitFlows(w, r)
	name := h.flowName(a.State)
	if err := h.setSealed(w, r, name, h.sealer.seal(text, name), longestFlow); err != nil {
		plainError(w, http.StatusInternalServerError)
		return
	}
	// The browser comes back from another site, so this cookie cannot be Strict.
	laxCookies(w, name)
	w.Header().Set("Location", a.URL)
	w.WriteHeader(http.StatusFound)
}

// limitFlows removes the cookies of sign-ins that were given up.
func (h *Handler) limitFlows(w http.ResponseWriter, r *http.Request) {
	var names []string
	for _, c := range r.Cookies() {
		if strings.HasPrefix(c.Name, h.flowPrefix()) {
			names = append(names, c.Name)
		}
	}
	if len(names) >= mostFlows {
		for _, name := range names {
			setCookie(w, h.newCookie(name, "", 0))
		}
	}
}

// laxCookies makes the reply's cookies of that name SameSite=Lax.
func laxCookies(w http.ResponseWriter, name string) {
	for i, line := range w.Header()["Set-Cookie"] {
		if strings.HasPrefix(line, name+"=") {
			w.Header()["Set-Cookie"][i] = strings.Replace(line, "SameSite=Strict", "SameSite=Lax", 1)
		}
	}
}

// callback serves GET callback, where the browser comes back to.
func (h *Handler) callback(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	name := h.flowName(r.URL.Query().Get("state"))
	text, ok := h.sealer.open(sealedBytes(sealedText(r, name)), name)
	var f flow
	if !ok || json.Unmarshal(text, &f) != nil || f.Expires <= h.clock.Now().Unix() {
		// It was not begun in this browser, or has been handled: nobody knows where to.
		plainError(w, http.StatusBadRequest)
		return
	}
	h.removeSealed(w, r, name)
	storage := new(values)
	pool, err := h.newPool(storage)
	if err == nil {
		var oauth *core.OAuth
		if oauth, err = pool.OAuth(h.config.OAuth); err == nil {
			a := &core.Authorization{State: f.State, CodeVerifier: f.Verifier, Nonce: f.Nonce}
			var user *core.User
			var tokens *core.Session
			if user, tokens, err = oauth.HandleRedirect(ctx, a, r.URL.String()); err == nil {
				_, err = h.begin(w, r, &record{Username: user.Username(), Redirect: true, Values: storage.all()}, tokens)
			}
		}
	}
	to := f.ReturnTo
	if err != nil {
		h.log(ctx, "a redirect login failed", err)
		if u, parseErr := url.Parse(to); parseErr == nil {
			query := u.Query()
			query.Set("error", string(core.ReasonOf(err)))
			u.RawQuery = query.Encode()
			to = u.String()
		}
	}
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusSeeOther)
}

// logoutURL returns the address that ends the browser's session at the pool's domain.
func (h *Handler) logoutURL() string {
	pool, err := h.newPool(new(values))
	if err != nil {
		return ""
	}
	oauth, err := pool.OAuth(h.config.OAuth)
	if err != nil {
		return ""
	}
	return oauth.SignOutURL(h.config.LogoutURI)
}

// plainError replies with a page that has nothing of the request.
func plainError(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write([]byte("<!doctype html><title>Sign-in</title><p>This sign-in cannot be continued. Please begin again.</p>"))
}
