package auth

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// difference is an entry of differences.json, from which the table in docs/auth.md is made too.
type difference struct {
	Difference, Why, Test string
	// Everywhere is what differs in any step, Steps what does in one.
	Everywhere []string
	Steps      []struct {
		Step   string
		Differ []string
	}
}

func readDifferences(t *testing.T) []difference {
	t.Helper()
	text, err := os.ReadFile("differences.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Differences []difference }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	return file.Differences
}

// listedDifferences returns what may differ, by step, and in all of them.
func listedDifferences(t *testing.T) (steps map[string][]string, everywhere map[string]int) {
	t.Helper()
	steps, everywhere = map[string][]string{}, map[string]int{}
	for _, d := range readDifferences(t) {
		for _, part := range d.Everywhere {
			everywhere[part] = 0
		}
		for _, s := range d.Steps {
			steps[s.Step] = append(steps[s.Step], s.Differ...)
		}
	}
	return steps, everywhere
}

// docs/auth-differences.md is made from differences.json, and each of its rows names tests that
// exist here.
func TestDocsAuthDifferences(t *testing.T) {
	t.Parallel()
	if made := harness.Command(t, harness.Root, "go", "run", "./internal/cmd/gendifferences", "auth"); made != harness.Document(t, "docs/auth-differences.md") {
		t.Error("docs/auth-differences.md is stale: run make gen")
	}
	var sources strings.Builder
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sources.Write(text)
	}
	form := regexp.MustCompile("^`e2e/auth`: (Test\\w+(?:, Test\\w+)*)$")
	for _, d := range readDifferences(t) {
		match := form.FindStringSubmatch(d.Test)
		if match == nil || d.Why == "" {
			t.Errorf("%q names no test, or has no reason", d.Difference)
			continue
		}
		for _, name := range strings.Split(match[1], ", ") {
			if !strings.Contains(sources.String(), "\nfunc "+name+"(t ") {
				t.Errorf("there is no %s", name)
			}
		}
	}
}
