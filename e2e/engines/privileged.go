package engines

import (
	"context"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// byMarionette has Firefox do what WebDriver BiDi does not have.
func byMarionette(t *testing.T, do func(ctx context.Context, m *marionette) error) {
	t.Helper()
	f := Firefox.started(t).(*firefox)
	ctx, cancel := context.WithTimeout(t.Context(), harness.Patience)
	defer cancel()
	if err := do(ctx, f.marionette); err != nil {
		t.Fatal(err)
	}
}

// NewPrivateTab opens a private window of Firefox. What is stored there, all of them see, until
// the last one is closed.
func NewPrivateTab(t *testing.T, s *harness.Site) *Tab {
	t.Helper()
	var made struct{ Handle string }
	byMarionette(t, func(ctx context.Context, m *marionette) error {
		return m.call(ctx, "WebDriver:NewWindow", object{"type": "window", "private": true}, &made)
	})
	// A container is not private: a second tab would not see what this one stores.
	return Firefox.tabOf(t, s, "", bidiWindow{Firefox.browser.(*firefox).bidi, made.Handle})
}

// BlockStorage has Firefox refuse the site what it stores, as a person can in the page's
// settings.
func BlockStorage(t *testing.T, s *harness.Site) {
	t.Helper()
	byMarionette(t, func(ctx context.Context, m *marionette) error {
		return m.inBrowser(ctx, `Services.perms.addFromPrincipal(
			Services.scriptSecurityManager.createContentPrincipalFromOrigin(arguments[0]), 'cookie', Ci.nsICookiePermission.ACCESS_DENY)`, s.URL)
	})
}

// AddAuthenticator gives Firefox a virtual authenticator until the test ends. It keeps passkeys,
// knows its user, and answers immediately, but only the tab in front, which that of the test will
// be from now on.
func AddAuthenticator(tb *Tab) {
	tb.T.Helper()
	var authenticator struct{ Value string }
	byMarionette(tb.T, func(ctx context.Context, m *marionette) error {
		return m.call(ctx, "WebAuthn:AddVirtualAuthenticator", object{
			"protocol": "ctap2_1", "transport": "internal", "hasResidentKey": true,
			"hasUserVerification": true, "isUserConsenting": true, "isUserVerified": true,
		}, &authenticator)
	})
	f := Firefox.browser.(*firefox)
	tb.T.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), harness.Patience)
		defer cancel()
		if err := f.marionette.call(ctx, "WebAuthn:RemoveVirtualAuthenticator", object{"authenticatorId": authenticator.Value}, nil); err != nil {
			tb.T.Error(err)
		}
	})
	ctx, cancel := context.WithTimeout(tb.Ctx, harness.Patience)
	defer cancel()
	if err := f.call(ctx, "browsingContext.activate", object{"context": tb.window.(bidiWindow).context}, nil); err != nil {
		tb.T.Fatal(err)
	}
}
