//go:build unix

package websession_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/websession"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// The program of docs/servers.md signs a user in, and serves a page of its own.
func TestDocsServer(t *testing.T) {
	t.Parallel()
	document := string(must(os.ReadFile("../../docs/servers.md")))
	_, rest, _ := strings.Cut(document, "```go\n")
	program, _, _ := strings.Cut(rest, "```\n")
	fake := new(fakecognito.Server)
	must(fake.CreateUser(fakecognito.NewUser{Username: "ada", Password: password, Email: "ada@example.com"}))
	endpoint := httptest.NewServer(fake)
	t.Cleanup(endpoint.Close)
	for from, to := range map[string]string{
		`UserPoolID: "eu-west-1_AbCdEf123"`:              `UserPoolID: "` + poolID + `"`,
		"1example2client3id":                             clientID,
		`awsidp.ForPool("eu-west-1_AbCdEf123")`:          `awsidp.ForPool("` + poolID + `", func(o *cognito.Options) { endpoint := "` + endpoint.URL + `"; o.BaseEndpoint = &endpoint })`,
		"	\"github.com/cognitowasm/cognitowasm/core\"\n": "	cognito \"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider\"\n	\"github.com/cognitowasm/cognitowasm/core\"\n",
	} {
		if strings.Count(program, from) != 1 {
			t.Fatalf("the program says %s %d times", from, strings.Count(program, from))
		}
		program = strings.Replace(program, from, to, 1)
	}
	folder := t.TempDir()
	source, binary := filepath.Join(folder, "main.go"), filepath.Join(folder, "program")
	if err := os.WriteFile(source, []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, source).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	database := newDatabase(t)
	withTables(t, &websession.SQLStore{DB: open(t, "pgx", database), Dialect: websession.PostgreSQL})
	free := must(net.Listen("tcp", "127.0.0.1:0"))
	address := free.Addr().String()
	_ = free.Close()
	cmd := exec.Command(binary)
	cmd.Env = append(os.Environ(), "DATABASE_URL="+database, "SESSION_KEY="+string(key('k')), "API_HOST=127.0.0.1:1", "ADDRESS="+address)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	var got *http.Response
	for deadline := time.Now().Add(time.Minute); ; {
		var err error
		got, err = http.Post("http://"+address+"/auth/signin", "application/json", strings.NewReader(fmt.Sprintf(`{"username":"ada","password":%q}`, password)))
		if err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
	defer got.Body.Close()
	r := must(http.NewRequest(http.MethodGet, "http://"+address+"/hello", nil))
	for _, c := range got.Cookies() {
		r.AddCookie(c)
	}
	hello := must(http.DefaultClient.Do(r))
	defer hello.Body.Close()
	text := make([]byte, 64)
	n, _ := hello.Body.Read(text)
	if string(text[:n]) != "Hello, ada" {
		t.Errorf("%d %s, %s", hello.StatusCode, text[:n], core.NoSession)
	}
}
