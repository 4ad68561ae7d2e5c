package archtest

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	modversion "golang.org/x/mod/module"
	modzip "golang.org/x/mod/zip"
)

// outside runs the go command without this project's settings, and returns what it prints.
func outside(t *testing.T, folder string, env []string, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = folder
	cmd.Env = append(append(os.Environ(), "GOFLAGS=", "GOWORK=off"), env...)
	var errors bytes.Buffer
	cmd.Stderr = &errors
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v\n%s%s", strings.Join(args, " "), err, out, &errors)
	}
	return strings.TrimSpace(string(out))
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestCoreFromAnotherModule runs a program of another module, which has only a replace
// directive for this one.
func TestCoreFromAnotherModule(t *testing.T) {
	t.Parallel()
	here, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	write(t, filepath.Join(folder, "go.mod"), "module example.com/scratch\n\ngo 1.26.0\n\nrequire "+module+" v0.0.0\n\nreplace "+module+" => "+filepath.ToSlash(here)+"\n")
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "go.sum"), string(sums))
	write(t, filepath.Join(folder, "main.go"), `package main

import (
	"fmt"

	"`+module+`/core"
)

func main() {
	_, err := core.NewPool(core.PoolConfig{})
	fmt.Println(core.ReasonOf(err))
}
`)
	if got := outside(t, folder, []string{"GOFLAGS=-mod=mod"}, "run", "."); got != "INVALID_PARAMETER" {
		t.Errorf("the program prints %q", got)
	}
	// Other modules may use the bridge too, with safejs as its author has released it.
	outside(t, folder, []string{"GOFLAGS=-mod=mod", "GOOS=js", "GOARCH=wasm"}, "build", module+"/jsbridge")
}

// TestInstallCommand installs a command with "go install …@version" from a module proxy of
// files. The go command would refuse a module whose go.mod replaces another.
func TestInstallCommand(t *testing.T) {
	t.Parallel()
	const version = "v0.0.1"
	proxy := t.TempDir()
	versions := filepath.Join(proxy, filepath.FromSlash(module), "@v")
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(versions, "list"), version+"\n")
	write(t, filepath.Join(versions, version+".info"), `{"Version":"`+version+`"}`)
	write(t, filepath.Join(versions, version+".mod"), string(mod))
	var packed bytes.Buffer
	if err := modzip.Create(&packed, modversion.Version{Path: module, Version: version}, moduleFiles(t)); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(versions, version+".zip"), packed.String())

	// The dependencies have been downloaded to build this test.
	downloaded := filepath.Join(outside(t, ".", nil, "env", "GOMODCACHE"), "cache", "download")
	bin := t.TempDir()
	outside(t, proxy, []string{
		"GOPROXY=" + fileURL(proxy) + "," + fileURL(downloaded), "GONOSUMDB=*", "GONOPROXY=none", "GOBIN=" + bin,
		"GOMODCACHE=" + t.TempDir(), "GOFLAGS=-modcacherw",
	}, "install", module+"/internal/cmd/genprotocol@"+version)
	if made, err := os.ReadDir(bin); err != nil || len(made) != 1 {
		t.Errorf("installed: %v, %v", made, err)
	}
}

func fileURL(folder string) string {
	return "file:///" + strings.TrimPrefix(filepath.ToSlash(folder), "/")
}

// sourceFile is a file of the project, for a module's zip file.
type sourceFile struct{ path string }

func (f sourceFile) Path() string                 { return f.path }
func (f sourceFile) Lstat() (os.FileInfo, error)  { return os.Lstat(filepath.Join(root, f.path)) }
func (f sourceFile) Open() (io.ReadCloser, error) { return os.Open(filepath.Join(root, f.path)) }

// moduleFiles returns the files of this module, as a module proxy has them: modules below this
// folder are not part of it.
func moduleFiles(t *testing.T) []modzip.File {
	t.Helper()
	files := []modzip.File{sourceFile{"go.mod"}, sourceFile{"go.sum"}, sourceFile{"LICENSE"}}
	for _, folder := range []string{"core", "internal"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			relative, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			if entry.IsDir() {
				if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil {
					return filepath.SkipDir
				}
				return nil
			}
			files = append(files, sourceFile{filepath.ToSlash(relative)})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if slices.ContainsFunc(files, func(f modzip.File) bool { return strings.HasPrefix(f.Path(), "internal/safejs/") }) {
		t.Error("internal/safejs is a separate module, and would not be packed")
	}
	return files
}
