package protocol

// RedirectLoginRequest is the part common to a redirect login's two halves.
type RedirectLoginRequest struct {
	PoolRequest
	// Domain is the pool's, or its URL.
	Domain string `js:"domain"`
	// RedirectURI is where the browser comes back to.
	RedirectURI string `js:"redirectUri"`
	// Scopes are separated by spaces; all of the app client's when omitted.
	Scopes string `js:"scopes,optional"`
}

// AuthorizeRequest asks for the address to go to.
type AuthorizeRequest struct {
	RedirectLoginRequest
	// Parameters of the authorize endpoint that the application has chosen, by their
	// names there: text.
	Parameters JSON `js:"parameters,optional"`
	// AfterSignOut ends the session at the domain first.
	AfterSignOut bool `js:"afterSignOut,optional"`
}

// AuthorizeReply is a sign-in that waits for the browser to come back.
type AuthorizeReply struct {
	URL          string `js:"url"`
	State        string `js:"state"`
	CodeVerifier string `js:"codeVerifier"`
	Nonce        string `js:"nonce"`
}

// ExchangeCodeRequest brings what the browser has come back with.
type ExchangeCodeRequest struct {
	RedirectLoginRequest
	CodeVerifier string `js:"codeVerifier"`
	Nonce        string `js:"nonce"`
	Code         string `js:"code,optional"`
	// Error and ErrorDescription are there in place of a code.
	Error            string `js:"error,optional"`
	ErrorDescription string `js:"errorDescription,optional"`
	// Sub is whose sign-in alone is accepted.
	Sub string `js:"sub,optional"`
}
