package fakecognito

import (
	"crypto/rand"
	"encoding/base32"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// The second factors, by the API's names.
const (
	SMSMFA           = "SMS_MFA"
	EmailOTP         = "EMAIL_OTP"
	SoftwareTokenMFA = "SOFTWARE_TOKEN_MFA"
)

// mfa is the second factors of a user.
type mfa struct {
	enabled    []string
	preferred  string
	settings   []mfaOption // of SetUserSettings
	secret     string      // of the authenticator app, verified
	unverified string      // of an app that is being set up
	wrong      int         // wrong codes for that one
	lastStep   int64       // the time step of the last accepted code
	passkey    bool        // a passkey counts as both factors
}

// newSecret returns the secret of a new authenticator app, 160 bits in base 32.
func newSecret() string {
	b := make([]byte, 20)
	if _, err := rand.Read(b); err != nil {
		panic(err)
	}
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)
}

// acceptTOTP checks a code of RFC 6238 at the server's time, one step of 30
// seconds early or late. A code is accepted once.
func (m *mfa) acceptTOTP(secret, code string, now time.Time) bool {
	for _, skew := range []int64{0, -1, 1} {
		step := now.Unix()/30 + skew
		valid, err := totp.ValidateCustom(code, secret, time.Unix(step*30, 0), totp.ValidateOpts{Period: 30, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && valid && step > m.lastStep {
			m.lastStep = step
			return true
		}
	}
	return false
}

// secondFactor challenges the user to a second factor if there is one, and returns tokens
// otherwise. A remembered device replaces the factor, as in the service.
func (s *Server) secondFactor(c *challenge) *authReply {
	u, d := c.user, c.device
	factors := u.mfa.enabled
	if needed := c.stepUp.secondFactor(c.proven); needed != "" {
		return s.askFactor(c, needed)
	}
	switch {
	case s.OddChallenge != "":
		return s.challenge(c.next(s.OddChallenge))
	case len(factors) == 0 && s.MFARequired:
		reply := s.challenge(c.next("MFA_SETUP"))
		reply.ChallengeParameters["MFAS_CAN_SETUP"] = `["SOFTWARE_TOKEN_MFA"]`
		return reply
	case len(factors) == 0, d != nil && d.remembered && !s.DeviceAfterMFA, c.hasSecondFactor():
		return s.afterUser(c)
	case len(factors) > 1 && u.mfa.preferred == "":
		reply := s.challenge(c.next("SELECT_MFA_TYPE"))
		reply.ChallengeParameters["MFAS_CAN_CHOOSE"] = `["` + strings.Join(factors, `","`) + `"]`
		return reply
	}
	return s.askFactor(c, orDefault(u.mfa.preferred, factors[0]))
}

// hasSecondFactor reports whether one of the user's second factors has been proven already, in
// the sign-in whose tokens a step-up began with.
func (c *challenge) hasSecondFactor() bool {
	return slices.ContainsFunc(c.user.mfa.enabled, func(factor string) bool {
		return slices.Contains(c.proven, factorMethods[factor])
	})
}

// askFactor challenges the user to one factor, and sends the code if the factor needs one.
func (s *Server) askFactor(previous *challenge, factor string) *authReply {
	u, c := previous.user, previous.next(factor)
	parameters := map[string]string{}
	switch factor {
	case SMSMFA, EmailOTP:
		attribute := "email"
		if factor == SMSMFA {
			attribute = "phone_number"
		}
		delivery := s.sendCode(u, KindMFA, attribute, "Your authentication code")
		c.code = u.codes[KindMFA]
		parameters["CODE_DELIVERY_DELIVERY_MEDIUM"] = delivery.DeliveryMedium
		parameters["CODE_DELIVERY_DESTINATION"] = delivery.Destination
	case SoftwareTokenMFA:
		parameters["FRIENDLY_DEVICE_NAME"] = "TOTP device"
	}
	reply := s.challenge(c)
	delete(reply.ChallengeParameters, "USERNAME")
	for name, value := range parameters {
		reply.ChallengeParameters[name] = value
	}
	reply.ChallengeParameters["USER_ID_FOR_SRP"] = u.username
	return reply
}

// wrongCode counts a wrong code. The challenge stays open for another attempt.
func (c *challenge) wrongCode() error {
	if c.failures++; c.failures >= wrongCodes {
		c.used = true
	}
	return &apiError{"CodeMismatchException", "Invalid code or auth state for the user."}
}

// answerSentCode processes the answer to SMS_MFA and EMAIL_OTP. Only the flow says whether
// EMAIL_OTP is a first or a second factor.
func (s *Server) answerSentCode(req *respondToAuthChallengeRequest, c *challenge) (*authReply, error) {
	if c.firstFactor {
		return s.answerOTP(req, c)
	}
	if err := c.code.check(req.ChallengeResponses[c.name+"_CODE"], s.now()); err == errCodeExpired {
		return nil, err
	} else if err != nil {
		return nil, c.wrongCode()
	}
	c.used = true
	c.passed(factorMethods[c.name])
	return s.afterUser(c), nil
}

// answerSoftwareToken processes the answer to SOFTWARE_TOKEN_MFA.
func (s *Server) answerSoftwareToken(req *respondToAuthChallengeRequest, c *challenge) (*authReply, error) {
	if !c.user.mfa.acceptTOTP(c.user.mfa.secret, req.ChallengeResponses["SOFTWARE_TOKEN_MFA_CODE"], s.now()) {
		return nil, c.wrongCode()
	}
	c.used = true
	c.passed(factorMethods[c.name])
	return s.afterUser(c), nil
}

// answerSelection processes the answer to SELECT_MFA_TYPE.
func (s *Server) answerSelection(req *respondToAuthChallengeRequest, c *challenge) (*authReply, error) {
	factor := req.ChallengeResponses["ANSWER"]
	if !slices.Contains(c.user.mfa.enabled, factor) {
		return nil, invalidParameter("Invalid MFA type selected.")
	}
	c.used = true
	return s.askFactor(c, factor), nil
}

// answerSetup processes the answer to MFA_SETUP, whose session must be that of
// VerifySoftwareToken.
func (s *Server) answerSetup(_ *respondToAuthChallengeRequest, c *challenge) (*authReply, error) {
	if !c.setUp {
		return nil, invalidParameter("User has not set up software token mfa")
	}
	c.used = true
	c.passed(factorMethods[SoftwareTokenMFA])
	return s.afterUser(c), nil
}

type associateSoftwareTokenRequest struct {
	AccessToken string `json:"AccessToken" api:"pattern=token"`
	Session     string `json:"Session" api:"min=20,max=2048"`
}

type associateSoftwareTokenReply struct {
	SecretCode string
	Session    string `json:",omitempty"`
}

// associateSoftwareToken creates the secret of an authenticator app, for a user who is signed
// in, or who must set one up to sign in.
func (s *Server) associateSoftwareToken(req *associateSoftwareTokenRequest) (*associateSoftwareTokenReply, error) {
	u, c, err := s.settingUp(req.AccessToken, req.Session)
	if err != nil {
		return nil, err
	}
	u.mfa.unverified, u.mfa.wrong, u.mfa.lastStep = newSecret(), 0, 0
	return &associateSoftwareTokenReply{u.mfa.unverified, s.renew(c)}, nil
}

type verifySoftwareTokenRequest struct {
	AccessToken        string `json:"AccessToken" api:"pattern=token"`
	FriendlyDeviceName string `json:"FriendlyDeviceName" api:"max=131072"`
	Session            string `json:"Session" api:"min=20,max=2048"`
	UserCode           string `json:"UserCode" api:"required,min=6,max=6"`
}

type verifySoftwareTokenReply struct {
	Session string `json:",omitempty"`
	Status  string
}

// verifySoftwareToken checks the app's first code. After too many wrong ones it refuses the
// right one as well, until there is another secret. That the error is then still the same is
// an assumption: the API reference lists no other.
func (s *Server) verifySoftwareToken(req *verifySoftwareTokenRequest) (*verifySoftwareTokenReply, error) {
	u, c, err := s.settingUp(req.AccessToken, req.Session)
	if err != nil {
		return nil, err
	}
	if u.mfa.unverified == "" || u.mfa.wrong >= wrongCodes || !u.mfa.acceptTOTP(u.mfa.unverified, req.UserCode, s.now()) {
		u.mfa.wrong++
		return nil, &apiError{"EnableSoftwareTokenMFAException", "Code mismatch"}
	}
	u.mfa.secret, u.mfa.unverified = u.mfa.unverified, ""
	if c != nil {
		c.setUp = true
		u.mfa.enabled = append(u.mfa.enabled, SoftwareTokenMFA)
	}
	return &verifySoftwareTokenReply{s.renew(c), "SUCCESS"}, nil
}

// settingUp returns the user of an access token, or the user and challenge of a sign-in that
// waits for MFA_SETUP.
func (s *Server) settingUp(accessToken, session string) (*user, *challenge, error) {
	if accessToken != "" {
		g, err := s.accessGrant(accessToken)
		if err != nil {
			return nil, nil, err
		}
		return g.user, nil, nil
	}
	c := s.pool.challenges[session]
	switch {
	case session == "":
		return nil, nil, invalidParameter("Either accessToken or session must be provided.")
	case c == nil, c.name != "MFA_SETUP", c.used:
		return nil, nil, errBadSession
	case !s.now().Before(c.expires):
		return nil, nil, notAuthorized("Invalid session for the user, session is expired.")
	}
	return c.user, c, nil
}

// renew gives a challenge a new session, which replaces the old one.
func (s *Server) renew(c *challenge) string {
	if c == nil {
		return ""
	}
	next := *c
	c.used = true
	next.session = randomText(300)
	s.pool.challenges[next.session] = &next
	return next.session
}

type mfaOption struct {
	AttributeName  string `json:"AttributeName" api:"min=1,max=32"`
	DeliveryMedium string `json:"DeliveryMedium" api:"enum=SMS|EMAIL"`
}

type setUserSettingsRequest struct {
	AccessToken string      `json:"AccessToken" api:"required,pattern=token"`
	MFAOptions  []mfaOption `json:"MFAOptions" api:"required"`
}

// setUserSettings turns codes by SMS on and off, in the old way.
func (s *Server) setUserSettings(req *setUserSettingsRequest) (*empty, error) {
	g, err := s.accessGrant(req.AccessToken)
	if err != nil {
		return nil, err
	}
	settings := &mfaSettings{Enabled: len(req.MFAOptions) > 0}
	if err := g.user.checkFactor(SMSMFA, settings); err != nil {
		return nil, err
	}
	g.user.setFactor(SMSMFA, settings)
	g.user.mfa.settings = req.MFAOptions
	return &empty{}, nil
}

type mfaSettings struct {
	Enabled      bool `json:"Enabled"`
	PreferredMfa bool `json:"PreferredMfa"`
}

type passkeyMFASettings struct {
	Enabled bool `json:"Enabled"`
}

type setUserMFAPreferenceRequest struct {
	AccessToken              string              `json:"AccessToken" api:"required,pattern=token"`
	EmailMfaSettings         *mfaSettings        `json:"EmailMfaSettings"`
	SMSMfaSettings           *mfaSettings        `json:"SMSMfaSettings"`
	SoftwareTokenMfaSettings *mfaSettings        `json:"SoftwareTokenMfaSettings"`
	WebAuthnMfaSettings      *passkeyMFASettings `json:"WebAuthnMfaSettings"`
}

// setUserMFAPreference turns factors on and off, either all in the request or none. The
// service's messages for refused preferences are not known.
func (s *Server) setUserMFAPreference(req *setUserMFAPreferenceRequest) (*empty, error) {
	g, err := s.accessGrant(req.AccessToken)
	if err != nil {
		return nil, err
	}
	factors := []struct {
		name     string
		settings *mfaSettings
	}{{EmailOTP, req.EmailMfaSettings}, {SMSMFA, req.SMSMfaSettings}, {SoftwareTokenMFA, req.SoftwareTokenMfaSettings}}
	preferred := 0
	for _, f := range factors {
		if f.settings == nil {
			continue
		}
		if f.settings.PreferredMfa && !f.settings.Enabled {
			return nil, invalidParameter(f.name + " cannot be preferred unless it is enabled.")
		}
		if f.settings.PreferredMfa {
			preferred++
		}
		if err := g.user.checkFactor(f.name, f.settings); err != nil {
			return nil, err
		}
	}
	if preferred > 1 {
		return nil, invalidParameter("Only one MFA method can be preferred.")
	}
	after := user{mfa: mfa{enabled: slices.Clone(g.user.mfa.enabled)}}
	for _, f := range factors {
		after.setFactor(f.name, f.settings)
	}
	if err := s.checkPasskeyMFA(g.user, len(after.mfa.enabled) > 0, req.WebAuthnMfaSettings); err != nil {
		return nil, err
	}
	for _, f := range factors {
		g.user.setFactor(f.name, f.settings)
	}
	if req.WebAuthnMfaSettings != nil {
		g.user.mfa.passkey = req.WebAuthnMfaSettings.Enabled
	}
	return &empty{}, nil
}

// checkPasskeyMFA refuses to let a passkey count as both factors where it cannot. Another factor
// must be on, or whoever loses the passkey is locked out.
func (s *Server) checkPasskeyMFA(u *user, otherFactor bool, settings *passkeyMFASettings) error {
	switch {
	case settings == nil, !settings.Enabled:
		return nil
	case !s.PasskeyMFA:
		return invalidParameter("Passkeys are not a second factor in this user pool")
	case !u.hasPasskeys():
		return invalidParameter("User has not registered a passkey")
	case !otherFactor:
		return invalidParameter("User needs another MFA method beside passkeys")
	}
	return nil
}

// checkFactor refuses to turn a factor on that cannot work.
func (u *user) checkFactor(factor string, settings *mfaSettings) error {
	switch {
	case !settings.Enabled:
		return nil
	case factor == SMSMFA && u.attributes["phone_number"] == "":
		return invalidParameter("User does not have delivery config set to turn on SMS_MFA")
	case factor == EmailOTP && !u.emailVerified():
		return invalidParameter("User does not have delivery config set to turn on EMAIL_OTP")
	case factor == SoftwareTokenMFA && u.mfa.secret == "":
		return invalidParameter("User has not verified software token mfa")
	}
	return nil
}

// setFactor turns a factor on or off; nil leaves it as it is.
func (u *user) setFactor(factor string, settings *mfaSettings) {
	if settings == nil {
		return
	}
	u.mfa.enabled = slices.DeleteFunc(u.mfa.enabled, func(f string) bool { return f == factor })
	if u.mfa.preferred == factor {
		u.mfa.preferred = ""
	}
	if settings.Enabled {
		u.mfa.enabled = append(u.mfa.enabled, factor)
		slices.Sort(u.mfa.enabled)
		if settings.PreferredMfa {
			u.mfa.preferred = factor
		}
	}
}
