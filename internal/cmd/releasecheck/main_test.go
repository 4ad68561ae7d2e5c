package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/wasmbuild"
)

const root = "../../.."

// The version is the one in package.json, wherever else it is shown.
func TestFacts(t *testing.T) {
	if err := facts(root, ""); err != nil {
		t.Error(err)
	}
}

// TestFactsAreSeen breaks one fact after another in a copy.
func TestFactsAreSeen(t *testing.T) {
	const tag = "v1.2.3"
	good := map[string]string{
		"package.json": `{"name":"cognitowasm","version":"1.2.3","homepage":"https://example.com/a/b#readme","bugs":"https://example.com/a/b/issues",
			"repository":{"type":"git","url":"git+https://example.com/a/b.git"},"publishConfig":{"access":"public","provenance":true}}`,
		"package-lock.json":             `{"version":"1.2.3","packages":{"":{"version":"1.2.3"}}}`,
		"README.md":                     "Version 1.2.3, `npm:cognitowasm@1.2.3`.",
		"docs/a.md":                     "Of others: jest@29.7.0.",
		"examples/a/package.json":       `{"dependencies":{"amazon-cognito-identity-js":"npm:cognitowasm@^1.2.3"}}`,
		"CHANGELOG.md":                  "# Changelog\n\n## Unreleased\n\n## 1.2.3 (2006-01-02)\n\n- It is there.\n\n## 1.2.2 (2006-01-01)\n",
		"go.mod":                        "module example.com/a/b\n\ngo 1.26.0\n",
		".github/workflows/release.yml": "environment: npm\nid-token: write\ngo-version: 1.26.x\nnpm publish --provenance\nGH_TOKEN: ${{ github.token }}\n",
	}
	check := func(file, old, new string) error {
		folder := t.TempDir()
		for name, text := range good {
			if name == file {
				if !strings.Contains(text, old) {
					t.Fatalf("%s has no %q", file, old)
				}
				text = strings.Replace(text, old, new, 1)
			}
			path := filepath.Join(folder, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		return facts(folder, tag)
	}
	if err := check("", "", ""); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ file, old, new, want string }{
		{"package.json", `"version":"1.2.3"`, `"version":"1.2.4"`, "the tag is v1.2.3"},
		{"package.json", `"version":"1.2.3"`, `"version":"next"`, "no version"},
		{"package.json", `"version":"1.2.3"`, `"version":"1.2.3-rc.1"`, "no version"},
		{"package.json", "a/b.git", "a/c.git", "repository"},
		{"package.json", "true", "false", "publishConfig"},
		{"package.json", "public", "restricted", "publishConfig"},
		{"package-lock.json", `{"":{"version":"1.2.3"`, `{"":{"version":"1.2.2"`, "package-lock.json"},
		{"README.md", "Version 1.2.3", "Version 1.2.2", `"Version 1.2.2"`},
		{"docs/a.md", "Of others", "cognitowasm@1.2.3-rc.1", `"cognitowasm@1.2.3-rc.1"`},
		{"examples/a/package.json", "1.2.3", "1.2.2", `"cognitowasm@^1.2.2"`},
		{"CHANGELOG.md", "## Unreleased\n", "", "no heading Unreleased"},
		{"CHANGELOG.md", "## Unreleased\n", "## Unreleased\n\n- More.\n", "under Unreleased"},
		{"CHANGELOG.md", " (2006-01-02)", "", "no date"},
		{"CHANGELOG.md", "## 1.2.3 (2006-01-02)", "## 1.2.30", "not 1.2.3"},
		{"go.mod", "go 1.26.0", "go 1.27.0", "go.mod says 1.27"},
		{".github/workflows/release.yml", "id-token: write", "", "id-token"},
		{".github/workflows/release.yml", "npm publish", "registry-url: x\nnpm publish", "registry"},
		{".github/workflows/release.yml", "github.token", "secrets.MINE", "secrets."},
	} {
		if err := check(c.file, c.old, c.new); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s with %q for %q: %v, want %q", c.file, c.new, c.old, err, c.want)
		}
	}
}

func TestChanges(t *testing.T) {
	unreleased, heading, released, err := changes("# C\n\n## Unreleased\n\n- a\n\n## 1.0.0 (2006-01-02)\n\n### B\n\n- b\n\n## 0.9.0\n\n- c\n", "1.0.0")
	if unreleased != "- a" || heading != " (2006-01-02)" || released != "### B\n\n- b" || err != nil {
		t.Errorf("%q, %q, %q, %v", unreleased, heading, released, err)
	}
}

