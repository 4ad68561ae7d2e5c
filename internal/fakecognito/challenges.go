package fakecognito

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
)

// challenge is a step of a sign-in that waits for its answer. Every step has its own
// challenge. Answered ones are kept, to distinguish them from ones that never existed.
type challenge struct {
	name string
	// user is the user who signs in, or nil for one who does not exist, which the client
	// must not learn.
	user *user
	// username is the name that the answer must repeat.
	username string
	session  string
	expires  time.Time
	used     bool
	exchange *srpExchange
	device   *device
	code     sentCode // of SMS_MFA, EMAIL_OTP and SMS_OTP
	sentTo   string   // the address to which a first factor's code went
	failures int      // wrong answers
	setUp    bool     // MFA_SETUP: the app's first code has been verified
	// firstFactor says that this is the choice of a first factor in USER_AUTH, or the chosen
	// one. EMAIL_OTP is then not a second factor.
	firstFactor bool
	passkey     *passkeyRequest
	// ownNext says that the pool's own challenges follow the password; custom is the
	// index of this one among them.
	ownNext bool
	custom  int
	// onPage says that only the domain's page may answer.
	onPage bool
	// proven is how the user has been authenticated so far, as in the claim amr. stepUp is
	// what is needed, nil if the pool decides.
	proven []string
	stepUp *stepUp
}

// next returns the next challenge of the same sign-in.
func (c *challenge) next(name string) *challenge {
	return &challenge{name: name, user: c.user, username: c.username, device: c.device, proven: c.proven, stepUp: c.stepUp}
}

// passed notes what has been proven.
func (c *challenge) passed(method string) {
	if !slices.Contains(c.proven, method) {
		c.proven = append(slices.Clip(c.proven), method)
	}
}

type respondToAuthChallengeRequest struct {
	AnalyticsMetadata  *analyticsMetadata `json:"AnalyticsMetadata"`
	ChallengeName      string             `json:"ChallengeName" api:"required,enum=SMS_MFA|EMAIL_OTP|SOFTWARE_TOKEN_MFA|SELECT_MFA_TYPE|MFA_SETUP|PASSWORD_VERIFIER|CUSTOM_CHALLENGE|SELECT_CHALLENGE|DEVICE_SRP_AUTH|DEVICE_PASSWORD_VERIFIER|ADMIN_NO_SRP_AUTH|NEW_PASSWORD_REQUIRED|SMS_OTP|PASSWORD|WEB_AUTHN|PASSWORD_SRP"`
	ChallengeResponses map[string]string  `json:"ChallengeResponses"`
	ClientID           string             `json:"ClientId" api:"required,min=1,max=128,pattern=clientId"`
	ClientMetadata     map[string]string  `json:"ClientMetadata"`
	Session            string             `json:"Session"`
	UserContextData    *userContextData   `json:"UserContextData"`
}

// challengeKind is one value of RespondToAuthChallenge's ChallengeName.
type challengeKind struct {
	responses parameterSet
	answer    func(*Server, *respondToAuthChallengeRequest, *challenge) (*authReply, error)
}

