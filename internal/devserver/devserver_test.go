package devserver

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

const (
	testEndpoint = "http://127.0.0.1:1"
	testOrigin   = "http://localhost:2"
)

// newServer serves the real page with libraries of one line each.
func newServer(t *testing.T) *Server {
	t.Helper()
	dist, upstreamDir := t.TempDir(), t.TempDir()
	write(t, dist, "amazon-cognito-identity.min.js", "ours()")
	write(t, dist, "cognitowasm.wasm", "plain wasm")
	write(t, dist, "cognitowasm.wasm.br", "brotli wasm")
	write(t, dist, "cognitowasm.wasm.gz", gzipped(t, "gzipped wasm"))
	write(t, dist, "index.mjs", "export {}")
	write(t, dist, "index.d.ts", "export {}")
	write(t, dist, "index.cjs.map", "{}")
	write(t, dist, "unknown.exe", "MZ")
	write(t, dist, "build-info.json", `{"version":"1.2.3","other":[]}`)
	write(t, upstreamDir, "amazon-cognito-identity.min.js", "theirs()")
	write(t, upstreamDir, "amazon-cognito-identity.min.js.gz", gzipped(t, "theirs()"))
	s := New(Config{
		Root: "../..", Dist: dist, Upstream: upstreamDir,
		Cognito: &fakecognito.Server{}, Endpoint: testEndpoint, Origin: testOrigin,
	})
	t.Cleanup(s.Close)
	return s
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func gzipped(t *testing.T, text string) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	io.WriteString(w, text)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func get(h http.Handler, url string, header ...string) *http.Response {
	r := httptest.NewRequest(http.MethodGet, url, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestStatusAndType(t *testing.T) {
	s := newServer(t)
	const js = "text/javascript; charset=utf-8"
	for _, tt := range []struct {
		url    string
		status int
		typ    string
	}{
		{"/", 200, "text/html; charset=utf-8"},
		{"/?library=ours", 200, "text/html; charset=utf-8"},
		{"/?library=upstream", 200, "text/html; charset=utf-8"},
		{"/demo.js", 200, js},
		{"/style.css", 200, "text/css; charset=utf-8"},
		{"/config.json", 200, "application/json"},
		{"/mailbox", 200, "application/json"},
		{"/dist/amazon-cognito-identity.min.js", 200, js},
		{"/dist/index.mjs", 200, js},
		{"/dist/index.d.ts", 200, "text/plain; charset=utf-8"},
		{"/dist/index.cjs.map", 200, "application/json"},
		{"/dist/cognitowasm.wasm", 200, "application/wasm"},
		{"/upstream/amazon-cognito-identity.min.js", 200, js},

		{"/?library=other", 404, ""},
		{"/index.html", 404, ""},
		{"/demo.ts", 404, ""},
		{"/favicon.ico", 404, ""},
		{"/dist/", 404, ""},
		{"/dist/absent.js", 404, ""},
		{"/dist/unknown.exe", 404, ""},
		{"/dist/cognitowasm.wasm.br", 404, ""},
		{"/dist/..%2f..%2fgo.mod", 404, ""},
		{"/dist/..%2fwww%2fstyle.css", 404, ""},
		{"/upstream/absent.js", 404, ""},
	} {
		r := get(s, tt.url)
		if r.StatusCode != tt.status {
			t.Errorf("%s: status %d, want %d", tt.url, r.StatusCode, tt.status)
		}
		if got := r.Header.Get("Content-Type"); tt.typ != "" && got != tt.typ {
			t.Errorf("%s: type %q, want %q", tt.url, got, tt.typ)
		}
		if got := r.Header.Get("Cache-Control"); tt.status == 200 && got != "no-cache" {
			t.Errorf("%s: Cache-Control %q", tt.url, got)
		}
		if got := r.Header.Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("%s: X-Content-Type-Options %q", tt.url, got)
		}
	}
}

func TestOnlyReads(t *testing.T) {
	s := newServer(t)
	for _, url := range []string{"/", "/demo.js", "/mailbox", "/config.json"} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodPost, url, strings.NewReader("x")))
		if w.Code != http.StatusMethodNotAllowed {
			t.Errorf("POST %s: status %d", url, w.Code)
		}
	}
}

