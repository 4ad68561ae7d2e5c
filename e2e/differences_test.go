package e2e

import (
	"encoding/json"
	"os"
	"testing"
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
	// PeerSends is a member of a request that ours leaves out.
	PeerSends string
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

// listedDifferences gives the differences by the step in which they show.
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
