package auth

import (
	"encoding/json"
	"os"
	"testing"
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
