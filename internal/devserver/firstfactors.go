package devserver

import (
	"net/url"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// allowChoice lets users sign in with each first factor, and use passkeys on pages of the
// origin.
func allowChoice(cognito *fakecognito.Server, origin string) {
	cognito.FirstFactors = []string{
		fakecognito.PasswordFactor, fakecognito.EmailOTP, fakecognito.SMSOTPFactor, fakecognito.WebAuthnFactor,
	}
	if u, err := url.Parse(origin); err == nil {
		cognito.RelyingPartyID = u.Hostname()
		cognito.RelyingPartyOrigins = []string{origin}
	}
}
