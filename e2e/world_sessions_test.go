package e2e

import (
	"slices"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// newTabs is a site with ada and bob, and a tab that has the library, page.js and
// tabs.js.
func newTabs(t *testing.T, library string) (*site, *tab) {
	t.Helper()
	s := newWorld(t)
	if _, err := s.cognito.CreateUser(fakecognito.NewUser{Username: "bob", Password: password, Email: "bob@example.com"}); err != nil {
		t.Fatal(err)
	}
	s.file("/world/tabs.js", "world/tabs.js")
	s.worldPage("/tabs.html", `<script src="`+worldDist(library)+minified+`"></script><script src="/page.js"></script><script src="/world/tabs.js"></script>`)
	tb := newTab(t, s)
	if library == "original" {
		tb.hurry() // it tries a refresh that was refused again for some seconds
	}
	tb.openTabs()
	return s, tb
}

func (tb *tab) openTabs() {
	tb.t.Helper()
	tb.open("/tabs.html")
	tb.eval("window.endpoint = $0", nil, tb.site.endpoint)
}

// beside opens one more tab of the same profile.
func (tb *tab) beside() *tab {
	tb.t.Helper()
	other := tb.another()
	other.openTabs()
	return other
}

// begin starts a sign-in over a storage and waits until its proof of the password is on
// its way to the service.
func (tb *tab) begin(storage, name string) (underway *fakecognito.Held) {
	tb.t.Helper()
	underway = tb.site.cognito.Hold("RespondToAuthChallenge")
	tb.eval("void (window.pending = signIn(userIn("+storage+", $0), $1))", nil, name, password)
	tb.wait(underway)
	return underway
}

// wantSignedIn lets a sign-in go on, and fails unless it ends well.
func (tb *tab) wantSignedIn(t *testing.T, underway *fakecognito.Held, storage, name string) {
	t.Helper()
	underway.Release()
	var o outcome
	if tb.eval("pending", &o); o.Called != "onSuccess" {
		t.Fatalf("%s's sign-in has called %s: %+v", name, o.Called, o.Error)
	}
	var current string
	if tb.eval("String((currentIn("+storage+") || {}).username)", &current); current != name {
		t.Errorf("the current user is %s, want %s", current, name)
	}
	var err *pageError
	if tb.eval("errorOf(currentIn("+storage+"))", &err); err != nil {
		t.Errorf("%s's session: %+v", name, *err)
	}
}

// hears waits until the tab has what another one has sent so far.
func (tb *tab) hears(other *tab) {
	tb.t.Helper()
	other.eval("mark()", nil)
	tb.eval("marked", nil)
}

// expired gives the page ada's session in localStorage, expired, and revokes it.
func (tb *tab) expired() {
	tb.t.Helper()
	tb.eval("seed($0, $1)", nil, username, password)
	tb.eval("expire($0)", nil, username)
	tb.site.cognito.RevokeAll(username)
}

// refused starts the refresh of ada's session as pages do on load, and returns its
// request and a function that lets the service refuse it and waits for the callback.
func (tb *tab) refused(t *testing.T, then string) (finish func()) {
	t.Helper()
	underway := tb.site.cognito.Hold("InitiateAuth")
	tb.eval(`void (window.refused = called((done) => {
		const current = currentIn(localStorage);
		current.getSession((error) => { if (error) { `+then+`; } done(error); });
	}))`, nil)
	tb.wait(underway)
	return func() {
		t.Helper()
		underway.Release()
		var got gotSession
		if tb.eval("refused", &got); got.Error == nil || got.Error.Code != "NotAuthorizedException" {
			t.Fatalf("the refresh: %+v", got)
		}
	}
}

// worldOtherSignOut signs one user out while another one's sign-in is under way.
func worldOtherSignOut(t *testing.T, library string) {
	run := func(name string, run func(t *testing.T, s *site, tb *tab)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, tb := newTabs(t, library)
			run(t, s, tb)
		})
	}
	run("a refused refresh on load", func(t *testing.T, _ *site, tb *tab) {
		tb.expired()
		tb.openTabs()
		finish := tb.refused(t, "current.signOut()")
		bob := tb.begin("localStorage", "bob")
		finish()
		tb.wantSignedIn(t, bob, "localStorage", "bob")
	})
	run("a refused refresh on load, by an alias", func(t *testing.T, _ *site, tb *tab) {
		tb.expired()
		tb.openTabs()
		finish := tb.refused(t, "userIn(localStorage, 'ada@example.com').signOut()")
		bob := tb.begin("localStorage", "bob@example.com")
		finish()
		tb.wantSignedIn(t, bob, "localStorage", "bob")
	})
	for name, then := range map[string]string{
		"another tab's refused refresh and sign-out": "current.signOut()",
		"another tab's refused refresh":              "",
	} {
		run(name, func(t *testing.T, _ *site, tb *tab) {
			other := tb.beside()
			tb.expired()
			finish := tb.refused(t, then)
			bob := other.begin("localStorage", "bob")
			finish()
			other.eventually("localStorage.getItem($0) === null", keyOf(username, "idToken"))
			other.hears(tb)
			other.wantSignedIn(t, bob, "localStorage", "bob")
		})
	}
	run("a sign-out in another tab", func(t *testing.T, _ *site, tb *tab) {
		tb.eval("seed($0, $1)", nil, username, password)
		other := tb.beside()
		bob := other.begin("localStorage", "bob")
		tb.eval("new Promise((resolve) => { const user = currentIn(localStorage); user.getSession(() => user.signOut(() => resolve())); })", nil)
		other.eventually("localStorage.getItem($0) === null", keyOf(username, "idToken"))
		other.hears(tb)
		other.wantSignedIn(t, bob, "localStorage", "bob")
	})
	if library == "original" {
		return
	}
	// A sign-out of the same user still ends that user's sign-in, which upstream lets win.
	for _, tt := range []struct {
		name, typed, signedOut string
		elsewhere              bool
	}{
		{"the same user", "ada", "ada", false},
		{"the same user by an alias", "ada@example.com", "ada", false},
		{"the same alias", "ada@example.com", "ada@example.com", false},
		{"the same user in another tab", "ada", "ada", true},
		{"the same user by an alias in another tab", "ada@example.com", "ada", true},
	} {
		run(tt.name, func(t *testing.T, _ *site, tb *tab) {
			tb.eval("seed($0, $1)", nil, username, password)
			leaving := tb
			if tt.elsewhere {
				leaving = tb.beside()
			}
			underway := tb.begin("localStorage", tt.typed)
			leaving.eval("new Promise((resolve) => { const user = userIn(localStorage, $0); user.getSession(() => user.signOut(() => resolve())); })", nil, tt.signedOut)
			if tt.elsewhere {
				tb.hears(leaving)
			}
			underway.Release()
			var o outcome
			if tb.eval("pending", &o); o.Called != "onFailure" || o.Error.Code != "SignedOut" {
				t.Errorf("the sign-in of the user who has signed out has called %s: %+v", o.Called, o.Error)
			}
		})
	}
}

