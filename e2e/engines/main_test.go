package engines

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

func TestMain(m *testing.M) { harness.Main(m) }

// each runs a test in each engine.
func each(t *testing.T, engines []*Engine, test func(t *testing.T, e *Engine)) {
	t.Parallel()
	for _, e := range engines {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			e.Require(t)
			test(t, e)
		})
	}
}
