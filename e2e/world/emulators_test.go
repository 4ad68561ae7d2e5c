package world

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// cognitoLocal starts the emulator cognito-local, with its data in a folder, and returns
// its address.
func cognitoLocal(t *testing.T, folder string) (endpoint string) {
	t.Helper()
	program, err := filepath.Abs("node_modules/cognito-local/lib/bin/start.js")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, "node", program)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "PORT=0", "HOST=127.0.0.1")
	cmd.WaitDelay = time.Second
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait()
	})
	address := regexp.MustCompile(`running on (http://[\d.:]+)`)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if found := address.FindStringSubmatch(lines.Text()); found != nil {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return found[1] + "/"
		}
	}
	t.Fatal("cognito-local does not start")
	return ""
}

// administer calls an operation that needs no user, and decodes the reply.
func administer(t *testing.T, endpoint, operation string, input, result any) {
	t.Helper()
	text, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, endpoint, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.1")
	request.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+operation)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s: HTTP status %d", operation, response.StatusCode)
	}
	if err := json.NewDecoder(response.Body).Decode(result); err != nil {
		t.Fatal(err)
	}
}

// worldEmulator registers, signs in, refreshes and reads attributes at cognito-local, in
// a page.
func worldEmulator(t *testing.T, library string) {
	folder := t.TempDir()
	endpoint := cognitoLocal(t, folder)
	var pool struct {
		UserPool struct {
			ID string `json:"Id"`
		}
	}
	administer(t, endpoint, "CreateUserPool", harness.Object{"PoolName": "world"}, &pool)
	var client struct {
		UserPoolClient struct {
			ClientID string `json:"ClientId"`
		}
	}
	administer(t, endpoint, "CreateUserPoolClient", harness.Object{"UserPoolId": pool.UserPool.ID, "ClientName": "page"}, &client)

	s := newWorld(t)
	serveFile(s, "/world/emulator.js", "emulator.js")
	// The code that the emulator would send is in its data.
	s.Serve("/code", func(w http.ResponseWriter, r *http.Request) {
		text, err := os.ReadFile(filepath.Join(folder, ".cognito", "db", pool.UserPool.ID+".json"))
		if code := regexp.MustCompile(`"ConfirmationCode": "(\d+)"`).FindSubmatch(text); err == nil && code != nil {
			_, _ = w.Write(code[1])
			return
		}
		http.NotFound(w, r)
	})
	servePage(s, "/emulator.html", `<script src="`+distOf(library)+minified+`"></script><script src="/world/emulator.js"></script>`)
	tb := harness.NewTab(t, s)
	tb.Open("/emulator.html")
	var got []string
	tb.Eval("account(AmazonCognitoIdentity, { ...$0, code: () => fetch('/code').then((reply) => reply.text()) })", &got, harness.Object{
		"endpoint": endpoint, "UserPoolId": pool.UserPool.ID, "ClientId": client.UserPoolClient.ClientID, "username": harness.Email, "password": harness.Password,
	})
	want := []string{"signing up", "confirming", "signing in", "reading", "refreshing", "attributes", harness.Email, "nobody"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
