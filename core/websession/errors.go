//go:build !js

package websession

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/cognitowasm/cognitowasm/core"
)

// CrossOrigin is the reason of a request that comes from another origin, and was refused. It is
// in docs/errors.md, and package core has no such errors.
const CrossOrigin core.Reason = "CROSS_ORIGIN"

// problem is the body of a reply with an error.
type problem struct {
	Reason    core.Reason `json:"reason"`
	Code      string      `json:"code"`
	Message   string      `json:"message"`
	Retryable bool        `json:"retryable"`
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		status, text = http.StatusInternalServerError, []byte("{}")
	}
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}

// writeError replies with an error. Only for a session that is over the status is 401 where no
// credentials were sent.
func (h *Handler) writeError(w http.ResponseWriter, r *http.Request, err error, credentials bool) {
	p := problem{Reason: core.ReasonOf(err), Retryable: core.Retryable(err)}
	if service, ok := errors.AsType[*core.ServiceError](err); ok {
		p.Code, p.Message = string(service.Code), service.Message
	} else if own, ok := errors.AsType[*core.Error](err); ok {
		p.Code, p.Message = codeOf(own.Reason), own.Message
	} else {
		p.Reason = core.InternalError
	}
	switch p.Reason {
	case core.StorageBlocked:
		p.Message = "The server cannot reach its sessions. Try again later."
	case core.InternalError, core.Unknown:
		p.Message = "The server failed."
	}
	if p.Reason == core.Unknown || p.Reason == core.StorageBlocked || p.Reason == core.InternalError {
		h.log(r.Context(), "a request failed", err) // which may name what is nobody's business
	}
	writeJSON(w, statusOf(err, p, credentials), p)
}

// codeOf returns err.code in JavaScript of an error that package core or this one has found.
func codeOf(reason core.Reason) string {
	for _, c := range codes {
		if c.reason == reason {
			return c.code
		}
	}
	switch reason {
	case CrossOrigin:
		return "CrossOrigin"
	case core.ChallengeExpired:
		return codeOf(core.InvalidParameter)
	}
	return codeOf(core.InternalError)
}

func statusOf(err error, p problem, credentials bool) int {
	switch {
	case isOver(err):
		return http.StatusUnauthorized
	case p.Reason == core.Throttled || p.Reason == core.LimitReached:
		return http.StatusTooManyRequests
	case p.Retryable:
		return http.StatusServiceUnavailable
	case p.Reason == core.InvalidParameter:
		return http.StatusBadRequest
	case !credentials || p.Reason == core.InternalError:
		return http.StatusInternalServerError
	}
	switch p.Reason {
	case core.BadCredentials, core.UserNotFound, core.UserDisabled, core.UserNotConfirmed:
		return http.StatusUnauthorized
	case core.WAFBlocked, core.CaptchaRequired:
		return http.StatusForbidden
	}
	return http.StatusBadRequest
}

// log logs what a user is not told. Errors of package core have no secrets.
func (h *Handler) log(ctx context.Context, what string, err error) {
	h.config.Logger.ErrorContext(ctx, "websession: "+what, "reason", string(core.ReasonOf(err)), "error", err)
}
