package dropin

import (
	"strings"
	"testing"
)

// row is a line of the list of upstream's public methods. Each method must have
// been called by a scenario, and have brought something; where service is set, it
// must have brought a refusal of the service as well.
type row struct {
	number  int
	class   string
	methods []string
	service bool
}

// rows is that list.
var rows = func() (rows []row) {
	add := func(class, methods string, service bool) {
		rows = append(rows, row{len(rows) + 1, class, strings.Fields(methods), service})
	}
	const local, service = false, true
	user := func(methods string, service bool) { add("CognitoUser", methods, service) }
	user("setSignInUserSession", local)
	user("getSignInUserSession", local)
	user("getUsername", local)
	user("getAuthenticationFlowType", local)
	user("setAuthenticationFlowType", local)
	user("initiateAuth", service)
	user("authenticateUser", service)
	user("authenticateUserDefaultAuth", service)
	user("authenticateUserPlainUsernamePassword", service)
	user("authenticateUserInternal", local) // the request was the application's
	user("completeNewPasswordChallenge", service)
	user("getDeviceResponse", service)
	user("confirmRegistration", service)
	user("sendCustomChallengeAnswer", service)
	user("sendMFACode", service)
	user("changePassword", service)
	user("enableMFA", service)
	user("setUserMfaPreference", service)
	user("disableMFA", service)
	user("deleteUser", service)
	user("updateAttributes", service)
	user("getUserAttributes", service)
	user("getMFAOptions", service)
	user("createGetUserRequest", service)
	user("refreshSessionIfPossible", local) // refusals are not told
	user("getUserData", service)
	user("getUserDataFromCache", local)
	user("isFetchUserDataAndTokenRequired", local)
	user("fetchUserData", service)
	user("deleteAttributes", service)
	user("resendConfirmationCode", service)
	user("getSession", local) // refusals are those of refreshSession
	user("refreshSession", service)
	user("cacheTokens", local)
	user("cacheUserData", local)
	user("clearCachedUserData", local)
	user("clearCachedUser", local)
	user("cacheDeviceKeyAndPassword", local)
	user("getCachedDeviceKeyAndPassword", local)
	user("clearCachedDeviceKeyAndPassword", local)
	user("clearCachedTokens", local)
	user("getCognitoUserSession", local)
	user("forgotPassword", service)
	user("confirmPassword", service)
	user("getAttributeVerificationCode", service)
	user("verifyAttribute", service)
	user("getDevice", service)
	user("forgetSpecificDevice", service)
	user("forgetDevice", service)
	user("setDeviceStatusRemembered", service)
	user("setDeviceStatusNotRemembered", service)
	user("listDevices", service)
	user("globalSignOut", service)
	user("signOut", service)
	user("revokeTokens", service)
	user("isSessionRevocable", local)
	user("cleanClientData", local)
	user("revokeToken", service)
	user("sendMFASelectionAnswer", service)
	user("getUserContextData", local)
	user("associateSoftwareToken", service)
	user("verifySoftwareToken", service)
	add("CognitoUserPool", "getUserPoolId getUserPoolName getClientId", local)
	add("CognitoUserPool", "signUp", service)
	add("CognitoUserPool", "getCurrentUser", local)
	add("CognitoUserPool", "getUserContextData", local)
	add("CognitoUserSession", "getIdToken getRefreshToken getAccessToken getClockDrift calculateClockDrift isValid", local)
	add("CognitoIdToken", "getJwtToken getExpiration getIssuedAt decodePayload", local)
	add("CognitoRefreshToken", "getToken", local)
	add("CognitoUserAttribute", "getName getValue setName setValue toString toJSON", local)
	add("AuthenticationDetails", "getUsername getPassword getValidationData getAuthParameters getClientMetadata", local)
	add("CookieStorage", "setItem getItem removeItem clear", local)
	add("DateHelper", "getNowString", local)
	add("WordArray", "random toString", local)
	add("AuthenticationHelper", "getSmallAValue getLargeAValue generateRandomSmallA generateRandomString getRandomPassword getSaltDevices getVerifierDevices generateHashDevice "+
		"calculateA calculateU hash hexHash computehkdf getPasswordAuthenticationKey calculateS getNewPasswordRequiredChallengeUserAttributePrefix padHex", local)
	add("Client", "request requestWithRetry promisifyRequest", service)
	add("exports", "appendToCognitoUserAgent addAuthCategoryToCognitoUserAgent addFrameworkToCognitoUserAgent", local)
	return rows
}()

// appendix notes what the scenarios have called, as "Class.method", and what came
// of it.
type appendix struct{ succeeded, refused map[string]bool }

func newAppendix() *appendix {
	return &appendix{map[string]bool{}, map[string]bool{}}
}

// note takes a step whose exchange the libraries agree on, or differ in by intent.
func (a *appendix) note(e exchange) {
	outcome := a.succeeded
	for _, c := range e.calls {
		text := strings.Join(c.Arguments, " ")
		failed := c.Called == "onFailure" || c.Called == "rejects" || c.Called == "throws" ||
			c.Called == "callback" && len(c.Arguments) > 0 && c.Arguments[0] != "null" && c.Arguments[0] != "undefined"
		switch {
		case failed && len(e.requests) > 0 && strings.Contains(text, "Exception|"):
			outcome = a.refused
		case failed && len(e.requests) > 0:
			outcome = nil
		}
	}
	for _, name := range e.covered {
		if outcome != nil {
			outcome[name] = true
		}
	}
}

// check returns how many rows are covered, and fails unless all are.
func (a *appendix) check(t *testing.T) (covered int) {
	for _, r := range rows {
		var missing []string
		for _, method := range r.methods {
			name := r.class + "." + method
			if !a.succeeded[name] {
				missing = append(missing, name+" with success")
			}
			if r.service && !a.refused[name] {
				missing = append(missing, name+" with a refusal")
			}
		}
		if missing == nil {
			covered++
		} else {
			t.Errorf("row %d: no scenario has %s", r.number, strings.Join(missing, ", "))
		}
	}
	if len(rows) != 77 {
		t.Errorf("the list has %d rows, want 77", len(rows))
	}
	return covered
}
