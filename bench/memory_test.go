//go:build bench

package bench

import (
	"testing"

	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/bench"
)

// measureMemory looks for leaks: what a refresh leaves behind shows after a
// thousand of them, and whether there is an end to it after two thousand.
func measureMemory(t *testing.T, m measurements) {
	s := newBenchSite(t)
	alternate(1, libraries, func(_ int, of bench.Contender) {
		tb := harness.NewWholeTab(t, s.Site)
		defer tb.Close()
		tb.BeforePages(keepModules)
		tb.Open("/" + string(of) + ".html")
		// One user object, as an application has it.
		const refresh = `(async (times) => {
			window.user ??= library.user && library.user();
			for (let i = 0; i < times; i++) await library.refresh(window.user);
		})($0)`
		tb.Eval(refresh, nil, 1)
		m.add("jsHeapAtReady", of, heap(tb))
		for _, refreshes := range bench.Refreshes {
			for range 10 {
				tb.Eval(refresh, nil, 100)
			}
			s.Cognito.ResetRequests()
			m.add(bench.HeapAfter(refreshes), of, heap(tb))
			if of == bench.Ours {
				m.add(bench.GoMemoryAfter(refreshes), of, moduleMemory(tb))
			}
		}
	})
}

// keepModules keeps the WebAssembly Wasm modules that a page starts, and the times of
// their steps.
const keepModules = `{
	window.modules = [];
	window.steps = {};
	for (const step of ['compileStreaming', 'instantiate']) {
		const real = WebAssembly[step];
		WebAssembly[step] = async (...args) => {
			const start = performance.now();
			const result = await real(...args);
			steps[step] = performance.now() - start;
			if (result instanceof WebAssembly.Instance) modules.push(result);
			return result;
		};
	}
}`

// moduleMemory is the size of the memory of the Wasm module that runs in the page.
func moduleMemory(tb *harness.Tab) float64 {
	tb.T.Helper()
	var size float64
	tb.Eval("modules.at(-1).exports.mem.buffer.byteLength", &size)
	return size
}

// heap is how much of the page's JavaScript heap is in use after a collection.
func heap(tb *harness.Tab) float64 {
	tb.T.Helper()
	if _, err := chromedp.Call(tb.Ctx, heapprofiler.CollectGarbage, chromedp.Void{}); err != nil {
		tb.T.Fatal(err)
	}
	usage, err := chromedp.Call(tb.Ctx, runtime.GetHeapUsage, chromedp.Void{})
	if err != nil {
		tb.T.Fatal(err)
	}
	return usage.UsedSize
}
