package harness

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
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
	out, err := run(t.Context(), folder, name, arguments...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func run(ctx context.Context, folder, name string, arguments ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 4*Patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, arguments...)
	cmd.Dir = folder
	var errors strings.Builder
	cmd.Stderr = &errors
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return "", fmt.Errorf("%s does not end by itself: %s", name, out)
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s%s", name, err, out, errors.String())
	}
	return string(out), nil
}

// CopyFiles copies the files of a folder that are the repository's, without what was built or
// installed there.
func CopyFiles(t *testing.T, from, to string) {
	t.Helper()
	files := Command(t, from, "git", "ls-files", "--cached", "--others", "--exclude-standard")
	for name := range strings.Lines(files) {
		name = strings.TrimSpace(name)
		content, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			t.Fatal(err)
		}
		target := filepath.Join(to, name)
		if err := os.MkdirAll(filepath.Dir(target), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// UpstreamName is the name that applications import.
const UpstreamName = "amazon-cognito-identity-js"

// temporary is a folder that lasts as long as the tests of the package.
var temporary = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "cognitowasm-")
	removeTemporary = func() { _ = os.RemoveAll(folder) }
	return folder, err
})

var removeTemporary = func() {}

// pack makes the file that would be published, once.
var pack = sync.OnceValues(func() (Packed, error) {
	folder, err := temporary()
	if err != nil {
		return Packed{}, err
	}
	out, err := run(context.Background(), Root, "npm", "pack", "--json", "--ignore-scripts", "--pack-destination", folder)
	if err != nil {
		return Packed{}, err
	}
	var packed []Packed
	if err := json.Unmarshal([]byte(out), &packed); err != nil {
		return Packed{}, err
	}
	packed[0].Path = filepath.Join(folder, packed[0].Filename)
	return packed[0], nil
})

// Packed is what npm says of the file that would be published, and where it is.
type Packed struct {
	Filename, Path string
	Size           int // of the file, in bytes
	Files          []struct{ Path string }
}

// Pack returns the file that would be published; all tests of a package share it.
func Pack(t *testing.T) Packed {
	t.Helper()
	packed, err := pack()
	if err != nil {
		t.Fatal(err)
	}
	return packed
}

// installed has a project for each name under which the package was installed.
var installed struct {
	mu      sync.Mutex
	folders map[string]string
}

// install installs the package in an empty project under a name, without a registry:
// there are no dependencies.
func install(t *testing.T, name string) (folder string) {
	t.Helper()
	installed.mu.Lock()
	defer installed.mu.Unlock()
	if folder := installed.folders[name]; folder != "" {
		return folder
	}
	packed := Pack(t)
	folder = filepath.Join(filepath.Dir(packed.Path), name)
	if err := os.Mkdir(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "package.json"), []byte(`{"private":true}`), 0o666); err != nil {
		t.Fatal(err)
	}
	Command(t, folder, "npm", "install", "--offline", "--no-audit", "--no-fund", name+"@file:"+packed.Path)
	if installed.folders == nil {
		installed.folders = map[string]string{}
	}
	installed.folders[name] = folder
	return folder
}

// Install returns a project of the test's own in which the package is installed under a
// name. Its files are links to those that all tests share.
func Install(t *testing.T, name string) (folder string) {
	t.Helper()
	from := install(t, name)
	folder = t.TempDir()
	err := filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == from {
			return err
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return os.Mkdir(filepath.Join(folder, relative), 0o777)
		}
		return os.Link(path, filepath.Join(folder, relative))
	})
	if err != nil {
		t.Fatal(err)
	}
	return folder
}
