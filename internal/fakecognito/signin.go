package fakecognito

import (
	"crypto/hmac"
	"crypto/sha256"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"
)

type initiateAuthRequest struct {
	AnalyticsMetadata *analyticsMetadata `json:"AnalyticsMetadata"`
	AuthFlow          string             `json:"AuthFlow" api:"required,enum=USER_SRP_AUTH|REFRESH_TOKEN_AUTH|REFRESH_TOKEN|CUSTOM_AUTH|ADMIN_NO_SRP_AUTH|USER_PASSWORD_AUTH|ADMIN_USER_PASSWORD_AUTH|USER_AUTH"`
	AuthParameters    map[string]string  `json:"AuthParameters"`
	ClientID          string             `json:"ClientId" api:"required,min=1,max=128,pattern=clientId"`
	ClientMetadata    map[string]string  `json:"ClientMetadata"`
	Session           string             `json:"Session"`
	UserContextData   *userContextData   `json:"UserContextData"`
}

// authReply is the reply of both sign-in operations: tokens or a challenge.
type authReply struct {
	AuthenticationResult *authenticationResult `json:",omitempty"`
	AvailableChallenges  []string              `json:",omitempty"` // of SELECT_CHALLENGE
	ChallengeName        string                `json:",omitempty"`
	ChallengeParameters  map[string]string
	Session              string `json:",omitempty"`
}

// authFlow is one value of InitiateAuth's AuthFlow.
type authFlow struct {
	parameters parameterSet
	run        func(*Server, *initiateAuthRequest) (*authReply, error)
}

// authFlows are the server's flows.
var authFlows = map[string]authFlow{
	"USER_SRP_AUTH": {
		parameterSet{required: []string{"USERNAME", "SRP_A"}, optional: []string{"DEVICE_KEY", "SECRET_HASH"}},
		(*Server).startSRP,
	},
	"USER_PASSWORD_AUTH": {
		parameterSet{required: []string{"USERNAME", "PASSWORD"}, optional: []string{"DEVICE_KEY", "SECRET_HASH"}},
		(*Server).signInWithPassword,
	},
	"CUSTOM_AUTH": {
		parameterSet{required: []string{"USERNAME"}, optional: []string{"CHALLENGE_NAME", "SRP_A", "DEVICE_KEY", "SECRET_HASH"}},
		(*Server).startCustom,
	},
	"USER_AUTH": {
		parameterSet{
			required: []string{"USERNAME"},
			optional: []string{
				"PREFERRED_CHALLENGE", "PASSWORD", "SRP_A", "DEVICE_KEY", "SECRET_HASH",
				"TARGET_ACR_VALUES", "MAX_AGE", "ACCESS_TOKEN",
			},
		},
		(*Server).startChoice,
	},
	"REFRESH_TOKEN_AUTH": {refreshParameters, (*Server).refresh},
	// An older name of the same flow.
	"REFRESH_TOKEN": {refreshParameters, (*Server).refresh},
}

var refreshParameters = parameterSet{required: []string{"REFRESH_TOKEN"}, optional: []string{"DEVICE_KEY", "SECRET_HASH"}}

// parameterSet says which keys AuthParameters or ChallengeResponses may have.
type parameterSet struct {
	required, optional []string
	// userAttributes admits keys that begin with "userAttributes.".
	userAttributes bool
}

// check refuses unknown keys, then the first missing one. An empty value counts
// as missing.
func (p parameterSet) check(member string, given map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !slices.Contains(p.required, name) && !slices.Contains(p.optional, name) &&
			!(p.userAttributes && strings.HasPrefix(name, userAttributePrefix)) {
			return unknownMember(joinPath(member, name))
		}
	}
	for _, name := range p.required {
		if given[name] == "" {
			return missingParameter(name)
		}
	}
	return nil
}

// initiateAuth starts a sign-in or a refresh.
func (s *Server) initiateAuth(req *initiateAuthRequest) (*authReply, error) {
	if err := s.checkClient(req.ClientID); err != nil {
		return nil, err
	}
	flow, ok := authFlows[req.AuthFlow]
	switch {
	case strings.HasPrefix(req.AuthFlow, "ADMIN_"):
		return nil, invalidParameter("Initiate Auth method not supported.")
	case !ok, req.AuthFlow == "USER_PASSWORD_AUTH" && s.DisableUserPasswordAuth,
		req.AuthFlow == "USER_AUTH" && len(s.FirstFactors) == 0:
		return nil, flowNotEnabled(req.AuthFlow)
	case s.RefreshTokenRotation && strings.HasPrefix(req.AuthFlow, "REFRESH_TOKEN"):
		return nil, s.RotationRefusal.or(flowNotEnabled(req.AuthFlow))
	}
	return s.begin(flow, req)
}

// begin starts a flow that the app client allows.
func (s *Server) begin(flow authFlow, req *initiateAuthRequest) (*authReply, error) {
	if err := flow.parameters.check("AuthParameters", req.AuthParameters); err != nil {
		return nil, err
	}
	if name := req.AuthParameters["USERNAME"]; name != "" {
		if err := s.checkSecretHash(req.AuthParameters, name); err != nil {
			return nil, err
		}
	}
	reply, err := flow.run(s, req)
	return reply.complete(), err
}

// complete adds to a reply the empty ChallengeParameters that the service sends
// with tokens.
func (r *authReply) complete() *authReply {
	if r != nil && r.ChallengeParameters == nil {
		r.ChallengeParameters = map[string]string{}
	}
	return r
}

