//go:build bench

package bench

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/bench"
)

// measureBursts lets many callers at once ask for a session that has ended.
func measureBursts(t *testing.T, m measurements) {
	s := newBenchSite(t)
	tabs := s.signedIn(libraries...)
	for _, tb := range tabs {
		tb.Eval("library.refresh().then(() => {})", nil) // the core is ready
	}
	rounds := map[int]int{10: 15, 100: 5, 1000: 5}
	for _, callers := range bench.Bursts {
		alternate(rounds[callers], libraries, func(_ int, of bench.Contender) {
			var elapsed float64
			tabs[of].Eval("setEnded($0, true)", nil, harness.Username)
			s.Cognito.ResetRequests()
			tabs[of].Eval("time(() => burst(library, $0))", &elapsed, callers)
			m.add(bench.RequestsOf(callers), of, float64(len(s.RequestsTo("InitiateAuth"))))
			m.add(bench.TimeOf(callers), of, elapsed)
		})
	}
}