func TestPageDiffersInTheLibraryOnly(t *testing.T) {
	s := newServer(t)
	const (
		oursTag     = `<script src="/dist/amazon-cognito-identity.min.js"></script>`
		upstreamTag = `<script src="/upstream/amazon-cognito-identity.min.js"></script>`
		// Only ours has it.
		entryTags = `<script src="/dist/cognitowasm.passwordless.js"></script>
<script src="/dist/cognitowasm.oauth.js"></script>
<script src="/dist/cognitowasm.state.js"></script>`
	)
	for url, want := range map[string]struct{ tag, other, current string }{
		"/":                  {oursTag, upstreamTag, `<a id="library-ours" href="/?library=ours" aria-current="page">`},
		"/?library=ours":     {oursTag, upstreamTag, `<a id="library-ours" href="/?library=ours" aria-current="page">`},
		"/?library=sdk":      {oursTag, upstreamTag, `<a id="library-sdk" href="/?library=sdk" aria-current="page">`},
		"/?library=upstream": {upstreamTag, oursTag, `<a id="library-upstream" href="/?library=upstream" aria-current="page">`},
	} {
		page := body(t, get(s, url))
		if strings.Count(page, want.tag) != 1 || strings.Contains(page, want.other) {
			t.Errorf("%s: want %s alone", url, want.tag)
		}
		if got := strings.Contains(page, want.tag+"\n"+entryTags); got != (want.tag == oursTag) {
			t.Errorf("%s: the scripts behind the library's are there: %t", url, got)
		}
		if !strings.Contains(page, want.current) || strings.Count(page, "aria-current") != 1 {
			t.Errorf("%s: want %s and no other aria-current", url, want.current)
		}
		if strings.Contains(page, "{{") {
			t.Errorf("%s: a template action is left", url)
		}
	}
}

func TestContentSecurityPolicy(t *testing.T) {
	s := newServer(t)
	const want = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; " +
		"connect-src 'self' " + testEndpoint + "; img-src 'self' data:; base-uri 'none'; " +
		"form-action 'none'; frame-ancestors 'none'"
	r := get(s, "/")
	if got := r.Header.Get("Content-Security-Policy"); got != want {
		t.Errorf("policy\n%s\nwant\n%s", got, want)
	}
	// What the policy would block silently must not be in the page.
	page := body(t, r)
	for _, banned := range []string{"<style", " style=", " onclick=", " onsubmit=", "javascript:", "http://127", "https://"} {
		if strings.Contains(page, banned) {
			t.Errorf("the page has %q", banned)
		}
	}
}

func TestScriptIsCompiled(t *testing.T) {
	script := body(t, get(newServer(t), "/demo.js"))
	for _, want := range []string{"AmazonCognitoIdentity.CognitoUserPool", "new EventSource("} {
		if !strings.Contains(script, want) {
			t.Errorf("/demo.js lacks %s", want)
		}
	}
	for _, banned := range []string{"interface ", "import ", "innerHTML", "eval("} {
		if strings.Contains(script, banned) {
			t.Errorf("/demo.js has %q", banned)
		}
	}
}

func TestErrorsOfTheScriptAreShown(t *testing.T) {
	www := t.TempDir()
	write(t, www, "index.html", "<!doctype html>")
	s := New(Config{WWW: www, Cognito: &fakecognito.Server{}, Endpoint: testEndpoint})
	for _, source := range []string{"", "const x: = 1;", `import './absent';`} {
		if source != "" {
			write(t, www, "demo.ts", source)
		}
		for _, url := range []string{"/", "/demo.js"} {
			r := get(s, url)
			if text := body(t, r); r.StatusCode != 500 || !strings.Contains(text, "demo.ts") {
				t.Errorf("%q: %s: %d %q", source, url, r.StatusCode, text)
			}
		}
	}
}

