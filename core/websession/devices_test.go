//go:build unix

package websession_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/websession"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
	"github.com/pquerna/otp/totp"
)

const devicesCookie = "__Host-cognito-session-devices"

// startTracking starts a backend of a pool that tracks devices, with a user, grace, who has an
// authenticator app.
func startTracking(t *testing.T, tracking fakecognito.DeviceTracking, changes ...func(*service)) *service {
	t.Helper()
	s := start(t, &fakecognito.Server{DeviceTracking: tracking}, changes...)
	s.addGrace()
	return s
}

func (s *service) addGrace() {
	s.t.Helper()
	s.addUser(fakecognito.NewUser{Username: "grace", Email: "grace@example.com", MFA: []string{fakecognito.SoftwareTokenMFA}, TOTPSecret: totpSecret})
}

// signInAs signs a user in who is asked for the code of an app, or is not.
func (b *browser) signInAs(name, username string, asked bool) reply {
	b.s.t.Helper()
	got := b.post("/auth/signin", map[string]string{"username": name, "password": password})
	if asked {
		got.challenged(b.s.t, "SOFTWARE_TOKEN_MFA")
		code := must(totp.GenerateCode(totpSecret, b.s.clock.Now()))
		got = b.post("/auth/challenge", map[string]string{"name": "SOFTWARE_TOKEN_MFA", "answer": code})
	}
	got.signedIn(b.s.t, username)
	// The next code of the app must be another one.
	b.s.clock.advance(31 * time.Second)
	return got
}

func (b *browser) signOut() {
	b.s.t.Helper()
	b.post("/auth/signout", map[string]bool{}).expect(b.s.t, 200, "")
}

// devices returns the keys of the user's devices at the service.
func (s *service) devices(username string) (keys []string) {
	user, _ := s.User(username)
	for _, d := range user.Devices {
		keys = append(keys, d.Key)
	}
	return keys
}

// A browser that the pool remembers is not asked for a second factor again, whichever way its
// session has ended; another one is.
func TestRememberedDevice(t *testing.T) {
	for _, flow := range []core.Flow{core.UserSRPAuth, core.UserPasswordAuth} {
		t.Run(string(flow), func(t *testing.T) {
			withStores(t, func(t *testing.T, store func(*service)) {
				s := startTracking(t, fakecognito.DeviceTrackingAlways, store, func(s *service) { s.config.Flow = flow })
				b := s.browser()
				first := b.signInAs("grace", "grace", true)
				if strings.Contains(first.body, "onfirmationNecessary") {
					t.Errorf("the user is asked, where the pool always remembers: %s", first.body)
				}
				for name, end := range map[string]func(){
					"sign-out":        b.signOut,
					"global sign-out": func() { b.post("/auth/signout", map[string]bool{"global": true}).expect(t, 200, "") },
					"revocation": func() {
						s.RevokeAll("grace")
						s.clock.advance(2 * time.Hour)
						b.get("/auth/session").expect(t, http.StatusUnauthorized, core.RefreshRevoked)
					},
				} {
					end()
					if left := b.cookies(); len(left) != 1 || left[devicesCookie] == "" {
						t.Errorf("%s: cookies %v", name, left)
					}
					b.signInAs("grace", "grace", false)
				}
				if n := len(s.devices("grace")); n != 1 {
					t.Errorf("%d devices at the service", n)
				}
				s.clock.advance(2 * time.Hour)
				if got := b.get("/who"); got.body != "grace" {
					t.Errorf("a refresh: %d %s", got.status, got.body)
				}
				s.browser().signInAs("grace", "grace", true)
			})
		})
	}
}

// Whoever has signed in with an alias has the same device.
func TestRememberedDeviceByAlias(t *testing.T) {
	t.Parallel()
	s := startTracking(t, fakecognito.DeviceTrackingAlways, func(s *service) { s.config.Flow = core.UserSRPAuth })
	b := s.browser()
	b.signInAs("grace@example.com", "grace", true)
	b.signInAs("grace", "grace", false)
	b.signInAs("grace@example.com", "grace", false)
}

// Each user of a browser has a device; the browser keeps those of the last five.
func TestDevicesOfSeveralUsers(t *testing.T) {
	t.Parallel()
	s := startTracking(t, fakecognito.DeviceTrackingAlways)
	b := s.browser()
	b.signInAs("grace", "grace", true)
	b.signIn()
	b.signInAs("grace", "grace", false)
	for i := range 4 {
		s.addUser(fakecognito.NewUser{Username: "user" + strconv.Itoa(i)})
		b.signInAs("user"+strconv.Itoa(i), "user"+strconv.Itoa(i), false)
	}
	b.signInAs("grace", "grace", false) // ada's is gone, who signed in before
	if value := b.cookies()[devicesCookie]; len(value) > 3900 || value == "" {
		t.Errorf("the cookie has %d bytes", len(value))
	}
	b.signIn()
	if n := len(s.devices("ada")); n != 2 {
		t.Errorf("ada has %d devices, want another one", n)
	}
}

