package fakecognito

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Step-up authentication: a sign-in by USER_AUTH that names the level that the tokens must
// reach. All of it is as documented; nobody has seen the service do it.

// The methods of the claim amr. Those of one-time passwords are in factorMethods.
const (
	methodPassword        = "pwd"
	methodHardwarePasskey = "hwk" // a passkey that stays in its authenticator
	methodSyncedPasskey   = "swk"
	methodFederated       = "fed"
	methodMFA             = "mfa"
)

// factorMethods are the methods of challenges that ask for a code. That TOTP is otp and the
// others have names of their own is an assumption.
var factorMethods = map[string]string{
	SMSMFA:           "sms",
	SMSOTPFactor:     "sms",
	EmailOTP:         "email_otp",
	SoftwareTokenMFA: "otp",
}

// otpMethods are the same by the attribute with the address.
var otpMethods = map[string]string{"email": "email_otp", "phone_number": "sms"}

func (k *passkey) method() string {
	if k.backupEligible {
		return methodSyncedPasskey
	}
	return methodHardwarePasskey
}

// acrPrefix and a level, 1 to 4, are a value of the claim acr.
const acrPrefix = "urn:cognito:loa:"

// step is a factor on a way to a level.
type step struct {
	challenge string // that asks for it
	second    bool   // as second factor
}

// isComplete reports whether all factors of a way have been proven.
func isComplete(way []step, proven []string) bool {
	return !slices.ContainsFunc(way, func(p step) bool { return !p.done(proven) })
}

// done reports whether the factor has been proven, in whichever role.
func (p step) done(proven []string) bool {
	switch p.challenge {
	case PasswordFactor:
		return slices.Contains(proven, methodPassword)
	case WebAuthnFactor:
		return slices.Contains(proven, methodHardwarePasskey) || slices.Contains(proven, methodSyncedPasskey)
	}
	return slices.Contains(proven, factorMethods[p.challenge])
}

// acrWays are the ways to each level, from 1 on.
var acrWays = [][][]step{
	{{{PasswordFactor, false}}},
	{{{EmailOTP, false}}, {{SMSOTPFactor, false}}},
	{{{WebAuthnFactor, false}}, {{PasswordFactor, false}, {SMSMFA, true}}, {{PasswordFactor, false}, {EmailOTP, true}}},
	{{{PasswordFactor, false}, {SoftwareTokenMFA, true}}},
}

// acrLevel returns the highest level of what has been proven, or 0.
func acrLevel(proven []string) int {
	for level := len(acrWays); level > 0; level-- {
		for _, way := range acrWays[level-1] {
			if isComplete(way, proven) {
				return level
			}
		}
	}
	return 0
}

// addAuthenticationClaims adds acr and amr to a token. Who was not authenticated by one of the
// ways, but by a provider or the pool's own challenges, has no level; that is an assumption.
func (s *Server) addAuthenticationClaims(claims map[string]any, proven []string) {
	if !s.StepUp || len(proven) == 0 {
		return
	}
	amr := slices.Clone(proven)
	if len(proven) > 1 {
		amr = append(amr, methodMFA)
	}
	claims["amr"] = amr
	if level := acrLevel(proven); level > 0 {
		claims["acr"] = acrPrefix + strconv.Itoa(level)
	}
}

// stepUp is the ways on which a user can reach the level of a sign-in. A nil one asks for
// nothing.
type stepUp struct{ ways [][]step }

// next returns the first step of each way that is still to be taken.
func (t *stepUp) next(proven []string) []step {
	var next []step
	for _, way := range t.ways {
		i := slices.IndexFunc(way, func(p step) bool { return !p.done(proven) })
		if i >= 0 && !slices.Contains(next, way[i]) {
			next = append(next, way[i])
		}
	}
	return next
}

// secondFactor returns the second factor that comes next, or nothing. Of several it is the
// first; whether the service lets the user choose is not known.
func (t *stepUp) secondFactor(proven []string) string {
	if t == nil || slices.ContainsFunc(t.ways, func(way []step) bool { return isComplete(way, proven) }) {
		return ""
	}
	for _, p := range t.next(proven) {
		if p.second {
			return p.challenge
		}
	}
	return ""
}

