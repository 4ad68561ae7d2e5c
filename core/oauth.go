package core

import (
	"context"
	"encoding/base64"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/cognitowasm/cognitowasm/core/internal/sha256"
)

// FormPoster is implemented by an IdentityProvider that can also send forms, as the token
// endpoint of a pool's domain requires. Those of package awsidp and of pages do.
type FormPoster interface {
	// PostForm posts a form (application/x-www-form-urlencoded) without following
	// redirects, and returns the members of the JSON reply. The error is a
	// [*ServiceError] with OAuth's error code (RFC 6749, section 5.2) if the endpoint
	// refused, and otherwise one of those of [IdentityProvider].
	PostForm(ctx context.Context, url, form string) (Reply, error)
}

// OAuthConfig describes how an app client signs users in on the pages of the user pool's
// domain: managed login, or the classic hosted UI.
type OAuthConfig struct {
	// Domain is the pool's domain, for instance "auth.example.com", or its URL.
	Domain string
	// RedirectURI is where users come back to, exactly as it is registered.
	RedirectURI string
	// Scopes are those that the access token is to have. They default to all of the app
	// client's, and must include "openid".
	Scopes []string
}

// OAuth signs users in with authorization codes and PKCE (RFC 7636). The result is an
// ordinary session in the pool's storage, which [User.Session] refreshes. The implicit flow
// is not supported.
//
// https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
type OAuth struct {
	pool   *Pool
	config OAuthConfig
	scope  string // the scopes, as they are sent
}

// OAuth checks the configuration: the domain and the address to come back to must be https,
// except on this machine, or a scheme of the program's own for RedirectURI.
func (p *Pool) OAuth(config OAuthConfig) (*OAuth, error) {
	if !strings.Contains(config.Domain, "://") {
		config.Domain = "https://" + config.Domain
	}
	config.Domain = strings.TrimSuffix(config.Domain, "/")
	openid := len(config.Scopes) == 0
	scope := ""
	for _, name := range config.Scopes {
		openid = openid || name == "openid"
		scope += " " + name
	}
	scheme, _, _ := strings.Cut(config.RedirectURI, ":")
	wrong := ""
	switch {
	case !isSecure(config.Domain):
		wrong = "The domain must be https"
	case !isSecure(config.RedirectURI) && (scheme == "http" || scheme == "https" || !strings.Contains(config.RedirectURI, "://")):
		wrong = "The redirect URI must be an absolute https URL, or http on localhost"
	case strings.Contains(config.RedirectURI, "#"):
		wrong = "The redirect URI must not have a fragment"
	case !openid:
		wrong = "The scopes must include openid"
	default:
		return &OAuth{p, config, strings.TrimPrefix(scope, " ")}, nil
	}
	return nil, &Error{Reason: InvalidParameter, Message: wrong + "."}
}

// isSecure reports whether a URL is https, or http on this machine: localhost, or an address
// in 127.0.0.0/8.
func isSecure(url string) bool {
	if strings.HasPrefix(url, "https://") {
		return len(url) > len("https://")
	}
	host, isHTTP := strings.CutPrefix(url, "http://")
	host, _, _ = strings.Cut(host, "/")
	isHTTP = isHTTP && !strings.Contains(host, "@") // localhost:80@example.com
	host, _, _ = strings.Cut(host, ":")
	dots := 0
	for i := range len(host) {
		if host[i] == '.' {
			dots++
		} else if host[i] < '0' || host[i] > '9' {
			dots = 4
		}
	}
	return isHTTP && (host == "localhost" || dots == 3 && strings.HasPrefix(host, "127."))
}

