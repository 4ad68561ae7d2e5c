package fakecognito

import "time"

// signUpSession is the Session of SignUp and of ConfirmSignUp. With the second, a new user
// signs in by USER_AUTH without entering anything again.
type signUpSession struct {
	user      *user
	confirmed bool // the Session of ConfirmSignUp
	expires   time.Time
	used      bool
}

// newSignUpSession returns a Session for a user who has signed up or confirmed, and none if
// USER_AUTH is off.
func (s *Server) newSignUpSession(u *user, confirmed bool) string {
	if len(s.FirstFactors) == 0 {
		return ""
	}
	text := randomText(300)
	s.pool.signUps[text] = &signUpSession{user: u, confirmed: confirmed, expires: s.now().Add(s.authSessionLifetime())}
	return text
}

// findSignUpSession returns the Session of a user's SignUp or ConfirmSignUp. The service's
// answers for bad ones are not known; here they do not say what is wrong.
func (s *Server) findSignUpSession(text string, u *user, confirmed bool) (*signUpSession, error) {
	session := s.pool.signUps[text]
	if session == nil || u == nil || session.user != u || session.confirmed != confirmed ||
		session.used || !s.now().Before(session.expires) {
		return nil, errBadSession
	}
	return session, nil
}

// signInAfterSignUp uses up the Session of ConfirmSignUp, and reports whether it signs the user
// in: the first time only, and if the code of the confirmation could have been that of a
// sign-in as well.
func (s *Server) signInAfterSignUp(text string, u *user) (bool, error) {
	session, err := s.findSignUpSession(text, u, true)
	if err != nil {
		return false, err
	}
	session.used = true
	if !u.lastSignIn.IsZero() {
		return false, nil
	}
	for _, factor := range s.firstFactors(u) {
		if attribute, isOTP := otpAttributes[factor]; isOTP && attribute == s.confirmationAttribute(u) {
			return true, nil
		}
	}
	return false, nil
}

// confirmationAttribute returns the attribute with the address to which the code for ConfirmSignUp
// goes. Phone numbers count only where people sign in with codes sent there.
func (s *Server) confirmationAttribute(u *user) string {
	switch {
	case u.attributes["email"] != "":
		return "email"
	case u.attributes["phone_number"] != "" && s.allows(SMSOTPFactor):
		return "phone_number"
	}
	return ""
}
