//go:build bench

package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/internal/bench"
)

// measureMemory looks for leaks: what a refresh leaves behind shows after a
// thousand of them, and whether there is an end to it after two thousand.
func measureMemory(t *testing.T, m measurements) {
	s := newBenchSite(t)
	alternate(1, libraries, func(_ int, of bench.Contender) {
		tb := newTab(t, s.site)
		defer tb.close()
		tb.beforePages(keepPrograms)
		tb.open("/" + string(of) + ".html")
		// One user object, as an application has it.
		const refresh = `(async (times) => {
			window.user ??= library.user && library.user();
			for (let i = 0; i < times; i++) await library.refresh(window.user);
		})($0)`
		tb.eval(refresh, nil, 1)
		m.add("jsHeapAtReady", of, tb.heap())
		for _, refreshes := range bench.Refreshes {
			for range 10 {
				tb.eval(refresh, nil, 100)
			}
			s.cognito.ResetRequests()
			m.add(bench.HeapAfter(refreshes), of, tb.heap())
			if of == bench.Ours {
				m.add(bench.GoMemoryAfter(refreshes), of, tb.programMemory())
			}
		}
	})
}

// keepPrograms keeps the WebAssembly programs that a page starts, and the times of
// their steps.
const keepPrograms = `{
	window.programs = [];
	window.steps = {};
	for (const step of ['compileStreaming', 'instantiate']) {
		const real = WebAssembly[step];
		WebAssembly[step] = async (...args) => {
			const start = performance.now();
			const result = await real(...args);
			steps[step] = performance.now() - start;
			if (result instanceof WebAssembly.Instance) programs.push(result);
			return result;
		};
	}
}`

// programMemory is the size of the memory of the program that runs in the page.
func (tb *tab) programMemory() float64 {
	tb.t.Helper()
	var size float64
	tb.eval("programs.at(-1).exports.mem.buffer.byteLength", &size)
	return size
}

// heap is how much of the page's JavaScript heap is in use after a collection.
func (tb *tab) heap() float64 {
	tb.t.Helper()
	if _, err := chromedp.Call(tb.ctx, heapprofiler.CollectGarbage, chromedp.Void{}); err != nil {
		tb.t.Fatal(err)
	}
	usage, err := chromedp.Call(tb.ctx, runtime.GetHeapUsage, chromedp.Void{})
	if err != nil {
		tb.t.Fatal(err)
	}
	return usage.UsedSize
}
