//go:build !js

package core_test

import (
	"bytes"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// goSample returns the Go sample of a document, which must have fewer than a number of lines.
func goSample(t *testing.T, file string, limit int) string {
	t.Helper()
	document := string(must(os.ReadFile(file)))
	_, rest, _ := strings.Cut(document, "```go\n")
	sample, _, found := strings.Cut(rest, "```\n")
	if lines := strings.Count(sample, "\n"); !found || lines >= limit || strings.Count(document, "```go\n") != 1 {
		t.Fatalf("the sample of %s has %d lines", file, lines)
	}
	return sample
}

// The program of docs/go.md signs in by SRP and TOTP, and is still signed in when it
// runs again.
func TestDocsProgramStaysSignedIn(t *testing.T) {
	program := goSample(t, "../docs/go.md", 40)

	fake := new(fakecognito.Server)
	must(fake.CreateUser(fakecognito.NewUser{
		Username: "ada", Password: password, Email: "ada@example.com", MFA: []string{fakecognito.SoftwareTokenMFA}, TOTPSecret: totpSecret,
	}))
	server := httptest.NewServer(fake)
	defer server.Close()
	for from, to := range map[string]string{
		"eu-west-1_AbCdEf123": poolID,
		"1example2client3id":  clientID,
		"awsidp.ForPool(id)":  `awsidp.ForPool(id, func(o *cognito.Options) { endpoint := "` + server.URL + `"; o.BaseEndpoint = &endpoint })`,
		"import (\n":          "import (\n\tcognito \"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider\"\n",
	} {
		if strings.Count(program, from) != 1 {
			t.Fatalf("the program says %s %d times", from, strings.Count(program, from))
		}
		program = strings.Replace(program, from, to, 1)
	}
	folder := t.TempDir()
	source, binary := filepath.Join(folder, "main.go"), filepath.Join(folder, "program.exe")
	if err := os.WriteFile(source, []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, source)
	build.Dir = ".." // where the module is
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	run := func(typed ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), binary)
		cmd.Dir, cmd.Stdin = folder, strings.NewReader(strings.Join(typed, "\n"))
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		if err := cmd.Run(); err != nil {
			return stderr.String()
		}
		return stdout.String()
	}
	if got := run("ada@example.com", "Wrong-1843"); !strings.Contains(got, "Incorrect username or password.") {
		t.Errorf("with a wrong password it says %q", got)
	}
	fake.ResetRequests()
	if got, want := run("ada@example.com", password, appCode()), "Name: Password: Code: Signed in as ada@example.com\n"; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	if n := len(fake.Requests()); n != 3 {
		t.Errorf("%d requests, want 3", n)
	}
	if got, want := run(), "Signed in as ada@example.com\n"; got != want {
		t.Errorf("run again, it says %q, want %q", got, want)
	}
	if n := len(fake.Requests()); n != 3 {
		t.Errorf("run again, it has made %d requests", n-3)
	}
}

// The README's lines sign in, get the session and sign out.
func TestReadmeGoSample(t *testing.T) {
	fake := new(fakecognito.Server)
	must(fake.CreateUser(fakecognito.NewUser{Username: "ada", Password: password, Email: "ada@example.com"}))
	server := httptest.NewServer(fake)
	defer server.Close()
	sample := goSample(t, "../README.md", 7)
	lines := strings.SplitAfter(strings.TrimSuffix(sample, "\n"), "\n")
	program := `package main

import (
	"context"
	"fmt"

	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/awsidp"
)

func main() {
	endpoint, id, client, password, ctx := "` + server.URL + `", "` + poolID + `", "` + clientID + `", "` + password + `", context.Background()
	` + strings.Join(lines, "\n\tcheck(err)\n") + `
	check(err)
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
`
	program = strings.Replace(program, "awsidp.ForPool(id)", "awsidp.ForPool(id, func(o *cognito.Options) { o.BaseEndpoint = &endpoint })", 1)
	source := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(source, []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	run := exec.CommandContext(t.Context(), "go", "run", source)
	run.Dir = ".." // where the module is
	if out, err := run.CombinedOutput(); err != nil || string(out) != "ada@example.com\n" {
		t.Errorf("it says %q, %v", out, err)
	}
}
