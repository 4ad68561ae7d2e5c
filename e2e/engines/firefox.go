package engines

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// Firefox is Firefox ESR, or the Firefox whose path FIREFOX is.
var Firefox = &Engine{
	Name:     "firefox",
	packages: []string{"firefox-esr"},
	find: func() ([]string, error) {
		name := os.Getenv("FIREFOX")
		if name == "" {
			name = "firefox-esr"
		}
		path, err := exec.LookPath(name)
		return []string{path}, err
	},
	start: startFirefox,
}

// firefoxPreferences are beside those that Firefox sets itself when it is driven.
var firefoxPreferences = map[string]string{
	// Tabs in the background must go on as fast as the one in front.
	"dom.min_background_timeout_value":                           "4",
	"dom.timeout.enable_budget_timer_throttling":                 "false",
	"dom.min_background_timeout_value_without_budget_throttling": "4",
	"dom.timeout.throttling_delay":                               "-1",
	// A free one.
	"marionette.port": "0",
	// Passkeys are the virtual authenticator's.
	"security.webauth.webauthn_enable_softtoken": "true",
	"security.webauth.webauthn_enable_usbtoken":  "false",
	// Nothing is fetched but the tests' pages.
	"network.dns.disabled": "true",
}

// firefox is a running Firefox.
type firefox struct {
	*bidi
	marionette *marionette
	process    *process
}

func startFirefox(ctx context.Context, paths []string, folder string) (browser, error) {
	var preferences strings.Builder
	for name, value := range firefoxPreferences {
		fmt.Fprintf(&preferences, "user_pref(%q, %s);\n", name, value)
	}
	if err := os.WriteFile(filepath.Join(folder, "user.js"), []byte(preferences.String()), 0o600); err != nil {
		return nil, err
	}
	p, err := startProcess(folder, []string{"MOZ_CRASHREPORTER_DISABLE=1"}, paths[0],
		"--headless", "--no-remote", "--profile", folder, "--marionette", "--remote-allow-system-access", "--remote-debugging-port=0", "about:blank")
	if err != nil {
		return nil, err
	}
	f := &firefox{process: p}
	if err := f.connect(ctx); err != nil {
		f.close()
		return nil, fmt.Errorf("%w: %s", err, p.said())
	}
	return f, nil
}

// connect starts a session as geckodriver does: it has both protocols, and a Firefox has one
// session only.
func (f *firefox) connect(ctx context.Context) error {
	port, err := f.process.says(ctx, regexp.MustCompile(`Marionette\s+INFO\s+Listening on port (\d+)`))
	if err != nil {
		return err
	}
	if f.marionette, err = dialMarionette(ctx, port); err != nil {
		return err
	}
	if _, err := f.process.says(ctx, regexp.MustCompile(`WebDriver BiDi listening on (.*)`)); err != nil {
		return err
	}
	var session struct {
		Capabilities struct{ WebSocketURL string }
	}
	if err := f.marionette.call(ctx, "WebDriver:NewSession", object{"webSocketUrl": true}, &session); err != nil {
		return err
	}
	f.bidi, err = dialBidi(ctx, session.Capabilities.WebSocketURL)
	return err
}

// newProfile makes a container, whose storage no other one sees.
func (f *firefox) newProfile(ctx context.Context) (string, error) {
	var made struct{ UserContext string }
	err := f.call(ctx, "browser.createUserContext", object{}, &made)
	return made.UserContext, err
}

func (f *firefox) removeProfile(ctx context.Context, profile string) error {
	return f.call(ctx, "browser.removeUserContext", object{"userContext": profile}, nil)
}

// open opens a tab in the background: those of several tests would wait for each other to come to
// the front.
func (f *firefox) open(ctx context.Context, profile string) (window, error) {
	var made struct{ Context string }
	err := f.call(ctx, "browsingContext.create", object{"type": "tab", "userContext": profile, "background": true}, &made)
	return bidiWindow{f.bidi, made.Context}, err
}

func (f *firefox) close() { f.process.kill() }