// The devices of a browser's other users are not in a session.
func TestSessionHasItsOwnDevice(t *testing.T) {
	t.Parallel()
	s := startTracking(t, fakecognito.DeviceTrackingAlways)
	size := func(b *browser) (n int) {
		for name, value := range b.cookies() {
			if strings.HasPrefix(name, "__Host-cognito-session") && name != devicesCookie {
				n += len(value)
			}
		}
		return n
	}
	alone, shared := s.browser(), s.browser()
	alone.signIn()
	shared.signInAs("grace", "grace", true)
	shared.signIn()
	if a, b := size(alone), size(shared); b > a+20 {
		t.Errorf("the session has %d bytes, and %d in a browser of two users", a, b)
	}
}

// A device that the service has forgotten is forgotten here, and the user can sign in.
func TestForgottenDevice(t *testing.T) {
	t.Parallel()
	s := startTracking(t, fakecognito.DeviceTrackingAlways)
	b := s.browser()
	b.signInAs("grace", "grace", true)
	b.signOut()
	s.DeleteUser("grace") // and with the user all devices
	s.addGrace()
	b.begin("grace", "SOFTWARE_TOKEN_MFA")
	if left := b.cookies(); left[devicesCookie] != "" {
		t.Errorf("the forgotten device is left: %v", left)
	}
	b.signInAs("grace", "grace", true)
	b.signInAs("grace", "grace", false)
}

// Where the user decides, the reply says so. The server's own handler tells the service, with
// the session's access token and the key that it names.
func TestUserDecidesAboutDevice(t *testing.T) {
	t.Parallel()
	s := startTracking(t, fakecognito.DeviceTrackingOptional)
	b := s.browser()
	pool := must(core.NewPool(s.config.Pool))
	inner := s.web.Config.Handler
	remember := s.handler.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		session, _ := websession.FromContext(r.Context())
		_, err := pool.Call(r.Context(), "UpdateDeviceStatus", core.Object{
			{Name: "AccessToken", Value: session.AccessToken()},
			{Name: "DeviceKey", Value: session.AccessClaims().Text("device_key")},
			{Name: "DeviceRememberedStatus", Value: "remembered"},
		})
		if err != nil {
			t.Error(err)
		}
	}))
	s.web.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/remember" {
			remember.ServeHTTP(w, r)
			return
		}
		inner.ServeHTTP(w, r)
	})
	if got := b.signInAs("grace", "grace", true); !strings.Contains(got.body, `"userConfirmationNecessary":true`) {
		t.Errorf("the user is not asked: %s", got.body)
	}
	if got := b.signInAs("grace", "grace", true); strings.Contains(got.body, "onfirmationNecessary") {
		t.Errorf("the user is asked again about the same device: %s", got.body)
	}
	b.get("/remember").expect(t, 200, "")
	b.signOut()
	b.signInAs("grace", "grace", false)
}

// The cookie is encrypted with the same keys as the session, and renewed with the first of them
// at each sign-in. What is not genuine is no device.
func TestDeviceCookie(t *testing.T) {
	t.Parallel()
	s := startTracking(t, fakecognito.DeviceTrackingAlways)
	b := s.browser()
	for _, line := range b.signInAs("grace", "grace", true).header["Set-Cookie"] {
		if strings.HasPrefix(line, devicesCookie) {
			for _, want := range []string{"; Path=/", "; Max-Age=34560000", "; HttpOnly", "; Secure", "; SameSite=Lax"} {
				if !strings.Contains(line, want) {
					t.Errorf("%.60s has no %s", line, want)
				}
			}
		}
	}
	genuine := b.cookies()[devicesCookie]
	other := s.browser()
	other.setCookie(devicesCookie, genuine[:len(genuine)-4]+"AAAA")
	other.begin("grace", "SOFTWARE_TOKEN_MFA")
	other.setCookie(devicesCookie, b.cookies()["__Host-cognito-session"])
	other.begin("grace", "SOFTWARE_TOKEN_MFA")

	for _, keys := range [][][]byte{{key(2), key(1)}, {key(3), key(2)}} {
		config := s.config
		config.Keys = keys
		s.web.Config.Handler = must(websession.New(config))
		b.signInAs("grace", "grace", false)
	}
}
