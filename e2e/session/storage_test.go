package session

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// openProperties opens a page of our library that has properties.js, lives.js and poison.js.
func openProperties(tb *harness.Tab) {
	tb.T.Helper()
	openPropertiesOf(tb, "/dist/")
}

// openPropertiesOf opens a page of the library in that folder, /dist/ or /upstream/.
func openPropertiesOf(tb *harness.Tab, folder string) {
	tb.T.Helper()
	for _, script := range []string{"properties.js", "lives.js", "poison.js"} {
		source, err := os.ReadFile(script)
		if err != nil {
			tb.T.Fatal(err)
		}
		tb.Site.Script("/"+script, string(source))
	}
	tb.Site.Page("/properties.html", `<!doctype html><title>properties</title><script src="/page.js"></script>
<script src="/clock.js"></script><script src="/properties.js"></script><script src="/lives.js"></script><script src="/poison.js"></script>
<script src="`+folder+`amazon-cognito-identity.min.js"></script>`)
	tb.Open("/properties.html")
	tb.Eval("window.endpoint = $0", nil, tb.Site.Endpoint)
}

// lives runs lives in the page, and fails for each fault that they tell of.
func lives(t *testing.T, tb *harness.Tab, expression string, arguments ...any) {
	t.Helper()
	var got struct {
		Faults []string
		Lives  int
	}
	tb.EvalWithin(4*harness.Patience, expression, &got, arguments...)
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
	t.Parallel()
	for name, tracking := range map[string]fakecognito.DeviceTracking{"": fakecognito.DeviceTrackingOff, "device ": fakecognito.DeviceTrackingAlways} {
		s := harness.NewSite(t)
		s.Cognito.DeviceTracking = tracking
		s.Cognito.RefreshTokenRotation = true
		s.AddUser()
		tb := harness.NewTab(t, s)
		openProperties(tb)
		for _, method := range []string{"setItem", "getItem", "removeItem"} {
			t.Run(name+method, func(t *testing.T) { lives(t, tb, "allLives($0, false)", method) })
			if name == "" {
				t.Run(method+" and on", func(t *testing.T) { lives(t, tb, "allLives($0, true)", method) })
			}
		}
		// A life without a failure, over a storage that gives undefined.
		t.Run(name+"undefined", func(t *testing.T) {
			var got struct {
				Reached bool
				Faults  []string
			}
			tb.Eval("(window.missing = undefined, lifeOverFailingStorage('setItem', 1e9, false))", &got)
			if len(got.Faults) != 0 {
				t.Errorf("%q", got.Faults)
			}
		})
	}
}

// TestProperty9PromiseStorage is the same with promises: what is asynchronous
// works, and what cannot says which method does.
func TestProperty9PromiseStorage(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.Cognito.RefreshTokenRotation = true
	s.AddUser()
	tb := harness.NewTab(t, s)
	openProperties(tb)
	for _, method := range []string{"setItem", "getItem", "removeItem"} {
		t.Run(method, func(t *testing.T) { lives(t, tb, "allLivesOverPromises($0)", method) })
	}
}

// TestProperty9StorageChangesUnderway clears or replaces what is stored, as
// another tab would, at each access of a refresh.
func TestProperty9StorageChangesUnderway(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.Cognito.RefreshTokenRotation = true
	s.AddUser()
	tb := harness.NewTab(t, s)
	openProperties(tb)
	for _, change := range []string{"cleared", "replaced"} {
		t.Run(change, func(t *testing.T) {
			lives(t, tb, `(async () => {
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
	tb.Eval(`(async () => {
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
	t.Parallel()
	for name, left := range map[string]int{"to the last character": 0, "but for a little": 300} {
		t.Run(name, func(t *testing.T) {
			s := harness.NewSite(t)
			s.AddUser()
			tb := harness.NewTab(t, s)
			openProperties(tb)
			var got struct {
				Called    string
				Session   harness.GotSession
				Emails    int
				Warnings  []struct{ Key, Operation string }
				Stored    int
				Refreshed harness.GotSession
				After     int
				More      int
			}
			tb.Eval(`(async () => {
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
			tb.Checked(&got.Session)
			if !got.Session.Synchronous {
				t.Error("the session is not answered at once")
			}
			if len(got.Warnings) != 1 || got.More != 1 || got.Warnings[0].Operation != "write" || got.Warnings[0].Key != harness.Key(harness.Username, "refreshToken") {
				t.Errorf("%d warnings, then %d: %+v", len(got.Warnings), got.More, got.Warnings)
			}
			if got.Stored != 0 || got.After != 5 {
				t.Errorf("%d values are stored while it is full, %d after the next refresh", got.Stored, got.After)
			}
			tb.Checked(&got.Refreshed)
			stored := tb.Storage()
			if stored[harness.Key(harness.Username, "accessToken")] != got.Refreshed.Value.AccessToken {
				t.Error("the refreshed session is not stored")
			}
			// The next page has it, and so does one that opens when it is full again.
			tb.Eval("fill($0)", nil, left)
			openProperties(tb)
			tb.Eval("void (shift = 7200000)", nil)
			if next := tb.Session(); !next.Synchronous || *next.Value != *got.Refreshed.Value {
				t.Error("the next page has another session")
			}
		})
	}
}

// TestProperty9LongCookie signs a user in whose ID token does not fit into a cookie.
func TestProperty9LongCookie(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	if _, err := s.Cognito.CreateUser(fakecognito.NewUser{Username: harness.Username, Password: harness.Password, Email: harness.Email,
		Attributes: map[string]string{"profile": strings.Repeat("p", 2000), "website": strings.Repeat("w", 2000)}}); err != nil {
		t.Fatal(err)
	}
	tb := harness.NewTab(t, s)
	openProperties(tb)
	var got struct {
		Called, Attributes, Other, Key, Operation, Direct, Code string
		Warnings, Cookies, After                                int
	}
	tb.Eval(`(async () => {
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
	if got.Warnings != 1 || got.Key != harness.Key(harness.Username, "idToken") || got.Operation != "write" {
		t.Errorf("%d warnings: %s %s", got.Warnings, got.Operation, got.Key)
	}
	if got.Cookies != 0 || got.After != 5 {
		t.Errorf("%d cookies with the long token, %d without", got.Cookies, got.After)
	}
	if !strings.Contains(got.Direct, harness.Key(harness.Username, "idToken")) || !regexp.MustCompile(`\b[4-9]\d{3} bytes`).MatchString(got.Direct) || got.Code != "CookieTooLong,COOKIE_TOO_LONG,false" {
		t.Errorf("the storage itself says %q, %s", got.Direct, got.Code)
	}
}
