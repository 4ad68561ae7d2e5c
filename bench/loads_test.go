//go:build bench

package bench

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/bench"
)

// oursPreloading is ours on a page that calls preload.
const oursPreloading bench.Contender = "oursPreloading"

// measureLoads takes the time from the begin of navigation to a session, under all
// circumstances.
func measureLoads(t *testing.T, m measurements) {
	s := newBenchSite(t)
	for _, c := range bench.Circumstances {
		// Slow rounds take long: the third library sits out, and there are few over
		// the slow network, where all come out alike.
		rounds, contenders := 7, libraries
		if c.Slow || c.CPU > 1 {
			contenders = []bench.Contender{bench.Ours, bench.Upstream}
		}
		if c.Slow {
			rounds = 3
		}
		refreshing := contenders
		if !c.Slow && c.CPU == 1 {
			refreshing = append([]bench.Contender{oursInWorker}, contenders...)
		}
		s.load(c, "-session.html", rounds, refreshing, func(of bench.Contender, elapsed float64) {
			m.addBeside(c.Refreshed(), of, elapsed)
		})
		withPreload := append([]bench.Contender{oursPreloading}, contenders...)
		s.load(c, "-form.html", rounds, withPreload, func(of bench.Contender, elapsed float64) {
			m.addBoth(c.SignedIn(), c.Preloading(), oursPreloading, of, elapsed)
		})
	}
}

// load opens a page of each contender and says when it had what it wanted, in
// milliseconds. With nothing cached, each time in a new profile; otherwise in one
// that has opened the page twice, after which the browser keeps compiled code too.
func (s *benchSite) load(c bench.Conditions, page string, rounds int, contenders []bench.Contender, finished func(of bench.Contender, elapsed float64)) {
	s.T.Helper()
	visit := func(tb *harness.Tab, of bench.Contender) (elapsed float64) {
		tb.Open("/" + string(of) + page)
		tb.Eval("finished", &elapsed)
		return elapsed
	}
	tabs := map[bench.Contender]*harness.Tab{}
	alternate(rounds, contenders, func(_ int, of bench.Contender) {
		tb := tabs[of]
		if tb == nil {
			tb = harness.NewWholeTab(s.T, s.Site)
			if c.Cached {
				tabs[of] = tb
				visit(tb, of)
				visit(tb, of)
			}
			slowDown(tb, c)
		}
		finished(of, s.cached(c.Cached, of, func() float64 { return visit(tb, of) }))
		if !c.Cached {
			tb.Close()
		}
	})
	for _, tb := range tabs {
		tb.Close()
	}
}

// slowDown makes the tab's machine and network as slow as the conditions say.
func slowDown(tb *harness.Tab, c bench.Conditions) {
	tb.T.Helper()
	if _, err := chromedp.Call(tb.Ctx, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: c.CPU}); err != nil {
		tb.T.Fatal(err)
	}
	if !c.Slow {
		return
	}
	const bytesPerSecond = 1.6e6 / 8
	if _, err := chromedp.Call(tb.Ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Latency: 150, DownloadThroughput: bytesPerSecond, UploadThroughput: bytesPerSecond}},
	}); err != nil {
		tb.T.Fatal(err)
	}
}
