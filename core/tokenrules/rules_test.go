//go:build !js

package tokenrules_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/tokenrules"
	"github.com/cognitowasm/cognitowasm/internal/conformance"
)

// Logging a parsed token must not log what is needed to restore it.
func TestTokenIsNotPrinted(t *testing.T) {
	text := conformance.Tokens()[0].Text
	token, err := tokenrules.Parse(text, core.ParseJSON)
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		for _, value := range []any{token, *token, struct{ Token tokenrules.Token }{*token}, []*tokenrules.Token{token}} {
			printed := fmt.Sprintf(format, value)
			for _, secret := range append(strings.Split(text, "."), token.Signature, token.Claims.Text("sub")) {
				if strings.Contains(printed, secret) || strings.Contains(printed, fmt.Sprintf("%q", secret)) {
					t.Errorf("%s of a %T prints %.200s", format, value, printed)
				}
			}
		}
	}
}
