//go:build ecosystem

package ecosystem

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func TestMain(m *testing.M) { harness.Main(m) }

// application is a copy of an example, with its dependencies and the packed package installed.
type application struct {
	t      *testing.T
	folder string
	env    []string
}

// installed returns an example that is ready to be built, for the pool of a site.
func installed(t *testing.T, example string, s *harness.Site) application {
	t.Helper()
	folder := filepath.Join(t.TempDir(), example)
	harness.CopyFiles(t, filepath.Join(harness.Root, "examples", example), folder)
	packed := "file:" + harness.Pack(t).Path
	edit(t, filepath.Join(folder, "package.json"), func(manifest map[string]any) {
		manifest["dependencies"].(map[string]any)[harness.UpstreamName] = packed
	})
	edit(t, filepath.Join(folder, "package-lock.json"), func(lock map[string]any) {
		packages := lock["packages"].(map[string]any)
		packages[""].(map[string]any)["dependencies"].(map[string]any)[harness.UpstreamName] = packed
		own := packages["node_modules/"+harness.UpstreamName].(map[string]any)
		own["resolved"] = packed
		delete(own, "integrity")
	})
	a := application{t, folder, append(os.Environ(), "NEXT_TELEMETRY_DISABLED=1", "NUXT_TELEMETRY_DISABLED=1", "PARCEL_DISABLE_CACHE=1")}
	for name, value := range map[string]string{
		"USER_POOL_ID": fakecognito.DefaultPoolID, "CLIENT_ID": fakecognito.DefaultClientID, "COGNITO_ENDPOINT": s.Endpoint,
	} {
		a.env = append(a.env, name+"="+value, "VITE_"+name+"="+value, "NUXT_PUBLIC_"+name+"="+value)
	}
	if file := filepath.Join(folder, "src/environments/environment.ts"); exists(file) {
		writeEnvironment(t, file, s)
	}
	a.run("npm", "ci", "--no-audit", "--no-fund")
	return a
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// writeEnvironment puts the pool of a site into the file that Angular has for it, since the
// application's own build reads no variables.
func writeEnvironment(t *testing.T, file string, s *harness.Site) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for shown, value := range map[string]string{
		"UserPoolId: 'eu-west-1_AbCdEf123',": fmt.Sprintf("UserPoolId: %q,", fakecognito.DefaultPoolID),
		"ClientId: '1example2client3id',":    fmt.Sprintf("ClientId: %q, endpoint: %q,", fakecognito.DefaultClientID, s.Endpoint),
	} {
		if bytes.Count(text, []byte(shown)) != 1 {
			t.Fatalf("%s does not have one %s", file, shown)
		}
		text = bytes.ReplaceAll(text, []byte(shown), []byte(value))
	}
	if err := os.WriteFile(file, text, 0o666); err != nil {
		t.Fatal(err)
	}
}

// edit changes a file of JSON.
func edit(t *testing.T, file string, change func(map[string]any)) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var value map[string]any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatal(err)
	}
	change(value)
	if text, err = json.MarshalIndent(value, "", "\t"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, text, 0o666); err != nil {
		t.Fatal(err)
	}
}

// run runs a command in the application's folder to its end.
func (a application) run(name string, arguments ...string) {
	a.t.Helper()
	cmd := exec.CommandContext(a.t.Context(), name, arguments...)
	cmd.Dir, cmd.Env = a.folder, a.env
	if out, err := cmd.CombinedOutput(); err != nil {
		a.t.Fatalf("%s: %v\n%s", cmd, err, out)
	}
}

// serve runs one of the application's scripts, which serves it until the test ends, and returns
// its address.
func (a application) serve(script string, arguments ...string) string {
	a.t.Helper()
	port := freePort(a.t)
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, "npm", append([]string{"run", script, "--"}, arguments...)...)
	cmd.Dir, cmd.Env = a.folder, append(a.env, "HOST=127.0.0.1", "HOSTNAME=127.0.0.1", "PORT="+port)
	for i, argument := range cmd.Args {
		cmd.Args[i] = strings.ReplaceAll(argument, "{port}", port)
	}
	// npm has children, which must end too.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	said := new(said)
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		a.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	a.t.Cleanup(func() { cancel(); <-ended })
	address := "http://127.0.0.1:" + port
	deadline := time.Now().Add(4 * harness.Patience)
	for ; ; time.Sleep(50 * time.Millisecond) {
		if response, err := http.Get(address + "/sign-in"); err == nil {
			_ = response.Body.Close()
			return address
		}
		select {
		case err := <-ended:
			ended <- err
			a.t.Fatalf("npm run %s: %v\n%s", script, err, said)
		default:
		}
		if time.Now().After(deadline) {
			a.t.Fatalf("npm run %s does not serve %s:\n%s", script, address, said)
		}
	}
}

// said is what a running command has printed.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return fmt.Sprint(listener.Addr().(*net.TCPAddr).Port)
}
