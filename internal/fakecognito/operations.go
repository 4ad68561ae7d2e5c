package fakecognito

// targetPrefix precedes the operation's name in the X-Amz-Target header.
const targetPrefix = "AWSCognitoIdentityProviderService."

// operations is the table of what the server can do, by the operation's name.
// Each handler's request type declares the members it takes (see decode).
var operations = map[string]operation{
	"AssociateSoftwareToken":           typed((*Server).associateSoftwareToken),
	"ChangePassword":                   typed((*Server).changePassword),
	"ConfirmDevice":                    typed((*Server).confirmDevice),
	"ConfirmForgotPassword":            typed((*Server).confirmForgotPassword),
	"ConfirmSignUp":                    typed((*Server).confirmSignUp),
	"DeleteUser":                       typed((*Server).deleteUser),
	"DeleteUserAttributes":             typed((*Server).deleteUserAttributes),
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
	"GlobalSignOut":                    typed((*Server).globalSignOut),
	"InitiateAuth":                     typed((*Server).initiateAuth),
	"ListDevices":                      typed((*Server).listDevices),
	"ResendConfirmationCode":           typed((*Server).resendConfirmationCode),
	"RespondToAuthChallenge":           typed((*Server).respondToAuthChallenge),
	"RevokeToken":                      typed((*Server).revokeToken),
	"SignUp":                           typed((*Server).signUp),
	"UpdateDeviceStatus":               typed((*Server).updateDeviceStatus),
}

// operation runs one operation on the body of a request, with the server's
// mutex held. A nil reply is an empty body.
type operation func(s *Server, body []byte) (any, error)

// typed makes an operation of a handler with typed request and reply.
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

// attribute is a name and value, as attributes of users and devices travel.
type attribute struct {
	Name  string `json:"Name" api:"required,min=1,max=32"`
	Value string `json:"Value" api:"max=2048"`
}

// userContextData is what clients tell of their browser for threat protection;
// the fake takes it and makes nothing of it.
type userContextData struct {
	EncodedData string `json:"EncodedData"`
	IPAddress   string `json:"IpAddress"`
}

// analyticsMetadata is taken and ignored as well.
type analyticsMetadata struct {
	AnalyticsEndpointID string `json:"AnalyticsEndpointId"`
}