func TestCompression(t *testing.T) {
	s := newServer(t)
	for _, tt := range []struct{ accept, encoding string }{
		{"", ""},
		{"identity", ""},
		{"gzip, deflate, br, zstd", "br"},
		{"BR", "br"},
		{"gzip", "gzip"},
		{"br;q=0, gzip;q=0.5", "gzip"},
		{"br; q=0.0, gzip; q=0", ""},
		{"*", "br"},
		{"*;q=0", ""},
		{"*, br;q=0", "gzip"},
		{"br;q=nonsense", ""},
	} {
		r := get(s, "/dist/cognitowasm.wasm", "Accept-Encoding", tt.accept)
		want := map[string]string{"": "plain wasm", "br": "brotli wasm", "gzip": gzipped(t, "gzipped wasm")}[tt.encoding]
		if got := r.Header.Get("Content-Encoding"); got != tt.encoding {
			t.Errorf("%q: encoding %q, want %q", tt.accept, got, tt.encoding)
		}
		if got := body(t, r); got != want || r.ContentLength != int64(len(want)) {
			t.Errorf("%q: %d bytes %q", tt.accept, r.ContentLength, got)
		}
		if got := r.Header.Get("Content-Type"); got != "application/wasm" {
			t.Errorf("%q: type %q", tt.accept, got)
		}
		if got := r.Header.Get("Vary"); got != "Accept-Encoding" {
			t.Errorf("%q: Vary %q", tt.accept, got)
		}
	}
	if r := get(s, "/dist/amazon-cognito-identity.min.js", "Accept-Encoding", "br, gzip"); r.Header.Get("Content-Encoding") != "" || body(t, r) != "ours()" {
		t.Error("a file without compressed forms was not sent as it is")
	}
}

func TestETag(t *testing.T) {
	s := newServer(t)
	const url = "/dist/cognitowasm.wasm"
	plain := get(s, url).Header.Get("ETag")
	br := get(s, url, "Accept-Encoding", "br").Header.Get("ETag")
	if plain == "" || plain == br {
		t.Fatalf("tags %s and %s", plain, br)
	}
	r := get(s, url, "Accept-Encoding", "br", "If-None-Match", br)
	if r.StatusCode != http.StatusNotModified || body(t, r) != "" {
		t.Errorf("status %d for the same tag", r.StatusCode)
	}
	if r := get(s, url, "If-None-Match", br); r.StatusCode != 200 {
		t.Errorf("status %d for the tag of another encoding", r.StatusCode)
	}
	write(t, s.Dist, "cognitowasm.wasm.br", "newer")
	if r := get(s, url, "Accept-Encoding", "br", "If-None-Match", br); r.StatusCode != 200 || body(t, r) != "newer" {
		t.Errorf("status %d after the file changed", r.StatusCode)
	}
}

func TestMissingLibrariesSayWhatToDo(t *testing.T) {
	s := New(Config{
		Root: "../..", Dist: filepath.Join(t.TempDir(), "absent"), Upstream: filepath.Join(t.TempDir(), "absent"),
		Cognito: &fakecognito.Server{}, Endpoint: testEndpoint,
	})
	for url, want := range map[string]string{
		ours.Src:     "make build",
		upstream.Src: "npm ci",
	} {
		if r := get(s, url); r.StatusCode != 404 || !strings.Contains(body(t, r), want) {
			t.Errorf("%s: status %d, want 404 and %q", url, r.StatusCode, want)
		}
	}
	if r := get(s, "/"); r.StatusCode != 200 {
		t.Errorf("the page without libraries: status %d", r.StatusCode)
	}
	if c := configOf(t, s); c.Dist || c.Upstream || c.Version != "" {
		t.Errorf("config %+v", c)
	}
}

func TestLinksDoNotLeadOutside(t *testing.T) {
	s := newServer(t)
	outside := t.TempDir()
	write(t, outside, "secret.txt", "secret")
	if err := os.Symlink(filepath.Join(outside, "secret.txt"), filepath.Join(s.Dist, "link.txt")); err != nil {
		t.Fatal(err)
	}
	if r := get(s, "/dist/link.txt"); r.StatusCode == 200 {
		t.Errorf("a link led outside: %q", body(t, r))
	}
}

