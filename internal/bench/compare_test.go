package bench

import (
	"slices"
	"testing"
)

// Ratios are those of pairs, so a machine that becomes slower in the middle of a run does not
// affect them.
func TestRatiosAreOfPairs(t *testing.T) {
	row := Figures{Ours: {1, 2, 10, 20, 30}, Upstream: {2, 4, 20, 40, 60}}.Row()
	if row.Ours != 10 || *row.Upstream != 20 || *row.Ratio != 0.5 || *row.Spread != (Spread{0.5, 0.5}) || len(row.Pairs) != 5 {
		t.Errorf("%+v", row)
	}
}

func TestQuartiles(t *testing.T) {
	row := Figures{Ours: {4, 1, 3, 2}, Upstream: {1, 1, 1, 1}, Passwordless: {2, 2, 2, 2}}.Row()
	if *row.Ratio != 2.5 || *row.Spread != (Spread{1.75, 3.25}) || !slices.Equal(row.Passwordless.Pairs, []float64{2, 0.5, 1.5, 1}) {
		t.Errorf("%+v, %+v", row, row.Passwordless)
	}
}

// There is no ratio to zero or to a missing value.
func TestNoRatio(t *testing.T) {
	for _, figures := range []Figures{{Ours: {1}}, {Ours: {1}, Upstream: {0}}} {
		if row := figures.Row(); row.Ratio != nil || row.Spread != nil {
			t.Errorf("%+v", row)
		}
	}
}

func TestNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, group := range Groups {
		for _, row := range group.Rows {
			if seen[row.Name] {
				t.Errorf("%s is there twice", row.Name)
			}
			seen[row.Name] = true
		}
	}
}
