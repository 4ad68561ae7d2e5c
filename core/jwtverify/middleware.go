//go:build !js || awssdk

package jwtverify

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/cognitowasm/cognitowasm/core"
)

// Middleware passes a request on to the handler if it has a valid token for this use in the
// header Authorization ("Bearer", RFC 6750, section 2.1). [ClaimsFrom] then returns the
// token's claims from the request's context. APIs should accept access tokens.
//
// Other requests are answered with 401. If there was a token, WWW-Authenticate has
// error="invalid_token" (RFC 6750, section 3.1), but no reason: the reply repeats nothing of
// the token. If the pool's keys are unavailable the answer is 503, since the caller is not at
// fault.
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
			case errors.Is(err, core.TokenUnverified):
				refuse(w, `Bearer error="invalid_token"`, http.StatusUnauthorized)
			default:
				refuse(w, "", http.StatusServiceUnavailable)
			}
		})
	}
}

type claimsKey struct{}

// ClaimsFrom returns the verified claims of a request that [Middleware] has passed on, and
// whether there are any.
func ClaimsFrom(ctx context.Context) (claims core.Object, ok bool) {
	claims, ok = ctx.Value(claimsKey{}).(core.Object)
	return claims, ok
}

// bearer returns the request's token. Two headers are refused, since they are ambiguous.
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
