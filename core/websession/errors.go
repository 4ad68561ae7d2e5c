//go:build !js

package websession

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/cognitowasm/cognitowasm/core"
)

// CrossOrigin is the reason of a request that comes from another origin, and was refused.
const CrossOrigin core.Reason = "CROSS_ORIGIN"

// problem is the body of a reply with an error.
type problem struct {
	Reason    core.Reason `json:"reason"`
	Code      core.Code   `json:"code"`
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
	p := problem{Reason: core.ReasonOf(err), Code: core.InternalError, Message: err.Error(), Retryable: core.Retryable(err)}
	if service, ok := errors.AsType[*core.ServiceError](err); ok {
		p.Code = service.Code
	} else if own, ok := errors.AsType[*core.Error](err); ok {
		p.Code = own.Code
	}
	if p.Reason == core.UnknownReason || errors.Is(err, core.StorageError) || errors.Is(err, core.InternalError) {
		h.log(r.Context(), "a request failed", err) // which may name what is nobody's business
	}
	switch {
	case errors.Is(err, core.StorageError):
		p.Message = "The server cannot reach its sessions. Try again later."
	case p.Code == core.InternalError:
		p.Message = "The server failed."
	}
	writeJSON(w, statusOf(err, p, credentials), p)
}

func statusOf(err error, p problem, credentials bool) int {
	switch {
	case isOver(err):
		return http.StatusUnauthorized
	case p.Reason == core.Throttled || p.Reason == core.LimitReached:
		return http.StatusTooManyRequests
	case p.Retryable:
		return http.StatusServiceUnavailable
	case p.Reason == core.ParameterInvalid:
		return http.StatusBadRequest
	case !credentials || p.Code == core.InternalError:
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
