package e2e

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// openProperties opens a page of our library that has properties.js.
func (tb *tab) openProperties() {
	tb.t.Helper()
	tb.openPropertiesOf("/dist/")
}

// openPropertiesOf opens a page of the library in that folder, /dist/ or /peer/.
func (tb *tab) openPropertiesOf(folder string) {
	tb.t.Helper()
	source, err := os.ReadFile("properties.js")
	if err != nil {
		tb.t.Fatal(err)
	}
	tb.site.script("/properties.js", string(source))
	tb.site.page("/properties.html", `<!doctype html><title>properties</title><script src="/page.js"></script>
<script src="/properties.js"></script><script src="`+folder+`amazon-cognito-identity.min.js"></script>`)
	tb.open("/properties.html")
	tb.eval("window.endpoint = $0", nil, tb.site.endpoint)
}

// lives runs lives in the page, and fails for each fault that they tell of.
func (tb *tab) lives(t *testing.T, expression string, arguments ...any) {
	t.Helper()
	var got struct {
		Faults []string
		Lives  int
	}
	tb.eval(expression, &got, arguments...)
	for _, fault := range got.Faults {
		t.Error(fault)
	}
	if got.Lives < 2 {
		t.Errorf("%d lives", got.Lives)
	}
}

// TestProperty9StorageFailsAtAnyCall lets each call of a page's storage fail, one
// a life: signing in, with a device and without, asking, refreshing with rotation,
// signing out. With "and on", all calls of the method after it fail too.
func TestProperty9StorageFailsAtAnyCall(t *testing.T) {
	for name, tracking := range map[string]fakecognito.DeviceTracking{"": fakecognito.DeviceTrackingOff, "device ": fakecognito.DeviceTrackingAlways} {
		s := newSite(t)
		s.cognito.DeviceTracking = tracking
		s.cognito.RefreshTokenRotation = true
		s.addUser()
		tb := newTab(t, s)
		tb.openProperties()
		for _, method := range []string{"setItem", "getItem", "removeItem"} {
			t.Run(name+method, func(t *testing.T) { tb.lives(t, "allLives($0, false)", method) })
			if name == "" {
				t.Run(method+" and on", func(t *testing.T) { tb.lives(t, "allLives($0, true)", method) })
			}
		}
		// A life without a failure, over a storage that gives undefined.
		t.Run(name+"undefined", func(t *testing.T) {
			var got struct {
				Reached bool
				Faults  []string
			}
			tb.eval("(window.missing = undefined, lifeOverFailingStorage('setItem', 1e9, false))", &got)
			if len(got.Faults) != 0 {
				t.Errorf("%q", got.Faults)
			}
		})
	}
}

// TestProperty9PromiseStorage is the same with promises: what is asynchronous
// works, and what cannot says which method does.
func TestProperty9PromiseStorage(t *testing.T) {
	s := newSite(t)
	s.cognito.RefreshTokenRotation = true
	s.addUser()
	tb := newTab(t, s)
	tb.openProperties()
	for _, method := range []string{"setItem", "getItem", "removeItem"} {
		t.Run(method, func(t *testing.T) { tb.lives(t, "allLivesOverPromises($0)", method) })
	}
}

// TestProperty9StorageChangesUnderway clears or replaces what is stored, as
// another tab would, at each access of a refresh.
func TestProperty9StorageChangesUnderway(t *testing.T) {
	s := newSite(t)
	s.cognito.RefreshTokenRotation = true
	s.addUser()
	tb := newTab(t, s)
	tb.openProperties()
	for _, change := range []string{"cleared", "replaced"} {
		t.Run(change, func(t *testing.T) {
			tb.lives(t, `(async () => {
				const faults = [];
				for (let lives = 1; ; lives++) {
					const life = await changedUnderway($0, lives);
					faults.push(...life.faults);
					if (!life.reached || lives > 100) return { faults, lives };
				}
			})()`, change)
		})
	}
	// Between two calls: what is in memory is good until it ends.
	var got []string
	tb.eval(`(async () => {
		const items = new Map(), storage = storageOver(items), pool = makePool({ Storage: storage });
		const user = new AmazonCognitoIdentity.CognitoUser({ Username: 'ada', Pool: pool, Storage: storage });
		await once((done) => enter(user, done));
		items.clear();
		const held = await once((done) => user.getSession(done));
		held.valid = held.value && held.value.isValid();
		shift += 7200000;
		const ended = await once((done) => user.getSession(done));
		return [held.error ? said(held.error) : String(held.valid), ended.error && ended.error.reason];
	})()`, &got)
	if len(got) != 2 || got[0] != "true" || got[1] != "NO_SESSION" {
		t.Errorf("cleared between two calls: %q", got)
	}
}

