package harness

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Node runs JavaScript in Node, in a folder, and returns what it prints. It must
// end by itself, without an error.
func Node(t *testing.T, folder, script string, arguments ...string) string {
	t.Helper()
	return Command(t, folder, "node", append([]string{"--input-type=module", "-e", script, "--"}, arguments...)...)
}

// Command runs a command in a folder, as Node does.
func Command(t *testing.T, folder, name string, arguments ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), Patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, arguments...)
	cmd.Dir = folder
	var errors strings.Builder
	cmd.Stderr = &errors
	out, err := cmd.Output()
	if ctx.Err() != nil {
		t.Fatalf("%s does not end by itself: %s", name, out)
	}
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", name, err, out, errors.String())
	}
	return string(out)
}

// UpstreamName is the name that applications import.
const UpstreamName = "amazon-cognito-identity-js"

// Pack makes the file that would be published, in a folder, and returns its name.
func Pack(t *testing.T, folder string) string {
	t.Helper()
	var packed []struct{ Filename string }
	if err := json.Unmarshal([]byte(Command(t, Root, "npm", "pack", "--json", "--ignore-scripts", "--pack-destination", folder)), &packed); err != nil {
		t.Fatal(err)
	}
	return packed[0].Filename
}

// Install packs the package and installs it in an empty project under a name,
// without a registry: there are no dependencies.
func Install(t *testing.T, name string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	file := Pack(t, folder)
	if err := os.WriteFile(filepath.Join(folder, "package.json"), []byte(`{"private":true}`), 0o666); err != nil {
		t.Fatal(err)
	}
	Command(t, folder, "npm", "install", "--offline", "--no-audit", "--no-fund", name+"@file:"+file)
	return folder
}
