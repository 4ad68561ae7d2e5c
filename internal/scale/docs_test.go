//go:build scale

package scale

import (
	"os"
	"testing"
)

// TestDocs lets 100,000 people have their days and writes docs/scale.md and
// docs/scale.svg. It has no limits to break; TestScale has. make scale runs it.
func TestDocs(t *testing.T) {
	rows := Rows(100_000, 1)
	run(t, rows)
	for name, content := range map[string]string{"scale.md": Report(rows), "scale.svg": Plot(rows)} {
		if err := os.WriteFile("../../docs/"+name, []byte(content), 0o644); err != nil {
			t.Error(err)
		}
	}
}