// AuthorizeOptions are the parameters of the authorize endpoint that an application may
// choose; all may be omitted.
type AuthorizeOptions struct {
	// IdentityProvider is the provider to go to without the page that offers a choice:
	// "Google", "COGNITO", or the name of the pool's own. IDPIdentifier chooses one by an
	// identifier instead, for instance an e-mail domain.
	IdentityProvider, IDPIdentifier string
	// LoginHint fills in the user's name.
	LoginHint string
	// Prompt is "none" for a sign-in without any page, which fails with the reason
	// LoginRequired if the browser has no session at the domain; or "login",
	// "select_account", "consent".
	Prompt string
	// Lang is the language of the pages, for instance "de".
	Lang string
	// Resource is the API that the access token is for, a URL (RFC 8707).
	Resource string
	// ACRValues are the levels of authentication that will do, the best first, separated
	// by spaces.
	ACRValues string
	// MaxAge is after how long the user must authenticate again, in whole seconds. There
	// is no limit if it is zero; a negative value always asks.
	MaxAge time.Duration
	// Nonce is put into the ID token. It defaults to a random one.
	Nonce string
	// AfterSignOut ends the session at the domain first, so that another user can sign in.
	AfterSignOut bool
}

// Authorization is a sign-in that waits for the browser to come back. The program keeps it
// until then: whoever reads CodeVerifier and sees the redirect can finish the sign-in.
type Authorization struct {
	// URL is the address to open in the browser.
	URL string
	// State comes back with the redirect (RFC 6749, section 10.12).
	State string
	// CodeVerifier proves that the code was requested here (RFC 7636, section 4.1).
	CodeVerifier string
	// Nonce must come back in the ID token (OpenID Connect Core 1.0, section 3.1.2.1).
	Nonce string
}

// parameters returns the options by the names of the authorize endpoint.
func (options AuthorizeOptions) parameters() Object {
	return Object{
		{"identity_provider", options.IdentityProvider},
		{"idp_identifier", options.IDPIdentifier},
		{"login_hint", options.LoginHint},
		{"prompt", options.Prompt},
		{"lang", options.Lang},
		{"resource", options.Resource},
		{"acr_values", options.ACRValues},
		{"max_age", maxAge(options.MaxAge)},
		{"nonce", options.Nonce},
	}
}

// maxAge returns a limit in whole seconds, or "" for none.
func maxAge(limit time.Duration) string {
	if limit == 0 {
		return ""
	}
	return strconv.Itoa(int(max(0, limit) / time.Second))
}

// Authorize prepares a sign-in. It sends nothing.
func (o *OAuth) Authorize(options AuthorizeOptions) (*Authorization, error) {
	return o.AuthorizeWith(options.parameters(), options.AfterSignOut)
}

// AuthorizeWith is Authorize with the options by the names of the authorize endpoint, as a
// page passes them; empty ones are omitted.
func (o *OAuth) AuthorizeWith(parameters Object, afterSignOut bool) (*Authorization, error) {
	if parameters.Text("identity_provider") != "" && parameters.Text("idp_identifier") != "" {
		return nil, &Error{Reason: InvalidParameter, Message: "The identity provider is named either by its name or by an identifier."}
	}
	a := &Authorization{Nonce: parameters.Text("nonce")}
	for _, text := range [...]*string{&a.State, &a.CodeVerifier, &a.Nonce} {
		bytes := make([]byte, 32)
		if _, err := io.ReadFull(o.pool.config.Rand, bytes); err != nil {
			return nil, &Error{Reason: InternalError, Message: "No secure random numbers are available.", Err: err}
		}
		if *text == "" {
			*text = base64.RawURLEncoding.EncodeToString(bytes)
		}
	}
	challenge := sha256.Sum([]byte(a.CodeVerifier))
	form := []string{
		"response_type", "code",
		"client_id", o.pool.config.ClientID,
		"redirect_uri", o.config.RedirectURI,
		"scope", o.scope,
		"state", a.State,
		"code_challenge", base64.RawURLEncoding.EncodeToString(challenge[:]),
		"code_challenge_method", "S256",
		"nonce", a.Nonce,
	}
	for _, p := range parameters {
		if p.Name != "nonce" {
			form = append(form, p.Name, parameters.Text(p.Name))
		}
	}
	path := "/oauth2/authorize?"
	if afterSignOut {
		path = "/logout?"
	}
	a.URL = o.config.Domain + path + encodeForm(form...)
	return a, nil
}

// SignOutURL returns the address that ends the browser's session at the domain and leads to
// logoutURI, which must be registered. Sign the user out of the pool first: see
// [User.SignOut]. The identity provider's own session is not ended.
//
// https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
func (o *OAuth) SignOutURL(logoutURI string) string {
	return o.config.Domain + "/logout?" + encodeForm("client_id", o.pool.config.ClientID, "logout_uri", logoutURI)
}