// worldStoragePerTab has one user in each tab, in storages that tabs do not share, and in
// some that they do.
func worldStoragePerTab(t *testing.T, library string) {
	for _, storage := range []string{"sessionStorage", "memory"} {
		t.Run(storage, func(t *testing.T) {
			t.Parallel()
			_, ada := newTabs(t, library)
			again, bob := ada.beside(), ada.beside()
			for _, each := range []*tab{ada, again} {
				each.wantSignedIn(t, each.begin(storage, username), storage, username)
				each.eval("void (window.user = currentIn("+storage+"))", nil)
				each.eval("errorOf(user)", nil)
			}
			underway := bob.begin(storage, "bob")
			ada.eval("new Promise((resolve) => user.signOut(() => resolve()))", nil)
			again.hears(ada)
			bob.hears(ada)
			t.Run("another user's sign-in", func(t *testing.T) {
				bob.in(t)
				bob.wantSignedIn(t, underway, storage, "bob")
			})
			t.Run("the same user's other session", func(t *testing.T) {
				again.in(t)
				var got struct {
					Held, Synchronous bool
					Error             *pageError
					Heard             []string
				}
				again.eval("called((done) => user.getSession((error) => done(error))).then(({ error, synchronous }) => ({ error, synchronous, held: Boolean(user.getSignInUserSession()), heard: signedOut }))", &got)
				if !got.Held || !got.Synchronous || got.Error != nil || len(got.Heard) != 0 {
					t.Errorf("%+v, want a session in memory and no event", got)
				}
			})
			bob.in(t)
			again.in(t)
		})
	}
	t.Run("duplicated tab", func(t *testing.T) {
		t.Parallel()
		_, tb := newTabs(t, library)
		tb.wantSignedIn(t, tb.begin("sessionStorage", username), "sessionStorage", username)
		var got struct {
			First, Second *pageError
			Copied        bool
			Took          float64
		}
		tb.eval(`(async () => {
			const opened = window.open('/tabs.html');
			await new Promise((resolve) => (opened.onload = resolve));
			opened.endpoint = endpoint;
			// Its core is there, so that only the refresh is measured.
			await opened.eval("signIn(userIn(life.mapStorage(), 'nobody'), 'x')");
			const copied = opened.sessionStorage.length === sessionStorage.length && sessionStorage.length > 0;
			for (const each of [window, opened]) {
				each.sessionStorage.setItem($0, '-100000');
				each.eval('window.user = currentIn(sessionStorage)');
			}
			const first = await errorOf(user);
			const began = performance.now();
			const second = await opened.eval('errorOf(user)');
			const took = performance.now() - began;
			opened.close();
			return { first, second, copied, took };
		})()`, &got, keyOf(username, "clockDrift"))
		if got.First != nil || got.Second != nil || !got.Copied {
			t.Errorf("%+v", got)
		}
		if got.Took > 1500 {
			t.Errorf("the first refresh of the duplicated tab took %.0f ms", got.Took)
		}
	})
	for name, storage := range map[string]string{
		"localStorage": "localStorage",
		"cookies":      "new AmazonCognitoIdentity.CookieStorage({ domain: location.hostname, secure: false })",
	} {
		t.Run("shared/"+name, func(t *testing.T) {
			t.Parallel()
			_, tb := newTabs(t, library)
			tb.wantSignedIn(t, tb.begin(storage, username), storage, username)
			other := tb.beside()
			for _, each := range []*tab{tb, other} {
				var err *pageError
				if each.eval("errorOf(window.user = currentIn("+storage+"))", &err); err != nil {
					t.Fatalf("%+v", *err)
				}
			}
			tb.eval("new Promise((resolve) => user.signOut(() => resolve()))", nil)
			other.hears(tb)
			other.eventually("currentIn(" + storage + ") === null")
			if library == "original" {
				return // which tells nobody
			}
			other.eventually("signedOut.length")
			var got struct {
				Heard []string
				Held  bool
				Error *pageError
			}
			other.eval("errorOf(user).then((error) => ({ error, held: Boolean(user.getSignInUserSession()), heard: signedOut }))", &got)
			if !slices.Equal(got.Heard, []string{username}) || got.Held || got.Error == nil {
				t.Errorf("%+v, want the event, and no session", got)
			}
		})
	}
}

