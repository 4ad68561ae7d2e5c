package protocol

// Constant is a number or a text that both halves know.
type Constant struct {
	// Name is its name in TypeScript, and in Go too unless Go is set.
	Name, Go string
	// Package is the Go package that has it, core unless it is set.
	Package string
	// Doc says what it is, as a sentence that begins with "is" or "are".
	Doc string
	// Value is an int, a string or a list of strings.
	Value any
}

// Constants lists them.
var Constants = []Constant{
	{Name: "mostAhead", Doc: "is by how many seconds tokens may seem to come from the future: more than that, and the local clock has gone back since.", Value: 60},
	{Name: "fixtureAhead", Doc: "is by how many seconds only the tokens of a test seem to come from the future, 30 days: no clock in use jumps so far.", Value: 30 * 24 * 60 * 60},
	{Name: "verifiedSessions", Doc: "is how many sessions are remembered as verified.", Value: 16},
	{Name: "longestPoolID", Doc: "is how many characters a user pool's id may have.", Value: 55},
	{Name: "sealedPrefix", Go: "SealedPrefix", Doc: "is what a page that has configured tokenIsolation stores at the begin of a refresh token: only the workers of its origin can read the rest. Such a text is good for nothing elsewhere. It is not sent, since the service's refusal would end a session that is good, and the error has reason TokenSealed.", Value: "cognitowasm.sealed."},
	{Name: "defaultUserAgent", Package: "browser", Doc: "is the text by which upstream names itself in the header X-Amz-User-Agent. Back ends see it in their logs and in Lambda triggers, so it stays.", Value: "aws-amplify/5.0.4"},
	{Name: "nameClaims", Doc: "are the claims of an ID token that name its user.", Value: []string{"cognito:username", "email", "phone_number", "preferred_username", "sub"}},
}

// PoolID is what a user pool's id looks like, as a regular expression of both
// languages: two classes of characters, repeated, with an underscore in between.
const PoolID = `^[\w-]+_[0-9A-Za-z]+$`

// Endpoint is the URL of the service: Start, the region, and End, or ChinaEnd for
// regions that begin with China, which have a domain of their own.
var Endpoint = struct{ Start, End, China, ChinaEnd string }{
	"https://cognito-idp.", ".amazonaws.com/", "cn-", ".amazonaws.com.cn/",
}

// Refresh is a value of the option refresh.
type Refresh struct {
	// Value is its text, Go its constant's name.
	Value, Go string
	// Doc says what it does.
	Doc string
}

// Refreshes are the values of the option refresh, the default first.
var Refreshes = []Refresh{
	{"auto", "RefreshAuto", "begins with InitiateAuth, learns from the service's refusal that the app client rotates, and keeps that in storage."},
	{"rotating", "RefreshRotating", "is GetTokensFromRefreshToken, for app clients with refresh token rotation."},
	{"classic", "RefreshClassic", "is InitiateAuth with REFRESH_TOKEN_AUTH, as upstream does."},
}

// Message is one of upstream's own error messages, which applications compare.
type Message struct{ Name, Text string }

// Messages are those that both halves have.
var Messages = []Message{
	{"missingPoolIds", "Both UserPoolId and ClientId are required."},
	{"invalidPoolId", "Invalid UserPoolId format."},
	{"invalidFlow", "Authentication flow type is invalid."},
	{"missingPassword", "New password is required."},
}
