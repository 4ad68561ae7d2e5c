package fakecognito

// PasskeySignIn is a sign-in that waits for a passkey. Tests use it in place of a sign-in
// flow.
type PasskeySignIn struct {
	s *Server
	c *challenge
}

// StartPasskeySignIn returns a sign-in of a user, or of one who does not exist.
func (s *Server) StartPasskeySignIn(username string) *PasskeySignIn {
	s.lock()
	defer s.mu.Unlock()
	return &PasskeySignIn{s, &challenge{user: s.find(username), username: username}}
}

// Options returns new CREDENTIAL_REQUEST_OPTIONS.
func (p *PasskeySignIn) Options() (string, error) {
	p.s.lock()
	defer p.s.mu.Unlock()
	return p.s.requestOptions(p.c)
}

// Check checks CREDENTIAL. It returns the body of the reply, without the reason of a refusal,
// and the error with it.
func (p *PasskeySignIn) Check(credential string) (string, error) {
	p.s.lock()
	defer p.s.mu.Unlock()
	err := p.s.checkAssertion(p.c, credential)
	if err == nil {
		return "", nil
	}
	return string(errorReply(err).body), err
}

// HasPasskeys reports whether a user can sign in with a passkey.
func (s *Server) HasPasskeys(username string) bool {
	s.lock()
	defer s.mu.Unlock()
	return s.find(username).hasPasskeys()
}