// challengeKinds are the challenges of the server.
var challengeKinds = map[string]challengeKind{
	"PASSWORD_VERIFIER": {
		parameterSet{
			required: []string{"USERNAME", "PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP"},
			optional: []string{"DEVICE_KEY", "SECRET_HASH"},
		},
		(*Server).answerPassword,
	},
	"NEW_PASSWORD_REQUIRED": {
		parameterSet{
			required:       []string{"USERNAME", "NEW_PASSWORD"},
			optional:       []string{"SECRET_HASH"},
			userAttributes: true,
		},
		(*Server).answerNewPassword,
	},
	"SMS_MFA": {
		parameterSet{required: []string{"USERNAME", "SMS_MFA_CODE"}, optional: []string{"DEVICE_KEY", "SECRET_HASH"}},
		(*Server).answerSentCode,
	},
	"EMAIL_OTP": {
		parameterSet{required: []string{"USERNAME", "EMAIL_OTP_CODE"}, optional: []string{"DEVICE_KEY", "SECRET_HASH"}},
		(*Server).answerSentCode,
	},
	"SMS_OTP": {
		parameterSet{required: []string{"USERNAME", "SMS_OTP_CODE"}, optional: []string{"DEVICE_KEY", "SECRET_HASH"}},
		(*Server).answerOTP,
	},
	"WEB_AUTHN": {
		parameterSet{required: []string{"USERNAME", "CREDENTIAL"}, optional: []string{"DEVICE_KEY", "SECRET_HASH"}},
		(*Server).answerPasskey,
	},
	selectChallenge: {
		parameterSet{
			required: []string{"USERNAME", "ANSWER"},
			optional: []string{"PASSWORD", "SRP_A", "CREDENTIAL", "DEVICE_KEY", "SECRET_HASH"},
		},
		(*Server).answerChoice,
	},
	PasswordFactor: {
		parameterSet{required: []string{"USERNAME", "PASSWORD"}, optional: []string{"DEVICE_KEY", "SECRET_HASH"}},
		(*Server).answerChoice,
	},
	passwordSRP: {
		parameterSet{required: []string{"USERNAME", "SRP_A"}, optional: []string{"DEVICE_KEY", "SECRET_HASH"}},
		(*Server).answerChoice,
	},
	"SOFTWARE_TOKEN_MFA": {
		// The old SDKs send SMS_MFA_CODE beside it.
		parameterSet{
			required: []string{"USERNAME", "SOFTWARE_TOKEN_MFA_CODE"},
			optional: []string{"SMS_MFA_CODE", "DEVICE_KEY", "SECRET_HASH"},
		},
		(*Server).answerSoftwareToken,
	},
	"SELECT_MFA_TYPE": {
		parameterSet{required: []string{"USERNAME", "ANSWER"}, optional: []string{"SECRET_HASH"}},
		(*Server).answerSelection,
	},
	"MFA_SETUP": {
		parameterSet{required: []string{"USERNAME"}, optional: []string{"SECRET_HASH"}},
		(*Server).answerSetup,
	},
	"CUSTOM_CHALLENGE": {
		parameterSet{required: []string{"USERNAME", "ANSWER"}, optional: []string{"DEVICE_KEY", "SECRET_HASH"}},
		(*Server).answerCustom,
	},
	"DEVICE_SRP_AUTH": {
		parameterSet{
			required: []string{"USERNAME", "DEVICE_KEY", "SRP_A"},
			optional: []string{"SECRET_HASH"},
		},
		(*Server).answerDevice,
	},
	"DEVICE_PASSWORD_VERIFIER": {
		parameterSet{
			required: []string{"USERNAME", "DEVICE_KEY", "PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP"},
			optional: []string{"SECRET_HASH"},
		},
		(*Server).answerDevicePassword,
	},
}

var errBadSession = notAuthorized("Invalid session for the user.")

// challenge registers a challenge and returns the reply with it, and with the parameters of
// its SRP exchange if it has one.
func (s *Server) challenge(c *challenge) *authReply {
	c.expires = s.now().Add(s.authSessionLifetime())
	reply := &authReply{ChallengeName: c.name, ChallengeParameters: map[string]string{}}
	if c.exchange != nil {
		reply.ChallengeParameters = c.exchange.parameters()
		s.pool.claims[c.exchange.secretBlock()] = c
	}
	reply.ChallengeParameters["USERNAME"] = c.username
	if c.name != "PASSWORD_VERIFIER" || c.firstFactor || s.PasswordVerifierSession {
		c.session = randomText(300)
		s.pool.challenges[c.session] = c
		reply.Session = c.session
	}
	return reply
}

// respondToAuthChallenge processes the answer to a challenge.
func (s *Server) respondToAuthChallenge(req *respondToAuthChallengeRequest) (*authReply, error) {
	if err := s.checkClient(req.ClientID); err != nil {
		return nil, err
	}
	kind, ok := challengeKinds[req.ChallengeName]
	if !ok {
		// A challenge of an unknown kind has no session either.
		return nil, errBadSession
	}
	if err := kind.responses.check("ChallengeResponses", req.ChallengeResponses); err != nil {
		return nil, err
	}
	c, err := s.openChallenge(req)
	if err != nil {
		return nil, err
	}
	if err := s.checkSecretHash(req.ChallengeResponses, c.username); err != nil {
		return nil, err
	}
	if c.user != nil && c.user.deleted {
		return nil, errUserNotFound
	}
	if c.user != nil && !c.user.enabled {
		return nil, errUserDisabled
	}
	reply, err := kind.answer(s, req, c)
	return reply.complete(), err
}

// openChallenge finds the challenge that a request answers: by Session, and by
// SECRET_BLOCK if the challenge has one. Both must match. The messages are the service's
// for sessions; that it uses them for secret blocks too is an assumption.
func (s *Server) openChallenge(req *respondToAuthChallengeRequest) (*challenge, error) {
	c := s.pool.challenges[req.Session]
	if block, ok := req.ChallengeResponses["PASSWORD_CLAIM_SECRET_BLOCK"]; ok {
		c = s.pool.claims[block]
	}
	switch {
	case c == nil, c.onPage, c.name != req.ChallengeName && !c.choosable(req.ChallengeName), c.session != req.Session:
		return nil, errBadSession
	case c.used:
		return nil, notAuthorized("Invalid session for the user, session can only be used once.")
	case !s.now().Before(c.expires):
		return nil, notAuthorized("Invalid session for the user, session is expired.")
	}
	name := req.ChallengeResponses["USERNAME"]
	if c.user == nil {
		if s.fold(name) != s.fold(c.username) {
			return nil, errBadSession
		}
	} else if s.find(name) != c.user && !c.user.deleted {
		return nil, errBadSession
	}
	return c, nil
}

