//go:build bench

package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/internal/bench"
)

// measureSignIn takes time, processor time and longest task of a sign-in by SRP,
// with everything loaded and run once before.
func measureSignIn(t *testing.T, m measurements) {
	s := newBenchSite(t)
	contenders := append([]bench.Contender{oursInWorker}, libraries...)
	tabs := s.signedIn(contenders...)
	for _, tb := range tabs {
		if _, err := chromedp.Call(tb.ctx, performance.Enable, performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks}); err != nil {
			t.Fatal(err)
		}
		tb.eval("library.signIn($0, $1).then(() => {})", nil, username, password)
	}
	alternate(15, contenders, func(_ int, of bench.Contender) {
		tb := tabs[of]
		var elapsed, longest float64
		before := tb.taskTime()
		tb.eval("time(() => library.signIn($0, $1))", &elapsed, username, password)
		m.addBeside("srpCPU", of, tb.taskTime()-before)
		m.addBeside("signIn", of, elapsed)
		// In another sign-in: watching takes time of its own.
		tb.eval("longestTask(() => library.signIn($0, $1))", &longest, username, password)
		m.addBeside("signInLongestTask", of, longest)
	})
	for _, tb := range tabs {
		tb.slowDown(bench.Conditions{CPU: bench.SlowMachine})
	}
	alternate(15, contenders, func(_ int, of bench.Contender) {
		var longest float64
		tabs[of].eval("longestTask(() => library.signIn($0, $1))", &longest, username, password)
		m.addBeside("signInLongestTaskSlowMachine", of, longest)
	})
}

// taskTime is how long the page's main thread has been on a processor, in
// milliseconds.
func (tb *tab) taskTime() float64 {
	tb.t.Helper()
	result, err := chromedp.Call(tb.ctx, performance.GetMetrics, chromedp.Void{})
	if err != nil {
		tb.t.Fatal(err)
	}
	for _, metric := range result.Metrics {
		if metric.Name == "TaskDuration" {
			return metric.Value * 1000
		}
	}
	tb.t.Fatal("the browser has no metric TaskDuration")
	return 0
}
