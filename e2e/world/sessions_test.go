package world

import (
	"slices"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// newTabs is a site with ada and bob, and a tab that has the library, page.js and
// tabs.js.
func newTabs(t *testing.T, library string) (*harness.Site, *harness.Tab) {
	t.Helper()
	s := newWorld(t)
	if _, err := s.Cognito.CreateUser(fakecognito.NewUser{Username: "bob", Password: harness.Password, Email: "bob@example.com"}); err != nil {
		t.Fatal(err)
	}
	serveFile(s, "/world/tabs.js", "tabs.js")
	servePage(s, "/tabs.html", `<script src="`+distOf(library)+minified+`"></script><script src="/page.js"></script><script src="/world/tabs.js"></script>`)
	tb := harness.NewTab(t, s)
	if library == "upstream" {
		tb.Hurry() // it tries a refresh that was refused again for some seconds
	}
	openTabs(tb)
	return s, tb
}

func openTabs(tb *harness.Tab) {
	tb.T.Helper()
	tb.Open("/tabs.html")
	tb.Eval("window.endpoint = $0", nil, tb.Site.Endpoint)
}

// beside opens one more tab of the same profile.
func beside(tb *harness.Tab) *harness.Tab {
	tb.T.Helper()
	other := tb.Another()
	openTabs(other)
	return other
}

// begin starts a sign-in over a storage and waits until its proof of the password is on
// its way to the service.
func begin(tb *harness.Tab, storage, name string) (underway *fakecognito.Held) {
	tb.T.Helper()
	underway = tb.Site.Cognito.Hold("RespondToAuthChallenge")
	tb.Eval("void (window.pending = signIn(userIn("+storage+", $0), $1))", nil, name, harness.Password)
	tb.Wait(underway)
	return underway
}

// wantSignedIn lets a sign-in go on, and fails unless it ends well.
func wantSignedIn(t *testing.T, tb *harness.Tab, underway *fakecognito.Held, storage, name string) {
	t.Helper()
	underway.Release()
	var o harness.Outcome
	if tb.Eval("pending", &o); o.Called != "onSuccess" {
		t.Fatalf("%s's sign-in has called %s: %+v", name, o.Called, o.Error)
	}
	var current string
	if tb.Eval("String((currentIn("+storage+") || {}).username)", &current); current != name {
		t.Errorf("the current user is %s, want %s", current, name)
	}
	var err *harness.PageError
	if tb.Eval("errorOf(currentIn("+storage+"))", &err); err != nil {
		t.Errorf("%s's session: %+v", name, *err)
	}
}

// hears waits until the tab has what another one has sent so far.
func hears(tb *harness.Tab, other *harness.Tab) {
	tb.T.Helper()
	other.Eval("mark()", nil)
	tb.Eval("marked", nil)
}

// expired gives the page ada's session in localStorage, expired, and revokes it.
func expired(tb *harness.Tab) {
	tb.T.Helper()
	tb.Eval("seed($0, $1)", nil, harness.Username, harness.Password)
	tb.Eval("expire($0)", nil, harness.Username)
	tb.Site.Cognito.RevokeAll(harness.Username)
}

// refused starts the refresh of ada's session as pages do on load, and returns its
// request and a function that lets the service refuse it and waits for the callback.
func refused(t *testing.T, tb *harness.Tab, then string) (finish func()) {
	t.Helper()
	underway := tb.Site.Cognito.Hold("InitiateAuth")
	tb.Eval(`void (window.refused = called((done) => {
		const current = currentIn(localStorage);
		current.getSession((error) => { if (error) { `+then+`; } done(error); });
	}))`, nil)
	tb.Wait(underway)
	return func() {
		t.Helper()
		underway.Release()
		var got harness.GotSession
		if tb.Eval("refused", &got); got.Error == nil || got.Error.Code != "NotAuthorizedException" {
			t.Fatalf("the refresh: %+v", got)
		}
	}
}

// worldOtherSignOut signs one user out while another one's sign-in is under way.
func worldOtherSignOut(t *testing.T, library string) {
	run := func(name string, run func(t *testing.T, s *harness.Site, tb *harness.Tab)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, tb := newTabs(t, library)
			run(t, s, tb)
		})
	}
	run("a refused refresh on load", func(t *testing.T, _ *harness.Site, tb *harness.Tab) {
		expired(tb)
		openTabs(tb)
		finish := refused(t, tb, "current.signOut()")
		bob := begin(tb, "localStorage", "bob")
		finish()
		wantSignedIn(t, tb, bob, "localStorage", "bob")
	})
	run("a refused refresh on load, by an alias", func(t *testing.T, _ *harness.Site, tb *harness.Tab) {
		expired(tb)
		openTabs(tb)
		finish := refused(t, tb, "userIn(localStorage, 'ada@example.com').signOut()")
		bob := begin(tb, "localStorage", "bob@example.com")
		finish()
		wantSignedIn(t, tb, bob, "localStorage", "bob")
	})
	for name, then := range map[string]string{
		"another tab's refused refresh and sign-out": "current.signOut()",
		"another tab's refused refresh":              "",
	} {
		run(name, func(t *testing.T, _ *harness.Site, tb *harness.Tab) {
			other := beside(tb)
			expired(tb)
			finish := refused(t, tb, then)
			bob := begin(other, "localStorage", "bob")
			finish()
			other.Eventually("localStorage.getItem($0) === null", harness.Key(harness.Username, "idToken"))
			hears(other, tb)
			wantSignedIn(t, other, bob, "localStorage", "bob")
		})
	}
	run("a sign-out in another tab", func(t *testing.T, _ *harness.Site, tb *harness.Tab) {
		tb.Eval("seed($0, $1)", nil, harness.Username, harness.Password)
		other := beside(tb)
		bob := begin(other, "localStorage", "bob")
		tb.Eval("new Promise((resolve) => { const user = currentIn(localStorage); user.getSession(() => user.signOut(() => resolve())); })", nil)
		other.Eventually("localStorage.getItem($0) === null", harness.Key(harness.Username, "idToken"))
		hears(other, tb)
		wantSignedIn(t, other, bob, "localStorage", "bob")
	})
	if library == "upstream" {
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
		run(tt.name, func(t *testing.T, _ *harness.Site, tb *harness.Tab) {
			tb.Eval("seed($0, $1)", nil, harness.Username, harness.Password)
			leaving := tb
			if tt.elsewhere {
				leaving = beside(tb)
			}
			underway := begin(tb, "localStorage", tt.typed)
			leaving.Eval("new Promise((resolve) => { const user = userIn(localStorage, $0); user.getSession(() => user.signOut(() => resolve())); })", nil, tt.signedOut)
			if tt.elsewhere {
				hears(tb, leaving)
			}
			underway.Release()
			var o harness.Outcome
			if tb.Eval("pending", &o); o.Called != "onFailure" || o.Error.Code != "SignedOut" {
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
			again, bob := beside(ada), beside(ada)
			for _, each := range []*harness.Tab{ada, again} {
				wantSignedIn(t, each, begin(each, storage, harness.Username), storage, harness.Username)
				each.Eval("void (window.user = currentIn("+storage+"))", nil)
				each.Eval("errorOf(user)", nil)
			}
			underway := begin(bob, storage, "bob")
			ada.Eval("new Promise((resolve) => user.signOut(() => resolve()))", nil)
			hears(again, ada)
			hears(bob, ada)
			t.Run("another user's sign-in", func(t *testing.T) {
				bob.In(t)
				wantSignedIn(t, bob, underway, storage, "bob")
			})
			t.Run("the same user's other session", func(t *testing.T) {
				again.In(t)
				var got struct {
					Held, Synchronous bool
					Error             *harness.PageError
					Heard             []string
				}
				again.Eval("called((done) => user.getSession((error) => done(error))).then(({ error, synchronous }) => ({ error, synchronous, held: Boolean(user.getSignInUserSession()), heard: signedOut }))", &got)
				if !got.Held || !got.Synchronous || got.Error != nil || len(got.Heard) != 0 {
					t.Errorf("%+v, want a session in memory and no event", got)
				}
			})
			bob.In(t)
			again.In(t)
		})
	}
	t.Run("duplicated tab", func(t *testing.T) {
		t.Parallel()
		_, tb := newTabs(t, library)
		wantSignedIn(t, tb, begin(tb, "sessionStorage", harness.Username), "sessionStorage", harness.Username)
		var got struct {
			First, Second *harness.PageError
			Copied        bool
			Took          float64
		}
		tb.Eval(`(async () => {
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
		})()`, &got, harness.Key(harness.Username, "clockDrift"))
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
			wantSignedIn(t, tb, begin(tb, storage, harness.Username), storage, harness.Username)
			other := beside(tb)
			for _, each := range []*harness.Tab{tb, other} {
				var err *harness.PageError
				if each.Eval("errorOf(window.user = currentIn("+storage+"))", &err); err != nil {
					t.Fatalf("%+v", *err)
				}
			}
			tb.Eval("new Promise((resolve) => user.signOut(() => resolve()))", nil)
			hears(other, tb)
			other.Eventually("currentIn(" + storage + ") === null")
			if library == "upstream" {
				return // which tells nobody
			}
			other.Eventually("signedOut.length")
			var got struct {
				Heard []string
				Held  bool
				Error *harness.PageError
			}
			other.Eval("errorOf(user).then((error) => ({ error, held: Boolean(user.getSignInUserSession()), heard: signedOut }))", &got)
			if !slices.Equal(got.Heard, []string{harness.Username}) || got.Held || got.Error == nil {
				t.Errorf("%+v, want the event, and no session", got)
			}
		})
	}
}

