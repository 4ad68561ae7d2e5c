package fakecognito

import "slices"

// The sign-in flow USER_AUTH: the client names the first factor that it prefers, or the user
// chooses one in the answer to SELECT_CHALLENGE.

const selectChallenge = "SELECT_CHALLENGE"

// proofs are the parameters that only one choice has.
var proofs = []struct {
	parameter, factor string
	required          bool
}{
	{"PASSWORD", PasswordFactor, true},
	{"SRP_A", passwordSRP, true},
	{"CREDENTIAL", WebAuthnFactor, false},
}

// checkProof refuses parameters that do not belong to the chosen factor, such as a password
// that is sent without need, and a missing one.
func checkProof(member string, given map[string]string, factor string) error {
	for _, p := range proofs {
		_, present := given[p.parameter]
		switch {
		case present && p.factor != factor:
			return unknownMember(joinPath(member, p.parameter))
		case p.factor == factor && p.required && given[p.parameter] == "":
			return missingParameter(p.parameter)
		}
	}
	return nil
}

// startChoice begins USER_AUTH, with the preferred challenge if the user can answer it. A
// preference is only a wish: otherwise the user chooses. The Session of ConfirmSignUp may make
// both unnecessary. The service's texts for a preference
// that is none and for users without any factor are not known.
func (s *Server) startChoice(req *initiateAuthRequest) (*authReply, error) {
	preferred := req.AuthParameters["PREFERRED_CHALLENGE"]
	switch preferred {
	case "", PasswordFactor, passwordSRP, EmailOTP, SMSOTPFactor, WebAuthnFactor:
	default:
		return nil, invalidParameter("Invalid PREFERRED_CHALLENGE")
	}
	if err := checkProof("AuthParameters", req.AuthParameters, preferred); err != nil {
		return nil, err
	}
	u, id, err := s.startingUser(req)
	if err != nil {
		return nil, err
	}
	if req.Session != "" {
		if done, err := s.signInAfterSignUp(req.Session, u); err != nil {
			return nil, err
		} else if done {
			c := &challenge{user: u, username: id}
			c.passed(otpMethods[s.confirmationAttribute(u)])
			return s.afterUser(c), nil
		}
	}
	c := &challenge{user: u, username: id, firstFactor: true}
	// As in USER_SRP_AUTH, with SRP only the device that is sent with the proof counts.
	if preferred != passwordSRP {
		if err := s.nameDevice(c, req.AuthParameters); err != nil {
			return nil, err
		}
	}
	if stepUp, err := s.readStepUp(c, req.AuthParameters); err != nil {
		return nil, err
	} else if second := stepUp.secondFactor(c.proven); second != "" && !slices.Contains(s.choices(c), preferred) {
		return s.askFactor(c, second), nil
	}
	available := s.choices(c)
	switch {
	case slices.Contains(available, preferred):
		return s.choose(c, preferred, req.AuthParameters)
	case len(available) == 0:
		return nil, invalidParameter("No first factor is available for the user.")
	}
	c.name = selectChallenge
	reply := s.challenge(c)
	reply.AvailableChallenges = available
	return reply, nil
}

// nameDevice notes the device that a request names, if it names one. Nobody has devices.
func (s *Server) nameDevice(c *challenge, parameters map[string]string) error {
	key := parameters["DEVICE_KEY"]
	if c.user == nil || key == "" {
		return nil
	}
	d, err := s.knownDevice(c.user, key)
	c.device = d
	return err
}

// choose returns the reply to a choice: c becomes its challenge, or the password has been
// given already.
func (s *Server) choose(c *challenge, factor string, parameters map[string]string) (*authReply, error) {
	switch factor {
	case PasswordFactor:
		if err := s.checkPassword(c.user, parameters["PASSWORD"]); err != nil {
			return nil, err
		}
		return s.afterPassword(c)
	case passwordSRP:
		return s.askPassword(c, parameters["SRP_A"])
	case WebAuthnFactor:
		return s.askPasskey(c)
	default:
		return s.askOTP(c, factor), nil
	}
}

// choosable reports whether a challenge name chooses a first factor while c is open: any time
// before there is a proof, so that a user who lacks a code or a passkey can take another way.
func (c *challenge) choosable(name string) bool {
	if !c.firstFactor || c.name == "PASSWORD_VERIFIER" {
		return false
	}
	return name == selectChallenge || name == PasswordFactor || name == passwordSRP
}

// answerChoice processes the answer to SELECT_CHALLENGE, and the challenges PASSWORD and
// PASSWORD_SRP, which stand for the choice of themselves. After a choice that is not available
// the challenge stays open; the service's text for it is not known. A wrong password uses it
// up like the wrong proof of one.
func (s *Server) answerChoice(req *respondToAuthChallengeRequest, c *challenge) (*authReply, error) {
	if s.RefuseOtherFactor && c.name != selectChallenge {
		return nil, errBadSession
	}
	factor := req.ChallengeName
	if factor == selectChallenge {
		factor = req.ChallengeResponses["ANSWER"]
	}
	if !slices.Contains(s.choices(c), factor) {
		return nil, invalidParameter("Invalid challenge selected.")
	}
	if err := checkProof("ChallengeResponses", req.ChallengeResponses, factor); err != nil {
		return nil, err
	}
	if req.ChallengeResponses["CREDENTIAL"] != "" {
		return s.answerPasskey(req, c)
	}
	next := c.next("")
	next.firstFactor = true
	if factor != passwordSRP {
		if err := s.nameDevice(next, req.ChallengeResponses); err != nil {
			return nil, err
		}
	}
	reply, err := s.choose(next, factor, req.ChallengeResponses)
	c.used = err == nil || factor == PasswordFactor
	return reply, err
}

// askPasskey challenges a user to sign with a passkey.
func (s *Server) askPasskey(c *challenge) (*authReply, error) {
	c.name = WebAuthnFactor
	reply := s.challenge(c)
	options, err := s.requestOptions(c)
	if err != nil {
		return nil, err
	}
	reply.ChallengeParameters["CREDENTIAL_REQUEST_OPTIONS"] = options
	return reply, nil
}

// answerPasskey processes the answer to WEB_AUTHN. There is one attempt, because what is to be
// signed is signed once. The choice of a passkey may bring the signature along, but only while
// there is something to sign.
func (s *Server) answerPasskey(req *respondToAuthChallengeRequest, c *challenge) (*authReply, error) {
	if c.name != WebAuthnFactor {
		return nil, errWrongPassword
	}
	if err := s.nameDevice(c, req.ChallengeResponses); err != nil {
		return nil, err
	}
	c.used = true
	if err := s.checkAssertion(c, req.ChallengeResponses["CREDENTIAL"]); err != nil {
		return nil, err
	}
	return s.afterUser(c), nil
}