func configOf(t *testing.T, s *Server) pageConfig {
	t.Helper()
	var c pageConfig
	if err := json.Unmarshal([]byte(body(t, get(s, "/config.json"))), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEachServerIsARunOfItsOwn(t *testing.T) {
	s := newServer(t)
	run := configOf(t, s).Run
	if run == "" || configOf(t, s).Run != run {
		t.Errorf("run %q, then %q", run, configOf(t, s).Run)
	}
	if other := configOf(t, newServer(t)).Run; other == run {
		t.Errorf("two servers are both run %q", run)
	}
}

// Passkeys belong to the page's host, and are used on its origin only.
func TestOriginLetsUsersChoose(t *testing.T) {
	cognito := newServer(t).Cognito
	if len(cognito.FirstFactors) != 4 || cognito.RelyingPartyID != "localhost" || !slices.Equal(cognito.RelyingPartyOrigins, []string{testOrigin}) {
		t.Errorf("factors %v, passkeys of %q on %q", cognito.FirstFactors, cognito.RelyingPartyID, cognito.RelyingPartyOrigins)
	}
	plain := &fakecognito.Server{}
	New(Config{Root: "../..", Cognito: plain, Endpoint: testEndpoint})
	if plain.FirstFactors != nil || plain.RelyingPartyID != "" {
		t.Errorf("without an origin: factors %v, passkeys of %q", plain.FirstFactors, plain.RelyingPartyID)
	}
}

func TestConfig(t *testing.T) {
	first := newServer(t)
	want := pageConfig{
		UserPoolID: fakecognito.DefaultPoolID, ClientID: fakecognito.DefaultClientID,
		Endpoint: testEndpoint + "/", Dist: true, Upstream: true, Version: "1.2.3", Run: first.run,
	}
	if got := configOf(t, first); got != want {
		t.Errorf("config %+v\nwant %+v", got, want)
	}
	s := New(Config{
		Root: "../..", Endpoint: testEndpoint + "/",
		Cognito: &fakecognito.Server{PoolID: "eu-west-1_Other", ClientID: "other"},
	})
	if got := configOf(t, s); got.UserPoolID != "eu-west-1_Other" || got.ClientID != "other" || got.Endpoint != testEndpoint+"/" {
		t.Errorf("config %+v", got)
	}
}

// signUp makes the fake send the user a code.
func signUp(t *testing.T, cognito *fakecognito.Server, username, email string) {
	t.Helper()
	text, err := json.Marshal(map[string]any{
		"ClientId": fakecognito.DefaultClientID, "Username": username, "Password": testPassword,
		"UserAttributes": []map[string]string{{"Name": "email", "Value": email}},
	})
	if err != nil {
		t.Fatal(err)
	}
	call(t, cognito, "SignUp", string(text), 200)
}

const testPassword = "Engine-1843"

func call(t *testing.T, cognito *fakecognito.Server, op, text string, status int) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(text))
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+op)
	w := httptest.NewRecorder()
	cognito.ServeHTTP(w, r)
	if w.Code != status {
		t.Fatalf("%s: status %d, want %d: %s", op, w.Code, status, w.Body)
	}
}

func TestMailbox(t *testing.T) {
	s := newServer(t)
	if got := body(t, get(s, "/mailbox")); got != "[]" {
		t.Errorf("an empty mailbox is %s", got)
	}
	signUp(t, s.Cognito, "ada", "ada@example.com")
	signUp(t, s.Cognito, "grace", "grace@example.com")
	// The same user with another spelling must not be listed twice.
	call(t, s.Cognito, "ResendConfirmationCode",
		`{"ClientId":"`+fakecognito.DefaultClientID+`","Username":"ADA"}`, 200)
	// A code of a sign-in is mail as well, also for a user who did not sign up here.
	if _, err := s.Cognito.CreateUser(fakecognito.NewUser{
		Username: "mary", Password: testPassword, Email: "mary@example.com",
	}); err != nil {
		t.Fatal(err)
	}
	call(t, s.Cognito, "InitiateAuth", `{"ClientId":"`+fakecognito.DefaultClientID+`","AuthFlow":"USER_AUTH",`+
		`"AuthParameters":{"USERNAME":"mary","PREFERRED_CHALLENGE":"EMAIL_OTP"}}`, 200)

	var got []message
	if err := json.Unmarshal([]byte(body(t, get(s, "/mailbox"))), &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 4 {
		t.Fatalf("%d messages: %+v", len(got), got)
	}
	for i, want := range []struct {
		username string
		kind     fakecognito.MessageKind
	}{ // newest first
		{"mary", fakecognito.KindFirstFactor},
		{"ada", fakecognito.KindConfirmSignUp},
		{"grace", fakecognito.KindConfirmSignUp},
		{"ada", fakecognito.KindConfirmSignUp},
	} {
		m := got[i]
		if m.Username != want.username || m.To != want.username+"@example.com" || m.Kind != want.kind ||
			len(m.Code) != 6 || m.Subject == "" {
			t.Errorf("message %d: %+v, want %+v", i, m, want)
		}
	}
	sent := s.Cognito.Mailbox("ada")
	if got[1].Code != sent[1].Code || got[3].Code != sent[0].Code {
		t.Error("codes are not those that were sent")
	}
}
