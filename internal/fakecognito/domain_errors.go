package fakecognito

import (
	"errors"
	"html/template"
	"net/http"
)

// oauthError is an error of the domain in OAuth's form (RFC 6749, 4.1.2.1 and 5.2). The codes
// are those that the service documents; most of its descriptions are not known.
type oauthError struct {
	code, description string
}

func (e *oauthError) Error() string { return e.code + ": " + e.description }

func (e *oauthError) status() int {
	if e.code == "invalid_client" || e.code == "invalid_token" {
		return http.StatusUnauthorized
	}
	return http.StatusBadRequest
}

func invalidRequest(description string) error { return &oauthError{"invalid_request", description} }
func invalidGrant(description string) error   { return &oauthError{"invalid_grant", description} }
func invalidClient(description string) error  { return &oauthError{"invalid_client", description} }
func invalidToken(description string) error   { return &oauthError{"invalid_token", description} }

// asOAuthError returns err in OAuth's form. What the API refuses of a user or a token is a
// grant that is no longer valid.
func asOAuthError(err error) *oauthError {
	if e, ok := errors.AsType[*oauthError](err); ok {
		return e
	}
	if e, ok := errors.AsType[*apiError](err); ok {
		return &oauthError{"invalid_grant", e.message}
	}
	return &oauthError{"server_error", "Something went wrong"}
}

// oauthErrorReply returns an error to an application.
func oauthErrorReply(err error) reply {
	e := asOAuthError(err)
	rep := oauthErrorReplyWith(e.status(), e.code, e.description)
	switch e.code {
	case "invalid_token":
		rep.header.Set("Www-Authenticate", `Bearer error="invalid_token"`)
	case "invalid_client":
		rep.header.Set("Www-Authenticate", "Basic")
	}
	return rep
}

func oauthErrorReplyWith(status int, code, description string) reply {
	body := map[string]string{"error": code}
	if description != "" {
		body["error_description"] = description
	}
	rep := oauthReply(status, body)
	rep.errorCode = code
	return rep
}

// oauthReply returns JSON to an application; nil is an empty body.
func oauthReply(status int, v any) reply {
	rep := reply{status: status, header: http.Header{"Cache-Control": {"no-store"}, "Pragma": {"no-cache"}}}
	if v != nil {
		rep.header.Set("Content-Type", "application/json;charset=UTF-8")
		rep.body = mustJSON(v)
	}
	return rep
}

// errorPage tells the visitor what is wrong where the application must not learn it: the
// address to go back to is not known to be the application's.
func errorPage(text string) reply {
	rep := htmlPage(errorTemplate, text)
	rep.status = http.StatusBadRequest
	return rep
}

var errorTemplate = template.Must(template.New("error").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Error</title>
<h1>An error was encountered with the requested page.</h1>
<p id="error">{{.}}</p>
</html>
`))
