//go:build bench

package bench

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/bench"
)

// measureReading takes the times of what a page does that has a valid session.
func measureReading(t *testing.T, m measurements) {
	s := newBenchSite(t)
	tabs := s.signedIn(libraries...)
	alternate(21, libraries, func(round int, of bench.Contender) {
		var first [2]float64
		tabs[of].Eval("firstSession($0, $1)", &first, scripts[of], round)
		m.add("scriptEvaluation", of, first[0])
		m.add("evaluationAndFirstGetSession", of, first[1])
	})
	for _, row := range []struct{ name, call string }{
		{"repeatedGetSession", "library.user ? (user = library.user(), () => library.stored(user)) : library.stored"},
		{"repeatedGetCurrentUserGetSession", "() => library.stored()"},
		{"getCurrentUser", "library.user"},
	} {
		contenders := libraries
		if row.name == "getCurrentUser" {
			contenders = []bench.Contender{bench.Ours, bench.Upstream}
		}
		alternate(21, contenders, func(_ int, of bench.Contender) {
			var microseconds float64
			tabs[of].Eval("repeated("+row.call+")", &microseconds)
			m.add(row.name, of, microseconds)
		})
	}
}
