package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// publicPackages are the packages of the Go module that programs import.
var publicPackages = []string{"core", "core/awsidp", "core/cognitooauth2", "core/jwtverify", "core/srp", "core/tokenrules", "core/websession"}

// beforeReleases is the commit with which the API is compared until there is a release.
const beforeReleases = "c66c9fee3905ef4c76183788ffa434a3637d5cd5"

// incompatibleHeading is the heading in the changelog under which incompatible changes of the Go
// API are named.
const incompatibleHeading = "### Incompatible changes of the Go API\n"

// api compares the exported API of the public packages with that of the last release, which is
// the newest tag before this commit: every incompatible change must be named in the changelog, under a heading of
// its own.
func api(root string) error {
	base, err := git(root, "tag", "--list", "v*", "--merged", "HEAD^", "--sort=-version:refname")
	if err != nil {
		return err
	}
	base, _, _ = strings.Cut(base, "\n")
	if base == "" {
		base = beforeReleases
	}
	tool, err := exec.Command("go", "tool", "-n", "apidiff").Output()
	if err != nil {
		return fmt.Errorf("apidiff: %w", err)
	}
	return compareAPI(root, base, strings.TrimSpace(string(tool)), publicPackages)
}

// compareAPI compares packages with those of an older commit. Apidiff has no text form of an API,
// so the older sources are taken from git each time.
func compareAPI(root, base, tool string, packages []string) error {
	before, err := os.MkdirTemp("", "api")
	if err != nil {
		return err
	}
	defer os.RemoveAll(before)
	archive := filepath.Join(before, "before.tar")
	if _, err := git(root, "archive", "--output="+archive, base); err != nil {
		return fmt.Errorf("the last release, %s, is not in this clone; get it by git fetch --tags --unshallow: %w", base, err)
	}
	if out, err := exec.Command("tar", "-xf", archive, "-C", before).CombinedOutput(); err != nil {
		return fmt.Errorf("tar: %w\n%s", err, out)
	}
	changelog, err := os.ReadFile(filepath.Join(root, "CHANGELOG.md"))
	if err != nil {
		return err
	}
	var problems []error
	for _, name := range packages {
		if _, err := os.Stat(filepath.Join(before, filepath.FromSlash(name))); errors.Is(err, fs.ErrNotExist) {
			continue // a new package
		}
		exported := filepath.Join(before, "exported")
		_, err := output(before, tool, "-w", exported, "./"+name)
		changes := ""
		if err == nil {
			changes, err = output(root, tool, "-incompatible", exported, "./"+name)
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("apidiff of %s: %w", name, err))
			continue
		}
		problems = append(problems, unnamed(name, changes, string(changelog))...)
	}
	return errors.Join(problems...)
}

func git(root string, args ...string) (string, error) { return output(root, "git", args...) }

// output runs a program in a folder, and returns what it prints.
func output(folder, program string, args ...string) (string, error) {
	cmd := exec.Command(program, args...)
	cmd.Dir, cmd.Stderr = folder, os.Stderr
	out, err := cmd.Output()
	return strings.TrimSpace(string(out)), err
}

// changedName is the name at the begin of each of apidiff's lines.
var changedName = regexp.MustCompile(`(?m)^- ([^:\s]+(?:\.[^:\s]+)?)[:,]`)

// unnamed returns a problem for each incompatible change that apidiff has found in a package, and
// that the changelog does not name under its heading, after the last release.
func unnamed(name, changes, changelog string) (problems []error) {
	_, list, _ := strings.Cut(changelog, incompatibleHeading)
	if i := strings.Index(list, "\n#"); i >= 0 {
		list = list[:i]
	}
	for _, found := range changedName.FindAllStringSubmatch(changes, -1) {
		changed := strings.NewReplacer("(*", "", ")", "").Replace(found[1])
		if !regexp.MustCompile(`\b` + regexp.QuoteMeta(changed) + `\b`).MatchString(list) {
			problems = append(problems, fmt.Errorf("CHANGELOG.md does not name %s of package %s under %q", changed, name, strings.TrimSpace(incompatibleHeading)))
		}
	}
	return problems
}
