package fakecognito

// CustomChallenge is one of the challenges that a pool's Lambda triggers would
// define.
type CustomChallenge struct {
	// Parameters are the public parameters, which the client sees.
	Parameters map[string]string
	// Answer is the right answer.
	Answer string
}

// customTries is how often the same challenge is given.
const customTries = 3

// startCustom begins CUSTOM_AUTH: the pool's own challenges, after SRP if the client begins
// with it.
func (s *Server) startCustom(req *initiateAuthRequest) (*authReply, error) {
	if len(s.CustomChallenges) == 0 {
		return nil, invalidParameter("Custom auth lambda trigger is not configured for the user pool.")
	}
	if req.AuthParameters["CHALLENGE_NAME"] == "SRP_A" {
		if req.AuthParameters["SRP_A"] == "" {
			return nil, missingParameter("SRP_A")
		}
		return s.startSRP(req)
	}
	u := s.find(req.AuthParameters["USERNAME"])
	switch {
	case u == nil:
		return nil, errUserNotFound
	case u.identity != nil:
		return nil, errWrongPassword
	case !u.enabled:
		return nil, errUserDisabled
	case u.status == StatusUnconfirmed:
		return nil, errNotConfirmed
	}
	d, err := s.knownDevice(u, req.AuthParameters["DEVICE_KEY"])
	if err != nil {
		return nil, err
	}
	return s.askCustom(&challenge{user: u, username: u.username, device: d}), nil
}

// askCustom returns the reply with the next of the pool's own challenges.
func (s *Server) askCustom(c *challenge) *authReply {
	c.name = "CUSTOM_CHALLENGE"
	reply := s.challenge(c)
	for name, value := range s.CustomChallenges[c.custom].Parameters {
		reply.ChallengeParameters[name] = value
	}
	return reply
}

// answerCustom processes the answer to CUSTOM_CHALLENGE: a right answer leads to the next
// challenge or to tokens, a wrong one to the same challenge again, a few times.
func (s *Server) answerCustom(req *respondToAuthChallengeRequest, c *challenge) (*authReply, error) {
	c.used = true
	next := c.next("")
	next.custom, next.failures = c.custom, c.failures
	if req.ChallengeResponses["ANSWER"] != s.CustomChallenges[c.custom].Answer {
		if next.failures++; next.failures == customTries {
			return nil, errWrongPassword
		}
		return s.askCustom(next), nil
	}
	if next.custom++; next.custom < len(s.CustomChallenges) {
		next.failures = 0
		return s.askCustom(next), nil
	}
	return s.afterUser(c), nil
}
