package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// project makes a folder with as much of the project as the command needs.
func project(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range map[string]string{
		"www/index.html":                      `<script src="{{.Library.Src}}"></script>`,
		"www/demo.ts":                         "export {}",
		"dist/amazon-cognito-identity.min.js": "",
		"dist/cognitowasm.wasm":               "",
	} {
		name = filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestServesUntilStopped(t *testing.T) {
	// The requested port is in use, so that the command must choose another.
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()

	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, in := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := run(ctx, in, options{
			root: project(t), addr: taken.Addr().String(), cognito: "127.0.0.1:0",
			lifetime: time.Minute, seed: true,
		})
		in.Close()
		done <- err
	}()

	var url string
	var printed []string
	lines := bufio.NewScanner(out)
	for url == "" && lines.Scan() {
		printed = append(printed, lines.Text())
		if rest, ok := strings.CutPrefix(lines.Text(), "Demo: "); ok {
			url, _, _ = strings.Cut(rest, " ")
		}
	}
	// Passkeys need a domain, whatever the address.
	_, takenPort, err := net.SplitHostPort(taken.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(url, "http://localhost:") || strings.Contains(url, takenPort) {
		t.Fatalf("the page is at %q:\n%s", url, strings.Join(printed, "\n"))
	}
	if all := strings.Join(printed, "\n"); !strings.Contains(all, seedName) || !strings.HasSuffix(all, "(Ctrl-C stops it)") {
		t.Errorf("printed\n%s", all)
	}

	page, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	page.Body.Close()
	if page.StatusCode != http.StatusOK {
		t.Errorf("the page: status %d", page.StatusCode)
	}
	// An open event stream must not delay the end.
	stream, err := http.Get(url + "requests")
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if _, err := io.ReadAll(stream.Body); err != nil {
		t.Errorf("the stream was cut off: %v", err)
	}
}

func TestMissingDist(t *testing.T) {
	root := project(t)
	if err := os.Remove(filepath.Join(root, "dist", "cognitowasm.wasm")); err != nil {
		t.Fatal(err)
	}
	err := run(t.Context(), io.Discard, options{root: root})
	if err == nil || !strings.Contains(err.Error(), "make build") || !strings.Contains(err.Error(), "cognitowasm.wasm") {
		t.Errorf("error %v", err)
	}
}
