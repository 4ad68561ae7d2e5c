package fakecognito

// discovery returns the pool's OpenID configuration. As in the service, it does not say that
// PKCE is supported, and end_session_endpoint is not OpenID's logout.
func (s *Server) discovery() map[string]any {
	config := map[string]any{
		"issuer":                                s.IssuerURL(),
		"jwks_uri":                              s.IssuerURL() + "/.well-known/jwks.json",
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"subject_types_supported":               []string{"public"},
		"response_types_supported":              []string{"code", "token"},
		"scopes_supported":                      []string{"openid", "email", "phone", "profile"},
	}
	if s.DomainURL != "" {
		config["authorization_endpoint"] = s.DomainURL + "/oauth2/authorize"
		config["token_endpoint"] = s.DomainURL + "/oauth2/token"
		config["userinfo_endpoint"] = s.DomainURL + "/oauth2/userInfo"
		config["revocation_endpoint"] = s.DomainURL + "/oauth2/revoke"
		config["end_session_endpoint"] = s.DomainURL + "/logout"
		config["token_endpoint_auth_methods_supported"] = []string{"client_secret_basic", "client_secret_post"}
	}
	return config
}
