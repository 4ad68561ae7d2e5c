//go:build scale

package scale

import (
	"os"
	"testing"
)

// TestDocs simulates the days of 100,000 people, and writes docs/scale.md and docs/scale.svg.
// It checks no limits, as TestScale does. make scale runs it.
func TestDocs(t *testing.T) {
	rows := Rows(100_000, 1)
	run(t, rows)
	for name, content := range map[string]string{"scale.md": Report(rows), "scale.svg": Plot(rows)} {
		if err := os.WriteFile("../../docs/"+name, []byte(content), 0o644); err != nil {
			t.Error(err)
		}
	}
}
