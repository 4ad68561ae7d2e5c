package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/zalando/go-keyring"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

const (
	password   = "Engine-1843"
	totpSecret = "JBSWY3DPEHPK3PXP"
	asProgram  = "COGNITOWASM_TEST_CLI"
)

// TestMain is the program itself where the tests start it.
func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		keyring.MockInitWithError(keyring.ErrUnsupportedPlatform) // the developer's is not touched
		main()
		return
	}
	os.Exit(m.Run())
}

// place is a fake of the service with one user, and the file of the program's session.
type place struct {
	t    *testing.T
	fake *fakecognito.Server
	env  []string
	file string
}

func newPlace(t *testing.T, user fakecognito.NewUser) *place {
	t.Helper()
	fake := new(fakecognito.Server)
	user.Username, user.Password, user.Email = "ada", password, "ada@example.com"
	if _, err := fake.CreateUser(user); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	return &place{t, fake, []string{
		"COGNITO_USER_POOL_ID=" + fakecognito.DefaultPoolID, "COGNITO_CLIENT_ID=" + fakecognito.DefaultClientID,
		"COGNITO_ENDPOINT=" + server.URL,
	}, filepath.Join(t.TempDir(), "session.json")}
}

// run runs the program as a process of its own.
func (p *place) run(input string, args ...string) (out, messages string, err error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(p.t.Context(), os.Args[0], append([]string{"-file", p.file}, args...)...)
	cmd.Env = append(os.Environ(), append(p.env, asProgram+"=1")...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &stdout, &stderr
	err = cmd.Run()
	return stdout.String(), stderr.String(), err
}

// must runs the program, which is to succeed.
func (p *place) must(input string, args ...string) (out, messages string) {
	p.t.Helper()
	out, messages, err := p.run(input, args...)
	if err != nil {
		p.t.Fatalf("%v: %v\n%s", args, err, messages)
	}
	return out, messages
}

// refused runs the program, which is to fail, and say so.
func (p *place) refused(input, message string, args ...string) {
	p.t.Helper()
	out, messages, err := p.run(input, args...)
	if err == nil || out != "" || !strings.Contains(messages, message) {
		p.t.Errorf("%v: error %v, output %q, messages %q; want %q", args, err, out, messages, message)
	}
}

func TestPassword(t *testing.T) {
	t.Parallel()
	p := newPlace(t, fakecognito.NewUser{MFA: []string{fakecognito.SoftwareTokenMFA}, TOTPSecret: totpSecret})
	p.refused("", "nobody is signed in; run cli sign-in", "whoami")
	p.refused("Engine-1844\n", "Incorrect username or password.", "sign-in", "ada")
	code, err := totp.GenerateCode(totpSecret, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	wrong := "000000"
	if code == wrong {
		wrong = "000001"
	}
	_, messages := p.must("ada\n"+password+"\n"+wrong+"\n"+code+"\n", "sign-in")
	for _, want := range []string{"That code is not the right one.", "Signed in as ada.", "There is no keyring"} {
		if !strings.Contains(messages, want) {
			t.Errorf("messages are %q, without %q", messages, want)
		}
	}
	if strings.Contains(messages, password) {
		t.Error("the password was printed")
	}
	if out, _ := p.must("", "whoami"); out != "ada ada@example.com\n" {
		t.Errorf("whoami prints %q", out)
	}
	access, _ := p.must("", "token")
	id, _ := p.must("", "token", "-id")
	if use := claimsOf(t, access)["token_use"]; use != "access" {
		t.Errorf("token prints a token for %v", use)
	}
	if use := claimsOf(t, id)["token_use"]; use != "id" {
		t.Errorf("token -id prints a token for %v", use)
	}
	p.must("", "sign-out")
	p.refused("", "nobody is signed in", "token")
	for _, token := range p.fake.RefreshTokens() {
		if token.Live {
			t.Error("the refresh token was not revoked")
		}
	}
}

// Programs that need the token at the same time share one refresh.
func TestExecCredential(t *testing.T) {
	t.Parallel()
	p := newPlace(t, fakecognito.NewUser{})
	p.must(password+"\n", "sign-in", "ada")
	expire(t, p.file)
	p.fake.ResetRequests()
	var all sync.WaitGroup
	var mu sync.Mutex
	tokens := map[string]int{}
	for range 4 {
		all.Go(func() {
			out, messages, err := p.run("", "exec-credential")
			var got credential
			if err != nil || json.Unmarshal([]byte(out), &got) != nil || got.Kind != "ExecCredential" || got.APIVersion != "client.authentication.k8s.io/v1" {
				t.Errorf("error %v, messages %s", err, messages)
				return
			}
			if exp := claimsOf(t, got.Status.Token)["exp"]; exp != float64(got.Status.ExpirationTimestamp.Unix()) {
				t.Errorf("the token expires at %v, not at %v", exp, got.Status.ExpirationTimestamp)
			}
			mu.Lock()
			tokens[got.Status.Token]++
			mu.Unlock()
		})
	}
	all.Wait()
	if len(tokens) != 1 {
		t.Errorf("four programs got %d tokens", len(tokens))
	}
	if requests := p.fake.Requests(); len(requests) != 1 {
		t.Errorf("four programs sent %d requests", len(requests))
	}
}

func TestSignOutEverywhere(t *testing.T) {
	t.Parallel()
	p := newPlace(t, fakecognito.NewUser{})
	p.must(password+"\n", "sign-in", "ada")
	elsewhere := *p
	elsewhere.file = filepath.Join(t.TempDir(), "session.json")
	elsewhere.must(password+"\n", "sign-in", "ada")
	p.must("", "sign-out", "-everywhere")
	expire(t, elsewhere.file)
	elsewhere.refused("", "cli:", "token")
}

func TestUsage(t *testing.T) {
	t.Parallel()
	p := newPlace(t, fakecognito.NewUser{})
	p.refused("", "usage: cli")
	p.refused("", `"login" is no command`, "login")
	p.refused("", "name the pool's domain", "sign-in", "-browser")
	p.env[0] = "COGNITO_USER_POOL_ID="
	p.refused("", "name the pool and the app client", "whoami")
}

// claimsOf returns a token's claims.
func claimsOf(t *testing.T, token string) (claims map[string]any) {
	t.Helper()
	parts := strings.Split(strings.TrimSpace(token), ".")
	if len(parts) != 3 {
		t.Errorf("%d parts, not a token", len(parts))
		return nil
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err == nil {
		err = json.Unmarshal(text, &claims)
	}
	if err != nil {
		t.Error(err)
	}
	return claims
}

// expire makes the tokens in a session's file as old as if they had been issued a day ago.
func expire(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	if err := json.Unmarshal(text, &values); err != nil {
		t.Fatal(err)
	}
	old := maps.Clone(values)
	for key, value := range values {
		if !strings.HasSuffix(key, ".idToken") && !strings.HasSuffix(key, ".accessToken") {
			continue
		}
		claims := claimsOf(t, value)
		for _, name := range []string{"exp", "iat", "auth_time"} {
			claims[name] = claims[name].(float64) - 24*60*60
		}
		payload, err := json.Marshal(claims)
		if err != nil {
			t.Fatal(err)
		}
		parts := strings.Split(value, ".")
		values[key] = parts[0] + "." + base64.RawURLEncoding.EncodeToString(payload) + "." + parts[2]
	}
	if maps.Equal(old, values) {
		t.Fatal("the file has no tokens")
	}
	text, err = json.Marshal(values)
	if err == nil {
		err = os.WriteFile(file, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