// TestProperty9FullDisk fills localStorage up to Chromium's limit.
func TestProperty9FullDisk(t *testing.T) {
	for name, left := range map[string]int{"to the last character": 0, "but for a little": 300} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			s.addUser()
			tb := newTab(t, s)
			tb.openProperties()
			var got struct {
				Called    string
				Session   gotSession
				Emails    int
				Warnings  []struct{ Key, Operation string }
				Stored    int
				Refreshed gotSession
				After     int
				More      int
			}
			tb.eval(`(async () => {
				fill($0);
				const warnings = warningsFromNow(), user = makeUser('ada');
				const { called: outcome } = await signIn(user, 'Engine-1843');
				const got = { called: outcome, session: await session(), warnings: [...warnings] };
				got.emails = (await user.getUserAttributes()).filter((attribute) => attribute.getName() === 'email').length;
				const sessionKeys = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix)).length;
				got.stored = sessionKeys();
				free();
				shift += 7200000;
				got.refreshed = await session();
				got.after = sessionKeys();
				got.more = warnings.length;
				return got;
			})()`, &got, left)
			if got.Called != "onSuccess" || got.Emails != 1 {
				t.Errorf("signing in called %s; %d e-mail addresses", got.Called, got.Emails)
			}
			tb.checked(&got.Session)
			if !got.Session.Synchronous {
				t.Error("the session is not answered at once")
			}
			if len(got.Warnings) != 1 || got.More != 1 || got.Warnings[0].Operation != "write" || got.Warnings[0].Key != key(username+".refreshToken") {
				t.Errorf("%d warnings, then %d: %+v", len(got.Warnings), got.More, got.Warnings)
			}
			if got.Stored != 0 || got.After != 5 {
				t.Errorf("%d values are stored while it is full, %d after the next refresh", got.Stored, got.After)
			}
			tb.checked(&got.Refreshed)
			stored := tb.storage()
			if stored[key(username+".accessToken")] != got.Refreshed.Value.AccessToken {
				t.Error("the refreshed session is not stored")
			}
			// The next page has it, and so does one that opens when it is full again.
			tb.eval("fill($0)", nil, left)
			tb.openProperties()
			tb.eval("void (shift = 7200000)", nil)
			if next := tb.session(); !next.Synchronous || *next.Value != *got.Refreshed.Value {
				t.Error("the next page has another session")
			}
		})
	}
}

// TestProperty9LongCookie signs a user in whose ID token does not fit into a cookie.
func TestProperty9LongCookie(t *testing.T) {
	s := newSite(t)
	if _, err := s.cognito.CreateUser(fakecognito.NewUser{Username: username, Password: password, Email: email,
		Attributes: map[string]string{"profile": strings.Repeat("p", 2000), "website": strings.Repeat("w", 2000)}}); err != nil {
		t.Fatal(err)
	}
	tb := newTab(t, s)
	tb.openProperties()
	var got struct {
		Called, Attributes, Other, Key, Operation, Direct, Code string
		Warnings, Cookies, After                                int
	}
	tb.eval(`(async () => {
		const storage = new AmazonCognitoIdentity.CookieStorage({ secure: false }), pool = makePool({ Storage: storage });
		const make = () => new AmazonCognitoIdentity.CognitoUser({ Username: 'ada', Pool: pool, Storage: storage });
		const user = make(), warnings = warningsFromNow();
		const { called: outcome } = await signIn(user, 'Engine-1843');
		const got = { called: outcome, warnings: warnings.length, ...warnings[0] };
		const cookies = () => document.cookie.split('; ').filter((cookie) => /^CognitoIdentity(?!.*userData)/.test(cookie)).length;
		got.cookies = cookies();
		const { error, value } = await once((done) => user.getUserAttributes(done));
		got.attributes = error ? said(error) : String(value.length > 2);
		make().getSession((error, session) => (got.other = error ? said(error) : String(session.isValid() && issueOfSession(session) === issued)));
		try {
			storage.setItem(prefix + 'ada.idToken', user.getSignInUserSession().getIdToken().getJwtToken());
		} catch (error) {
			got.direct = error.message;
			got.code = said(error).split('|').slice(0, 3).join();
		}
		await once((done) => user.deleteAttributes(['profile', 'website'], done));
		shift += 7200000;
		await once((done) => user.getSession(done));
		got.after = cookies();
		return got;
	})()`, &got)
	if got.Called != "onSuccess" || got.Attributes != "true" || got.Other != "true" {
		t.Errorf("%+v", got)
	}
	if got.Warnings != 1 || got.Key != key(username+".idToken") || got.Operation != "write" {
		t.Errorf("%d warnings: %s %s", got.Warnings, got.Operation, got.Key)
	}
	if got.Cookies != 0 || got.After != 5 {
		t.Errorf("%d cookies with the long token, %d without", got.Cookies, got.After)
	}
	if !strings.Contains(got.Direct, key(username+".idToken")) || !regexp.MustCompile(`\b[4-9]\d{3} bytes`).MatchString(got.Direct) || got.Code != "CookieTooLong,COOKIE_TOO_LONG,false" {
		t.Errorf("the storage itself says %q, %s", got.Direct, got.Code)
	}
}
