//go:build !js

package websession

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/cognitowasm/cognitowasm/core"
)

// route registers the handlers.
func (h *Handler) route() {
	h.protection = http.NewCrossOriginProtection()
	h.protection.SetDenyHandler(http.HandlerFunc(refuseCrossOrigin))
	h.mux = http.NewServeMux()
	prefix := h.config.Prefix
	h.mux.HandleFunc("POST "+prefix+"signin", h.signIn)
	h.mux.HandleFunc("POST "+prefix+"challenge", h.answer)
	h.mux.HandleFunc("GET "+prefix+"session", h.whoAmI)
	h.mux.HandleFunc("POST "+prefix+"signout", h.signOut)
	h.mux.HandleFunc(prefix, notFound)
	if h.config.OAuth.Domain != "" {
		h.mux.HandleFunc("GET "+prefix+"redirect", h.redirect)
		h.mux.HandleFunc("GET "+prefix+"callback", h.callback)
	}
}

// ServeHTTP serves the handlers below the prefix. Requests that change something must come from
// the server's own origin.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	h.protection.Handler(h.mux).ServeHTTP(w, r)
}

func refuseCrossOrigin(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusForbidden, problem{
		Reason: CrossOrigin, Code: codeOf(CrossOrigin), Message: "The request comes from another origin.",
	})
}

// notFound serves other paths below the prefix, and other methods.
func notFound(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusNotFound, problem{
		Reason: core.InvalidParameter, Code: codeOf(core.InvalidParameter), Message: "There is no such request.",
	})
}

// Require lets requests with a session pass to next, which finds it with [FromContext]. Others
// get status 401 and JSON, or 503 while it is not known whether there is a session. Requests
// that may change something must come from the server's own origin, so GET and HEAD must change
// nothing.
func (h *Handler) Require(next http.Handler) http.Handler {
	return h.protection.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") != "" && h.isCrossOriginUpgrade(r) {
			refuseCrossOrigin(w, r)
			return
		}
		session, err := h.Session(w, r)
		if err != nil {
			h.writeError(w, r, err, false)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), contextKey{}, session)))
	}))
}

// isCrossOriginUpgrade reports whether another origin opens a WebSocket. That is a GET, which
// browsers send with cookies from other origins of the same site.
func (h *Handler) isCrossOriginUpgrade(r *http.Request) bool {
	asPost := r.Clone(r.Context())
	asPost.Method = http.MethodPost
	return h.protection.Check(asPost) != nil
}

// longestBody is how many bytes a request's body may have.
const longestBody = 64 << 10

// readJSON reads a request's body. If it is not right, it replies and returns false.
func (h *Handler) readJSON(w http.ResponseWriter, r *http.Request, into any) bool {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		writeJSON(w, http.StatusUnsupportedMediaType, problem{
			Reason: core.InvalidParameter, Code: codeOf(core.InvalidParameter), Message: "The body must be application/json.",
		})
		return false
	}
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, longestBody))
	err := decoder.Decode(into)
	if err == nil {
		_, err = decoder.Token()
	}
	if !errors.Is(err, io.EOF) {
		h.writeError(w, r, invalid("The body is not the JSON object that is expected."), true)
		return false
	}
	return true
}

// whoAmI serves GET session.
func (h *Handler) whoAmI(w http.ResponseWriter, r *http.Request) {
	session, err := h.Session(w, r)
	if err != nil {
		h.writeError(w, r, err, false)
		return
	}
	writeJSON(w, http.StatusOK, json.RawMessage(session.reply))
}

type signOutRequest struct {
	Global bool `json:"global"`
}

// signOut serves POST signout.
func (h *Handler) signOut(w http.ResponseWriter, r *http.Request) {
	var in signOutRequest
	if !h.readJSON(w, r, &in) {
		return
	}
	ctx := r.Context()
	f, err := h.find(ctx, r)
	if err == nil && in.Global && (f.session == nil || !f.session.tokens.Valid(h.clock.Now())) {
		err = h.refresh(ctx, f) // the operation needs an access token that has not expired
	}
	if err == nil && in.Global {
		// First at the service: with the session gone, nobody could try again.
		err = h.endAtService(ctx, f, true)
	}
	if err == nil {
		err = h.store.Delete(ctx, f.key)
		h.cache.drop(f.name)
	}
	if err != nil && !isOver(err) {
		h.writeError(w, r, err, false)
		return
	}
	h.removeCookies(w, r)
	h.removeSealed(w, r, h.pendingName())
	reply := struct {
		LogoutURL string `json:"logoutURL,omitempty"`
	}{}
	if err == nil {
		if !in.Global {
			if err := h.endAtService(ctx, f, false); err != nil {
				h.log(ctx, "the tokens of a session were not revoked", err)
			}
		}
		if f.rec.Redirect && h.config.LogoutURI != "" {
			reply.LogoutURL = h.logoutURL()
		}
	}
	writeJSON(w, http.StatusOK, reply)
}

func (h *Handler) endAtService(ctx context.Context, f *found, global bool) error {
	storage := &values{byName: f.rec.Values}
	pool, err := h.newPool(storage)
	if err != nil {
		return err
	}
	return endAtService(ctx, pool, f.tokens(h), f.rec.Username, global)
}