// startSRP begins USER_SRP_AUTH. Most refusals of a user follow only after the proof of the
// password, so that strangers learn less. A DEVICE_KEY is ignored here: the one that is sent
// with the proof counts.
func (s *Server) startSRP(req *initiateAuthRequest) (*authReply, error) {
	u, id, err := s.startingUser(req)
	if err != nil {
		return nil, err
	}
	c := &challenge{user: u, username: id, ownNext: req.AuthFlow == "CUSTOM_AUTH"}
	return s.askPassword(c, req.AuthParameters["SRP_A"])
}

// startingUser returns the user who begins a sign-in and the name of the challenges for that
// user. There is no user, but a name, for one who does not exist, which the client must not
// learn.
func (s *Server) startingUser(req *initiateAuthRequest) (*user, string, error) {
	name := req.AuthParameters["USERNAME"]
	u := s.find(name)
	switch {
	case u == nil && s.PreventUserExistenceErrors:
		return nil, name, nil
	case u == nil:
		return nil, "", errUserNotFound
	case !u.enabled:
		return nil, "", errUserDisabled
	case u.identity != nil:
		// The service's text for federated users is not known.
		return nil, "", errWrongPassword
	}
	return u, u.username, nil
}

// askPassword makes a challenge of a sign-in one to prove the password by SRP.
func (s *Server) askPassword(c *challenge, hexA string) (*authReply, error) {
	var key verifier
	if c.user != nil && c.user.password.set() {
		key = c.user.password
	} else {
		key = s.nobodysVerifier(c.username)
	}
	exchange, err := newSRPExchange(s.poolName(), c.username, key, hexA)
	if err != nil {
		return nil, err
	}
	c.name, c.exchange = "PASSWORD_VERIFIER", exchange
	reply := s.challenge(c)
	reply.ChallengeParameters["USER_ID_FOR_SRP"] = c.username
	return reply, nil
}

// nobodysVerifier returns a verifier for a user who does not exist or has no password: no
// password matches it, and its salt is the same each time, as a real one is.
func (s *Server) nobodysVerifier(name string) verifier {
	salt := new(big.Int).SetBytes(s.nobodysBytes("salt", name)[:16])
	return verifier{salt, verifierInt(salt, s.poolName(), name, string(randomBytes(32)))}
}

// nobodysBytes returns bytes that look random and are the same for a purpose and a name each
// time.
func (s *Server) nobodysBytes(purpose, name string) []byte {
	mac := hmac.New(sha256.New, s.pool.saltSeed)
	mac.Write([]byte(purpose + " " + s.fold(name)))
	return mac.Sum(nil)
}

// signInWithPassword processes USER_PASSWORD_AUTH.
func (s *Server) signInWithPassword(req *initiateAuthRequest) (*authReply, error) {
	u, _, err := s.startingUser(req)
	if err != nil {
		return nil, err
	}
	if err := s.checkPassword(u, req.AuthParameters["PASSWORD"]); err != nil {
		return nil, err
	}
	d, err := s.knownDevice(u, req.AuthParameters["DEVICE_KEY"])
	if err != nil {
		return nil, err
	}
	return s.afterPassword(&challenge{user: u, username: u.username, device: d})
}

// checkPassword checks the password of a user, or of nobody, and counts a wrong one.
func (s *Server) checkPassword(u *user, password string) error {
	switch {
	case u == nil:
		return errWrongPassword
	case u.lockout.locked(s.now()):
		return errTooManyAttempts
	case !u.password.matches(s.poolName(), u.username, password):
		u.lockout.failed(s.now())
		return errWrongPassword
	}
	return nil
}

// afterPassword continues once the password of a challenge's user has been proven.
func (s *Server) afterPassword(c *challenge) (*authReply, error) {
	c.user.lockout.succeeded()
	c.passed(methodPassword)
	switch c.user.status {
	case StatusUnconfirmed:
		return nil, errNotConfirmed
	case StatusForceChangePassword:
		return s.askNewPassword(c), nil
	default:
		return s.secondFactor(c), nil
	}
}

// afterUser continues once it is certain who signs in: with the proof of a remembered device,
// or tokens.
func (s *Server) afterUser(c *challenge) *authReply {
	d := c.device
	switch {
	case s.DeviceTracking == DeviceTrackingOff:
		return s.grant(c, "")
	case d == nil:
		d = s.offerDevice(c.user)
		reply := s.grant(c, d.key)
		reply.AuthenticationResult.NewDeviceMetadata = &deviceMetadata{s.pool.deviceGroupKey, d.key}
		return reply
	case d.remembered:
		return s.askDevice(c)
	default:
		d.lastAuthenticated = s.now()
		return s.grant(c, d.key)
	}
}

// grant ends a sign-in with tokens.
func (s *Server) grant(c *challenge, deviceKey string) *authReply {
	c.user.lastSignIn = s.now()
	g := s.newTokenGroup(c.user, deviceKey)
	g.proven = c.proven
	result := s.tokens(g)
	result.RefreshToken = s.issueRefreshToken(g)
	return &authReply{AuthenticationResult: result}
}

// authSessionLifetime returns how long a challenge may be answered.
func (s *Server) authSessionLifetime() time.Duration {
	return orDefault(s.AuthSessionLifetime, 3*time.Minute)
}