// choices returns the challenges among which the user of a sign-in may choose.
func (s *Server) choices(c *challenge) []string {
	if c.stepUp == nil {
		return s.availableChallenges(c.user)
	}
	var list []string
	for _, p := range c.stepUp.next(c.proven) {
		switch {
		case p.second:
		case p.challenge == PasswordFactor:
			list = append(list, PasswordFactor, passwordSRP)
		default:
			list = append(list, p.challenge)
		}
	}
	return list
}

// readStepUp reads the parameters of a step-up, and makes c a sign-in that goes on from the
// access token's. Without TARGET_ACR_VALUES it returns nil. The service's texts are not known,
// nor which error it has for a token that is good enough already. Nobody, who must look like
// others, is asked as always.
func (s *Server) readStepUp(c *challenge, parameters map[string]string) (*stepUp, error) {
	wanted, given := parameters["TARGET_ACR_VALUES"]
	_, hasAge := parameters["MAX_AGE"]
	token, hasToken := parameters["ACCESS_TOKEN"]
	switch {
	case !given && (hasAge || hasToken):
		return nil, missingParameter("TARGET_ACR_VALUES")
	case !given:
		return nil, nil
	case !s.StepUp:
		return nil, &apiError{"FeatureUnavailableInTierException", "TARGET_ACR_VALUES is not available in the pool's plan."}
	}
	targets, err := readTargets(wanted)
	if err != nil {
		return nil, err
	}
	fresh, err := s.readFreshness(c, parameters["MAX_AGE"], hasAge, token, hasToken)
	if err != nil || c.user == nil {
		return nil, err
	}
	for _, level := range targets {
		ways := s.waysOf(c.user, level)
		if len(ways) == 0 {
			continue
		}
		if acrLevel(fresh) >= level {
			return nil, invalidParameter("The access token satisfies TARGET_ACR_VALUES already.")
		}
		c.proven, c.stepUp = fresh, &stepUp{ways}
		return c.stepUp, nil
	}
	return nil, invalidParameter("The user has no factors for any of TARGET_ACR_VALUES.")
}

// readTargets reads the levels of TARGET_ACR_VALUES, best first.
func readTargets(text string) ([]int, error) {
	var targets []int
	for name := range strings.FieldsSeq(text) {
		number, known := strings.CutPrefix(name, acrPrefix)
		level, err := strconv.Atoi(number)
		if !known || err != nil || level < 1 || level > len(acrWays) {
			return nil, invalidParameter("Invalid TARGET_ACR_VALUES")
		}
		targets = append(targets, level)
	}
	if targets == nil {
		return nil, missingParameter("TARGET_ACR_VALUES")
	}
	return targets, nil
}

// readFreshness returns what the access token's sign-in has proven, as long as that is not older
// than MAX_AGE. Without a token everything is to be proven anew.
func (s *Server) readFreshness(c *challenge, maxAge string, hasAge bool, token string, hasToken bool) ([]string, error) {
	var age time.Duration
	if hasAge {
		seconds, err := strconv.ParseUint(maxAge, 10, 31)
		if err != nil {
			return nil, invalidParameter("Invalid MAX_AGE")
		}
		age = time.Duration(seconds) * time.Second
	}
	if !hasToken {
		return nil, nil
	}
	g, err := s.grantOf(token)
	switch {
	case err != nil:
		return nil, err
	case g.user != c.user:
		return nil, notAuthorized("Access Token does not belong to the user.")
	case hasAge && s.now().Sub(g.authTime) > age:
		return nil, nil
	}
	return g.proven, nil
}

// waysOf returns the ways to a level for which the user has all factors. Where a second factor
// is required and there is none, there is no way with a password: a step-up sets nothing up.
func (s *Server) waysOf(u *user, level int) [][]step {
	first := s.firstFactors(u)
	var ways [][]step
	for _, way := range acrWays[level-1] {
		lacks := func(p step) bool {
			if p.second {
				return !slices.Contains(u.mfa.enabled, p.challenge)
			}
			return !slices.Contains(first, p.challenge) || p.challenge == PasswordFactor && s.MFARequired && len(u.mfa.enabled) == 0
		}
		if !slices.ContainsFunc(way, lacks) {
			ways = append(ways, way)
		}
	}
	return ways
}
