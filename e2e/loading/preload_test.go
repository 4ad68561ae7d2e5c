package loading

import (
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// TestPreload counts the requests for the Wasm module before a page needs it: none where
// that is not near, one by the time a password is being typed.
func TestPreload(t *testing.T) {
	t.Parallel()
	const (
		asks = "makePool().getCurrentUser().getSession(() => {}), undefined"
		// A form as applications have them: the way docs/loading.md shows, and the library's own.
		form = `(() => {
			document.body.innerHTML = '<form><input id="name"><input id="password" type="password"></form>';
			document.querySelector('form').addEventListener('focusin', () => AmazonCognitoIdentity.preload());
			for (const id of ['name', 'password']) document.getElementById(id).focus();
		})()`
		pool    = "void makePool()"
		own     = "void makePool({ Storage: { getItem: (key) => localStorage.getItem(key), setItem() {}, removeItem() {} } })"
		details = "void new AmazonCognitoIdentity.AuthenticationDetails({ Username: 'ada', Password: 'x' })"
	)
	for _, tt := range []struct {
		name, page string
		lifetime   time.Duration // of the stored session; none where it is 0
		saveData   bool
		want       int
	}{
		{name: "a comfortably valid session", page: asks, lifetime: time.Hour},
		{name: "a session that ends in minutes", page: asks, lifetime: 4 * time.Minute, want: 1},
		{name: "the same, saving data", page: asks, lifetime: 4 * time.Minute, saveData: true},
		{name: "a pool, and a comfortably valid session", page: pool, lifetime: time.Hour},
		{name: "a pool, and a session that ends in minutes", page: pool, lifetime: 4 * time.Minute, want: 1},
		{name: "a pool, and a session that has ended", page: "expire('ada'), " + pool, lifetime: time.Hour, want: 1},
		{name: "the same, saving data, a pool", page: pool, lifetime: 4 * time.Minute, saveData: true},
		{name: "a pool with the application's own storage", page: own, lifetime: 4 * time.Minute},
		{name: "a pool, and nobody", page: pool},
		{name: "nobody", page: "makePool().getCurrentUser(), makeUser('ada').getSession(() => {}), undefined"},
		{name: "a form with the focus", page: form, want: 1},
		{name: "the same, saving data", page: form, saveData: true},
		{name: "a password in hand", page: details, want: 1},
		{name: "all of it", page: form + ", " + details + ", " + asks, lifetime: 4 * time.Minute, want: 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := harness.NewSite(t)
			s.Cognito.IDTokenLifetime, s.Cognito.AccessTokenLifetime = tt.lifetime, tt.lifetime
			s.AddUser()
			tb := harness.NewTab(t, s)
			if _, err := chromedp.Call(tb.Ctx, emulation.SetDataSaverOverride, emulation.SetDataSaverOverrideParams{DataSaverEnabled: &tt.saveData}); err != nil {
				t.Fatal(err)
			}
			tb.OpenLibrary("ours")
			if tt.lifetime > 0 {
				tb.Eval("seed($0, $1)", nil, harness.Username, harness.Password)
			}
			tb.Eval(tt.page, nil)
			// What the page was about to ask for, it has asked for by now.
			tb.Eval("new Promise((resolve) => requestIdleCallback(resolve)).then(() => fetch('/page.js'))", nil)
			if n := s.Requests(".wasm"); n != tt.want {
				t.Errorf("%d requests for the Wasm module, want %d", n, tt.want)
			}
			// It is there when it is needed, and comes once.
			if err := tb.SignIn(); err != nil {
				t.Errorf("%+v", *err)
			}
			if n := s.Requests(".wasm"); n != 1 {
				t.Errorf("after a sign-in, %d requests for the Wasm module, want 1", n)
			}
		})
	}
}

// TestPreloadedCore: with a session that has ended, the core is ready before the page asks for
// the session, and asking loads nothing more.
func TestPreloadedCore(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	tb := harness.NewTab(t, s)
	tb.OpenLibrary("ours")
	tb.Eval("seed($0, $1)", nil, harness.Username, harness.Password)
	tb.Eval("expire($0)", nil, harness.Username)
	before := len(s.Cognito.Requests())
	tb.ReloadLibrary()
	tb.RunScript(`
		window.happened = [];
		const instantiate = WebAssembly.instantiate;
		WebAssembly.instantiate = async (module, imports) => {
			const { exports } = await instantiate(module, imports);
			const run = (...args) => {
				exports.run(...args);
				happened.push('ready');
			};
			return Object.create(WebAssembly.Instance.prototype, { exports: { value: { ...exports, run } } });
		};
	`)
	tb.Eval("void makePool()", nil)
	tb.Eventually("happened.length")
	if n := len(s.Cognito.Requests()) - before; n != 0 {
		t.Errorf("%d requests to Cognito before the page asks", n)
	}
	var happened string
	tb.Eval("called((done) => { happened.push('asked'); makePool().getCurrentUser().getSession(done) }).then(({ value }) => (happened.push('valid ' + value.isValid()), happened.join()))", &happened)
	if want := "ready,asked,valid true"; happened != want {
		t.Errorf("%s, want %s", happened, want)
	}
	if n := s.Requests(".wasm"); n != 1 {
		t.Errorf("%d requests for the Wasm module, want 1", n)
	}
	if n := len(s.Refreshes()); n != 1 {
		t.Errorf("%d refreshes, want 1", n)
	}
}

// TestPreconnect: the page is connected to the service before the core is there.
func TestPreconnect(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	service, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = service.Close() })
	if err := service.(*net.TCPListener).SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	s.Serve("/dist/cognitowasm.wasm", func(http.ResponseWriter, *http.Request) { <-release })
	// Neither the headless shell nor a private window follows such a link.
	tb := harness.OpenTab(t, s, harness.WholeBrowser(t))
	tb.OpenLibrary("ours")
	tb.Eval("void makePool({ endpoint: $0 })", nil, "http://"+service.Addr().String()+"/")
	tb.Eval("void AmazonCognitoIdentity.preload()", nil)
	connection, err := service.Accept()
	if err != nil {
		t.Fatal(err)
	}
	_ = connection.Close()
	var links int
	if tb.Eval("document.querySelectorAll('link').length", &links); links != 0 {
		t.Errorf("%d links are left in the document", links)
	}
}
