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

Every error that a callback or a promise gets keeps the ` + "`code`, `name` and `message`" + ` that
the peer gives it: the exception's name for what the service refuses
(` + "`NotAuthorizedException`" + `), ` + "`NetworkError`" + ` where no answer came, and the peer's own
sentences, without a code, for what it finds itself. Besides it has:

| member | what it is |
|---|---|
| ` + "`reason`" + ` | one of the names below, for ` + "`switch`" + `; new versions may add some |
| ` + "`retryable`" + ` | whether the same call may succeed later with nothing changed |
| ` + "`statusCode`" + ` | the HTTP status, where there was an answer |
| ` + "`requestId`" + ` | the service's name for the request, for AWS support |
| ` + "`retryAfter`" + ` | the seconds to wait, where the service names them |
| ` + "`cause`" + ` | the error behind it, where there is one |

Go programs find the reason with ` + "`core.ReasonOf(err)`" + `.

| reason | retryable | what happened | what to do |
|---|---|---|---|
`

func main() {
	fmt.Print(preamble)
	for _, r := range protocol.Reasons {
		retryable := ""
		if r.Retryable {
			retryable = "yes"
		}
		fmt.Printf("| `%s` | %s | %s | %s |\n", r.Name, retryable, r.Meaning, r.Advice)
	}
}
