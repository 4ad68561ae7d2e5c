package archtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// markdown lists the project's documents by path from the root. The template of
// docs/scale.md is omitted: its links are those of what is made of it.
func markdown(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && (name == "node_modules" || name == "dist" || name == "testdata" || name == ".git") {
			return filepath.SkipDir
		}
		relative, err := filepath.Rel(root, path)
		if relative == filepath.Join("docs", "reference") {
			return filepath.SkipDir // made for the site, which checks it
		}
		if strings.HasSuffix(name, ".md") && relative != filepath.Join("internal", "scale", "report.md") {
			files = append(files, relative)
		}
		return err
	})
	if err != nil || len(files) < 10 {
		t.Fatalf("found %q, %v", files, err)
	}
	return files
}

var (
	codeBlock = regexp.MustCompile("(?ms)^```.*?^```$")
	codeSpan  = regexp.MustCompile("`[^`\n]*`")
	link      = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading   = regexp.MustCompile(`(?m)^#+ +(.+)$`)
	target    = regexp.MustCompile(`\]\([^)]*\)`)
)

// prose returns a document without its code blocks.
func prose(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		t.Fatal(err)
	}
	return codeBlock.ReplaceAllString(string(text), "")
}

// anchors lists the anchors of a document's headings, as GitHub makes them.
func anchors(text string) []string {
	var names []string
	for _, match := range heading.FindAllStringSubmatch(text, -1) {
		names = append(names, anchor(match[1]))
	}
	return names
}

func anchor(heading string) string {
	heading = target.ReplaceAllString(heading, "]")
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-', r == '_', unicode.IsLetter(r), unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, strings.TrimSpace(heading))
}

func TestAnchor(t *testing.T) {
	for text, want := range map[string]string{
		"23. How it is compared":         "23-how-it-is-compared",
		"Content-Security-Policy":        "content-security-policy",
		"`configure`, and [more](a.md)!": "configure-and-more",
	} {
		if got := anchor(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// Every relative link of every document leads to a file and, if it has one, to an anchor
// there.
func TestLinksResolve(t *testing.T) {
	links := 0
	for _, file := range markdown(t) {
		for _, match := range link.FindAllStringSubmatch(codeSpan.ReplaceAllString(prose(t, file), ""), -1) {
			if regexp.MustCompile(`^[a-z]+:`).MatchString(match[1]) {
				continue
			}
			links++
			path, fragment, _ := strings.Cut(match[1], "#")
			to := file
			if path != "" {
				to = filepath.Join(filepath.Dir(file), path)
			}
			if _, err := os.Stat(filepath.Join(root, to)); err != nil {
				t.Errorf("%s links to %s, which does not exist", file, match[1])
				continue
			}
			if fragment != "" && (!strings.HasSuffix(to, ".md") || !slices.Contains(anchors(prose(t, to)), fragment)) {
				t.Errorf("%s links to %s, but %s has no such heading", file, match[1], to)
			}
		}
	}
	if links < 50 {
		t.Errorf("found %d links: this test does not see what it looks for", links)
	}
}

// Each document is linked from the README, or from one that is.
func TestDocumentsAreLinked(t *testing.T) {
	linked, queue := map[string]bool{"README.md": true}, []string{"README.md"}
	for len(queue) > 0 {
		file := queue[0]
		queue = queue[1:]
		for _, match := range link.FindAllStringSubmatch(prose(t, file), -1) {
			path, _, _ := strings.Cut(match[1], "#")
			to := filepath.Join(filepath.Dir(file), path)
			if strings.HasSuffix(path, ".md") && !strings.Contains(path, ":") && !linked[to] {
				linked[to] = true
				queue = append(queue, to)
			}
		}
	}
	for _, file := range markdown(t) {
		if filepath.Dir(file) == "docs" && !linked[file] {
			t.Errorf("nothing links to %s", file)
		}
	}
}

// Whoever wants to use the package sees how in the first screen.
func TestReadmeIsShort(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if len(text) >= 8000 {
		t.Errorf("README.md has %d bytes, want fewer than 8,000", len(text))
	}
	lines := strings.SplitN(string(text), "\n", 31)
	if !slices.Contains(lines[:min(30, len(lines))], "npm install cognitowasm") {
		t.Error("the first 30 lines of README.md do not say npm install cognitowasm")
	}
}

// The documents use the project's words: see CONTRIBUTING.md.
func TestDocumentsUseTheGlossary(t *testing.T) {
	glossary := regexp.MustCompile(`(?m)^\| upstream .*$`) // where CONTRIBUTING names the word
	forbidden := regexp.MustCompile(`(?i)\bthe peer\b|\bpeer's\b|\bB\d{1,2}\b`)
	for _, file := range markdown(t) {
		if file == "CHANGELOG.md" || file == "DECISIONS.md" { // history
			continue
		}
		for _, found := range forbidden.FindAllString(glossary.ReplaceAllString(prose(t, file), ""), -1) {
			t.Errorf("%s says %q", file, found)
		}
	}
}

// So do the comments in Go. The scenarios of e2e and what the generator copies out of
// internal/protocol are not included.
func TestGoUsesTheGlossary(t *testing.T) {
	forbidden := regexp.MustCompile(`(?i)\bthe peer\b|\bpeer's\b|\btells whether\b|\bpassing (failure|fault|reason)|\bfor ever\b|\b(is|are|be) left out\b|\bcan(not)? be had\b`)
	for _, folder := range []string{"core", "jsbridge", "wasm", "internal"} {
		for _, file := range goFiles(t, folder) {
			if strings.HasPrefix(file, "internal/protocol/") || strings.HasPrefix(file, "internal/safejs/") {
				continue
			}
			for _, group := range parse(t, file).Comments {
				for _, found := range forbidden.FindAllString(group.Text(), -1) {
					t.Errorf("%s says %q", file, found)
				}
			}
		}
	}
}
