package fakecognito

import (
	"html/template"
	"net/http"
	"strings"
)

// formData is what the pages with forms have in common.
type formData struct {
	Query    template.URL // of the request, for the form's action
	Lang     string
	CSRF     string
	Message  string // what was wrong with the last attempt
	Username string
	// Providers are the buttons of the login page.
	Providers []string
	// Session and Hint are for the page that asks for a code.
	Session, Hint string
	// Provider and Prompt are for the page of a provider.
	Provider, Prompt string
}

// formPage returns a page with a form.
func formPage(r *http.Request, req *authorizeRequest, t *template.Template, f formData) reply {
	token, setCookie := csrfToken(r)
	f.Query, f.Lang, f.CSRF = template.URL(req.query), req.lang, token
	if f.Lang == "" {
		f.Lang = "en"
	}
	rep := htmlPage(t, f)
	rep.header.Add("Set-Cookie", setCookie)
	return rep
}

// htmlPage returns a page that no other site can show in a frame. The policy has no
// form-action, since browsers apply it to redirects after a form too, and these lead to the
// application.
func htmlPage(t *template.Template, data any) reply {
	var out strings.Builder
	if err := t.Execute(&out, data); err != nil {
		panic(err) // the templates fit their data
	}
	return reply{
		status: http.StatusOK,
		header: http.Header{
			"Content-Type":            {"text/html;charset=UTF-8"},
			"Content-Security-Policy": {"default-src 'none'; frame-ancestors 'none'"},
			"X-Frame-Options":         {"DENY"},
			"Cache-Control":           {"no-store"},
		},
		body: []byte(out.String()),
	}
}

var loginTemplate = template.Must(template.New("login").Parse(`<!doctype html>
<html lang="{{.Lang}}"><meta charset="utf-8"><title>Sign in</title>
<h1>Sign in</h1>
{{with .Message}}<p id="error">{{.}}</p>{{end}}
<form method="post" action="/login?{{.Query}}">
<input type="hidden" name="_csrf" value="{{.CSRF}}">
<label>Username <input id="username" name="username" value="{{.Username}}" autocomplete="username"></label>
<label>Password <input id="password" name="password" type="password" autocomplete="current-password"></label>
<button id="signin">Sign in</button>
</form>
{{range .Providers}}<form method="post" action="/login?{{$.Query}}">
<input type="hidden" name="_csrf" value="{{$.CSRF}}">
<button id="provider-{{.}}" name="provider" value="{{.}}">Continue with {{.}}</button>
</form>
{{end}}</html>
`))

var codeTemplate = template.Must(template.New("code").Parse(`<!doctype html>
<html lang="{{.Lang}}"><meta charset="utf-8"><title>Enter the code</title>
<h1>Enter the code</h1>
<p>{{.Hint}}</p>
{{with .Message}}<p id="error">{{.}}</p>{{end}}
<form method="post" action="/mfa?{{.Query}}">
<input type="hidden" name="_csrf" value="{{.CSRF}}">
<input type="hidden" name="session" value="{{.Session}}">
<label>Code <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code"></label>
<button id="signin">Sign in</button>
</form>
</html>
`))

var providerTemplate = template.Must(template.New("provider").Parse(`<!doctype html>
<html lang="{{.Lang}}"><meta charset="utf-8"><title>{{.Provider}}</title>
<h1>{{.Provider}}</h1>
<p id="prompt">{{.Prompt}}</p>
<form method="post" action="/provider/{{.Provider}}?{{.Query}}">
<input type="hidden" name="_csrf" value="{{.CSRF}}">
<label>Account <input id="account" name="account" value="{{.Username}}"></label>
<button id="continue" name="answer" value="continue">Continue</button>
<button id="refuse" name="answer" value="refuse">Refuse</button>
<button id="cancel" name="answer" value="cancel">Cancel</button>
</form>
</html>
`))
