package main

import (
	"os"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/bench"
)

const root = "../../.."

// The files show the current results.
func TestReportIsThatOfTheResults(t *testing.T) {
	files, err := report(root)
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range files {
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s does not show the results in bench: run go run ./internal/cmd/benchreport", file)
		}
	}
}

// Every row is there, and no other.
func TestResultsAreComplete(t *testing.T) {
	for _, table := range tables {
		results, err := bench.Read(root + "/bench/" + table.file)
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		for _, group := range table.groups {
			for _, definition := range group.Rows {
				rows++
				if _, ok := results.Rows[definition.Name]; !ok {
					t.Errorf("bench/%s has no %s: run make bench", table.file, definition.Name)
				}
			}
		}
		if rows != len(results.Rows) {
			t.Errorf("bench/%s has %d rows, there are %d", table.file, len(results.Rows), rows)
		}
	}
}

func TestPlotShowsEachPair(t *testing.T) {
	upstream, ratio := 4.0, 0.5
	svg := string(plot(bench.Groups[1], map[string]bench.Row{"scriptEvaluation": {
		Ours: 2, Upstream: &upstream, Ratio: &ratio, Spread: &bench.Spread{0.4, 0.6}, Pairs: []float64{0.4, 0.5, 0.6}}}))
	if n := strings.Count(svg, "<circle"); n != 3 {
		t.Errorf("%d points for 3 pairs in %s", n, svg)
	}
}
