package fakecognito

// targetPrefix precedes the operation's name in the X-Amz-Target header.
const targetPrefix = "AWSCognitoIdentityProviderService."

// operations has the server's operations by name. The request type of each handler declares
// the members that it accepts (see decode).
var operations = map[string]operation{
	"AdminInitiateAuth":                typed((*Server).adminInitiateAuth),
	"AdminRespondToAuthChallenge":      typed((*Server).adminRespondToAuthChallenge),
	"AdminUserGlobalSignOut":           typed((*Server).adminUserGlobalSignOut),
	"AssociateSoftwareToken":           typed((*Server).associateSoftwareToken),
	"ChangePassword":                   typed((*Server).changePassword),
	"CompleteWebAuthnRegistration":     typed((*Server).completeWebAuthnRegistration),
	"ConfirmDevice":                    typed((*Server).confirmDevice),
	"ConfirmForgotPassword":            typed((*Server).confirmForgotPassword),
	"ConfirmSignUp":                    typed((*Server).confirmSignUp),
	"DeleteUser":                       typed((*Server).deleteUser),
	"DeleteUserAttributes":             typed((*Server).deleteUserAttributes),
	"DeleteWebAuthnCredential":         typed((*Server).deleteWebAuthnCredential),
	"ForgotPassword":                   typed((*Server).forgotPassword),
	"GetUserAttributeVerificationCode": typed((*Server).getUserAttributeVerificationCode),
	"SetUserMFAPreference":             typed((*Server).setUserMFAPreference),
	"SetUserSettings":                  typed((*Server).setUserSettings),
	"UpdateUserAttributes":             typed((*Server).updateUserAttributes),
	"VerifySoftwareToken":              typed((*Server).verifySoftwareToken),
	"VerifyUserAttribute":              typed((*Server).verifyUserAttribute),
	"ForgetDevice":                     typed((*Server).forgetDevice),
	"GetDevice":                        typed((*Server).getDevice),
	"GetTokensFromRefreshToken":        typed((*Server).getTokensFromRefreshToken),
	"GetUser":                          typed((*Server).getUser),
	"GetUserAuthFactors":               typed((*Server).getUserAuthFactors),
	"GlobalSignOut":                    typed((*Server).globalSignOut),
	"InitiateAuth":                     typed((*Server).initiateAuth),
	"ListDevices":                      typed((*Server).listDevices),
	"ListWebAuthnCredentials":          typed((*Server).listWebAuthnCredentials),
	"ResendConfirmationCode":           typed((*Server).resendConfirmationCode),
	"RespondToAuthChallenge":           typed((*Server).respondToAuthChallenge),
	"RevokeToken":                      typed((*Server).revokeToken),
	"SignUp":                           typed((*Server).signUp),
	"StartWebAuthnRegistration":        typed((*Server).startWebAuthnRegistration),
	"UpdateDeviceStatus":               typed((*Server).updateDeviceStatus),
}

// operation runs one operation on the body of a request, with the server's
// mutex held. A nil reply is an empty body.
type operation func(s *Server, body []byte) (any, error)

// typed returns the operation of a handler with typed request and reply.
func typed[Req, Reply any](handle func(*Server, *Req) (*Reply, error)) operation {
	return func(s *Server, body []byte) (any, error) {
		var req Req
		if err := decode(body, &req); err != nil {
			return nil, err
		}
		out, err := handle(s, &req)
		if err != nil || out == nil {
			// A nil *Reply in an any would not be nil.
			return nil, err
		}
		return out, nil
	}
}

// empty is the reply {}.
type empty struct{}

// attribute is a name and value, the form of users' and devices' attributes in requests.
type attribute struct {
	Name  string `json:"Name" api:"required,min=1,max=32"`
	Value string `json:"Value" api:"max=2048"`
}

// userContextData describes the client's browser for threat protection. The fake accepts and
// ignores it.
type userContextData struct {
	EncodedData string `json:"EncodedData"`
	IPAddress   string `json:"IpAddress"`
}

// analyticsMetadata is accepted and ignored as well.
type analyticsMetadata struct {
	AnalyticsEndpointID string `json:"AnalyticsEndpointId"`
}
