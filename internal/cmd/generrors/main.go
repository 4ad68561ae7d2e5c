// Generrors writes docs/errors.md, the table of the reasons that errors have,
// from package protocol.
//
// Usage, from the module's root (make gen does it):
//
//	go run ./internal/cmd/generrors > docs/errors.md
package main

import (
	"fmt"

	"github.com/cognitowasm/cognitowasm/internal/protocol"
)

const preamble = `<!-- Made by make gen from internal/protocol/reasons.go. -->

# Errors

Every error that a callback or a promise receives keeps the ` + "`code`, `name` and `message`" + `
that amazon-cognito-identity-js ("upstream") gives it: the name of the exception where the
service refuses (` + "`NotAuthorizedException`" + `), ` + "`NetworkError`" + ` where there was no response, and
upstream's own messages, without a code, for what it checks itself. In addition it has:

| property | meaning |
|---|---|
| ` + "`reason`" + ` | one of the names below, for a ` + "`switch`" + `; new versions may add some |
| ` + "`retryable`" + ` | whether repeating the same call may succeed later |
| ` + "`statusCode`" + ` | the HTTP status, if there was a response |
| ` + "`requestId`" + ` | the service's id of the request, for AWS support |
| ` + "`retryAfter`" + ` | how many seconds to wait, if the service says so |
| ` + "`cause`" + ` | the underlying error, if there is one |

In Go, each reason is a constant of its name (` + "`core.NoSession`" + `), for ` + "`errors.Is`" + ` or a ` + "`switch`" + ` over
` + "`core.ReasonOf(err)`" + `.

| reason | retryable | what happened | what to do |
|---|---|---|---|
`

func main() {
	fmt.Print(preamble)
	for _, r := range protocol.Reasons {
		retryable := ""
		if r.Then == protocol.Retryable {
			retryable = "yes"
		}
		fmt.Printf("| `%s` | %s | %s | %s |\n", r.Name, retryable, r.Meaning, r.Advice)
	}
}
