//go:build !js

package websession

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// hostPrefix makes browsers refuse a cookie that is not Secure, has a Domain, or another Path
// than "/", so that neither another host nor an insecure page can set it (RFC 6265bis, section
// 4.1.3.2).
const hostPrefix = "__Host-"

func (c *Config) checkCookies() error {
	for name, otherwise := range map[*string]string{&c.CookieName: "__Host-cognito-session", &c.UserCookieName: "__Host-cognito-user"} {
		if *name == "" {
			*name = otherwise
		}
		if c.InsecureCookiesForDevelopment {
			*name = strings.TrimPrefix(*name, hostPrefix)
		}
		if (&http.Cookie{Name: *name, Value: "x"}).Valid() != nil {
			return invalid("CookieName and UserCookieName must be tokens of letters, digits and hyphens.")
		}
	}
	if strings.HasPrefix(c.UserCookieName, c.CookieName) {
		return invalid("UserCookieName must not begin with CookieName.")
	}
	switch c.SameSite {
	case 0:
		c.SameSite = http.SameSiteLaxMode
	case http.SameSiteLaxMode, http.SameSiteStrictMode:
	default:
		return invalid("SameSite must be http.SameSiteLaxMode or http.SameSiteStrictMode.")
	}
	return nil
}

// newCookie returns a cookie that only the server can read. A lifetime that is not positive
// removes it.
func (h *Handler) newCookie(name, value string, lifetime time.Duration) *http.Cookie {
	c := &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(lifetime / time.Second),
		Secure: !h.config.InsecureCookiesForDevelopment, HttpOnly: true, SameSite: h.config.SameSite,
	}
	if c.MaxAge <= 0 {
		c.Value, c.MaxAge = "", -1
	}
	return c
}

// setCookie adds a cookie to the reply, which nothing may keep.
func setCookie(w http.ResponseWriter, c *http.Cookie) {
	http.SetCookie(w, c)
	if w.Header().Get("Cache-Control") == "" {
		w.Header().Set("Cache-Control", "no-store")
	}
}

// longestCookie is how many bytes name and value of a cookie have together. Browsers keep 4096
// (RFC 6265bis, section 5.6), some of them with the attributes.
const longestCookie = 3900

// mostCookies is how many cookies one text is split into; servers refuse longer headers.
const mostCookies = 6

// setSealed sets a cookie with sealed bytes, and more cookies if they are too long for one: the
// first has the number of all. Cookies of a longer predecessor are removed.
func (h *Handler) setSealed(w http.ResponseWriter, r *http.Request, name string, sealed []byte, lifetime time.Duration) error {
	text := base64.RawURLEncoding.EncodeToString(sealed)
	size := longestCookie - len(name) - 4
	count := (len(text) + size - 1) / size
	if count > mostCookies {
		return invalid("The session is too long for cookies; use a Store.")
	}
	for i := range count {
		part := text[i*size : min(len(text), (i+1)*size)]
		if i == 0 {
			part = strconv.Itoa(count) + "." + part
		}
		setCookie(w, h.newCookie(partName(name, i), part, lifetime))
	}
	h.removeParts(w, r, name, count)
	return nil
}

// removeSealed removes the cookies of setSealed that the request has.
func (h *Handler) removeSealed(w http.ResponseWriter, r *http.Request, name string) {
	h.removeParts(w, r, name, 0)
}

func (h *Handler) removeParts(w http.ResponseWriter, r *http.Request, name string, from int) {
	for i := from; i < mostCookies; i++ {
		if _, err := r.Cookie(partName(name, i)); err == nil {
			setCookie(w, h.newCookie(partName(name, i), "", 0))
		}
	}
}

func partName(name string, i int) string {
	if i == 0 {
		return name
	}
	return name + "-" + strconv.Itoa(i)
}

// sealedText returns the text of the cookies of setSealed, or "" if there are none or one is
// missing.
func sealedText(r *http.Request, name string) string {
	first, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	number, text, _ := strings.Cut(first.Value, ".")
	count, err := strconv.Atoi(number)
	if err != nil || count > mostCookies {
		return ""
	}
	for i := 1; i < count; i++ {
		part, err := r.Cookie(partName(name, i))
		if err != nil {
			return ""
		}
		text += part.Value
	}
	return text
}

// sealedBytes decodes the text of sealedText.
func sealedBytes(text string) []byte {
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil
	}
	return sealed
}

// isOurs reports whether a cookie is one of this Handler's.
func (h *Handler) isOurs(name string) bool {
	return name == h.config.UserCookieName || name == h.config.CookieName || strings.HasPrefix(name, h.config.CookieName+"-")
}
