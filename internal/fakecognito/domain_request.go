package fakecognito

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// authorizeRequest is what an application asks for, from the query of /oauth2/authorize.
type authorizeRequest struct {
	query       string // as it came; the pages pass it on
	redirectURI string
	state       string
	nonce       string
	challenge   string   // code_challenge, always S256
	scopes      []string // what is granted
	provider    string   // empty, COGNITO, or the name of a federated one
	loginHint   string
	lang        string
	prompt      []string
	maxAge      time.Duration // negative if there is none
	resource    string
	levels      []int // of acr_values
}

// authorizeParameters are what the service documents, and what clients of any OpenID provider
// send beside it, which the service ignores. A name that is in neither list is more likely a
// mistake than a wish to be ignored.
var authorizeParameters = nameSet(
	"response_type", "client_id", "redirect_uri", "scope", "state", "nonce",
	"code_challenge", "code_challenge_method", "identity_provider", "idp_identifier",
	"lang", "login_hint", "prompt", "resource", "acr_values", "max_age", "userContextData",
	"response_mode", "display", "ui_locales", "id_token_hint",
)

// errNoRedirect is a refusal that must not be sent to the address in the request.
type errNoRedirect string

func (e errNoRedirect) Error() string { return string(e) }

// authorizeRequest reads a query. Together with an error that the application may learn it
// returns the request, for its address.
func (s *Server) authorizeRequest(query string) (*authorizeRequest, error) {
	given, malformed := readParameters(query, authorizeParameters)
	switch {
	case given == nil:
		return nil, errNoRedirect("the parameters are malformed")
	case given.Get("client_id") != s.clientID() || len(given["client_id"]) > 1:
		return nil, errNoRedirect("client_id is not that of an app client")
	case !slices.Contains(s.RedirectURIs, given.Get("redirect_uri")) || len(given["redirect_uri"]) > 1:
		return nil, errNoRedirect("redirect_uri is not registered: redirect_mismatch")
	}
	req := &authorizeRequest{
		query:       query,
		redirectURI: given.Get("redirect_uri"),
		state:       given.Get("state"),
		nonce:       given.Get("nonce"),
		challenge:   given.Get("code_challenge"),
		loginHint:   given.Get("login_hint"),
		lang:        given.Get("lang"),
		prompt:      strings.Fields(given.Get("prompt")),
		resource:    given.Get("resource"),
		maxAge:      -1,
	}
	if malformed != nil {
		return req, malformed
	}
	switch given.Get("response_type") {
	case "code":
	case "token":
		return req, &oauthError{"unauthorized_client", "the implicit grant is off for this client"}
	default:
		return req, invalidRequest("response_type must be code")
	}
	for _, err := range []error{
		req.checkChallenge(given), req.checkPrompt(), req.readMaxAge(given), checkResource(req.resource),
		s.readProvider(req, given), s.readScopes(req, given), s.readLevels(req, given),
	} {
		if err != nil {
			return req, err
		}
	}
	return req, nil
}

// codeChallengePattern is what a challenge and a verifier consist of (RFC 7636, 4.1 and 4.2).
var codeChallengePattern = regexp.MustCompile(`^[A-Za-z0-9._~-]{43,128}$`)

func (req *authorizeRequest) checkChallenge(given url.Values) error {
	_, has := given["code_challenge"]
	method, hasMethod := given["code_challenge_method"]
	switch {
	case !has && !hasMethod:
		return nil
	case !has, !codeChallengePattern.MatchString(req.challenge):
		return invalidRequest("code_challenge is missing or malformed")
	case !hasMethod, method[0] != "S256":
		return invalidRequest("code_challenge_method must be S256")
	}
	return nil
}

func (req *authorizeRequest) checkPrompt() error {
	for _, value := range req.prompt {
		switch value {
		case "none", "login", "select_account", "consent":
		default:
			return invalidRequest("prompt has an unknown value")
		}
	}
	if slices.Contains(req.prompt, "none") && len(req.prompt) > 1 {
		return invalidRequest("prompt none excludes others")
	}
	return nil
}