// TestPackedIsSeen: a tarball whose files are not those that were built, or whose Wasm module
// is not the one described, is refused.
func TestPackedIsSeen(t *testing.T) {
	program := []byte("program")
	describe := func(version string, program []byte) string {
		text, err := json.Marshal(wasmbuild.BuildInfo{Version: version, Wasm: wasmbuild.Describe(wasmbuild.Program, program)})
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	check := func(info, changed string) error {
		folder := t.TempDir()
		if err := os.Mkdir(filepath.Join(folder, "dist"), 0o777); err != nil {
			t.Fatal(err)
		}
		files := map[string][]byte{"dist/" + wasmbuild.Program: program, "dist/" + wasmbuild.Info: []byte(info), "LICENSE": []byte("licence")}
		for name, content := range files {
			if name == changed {
				content = []byte("changed")
			}
			if err := os.WriteFile(filepath.Join(folder, filepath.FromSlash(name)), content, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		return checkPacked(folder, "1.2.3", files)
	}
	if err := check(describe("1.2.3", program), ""); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ info, changed, want string }{
		{describe("1.2.3", program), "LICENSE", "LICENSE is not the file"},
		{describe("1.2.2", program), "", `version "1.2.2"`},
		{describe("1.2.3", []byte("another")), "", "is not the Wasm module"},
		{"", "", wasmbuild.Info},
	} {
		if err := check(c.info, c.changed); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

// An incompatible change of the Go API is a problem until the changelog names it under its
// heading.
func TestIncompatibleChangesAreNamed(t *testing.T) {
	const changes = "Incompatible changes:\n- (*Pool).Who: removed\n- Session.ClockDrift: removed\n- Aborted: value changed from \"Aborted\" to \"ABORTED\"\n"
	for _, tt := range []struct {
		changelog string
		want      int
	}{
		{"## Unreleased\n\n- `Pool.Who`, `Session.ClockDrift`, `Aborted`\n", 3},
		{"## Unreleased\n\n" + incompatibleHeading + "\n`Pool.Who`, `Session.ClockDrift`, `Aborted`\n\n## 0.1.0\n", 0},
		{"## Unreleased\n\n" + incompatibleHeading + "\n`Pool.Whose`, `Session`\n\n## 0.1.0\n\n`Session.ClockDrift`, `Aborted`\n", 3},
	} {
		if got := unnamed("core", changes, tt.changelog); len(got) != tt.want {
			t.Errorf("%q: %q, want %d problems", tt.changelog, got, tt.want)
		}
	}
}

// A package is compared with what it was at another commit, in a repository of the test's own.
func TestGoAPI(t *testing.T) {
	tool, err := exec.Command("go", "tool", "-n", "apidiff").Output()
	if err != nil {
		t.Fatal(err)
	}
	repository := t.TempDir()
	run := func(args ...string) {
		t.Helper()
		if out, err := exec.Command("git", append([]string{"-C", repository, "-c", "user.name=test", "-c", "user.email=test@example.com"}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(repository, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	compare := func() error {
		return compareAPI(repository, "v1.0.0", strings.TrimSpace(string(tool)), []string{"one", "two"})
	}
	write("go.mod", "module example.com/module\n\ngo 1.26\n")
	write("one/one.go", "package one\n\nfunc Kept() {}\n\nfunc Removed() {}\n")
	write("CHANGELOG.md", "# Changelog\n")
	run("init", "--quiet")
	run("add", ".")
	run("commit", "--quiet", "--message=first")
	run("tag", "v1.0.0")
	write("one/one.go", "package one\n\nfunc Kept() {}\n\nfunc Added() {}\n")
	write("two/two.go", "package two\n")
	if err := compare(); err == nil || !strings.Contains(err.Error(), "does not name Removed of package one") {
		t.Errorf("an incompatible change comes to %v", err)
	}
	write("CHANGELOG.md", "# Changelog\n\n"+incompatibleHeading+"\n`Removed`\n")
	if err := compare(); err != nil {
		t.Error(err)
	}
	run("tag", "--delete", "v1.0.0")
	if err := compare(); err == nil || !strings.Contains(err.Error(), "git fetch") {
		t.Errorf("without the release it comes to %v", err)
	}
}
