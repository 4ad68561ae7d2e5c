package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// manifest is the part of package.json that is checked.
type manifest struct {
	Name, Version, Homepage, Bugs string
	Repository                    struct{ Type, URL string }
	PublishConfig                 struct {
		Access     string
		Provenance bool
	}
}

var (
	// Pre-releases, such as 1.2.3-rc.1, would need a dist-tag of npm, and do not exist.
	semver = regexp.MustCompile(`^\d+\.\d+\.\d+$`)
	// shown are the places in documents and examples that name this package's version.
	shown     = regexp.MustCompile(`(?:\bcognitowasm@\^?|\b[Vv]ersion )v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]*[0-9A-Za-z])?)`)
	moduleOf  = regexp.MustCompile(`(?m)^module (\S+)$`)
	goOf      = regexp.MustCompile(`(?m)^go (\d+\.\d+)`)
	goVersion = regexp.MustCompile(`go-version: *'?([^'\s]+)`)
	dated     = regexp.MustCompile(`^ \(\d{4}-\d\d-\d\d\)$`)
)

// facts checks that the version in package.json is the same everywhere, and that everything
// that npm and the workflows need to publish it exists. With a tag, it also checks that the
// changelog is ready for it.
func facts(root, tag string) error {
	var problems []error
	problem := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			problems = append(problems, err)
		}
		return string(text)
	}
	var m manifest
	if err := json.Unmarshal([]byte(read("package.json")), &m); err != nil {
		return fmt.Errorf("package.json: %w", err)
	}
	if !semver.MatchString(m.Version) {
		problem("package.json: %q is no version", m.Version)
	}

	var lock struct {
		Version  string
		Packages map[string]struct{ Version string }
	}
	if err := json.Unmarshal([]byte(read("package-lock.json")), &lock); err != nil {
		problem("package-lock.json: %w", err)
	}
	if lock.Version != m.Version || lock.Packages[""].Version != m.Version {
		problem("package-lock.json has the versions %s and %s, package.json %s: run npm install --package-lock-only", lock.Version, lock.Packages[""].Version, m.Version)
	}
	documents, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		return err
	}
	examples, err := filepath.Glob(filepath.Join(root, "examples", "*", "package.json"))
	if err != nil {
		return err
	}
	for _, file := range slices.Concat(documents, examples, []string{filepath.Join(root, "README.md")}) {
		name, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		for _, found := range shown.FindAllStringSubmatch(read(filepath.ToSlash(name)), -1) {
			if found[1] != m.Version {
				problem("%s says %q, package.json %s", name, found[0], m.Version)
			}
		}
	}

	unreleased, heading, _, err := changes(read("CHANGELOG.md"), m.Version)
	if err != nil {
		problems = append(problems, err)
	}
	if tag != "" {
		if tag != "v"+m.Version {
			problem("the tag is %s, the version in package.json %s", tag, m.Version)
		}
		if unreleased != "" {
			problem("CHANGELOG.md has changes under Unreleased: they belong under %s", m.Version)
		}
		if !dated.MatchString(heading) {
			problem("CHANGELOG.md: the heading of %s has no date, as in \"## %[1]s (2006-01-02)\"", m.Version)
		}
	}

	mod := read("go.mod")
	path, goes := moduleOf.FindStringSubmatch(mod), goOf.FindStringSubmatch(mod)
	if path == nil || goes == nil {
		return errors.New("go.mod names no module, or no version of Go")
	}
	// npm compares the repository with that of the workflow, character by character.
	if home := "https://" + path[1]; m.Repository.URL != "git+"+home+".git" || !strings.HasPrefix(m.Homepage, home) || m.Bugs != home+"/issues" {
		problem("package.json: repository, homepage and bugs are not those of %s", path[1])
	}
	if m.PublishConfig.Access != "public" || !m.PublishConfig.Provenance {
		problem("package.json: publishConfig does not say access public and provenance true")
	}
	release := read(".github/workflows/release.yml")
	for _, needed := range []string{"id-token: write", "--provenance", "environment: npm"} {
		if !strings.Contains(release, needed) {
			problem("release.yml lacks %q", needed)
		}
	}
	for _, unwanted := range []string{"secrets.", "registry", "_TOKEN: $", "_authToken"} {
		text := strings.ReplaceAll(release, "GH_TOKEN: ${{ github.token }}", "") // the job's own
		if strings.Contains(text, unwanted) {
			problem("release.yml has %q: npm asks the workflow who it is, and needs no secret", unwanted)
		}
	}
	workflows, err := filepath.Glob(filepath.Join(root, ".github", "workflows", "*.yml"))
	if err != nil {
		return err
	}
	for _, file := range workflows {
		for _, found := range goVersion.FindAllStringSubmatch(read(".github/workflows/"+filepath.Base(file)), -1) {
			if found[1] != goes[1]+".x" {
				problem("%s runs Go %s, go.mod says %s", filepath.Base(file), found[1], goes[1])
			}
		}
	}
	return errors.Join(problems...)
}

// changes returns the texts in a changelog under Unreleased and under the next version, and
// what follows that version in its heading.
func changes(changelog, version string) (unreleased, heading, released string, err error) {
	_, rest, ok := strings.Cut(changelog, "\n## Unreleased\n")
	if !ok {
		return "", "", "", errors.New("CHANGELOG.md has no heading Unreleased")
	}
	unreleased, rest, _ = strings.Cut(rest, "\n## ")
	first, rest, _ := strings.Cut(rest, "\n")
	heading, ok = strings.CutPrefix(first, version)
	if !ok || heading != "" && !strings.HasPrefix(heading, " ") {
		return "", "", "", fmt.Errorf("CHANGELOG.md: the heading after Unreleased is %q, not %s", first, version)
	}
	released, _, _ = strings.Cut(rest, "\n## ")
	return strings.TrimSpace(unreleased), heading, strings.TrimSpace(released), nil
}