func (req *authorizeRequest) readMaxAge(given url.Values) error {
	if _, has := given["max_age"]; !has {
		return nil
	}
	age, err := strconv.ParseUint(given.Get("max_age"), 10, 31)
	if err != nil {
		return invalidRequest("max_age is not a number of seconds")
	}
	req.maxAge = time.Duration(age) * time.Second
	return nil
}

// checkResource checks a resource indicator (RFC 8707).
func checkResource(resource string) error {
	if resource == "" {
		return nil
	}
	u, err := url.Parse(resource)
	if err != nil || u.Scheme == "" || u.Fragment != "" || strings.Contains(resource, "#") ||
		u.Scheme == "https" && u.Host == "" ||
		u.Scheme == "http" && u.Hostname() != "localhost" {
		return invalidRequest("resource is not a URL that a resource server can have")
	}
	return nil
}

// readProvider reads which identity provider the application has chosen.
func (s *Server) readProvider(req *authorizeRequest, given url.Values) error {
	_, byName := given["identity_provider"]
	_, byIdentifier := given["idp_identifier"]
	switch {
	case byName && byIdentifier:
		return invalidRequest("identity_provider and idp_identifier exclude each other")
	case byName:
		req.provider = given.Get("identity_provider")
	case byIdentifier:
		req.provider = s.ProviderIdentifiers[given.Get("idp_identifier")]
	default:
		return nil
	}
	if req.provider != cognitoProvider && !slices.Contains(s.Providers, req.provider) {
		return invalidRequest("the identity provider is not one of the app client's")
	}
	return nil
}

// readScopes reads what is to be granted. Scopes that the client does not have are ignored.
func (s *Server) readScopes(req *authorizeRequest, given url.Values) error {
	req.scopes = slices.Clone(s.clientScopes())
	if _, has := given["scope"]; has {
		asked := strings.Fields(given.Get("scope"))
		req.scopes = slices.DeleteFunc(req.scopes, func(scope string) bool { return !slices.Contains(asked, scope) })
	}
	if len(req.scopes) == 0 {
		return &oauthError{"invalid_scope", "none of the scopes is one of the client's"}
	}
	if !slices.Contains(req.scopes, "openid") &&
		slices.ContainsFunc(req.scopes, func(scope string) bool { return claimScopes[scope] }) {
		return &oauthError{"invalid_scope", "email, phone and profile need openid"}
	}
	return nil
}

// readLevels reads acr_values, which mean something only with step-up.
func (s *Server) readLevels(req *authorizeRequest, given url.Values) (err error) {
	if _, has := given["acr_values"]; !has || !s.StepUp {
		return nil
	}
	if req.levels, err = readTargets(given.Get("acr_values")); err != nil {
		return invalidRequest("acr_values has an unknown value")
	}
	return nil
}

// satisfied reports whether what has been proven is one of the levels that were asked for, or
// more. Whether the service asks a user who could reach a better one for that is not known.
func (req *authorizeRequest) satisfied(proven []string) bool {
	return len(req.levels) == 0 || acrLevel(proven) >= slices.Min(req.levels)
}

// refusal returns the reply to a request that was refused: an error at the application's
// address, or a page if that is not known to be the application's.
func (req *authorizeRequest) refusal(err error) reply {
	if _, unsafe := errors.AsType[errNoRedirect](err); unsafe {
		return errorPage(err.Error())
	}
	e := asOAuthError(err)
	return req.back("error", e.code, "error_description", e.description)
}

// back sends the browser back to the application with parameters, given in pairs, and the
// state.
func (req *authorizeRequest) back(pairs ...string) reply {
	if req.state != "" {
		pairs = append(pairs, "state", req.state)
	}
	var to strings.Builder
	to.WriteString(req.redirectURI)
	separator := "?"
	if strings.Contains(req.redirectURI, "?") {
		separator = "&"
	}
	for i := 0; i < len(pairs); i += 2 {
		to.WriteString(separator + pairs[i] + "=" + url.QueryEscape(pairs[i+1]))
		separator = "&"
	}
	return redirectTo(to.String())
}

// redirectTo sends the browser to another address.
func redirectTo(to string) reply {
	return reply{status: http.StatusFound, header: http.Header{"Location": {to}, "Cache-Control": {"no-store"}}}
}
