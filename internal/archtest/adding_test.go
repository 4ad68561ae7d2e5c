package archtest

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// An operation and a challenge are added to a copy of the project, as CONTRIBUTING.md
// says, and then work: natively, through the bridge, and from the facade's method. The
// patches in testdata/adding touch what that page names, and the rest is generated.
func TestAddingAsContributingSays(t *testing.T) {
	folder := t.TempDir()
	for _, part := range []string{"core", "internal", "jsbridge", "go.mod", "go.sum", "package.json", "tsconfig.json"} {
		copyTree(t, part, folder)
	}
	modules, err := filepath.Abs(filepath.Join(root, "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(modules, filepath.Join(folder, "node_modules")); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(root, "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	for row, patch := range map[string]string{"| an operation |": "operation.txt", "| a challenge |": "challenge.txt"} {
		_, after, found := strings.Cut(string(page), "\n"+row)
		if !found {
			t.Fatalf("CONTRIBUTING.md has no row %q", row)
		}
		named, _, _ := strings.Cut(after, "\n")
		touched := applyPatch(t, patch, folder)
		if len(touched) > 4 {
			t.Errorf("%s touches %d files: %q", patch, len(touched), touched)
		}
		for _, file := range touched {
			if !strings.Contains(named, "`"+strings.TrimPrefix(file, "jsbridge/js/")+"`") {
				t.Errorf("%s touches %s, which the page does not name", patch, file)
			}
		}
	}
	for to, from := range map[string]string{
		"core/added_test.go": "core_test.go.txt", "jsbridge/added_test.go": "bridge_test.go.txt",
		"jsbridge/js/test/added.test.mjs": "facade.test.mjs.txt",
	} {
		text, err := os.ReadFile(filepath.Join("testdata", "adding", from))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(folder, to), string(text))
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	run := func(wasm bool, name string, args ...string) {
		t.Helper()
		cmd := exec.Command(name, args...)
		cmd.Dir = folder
		if wasm {
			cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
		}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s %q: %v\n%s", name, args, err, out)
		}
	}
	run(false, "go", "run", "./internal/cmd/genprotocol")
	run(false, "go", "vet", "./core/awsidp")
	run(false, "go", "test", "-run=^TestAdded$", "./core")
	run(true, "go", "test", "-run=^TestAdded$", "-exec="+filepath.Join(strings.TrimSpace(string(goroot)), "lib", "wasm", "go_js_wasm_exec"), "./jsbridge")
	run(false, "node", "--test", "jsbridge/js/test/added.test.mjs")
	run(false, "node", "node_modules/typescript/bin/tsc", "--project", "tsconfig.json")
}

// copyTree copies a file or folder of the project, without what is below other modules'
// node_modules.
func copyTree(t *testing.T, part, folder string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(root, part), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		write(t, filepath.Join(folder, relative), string(text))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// applyPatch inserts the lines of a patch, and returns the files that it touches. After
// "file" there are blocks of "after" or "before", with how the one line begins that they
// belong at, and of lines that begin with +.
func applyPatch(t *testing.T, patch, folder string) (touched []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "adding", patch))
	if err != nil {
		t.Fatal(err)
	}
	var file string
	var lines, added []string
	at := -1
	insert := func() {
		if at >= 0 {
			lines = slices.Insert(lines, at, added...)
		}
		at, added = -1, nil
	}
	save := func() {
		if insert(); file != "" {
			write(t, filepath.Join(folder, file), strings.Join(lines, "\n"))
		}
	}
	for line := range strings.Lines(string(bytes.TrimSpace(text)) + "\nfile \n") {
		line = strings.TrimSuffix(line, "\n")
		word, rest, _ := strings.Cut(line, " ")
		switch {
		case word == "file":
			save()
			if file = rest; file == "" {
				return touched
			}
			source, err := os.ReadFile(filepath.Join(folder, file))
			if err != nil {
				t.Fatal(err)
			}
			lines, touched = strings.Split(string(source), "\n"), append(touched, file)
		case word == "after" || word == "before":
			insert()
			begins := func(l string) bool { return strings.HasPrefix(l, rest) }
			if at = slices.IndexFunc(lines, begins); at < 0 || slices.ContainsFunc(lines[at+1:], begins) {
				t.Fatalf("%s: %s has not one line that begins with %q", patch, file, rest)
			}
			if word == "after" {
				at++
			}
		case strings.HasPrefix(line, "+"):
			added = append(added, line[1:])
		case line != "" && word != "#":
			t.Fatalf("%s: %q", patch, line)
		}
	}
	return touched
}
