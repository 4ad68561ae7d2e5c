//go:build !js || awssdk

package jwtverify

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/cognitowasm/cognitowasm/core"
)

// Middleware lets requests through to a handler that bring a token of this use in
// the header Authorization ("Bearer", RFC 6750, section 2.1); their claims are then
// in the request's context, for [ClaimsFrom]. APIs take access tokens.
//
// The others are answered with 401, and WWW-Authenticate says error="invalid_token"
// where there was a token (RFC 6750, section 3.1), not why: the reply repeats
// nothing of it. Where the pool's keys cannot be had the answer is 503, since the
// caller is not at fault.
func Middleware(v *Verifier, use core.TokenUse) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			token, ok := bearer(r)
			if !ok {
				refuse(w, "Bearer", http.StatusUnauthorized)
				return
			}
			claims, err := v.Verify(r.Context(), token, use)
			switch {
			case err == nil:
				next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), claimsKey{}, claims)))
			case errors.Is(err, core.TokenInvalid):
				refuse(w, `Bearer error="invalid_token"`, http.StatusUnauthorized)
			default:
				refuse(w, "", http.StatusServiceUnavailable)
			}
		})
	}
}

type claimsKey struct{}

// ClaimsFrom gives the verified claims of a request that [Middleware] has let
// through; elsewhere there are none.
func ClaimsFrom(ctx context.Context) (claims core.Object, ok bool) {
	claims, ok = ctx.Value(claimsKey{}).(core.Object)
	return claims, ok
}

// bearer gives the request's token. Of two headers nobody knows which one counts.
func bearer(r *http.Request) (token string, ok bool) {
	values := r.Header.Values("Authorization")
	if len(values) != 1 {
		return "", false
	}
	scheme, token, found := strings.Cut(values[0], " ")
	return strings.TrimLeft(token, " "), found && strings.EqualFold(scheme, "Bearer")
}

func refuse(w http.ResponseWriter, challenge string, status int) {
	if challenge != "" {
		w.Header().Set("WWW-Authenticate", challenge)
	}
	http.Error(w, http.StatusText(status), status)
}
