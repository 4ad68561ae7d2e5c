package fakecognito

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// StatusExternalProvider is a user of a federated identity provider, who has no password here.
const StatusExternalProvider UserStatus = "EXTERNAL_PROVIDER"

// identity is a user's account at a federated provider.
type identity struct {
	provider, account string
	created           time.Time
}

// providerPage is the page of a made-up provider, which would be on the provider's own origin.
// Whoever knows the name of an account has it.
func (s *Server) providerPage(r *http.Request, req *authorizeRequest) reply {
	name := r.PathValue("name")
	if !slices.Contains(s.Providers, name) {
		return errorPage("there is no such identity provider")
	}
	return formPage(r, req, providerTemplate, formData{Provider: name, Username: req.loginHint, Prompt: strings.Join(req.prompt, " ")})
}

// providerAnswer processes that page. The codes are the service's; what it writes about a
// refusal is the provider's text, of which there are many.
func (s *Server) providerAnswer(r *http.Request, req *authorizeRequest) reply {
	name := r.PathValue("name")
	account := strings.TrimSpace(r.PostForm.Get("account"))
	switch answer := r.PostForm.Get("answer"); {
	case !slices.Contains(s.Providers, name):
		return errorPage("there is no such identity provider")
	case answer == "refuse":
		return req.refusal(invalidRequest("access_denied; the user did not consent"))
	case answer == "cancel":
		return req.refusal(invalidRequest("user_cancelled_authorize"))
	case answer != "continue" || account == "":
		return formPage(r, req, providerTemplate, formData{Provider: name, Username: req.loginHint, Message: "Enter an account."})
	}
	u := s.federatedUser(name, account)
	if u.identity == nil {
		return req.refusal(invalidRequest("Already found an entry for username " + u.username))
	}
	if !u.enabled {
		return req.refusal(invalidRequest(asOAuthError(errUserDisabled).description))
	}
	return s.signedIn(r, req, u, name, []string{methodFederated})
}

// federatedUser returns the user of an account, who exists from the first sign-in on, or one of
// the pool's own who has taken the name. An
// address as account's name is also the user's e-mail address, which nobody has verified.
func (s *Server) federatedUser(provider, account string) *user {
	username := provider + "_" + account
	if u := s.pool.users[s.fold(username)]; u != nil {
		return u
	}
	attributes := map[string]string{}
	if looksLikeEmail(account) {
		attributes["email"], attributes["email_verified"] = account, "false"
	}
	u := s.addUser(username, newUUID(), "", attributes)
	u.status = StatusExternalProvider
	u.identity = &identity{provider, account, s.now()}
	return u
}

// identityClaim is a member of the claim identities. As in the service, its values are text.
type identityClaim struct {
	DateCreated  string  `json:"dateCreated"`
	Issuer       *string `json:"issuer"`
	Primary      string  `json:"primary"`
	ProviderName string  `json:"providerName"`
	ProviderType string  `json:"providerType"`
	UserID       string  `json:"userId"`
}

// identities returns the claim identities, or nil for a user of the pool itself.
func (u *user) identities() []identityClaim {
	if u.identity == nil {
		return nil
	}
	kind := "OIDC"
	switch u.identity.provider {
	case "Google", "Facebook", "LoginWithAmazon", "SignInWithApple":
		kind = u.identity.provider
	}
	return []identityClaim{{
		DateCreated:  strconv.FormatInt(u.identity.created.UnixMilli(), 10),
		Primary:      "true",
		ProviderName: u.identity.provider,
		ProviderType: kind,
		UserID:       u.identity.account,
	}}
}
