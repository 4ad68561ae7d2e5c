package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	anchors = regexp.MustCompile(`\{#([\w-]+)\}$|<div id="([\w-]+)">`)
	links   = regexp.MustCompile(`\]\(([^)\s]*)\)`)
	fences  = regexp.MustCompile("(?ms)^```.*?^```$")
)

// TestPages writes the pages of this module's packages. Each link between them leads to a symbol,
// and what is exported is there with its comment and its examples.
func TestPages(t *testing.T) {
	t.Chdir("../../..")
	folder := t.TempDir()
	if err := writeAll(folder); err != nil {
		t.Fatal(err)
	}
	names, err := publicPackages("core")
	if err != nil || len(names) < 5 {
		t.Fatal(names, err)
	}
	texts, known := map[string]string{}, map[string]map[string]bool{}
	for _, name := range names {
		file := filepath.Join(folder, filepath.FromSlash(name), "index.md")
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[file], known[file] = fences.ReplaceAllString(string(text), ""), map[string]bool{}
		for line := range strings.Lines(texts[file]) {
			for _, match := range anchors.FindAllStringSubmatch(strings.TrimSpace(line), -1) {
				known[file][match[1]+match[2]] = true
			}
		}
		if name == "core" {
			for _, want := range []string{
				"### type Pool {#Pool}", "#### func (\\*Pool) CurrentUser {#Pool-CurrentUser}",
				"func (p *Pool) CurrentUser(ctx context.Context) (*User, error)", "CurrentUser returns the user who signed in last",
				"::: details Example (commandLine)",
			} {
				if !strings.Contains(string(text), want) {
					t.Errorf("core has no %q", want)
				}
			}
		}
	}
	between := 0
	for file, text := range texts {
		for _, match := range links.FindAllStringSubmatch(text, -1) {
			if strings.HasPrefix(match[1], "https://") {
				continue
			}
			path, anchor, _ := strings.Cut(match[1], "#")
			to := file
			if path != "" {
				to = filepath.Join(filepath.Dir(file), filepath.FromSlash(path))
				between++
			}
			if known[to] == nil || anchor != "" && !known[to][anchor] || match[1] == "" {
				t.Errorf("%s links to %q", file, match[1])
			}
		}
	}
	if between == 0 {
		t.Error("no page links to another: this test does not see what it looks for")
	}
}
