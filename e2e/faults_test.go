package e2e

import "github.com/cognitowasm/cognitowasm/internal/fakecognito"

// tooMany is the service's answer to a client that asks too often.
var tooMany = fakecognito.Fault{Status: 400, Code: "TooManyRequestsException", Message: "Rate exceeded"}
