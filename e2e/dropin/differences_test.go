package dropin

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// difference is an entry of differences.json, from which docs/differences.md is
// made too.
type difference struct {
	Difference, Why, Test string
	Steps                 []listedStep
}

// listedStep is a step in which a difference shows.
type listedStep struct {
	// Scenario is "scenario: step".
	Step string
	// Differ is what is not the same: callbacks, requests, storage, or "state: "
	// and a field of the user object.
	Differ []string
	// UpstreamSends is a member of a request that ours leaves out.
	UpstreamSends string
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

// listedDifferences returns the differences by the step in which they show.
func listedDifferences(t *testing.T) map[string][]listedStep {
	t.Helper()
	steps := map[string][]listedStep{}
	for _, d := range readDifferences(t) {
		for _, s := range d.Steps {
			steps[s.Step] = append(steps[s.Step], s)
		}
	}
	return steps
}

// The tables of differences are those of differences.json, and each row names a
// test that exists.
func TestDocsDifferences(t *testing.T) {
	t.Parallel()
	if made := harness.Command(t, harness.Root, "go", "run", "./internal/cmd/gendifferences"); made != harness.Document(t, "docs/differences.md") {
		t.Error("docs/differences.md is stale: run make gen")
	}
	differences := readDifferences(t)
	if len(differences) < 20 {
		t.Fatalf("found %d differences", len(differences))
	}
	for _, d := range differences {
		for _, cell := range strings.Split(d.Test, "; ") {
			match := regexp.MustCompile("^`([a-z0-9/-]+)`: (.+)$").FindStringSubmatch(cell)
			if match == nil {
				t.Errorf("%q names no test", cell)
				continue
			}
			files, names := filepath.Join(harness.Root, match[1], "*_test.go"), strings.Split(match[2], ", ")
			form := "func %s(t "
			// In e2e/world are tests of both languages.
			if (strings.HasPrefix(match[1], "e2e/world") || strings.HasPrefix(match[1], "jsbridge/js/")) && !strings.HasPrefix(match[2], "Test") {
				files, names = filepath.Join(harness.Root, match[1]+".test.*js"), []string{strings.TrimSuffix(match[2], "…")}
				form = "test('%s"
			}
			paths, err := filepath.Glob(files)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range names {
				if !slices.ContainsFunc(paths, func(path string) bool {
					source, err := os.ReadFile(path)
					return err == nil && strings.Contains(string(source), fmt.Sprintf(form, strings.TrimSpace(name)))
				}) {
					t.Errorf("%s has no test %q", match[1], name)
				}
			}
		}
	}
}
