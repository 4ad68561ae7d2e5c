package harness

import (
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// Authenticator is a virtual one, built into the machine of the tab. It keeps passkeys, knows its
// user, and answers immediately, unless a test holds it back.
type Authenticator struct {
	tb *Tab
	id webauthn.AuthenticatorID
}

// AddAuthenticator adds one to a tab, whose page must be on [Site.Localhost].
func AddAuthenticator(tb *Tab) Authenticator {
	tb.T.Helper()
	Devtools(tb, webauthn.Enable, webauthn.EnableParams{})
	added := Devtools(tb, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{
		Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol:                    "ctap2",
			Ctap2version:                "ctap2_1",
			Transport:                   "internal",
			HasResidentKey:              true,
			HasUserVerification:         true,
			IsUserVerified:              true,
			AutomaticPresenceSimulation: true,
		},
	})
	return Authenticator{tb, added.AuthenticatorID}
}

// Hold makes it wait for its user, or not any more.
func (a Authenticator) Hold(held bool) {
	a.tb.T.Helper()
	Devtools(a.tb, webauthn.SetAutomaticPresenceSimulation, webauthn.SetAutomaticPresenceSimulationParams{AuthenticatorID: a.id, Enabled: !held})
}

// Know makes it recognise its user, or not.
func (a Authenticator) Know(known bool) {
	a.tb.T.Helper()
	Devtools(a.tb, webauthn.SetUserVerified, webauthn.SetUserVerifiedParams{AuthenticatorID: a.id, IsUserVerified: known})
}

// Passkeys returns those that it has.
func (a Authenticator) Passkeys() []*webauthn.Credential {
	a.tb.T.Helper()
	return Devtools(a.tb, webauthn.GetCredentials, webauthn.GetCredentialsParams{AuthenticatorID: a.id}).Credentials
}

// Devtools gives the tab a command of the DevTools protocol.
func Devtools[P, R any](tb *Tab, command cdp.Command[P, R], params P) R {
	tb.T.Helper()
	result, err := chromedp.Call(tb.Ctx, command, params)
	if err != nil {
		tb.T.Fatal(err)
	}
	return result
}

// Clear makes it forget its passkeys.
func (a Authenticator) Clear() {
	a.tb.T.Helper()
	Devtools(a.tb, webauthn.ClearCredentials, webauthn.ClearCredentialsParams{AuthenticatorID: a.id})
}

// Remove takes it away.
func (a Authenticator) Remove() {
	a.tb.T.Helper()
	Devtools(a.tb, webauthn.RemoveVirtualAuthenticator, webauthn.RemoveVirtualAuthenticatorParams{AuthenticatorID: a.id})
}
