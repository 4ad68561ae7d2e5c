package fakecognito

import "time"

// One-time passwords as first factors of USER_AUTH: EMAIL_OTP and SMS_OTP. The second factor
// that is called EMAIL_OTP too is in mfa.go.

// askOTP sends a code to the user's address and challenges the user to enter it. For nobody
// the reply names an address as well.
func (s *Server) askOTP(c *challenge, factor string) *authReply {
	attribute := otpAttributes[factor]
	var delivery *codeDelivery
	if c.user == nil {
		c.code = sentCode{code: randomCode(), expires: s.now().Add(s.codeLifetime(KindFirstFactor))}
		delivery = s.nobodysDelivery(c.username, attribute)
	} else {
		delivery = s.sendCode(c.user, KindFirstFactor, attribute, "Your sign-in code")
		c.code, c.sentTo = c.user.codes[KindFirstFactor], c.user.attributes[attribute]
	}
	c.name = factor
	reply := s.challenge(c)
	reply.ChallengeParameters["CODE_DELIVERY_DELIVERY_MEDIUM"] = delivery.DeliveryMedium
	reply.ChallengeParameters["CODE_DELIVERY_DESTINATION"] = delivery.Destination
	return reply
}

// nobodysDelivery returns the masked address of a user who does not exist, the same for a name
// each time. Whoever gives an address as name sees that one, as users with an alias do.
func (s *Server) nobodysDelivery(name, attribute string) *codeDelivery {
	random := s.nobodysBytes("address", name)
	if attribute == "phone_number" {
		digits := make([]byte, 4)
		for i := range digits {
			digits[i] = '0' + random[i]%10
		}
		return smsDelivery(string(digits))
	}
	if looksLikeEmail(name) {
		return emailDelivery(name)
	}
	return emailDelivery(string([]byte{'a' + random[0]%26, '@', 'a' + random[1]%26}))
}

// answerOTP processes the answer to EMAIL_OTP or SMS_OTP as first factor. The right code also
// proves that the address is the user's, which confirms a user who has only signed up.
func (s *Server) answerOTP(req *respondToAuthChallengeRequest, c *challenge) (*authReply, error) {
	if err := s.nameDevice(c, req.ChallengeResponses); err != nil {
		return nil, err
	}
	err := c.code.check(req.ChallengeResponses[c.name+"_CODE"], s.now())
	switch {
	case err == errCodeExpired:
		return nil, err
	case err != nil, c.user == nil:
		return nil, c.wrongCode()
	}
	attribute := otpAttributes[c.name]
	if c.user.attributes[attribute] == c.sentTo {
		if attribute == "email" && s.findByEmail(c.sentTo, c.user) != nil {
			return nil, errAliasExists
		}
		c.user.attributes[attribute+"_verified"] = "true"
	}
	c.used = true
	if c.user.status == StatusUnconfirmed {
		c.user.status = StatusConfirmed
	}
	c.passed(factorMethods[c.name])
	return s.afterUser(c), nil
}

// codeLifetime returns how long a code of a kind is accepted.
func (s *Server) codeLifetime(kind MessageKind) time.Duration {
	lifetime := orDefault(s.CodeLifetime, 24*time.Hour)
	if kind == KindFirstFactor {
		lifetime = min(lifetime, s.authSessionLifetime())
	}
	return lifetime
}