// worldRawCookies reads cookies that a server has written, percent signs and all.
func worldRawCookies(t *testing.T, library string) {
	s := newWorld(t)
	servePage(s, "/cookies.html", `<script src="`+distOf(library)+minified+`"></script><script src="/page.js"></script>`)
	tb := harness.NewTab(t, s)
	tb.Open("/cookies.html")
	const storage = "new AmazonCognitoIdentity.CookieStorage({ domain: location.hostname, secure: false })"
	for value, want := range map[string]string{
		"50%off": "50%off", "100%": "100%", "%": "%", "%zz": "%zz", "a%20b": "a b", "a%20b%": "a b%", "%C3%A9%": "é%", "%41%4": "A%4",
	} {
		t.Run(value, func(t *testing.T) {
			tb.In(t)
			var got []*string
			tb.Eval(`(() => {
				document.cookie = $0 + '=' + $1 + '; path=/';
				const Storage = `+storage+`;
				const user = makePool({ Storage }).getCurrentUser();
				return [Storage.getItem($0), user && user.getUsername()];
			})()`, &got, harness.Key("LastAuthUser"), value)
			for i, what := range []string{"getItem", "getCurrentUser"} {
				if got[i] == nil || *got[i] != want {
					t.Errorf("%s gives %s, want %q", what, shown(got[i]), want)
				}
			}
		})
	}
	tb.In(t)
	t.Run("beside others", func(t *testing.T) {
		tb.In(t)
		var got string
		tb.Eval(`(() => {
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
	tb.In(t)
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
	script := `<script src="` + distOf(library) + minified + `"></script>`
	s := newWorld(t)
	for name, head := range map[string]string{"before": extend + script, "after": script + extend} {
		servePage(s, "/"+name+".html", head)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tb := harness.NewTab(t, s)
			tb.Open("/" + name + ".html")
			wantLife(t, tb, "life(AmazonCognitoIdentity, $0)")
			if library == "ours" {
				tb.Eval("AmazonCognitoIdentity.configure({ wasmURL: '/dist/cognitowasm.wasm' })", nil)
				tb.Eval("AmazonCognitoIdentity.configure({ worker: true })", nil)
				wantLife(t, tb, "life(AmazonCognitoIdentity, $0)")
			}
		})
	}
}
