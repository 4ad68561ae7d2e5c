//go:build bench

package bench

import (
	"testing"

	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/bench"
)

// measureSignIn takes time, processor time and longest task of a sign-in by SRP,
// with everything loaded and run once before.
func measureSignIn(t *testing.T, m measurements) {
	s := newBenchSite(t)
	contenders := append([]bench.Contender{oursInWorker}, libraries...)
	tabs := s.signedIn(contenders...)
	for _, tb := range tabs {
		if _, err := chromedp.Call(tb.Ctx, performance.Enable, performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks}); err != nil {
			t.Fatal(err)
		}
		tb.Eval("library.signIn($0, $1).then(() => {})", nil, harness.Username, harness.Password)
	}
	alternate(15, contenders, func(_ int, of bench.Contender) {
		tb := tabs[of]
		var elapsed, longest float64
		before := taskTime(tb)
		tb.Eval("time(() => library.signIn($0, $1))", &elapsed, harness.Username, harness.Password)
		m.addBeside("srpCPU", of, taskTime(tb)-before)
		m.addBeside("signIn", of, elapsed)
		// In another sign-in: watching takes time of its own.
		tb.Eval("longestTask(() => library.signIn($0, $1))", &longest, harness.Username, harness.Password)
		m.addBeside("signInLongestTask", of, longest)
	})
	for _, tb := range tabs {
		slowDown(tb, bench.Conditions{CPU: bench.SlowMachine})
	}
	alternate(15, contenders, func(_ int, of bench.Contender) {
		var longest float64
		tabs[of].Eval("longestTask(() => library.signIn($0, $1))", &longest, harness.Username, harness.Password)
		m.addBeside("signInLongestTaskSlowMachine", of, longest)
	})
}

// taskTime is how long the page's main thread has been on a processor, in
// milliseconds.
func taskTime(tb *harness.Tab) float64 {
	tb.T.Helper()
	result, err := chromedp.Call(tb.Ctx, performance.GetMetrics, chromedp.Void{})
	if err != nil {
		tb.T.Fatal(err)
	}
	for _, metric := range result.Metrics {
		if metric.Name == "TaskDuration" {
			return metric.Value * 1000
		}
	}
	tb.T.Fatal("the browser has no metric TaskDuration")
	return 0
}