// checkClaim checks the proof of a user's or device's password. There is only one attempt:
// right or wrong, the challenge is used up.
func (s *Server) checkClaim(req *respondToAuthChallengeRequest, c *challenge) (bool, error) {
	timestamp := req.ChallengeResponses["TIMESTAMP"]
	if err := checkTimestamp(timestamp, s.now(), orDefault(s.MaxTimestampSkew, 5*time.Minute)); err != nil {
		return false, err
	}
	c.used = true
	return c.exchange.verify(req.ChallengeResponses["PASSWORD_CLAIM_SIGNATURE"], timestamp), nil
}

// answerPassword processes the answer to PASSWORD_VERIFIER.
func (s *Server) answerPassword(req *respondToAuthChallengeRequest, c *challenge) (*authReply, error) {
	if c.user != nil && c.user.lockout.locked(s.now()) {
		return nil, errTooManyAttempts
	}
	proven, err := s.checkClaim(req, c)
	switch {
	case err != nil:
		return nil, err
	case c.user == nil:
		return nil, errWrongPassword
	case !proven:
		c.user.lockout.failed(s.now())
		return nil, errWrongPassword
	}
	d, err := s.knownDevice(c.user, req.ChallengeResponses["DEVICE_KEY"])
	if err != nil {
		// Clients whose device is unknown send the same proof again without the device,
		// so the challenge stays open.
		c.used = false
		return nil, err
	}
	c.device = d
	if c.ownNext {
		c.user.lockout.succeeded()
		c.passed(methodPassword)
		return s.askCustom(c.next("")), nil
	}
	return s.afterPassword(c)
}

// userAttributePrefix begins the keys of ChallengeResponses that set attributes.
const userAttributePrefix = "userAttributes."

// askNewPassword challenges a user with a temporary password to choose one.
func (s *Server) askNewPassword(c *challenge) *authReply {
	u := c.user
	reply := s.challenge(c.next("NEW_PASSWORD_REQUIRED"))
	delete(reply.ChallengeParameters, "USERNAME")
	attributes, err := json.Marshal(u.attributes)
	if err != nil {
		panic(err) // strings can always be encoded
	}
	reply.ChallengeParameters["USER_ID_FOR_SRP"] = u.username
	reply.ChallengeParameters["userAttributes"] = string(attributes)
	missing := s.missingAttributes(u.attributes)
	for i, name := range missing {
		missing[i] = userAttributePrefix + name
	}
	reply.ChallengeParameters["requiredAttributes"] = string(mustJSON(missing))
	return reply
}

// missingAttributes returns the attributes that the pool requires and that are not
// among the given ones.
func (s *Server) missingAttributes(given map[string]string) []string {
	missing := []string{}
	for _, name := range s.RequiredAttributes {
		if given[name] == "" {
			missing = append(missing, name)
		}
	}
	return missing
}

// answerNewPassword processes the answer to NEW_PASSWORD_REQUIRED. After a refused password or
// attribute the challenge stays open, so that the user can try again.
func (s *Server) answerNewPassword(req *respondToAuthChallengeRequest, c *challenge) (*authReply, error) {
	attributes := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(req.ChallengeResponses)) {
		name, isAttribute := strings.CutPrefix(key, userAttributePrefix)
		if !isAttribute {
			continue
		}
		if err := checkAttributeName(name); err != nil {
			return nil, err
		}
		if name == "email" && c.user.attributes["email"] != "" {
			return nil, notAuthorized("Cannot modify an already provided email")
		}
		attributes[name] = req.ChallengeResponses[key]
	}
	for _, name := range s.missingAttributes(c.user.attributes) {
		// The service's message is not documented; this is the one that people report.
		if attributes[name] == "" {
			return nil, invalidParameter("Invalid attributes given, " + name + " is missing")
		}
	}
	password := req.ChallengeResponses["NEW_PASSWORD"]
	if err := s.checkPolicy(password); err != nil {
		return nil, err
	}
	c.used = true
	u := c.user
	if attributes["email"] != "" {
		u.setEmailVerified(false)
	}
	maps.Copy(u.attributes, attributes)
	u.password = newVerifier(s.poolName(), u.username, password)
	u.status = StatusConfirmed
	return s.secondFactor(c), nil
}
