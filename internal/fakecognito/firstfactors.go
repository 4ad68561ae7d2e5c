package fakecognito

import "slices"

// The first factors that a pool's sign-in policy can allow, by the API's names. The fourth is
// EmailOTP, a name that first and second factors share.
const (
	PasswordFactor = "PASSWORD"
	SMSOTPFactor   = "SMS_OTP"
	WebAuthnFactor = "WEB_AUTHN"
)

// passwordSRP is the challenge that proves a password without sending it. Pools do not list
// it: PASSWORD stands for both.
const passwordSRP = "PASSWORD_SRP"

// otpAttributes are the attributes with the address to which each one-time password goes.
var otpAttributes = map[string]string{EmailOTP: "email", SMSOTPFactor: "phone_number"}

// allows reports whether the pool allows a first factor.
func (s *Server) allows(factor string) bool { return slices.Contains(s.FirstFactors, factor) }

// passwordless reports whether the pool allows a first factor other than the password.
func (s *Server) passwordless() bool {
	return slices.ContainsFunc(s.FirstFactors, func(factor string) bool { return factor != PasswordFactor })
}

// firstFactors returns the allowed factors with which a user can begin a sign-in. Second
// factors go with passwords only, so where one is needed, nothing but the password is left,
// and a passkey that counts as both. That a user with a temporary password cannot do without
// it either is an assumption.
func (s *Server) firstFactors(u *user) []string {
	passwordOnly := s.MFARequired || len(u.mfa.enabled) > 0
	var factors []string
	for _, factor := range []string{PasswordFactor, EmailOTP, SMSOTPFactor, WebAuthnFactor} {
		var has bool
		switch {
		case !s.allows(factor):
		case factor == PasswordFactor:
			has = u.password.set()
		case u.status == StatusForceChangePassword:
		case factor == WebAuthnFactor:
			has = u.hasPasskeys() && (!passwordOnly || u.mfa.passkey)
		default:
			has = u.attributes[otpAttributes[factor]] != "" && !passwordOnly
		}
		if has {
			factors = append(factors, factor)
		}
	}
	return factors
}

// nobodysFactors returns the factors of a user who does not exist and must look like others: one
// with a password and an e-mail address, or a phone number where the pool sends codes only there.
func (s *Server) nobodysFactors() []string {
	var factors []string
	if s.allows(PasswordFactor) {
		factors = append(factors, PasswordFactor)
	}
	switch {
	case s.MFARequired:
	case s.allows(EmailOTP):
		factors = append(factors, EmailOTP)
	case s.allows(SMSOTPFactor):
		factors = append(factors, SMSOTPFactor)
	}
	return factors
}

// availableChallenges returns the challenges among which a user, or nobody, may choose.
func (s *Server) availableChallenges(u *user) []string {
	factors := s.nobodysFactors()
	if u != nil {
		factors = s.firstFactors(u)
	}
	if i := slices.Index(factors, PasswordFactor); i >= 0 {
		factors = slices.Insert(factors, i+1, passwordSRP)
	}
	return factors
}
