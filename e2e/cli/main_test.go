package cli

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

func TestMain(m *testing.M) { harness.Main(m) }

// place has the program, which opens addresses with a script instead of the desktop's browser.
type place struct {
	t       *testing.T
	program string
	env     []string
}

func newPlace(t *testing.T, s *harness.Site, redirectURI string) *place {
	t.Helper()
	folder := t.TempDir()
	p := &place{t: t, program: filepath.Join(folder, "cli")}
	build := exec.Command("go", "build", "-o", p.program, "./examples/cli")
	build.Dir = harness.Root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := os.WriteFile(filepath.Join(folder, "xdg-open"), []byte("#!/bin/sh\necho \"opened $1\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	p.env = append(os.Environ(),
		"PATH="+folder+string(os.PathListSeparator)+os.Getenv("PATH"),
		"DBUS_SESSION_BUS_ADDRESS=unix:path="+filepath.Join(folder, "none"), // not the developer's keyring
		"COGNITO_USER_POOL_ID="+fakecognito.DefaultPoolID, "COGNITO_CLIENT_ID="+fakecognito.DefaultClientID,
		"COGNITO_ENDPOINT="+strings.TrimSuffix(s.Endpoint, "/"), "COGNITO_DOMAIN="+s.Domain,
		"COGNITO_REDIRECT_URI="+redirectURI)
	return p
}

func (p *place) command(args ...string) *exec.Cmd {
	file := filepath.Join(filepath.Dir(p.program), "session.json")
	cmd := exec.CommandContext(p.t.Context(), p.program, append([]string{"-file", file}, args...)...)
	cmd.Env = p.env
	return cmd
}

// freeAddress returns an address of this machine that nobody listens at.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// TestSignInByBrowser: the program opens the sign-in page, listens for the browser to come
// back, and pays no attention to visitors whom it has not sent.
func TestSignInByBrowser(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	redirectURI := "http://" + freeAddress(t) + "/callback"
	s.Cognito.RedirectURIs = []string{redirectURI}
	p := newPlace(t, s, redirectURI)

	cmd := p.command("sign-in", "-browser", harness.Username)
	messages, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(messages)
	address := ""
	for address == "" && lines.Scan() {
		address, _ = strings.CutPrefix(lines.Text(), "opened ")
		if address == lines.Text() {
			address = ""
		}
	}
	if address == "" {
		t.Fatal("the program opened no browser")
	}

	tb := harness.NewTab(t, s)
	var text string
	tb.Expect("400") // the browser's console says so
	tb.Run(chromedp.Navigate(redirectURI + "?code=stolen&state=another"))
	if tb.Eval("document.body.innerText", &text); !strings.Contains(text, "not the sign-in that was begun") {
		t.Errorf("a stranger's redirect sees %q", text)
	}
	tb.Run(chromedp.Navigate(address))
	tb.Eval("void (document.querySelector('#password').value = $0)", nil, harness.Password)
	tb.Eval("void setTimeout(() => document.querySelector('#signin').click())", nil)
	tb.Reach("document.body && document.body.innerText.includes('Signed in. You can close this page.')")

	var rest []string
	for lines.Scan() {
		rest = append(rest, lines.Text())
	}
	if err := cmd.Wait(); err != nil || !strings.Contains(strings.Join(rest, "\n"), "Signed in as ada.") {
		t.Fatalf("error %v, messages %q", err, rest)
	}
	if out, err := p.command("whoami").Output(); err != nil || string(out) != "ada ada@example.com\n" {
		t.Errorf("whoami prints %q, error %v", out, err)
	}
}