// Redirected are the parameters with which the browser has come back (RFC 6749, section
// 4.1.2). State has been compared with that of the Authorization.
type Redirected struct {
	Code                    string
	Error, ErrorDescription string
}

// Exchange exchanges the code for tokens, verifies them with the pool's TokenVerifier, which
// is required, and stores the session: the user is the current user then. If it fails,
// nothing is stored. A code is accepted once; after an error of the network it may have been
// used or not, and the same code may be tried again.
//
// If sub is not "", the session is stored only if it is that user's; the error has reason
// [UserMismatch] otherwise.
//
// https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
func (o *OAuth) Exchange(ctx context.Context, a *Authorization, r Redirected, sub string) (*User, *Session, error) {
	if r.Error != "" || r.Code == "" {
		return nil, nil, oauthRefusal("authorize", r.Error, r.ErrorDescription)
	}
	user := o.pool.User("")
	s := user.signIn(nil)
	session, err := o.tokens(ctx, a, r.Code)
	if err != nil {
		return nil, nil, err
	}
	if subject := session.idClaims.Text("sub"); sub != "" && sub != subject {
		return nil, nil, &Error{Reason: UserMismatch, Message: "Another user has signed in; nothing was changed."}
	}
	s.username = session.accessClaims.Text("username")
	if err := s.save(ctx, session); err != nil {
		return nil, nil, err
	}
	user.rename(s.username)
	return user, session, nil
}

// tokens requests the session of a code, and verifies it.
func (o *OAuth) tokens(ctx context.Context, a *Authorization, code string) (*Session, error) {
	poster, ok := o.pool.config.IdentityProvider.(FormPoster)
	if !ok || o.pool.config.TokenVerifier == nil {
		return nil, &Error{Reason: InvalidParameter, Message: "A redirect login needs a TokenVerifier, and an IdentityProvider that is a FormPoster."}
	}
	form := []string{
		"grant_type", "authorization_code",
		"client_id", o.pool.config.ClientID,
		"code", code,
		"redirect_uri", o.config.RedirectURI,
		"code_verifier", a.CodeVerifier,
	}
	if native {
		form = append(form, "client_secret", o.pool.config.ClientSecret)
	}
	limited, cancel := o.pool.limited(ctx, 1, 0)
	defer cancel()
	reply, err := poster.PostForm(limited, o.config.Domain+"/oauth2/token", encodeForm(form...))
	o.pool.noteTime(reply.Date)
	if err != nil {
		return nil, whyEnded(limited, err)
	}
	tokens := reply.Members
	session, err := o.pool.receiveSession(ctx, "token", Object{{Name: "AuthenticationResult", Value: Object{
		{Name: "IdToken", Value: tokens.Text("id_token")},
		{Name: "AccessToken", Value: tokens.Text("access_token")},
		{Name: "RefreshToken", Value: tokens.Text("refresh_token")},
	}}}, Session{})
	if err == nil && session.idClaims.Text("nonce") != a.Nonce {
		err = &Error{Reason: TokenUnverified, Message: "The ID token was not accepted: it has another nonce."}
	}
	return session, err
}

// oauthRefusal returns the error of an OAuth error code (RFC 6749, sections 4.1.2.1 and 5.2).
func oauthRefusal(operation, code, description string) *ServiceError {
	if code == "" {
		code = "invalid_request"
	}
	if description == "" {
		description = "The sign-in at the pool's domain failed: " + code + "."
	}
	return &ServiceError{Operation: operation, Code: Code(code), Message: description}
}

// encodeForm returns names and values as a form, and omits empty values. Package net/url
// would bring package fmt.
func encodeForm(pairs ...string) string {
	const hex = "0123456789ABCDEF"
	var form []byte
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			continue
		}
		if len(form) > 0 {
			form = append(form, '&')
		}
		form = append(append(form, pairs[i]...), '=')
		for _, c := range []byte(pairs[i+1]) {
			if 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~' {
				form = append(form, c)
			} else {
				form = append(form, '%', hex[c>>4], hex[c&15])
			}
		}
	}
	return string(form)
}
