package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// publicPackages are the packages of the Go module that programs import.
var publicPackages = []string{"core", "core/awsidp", "core/cognitooauth2", "core/jwtverify", "core/srp", "core/tokenrules"}

// recorded is the folder with the exported API of the last release, a file for each package, as
// apidiff -w writes it.
const recorded = "internal/cmd/releasecheck/api"

// incompatibleHeading is the heading in the changelog under which incompatible changes of the Go
// API are named.
const incompatibleHeading = "### Incompatible changes of the Go API\n"

// api compares the exported API of the public packages with that of the last release: every
// incompatible change must be named in the changelog, under a heading of its own. With "record"
// it records the API instead, as the last step of a release.
func api(root, argument string) error {
	var problems []error
	for _, name := range publicPackages {
		file := filepath.Join(root, filepath.FromSlash(recorded), strings.ReplaceAll(name, "/", "-"))
		if argument == "record" {
			_, err := apidiff(root, "-w", file, "./"+name)
			if err == nil {
				err = withoutPaths(root, file)
			}
			if err != nil {
				problems = append(problems, err)
			}
			continue
		}
		if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
			continue // a new package
		}
		out, err := apidiff(root, "-incompatible", file, "./"+name)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		changelog, err := os.ReadFile(filepath.Join(root, "CHANGELOG.md"))
		if err != nil {
			return err
		}
		problems = append(problems, unnamed(name, out, string(changelog))...)
	}
	return errors.Join(problems...)
}

// apidiff runs the tool of that name, which go.mod lists.
func apidiff(root string, args ...string) (string, error) {
	for i, argument := range args {
		if strings.HasPrefix(argument, root+string(filepath.Separator)) {
			if absolute, err := filepath.Abs(argument); err == nil {
				args[i] = absolute
			}
		}
	}
	cmd := exec.Command("go", append([]string{"tool", "apidiff"}, args...)...)
	cmd.Dir, cmd.Stderr = root, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("apidiff: %w", err)
	}
	return string(out), err
}

// withoutPaths replaces the folders of this machine in a record by slashes, as many, since the
// record has lengths.
func withoutPaths(root, file string) error {
	absolute, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	out, err := exec.Command("go", "env", "GOROOT", "GOMODCACHE").Output()
	if err != nil {
		return err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for _, folder := range append(strings.Fields(string(out)), absolute) {
		text = bytes.ReplaceAll(text, []byte(folder), bytes.Repeat([]byte{'/'}, len(folder)))
	}
	return os.WriteFile(file, text, 0o666)
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