// worldRawCookies reads cookies that a server has written, percent signs and all.
func worldRawCookies(t *testing.T, library string) {
	s := newWorld(t)
	s.worldPage("/cookies.html", `<script src="`+worldDist(library)+minified+`"></script><script src="/page.js"></script>`)
	tb := newTab(t, s)
	tb.open("/cookies.html")
	const storage = "new AmazonCognitoIdentity.CookieStorage({ domain: location.hostname, secure: false })"
	for value, want := range map[string]string{
		"50%off": "50%off", "100%": "100%", "%": "%", "%zz": "%zz", "a%20b": "a b", "a%20b%": "a b%", "%C3%A9%": "é%", "%41%4": "A%4",
	} {
		t.Run(value, func(t *testing.T) {
			tb.in(t)
			var got []*string
			tb.eval(`(() => {
				document.cookie = $0 + '=' + $1 + '; path=/';
				const Storage = `+storage+`;
				const user = makePool({ Storage }).getCurrentUser();
				return [Storage.getItem($0), user && user.getUsername()];
			})()`, &got, key("LastAuthUser"), value)
			for i, what := range []string{"getItem", "getCurrentUser"} {
				if got[i] == nil || *got[i] != want {
					t.Errorf("%s gives %s, want %q", what, shown(got[i]), want)
				}
			}
		})
	}
	tb.in(t)
	t.Run("beside others", func(t *testing.T) {
		tb.in(t)
		var got string
		tb.eval(`(() => {
			document.cookie = 'broken%=1%; path=/';
			document.cookie = 'broken=%E0%A4%; path=/';
			const Storage = `+storage+`;
			Storage.setItem('mine', '100% & more');
			return Storage.getItem('mine');
		})()`, &got)
		if got != "100% & more" {
			t.Errorf("got %q", got)
		}
	})
	tb.in(t)
}

func shown(text *string) string {
	if text == nil {
		return "null"
	}
	return `"` + *text + `"`
}

// worldExtendedPrototypes lives a life in a page whose other scripts have added
// functions to the prototypes, in such a way that for...in finds them.
func worldExtendedPrototypes(t *testing.T, library string) {
	const extend = `<script>for (const { prototype } of [Object, Array, String, Function]) {
		prototype.extendAll = function () { throw new Error('extendAll was called'); };
	}</script>`
	script := `<script src="` + worldDist(library) + minified + `"></script>`
	s := newWorld(t)
	for name, head := range map[string]string{"before": extend + script, "after": script + extend} {
		s.worldPage("/"+name+".html", head)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tb := newTab(t, s)
			tb.open("/" + name + ".html")
			tb.wantLife(t, "life(AmazonCognitoIdentity, $0)")
			if library == "ours" {
				tb.eval("AmazonCognitoIdentity.configure({ wasmURL: '/dist/cognitowasm.wasm' })", nil)
				tb.eval("AmazonCognitoIdentity.configure({ worker: true })", nil)
				tb.wantLife(t, "life(AmazonCognitoIdentity, $0)")
			}
		})
	}
}
