//go:build bench

package e2e

import (
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/bench"
)

// measureProgram starts our program and an empty one, each in a profile that has
// seen neither.
func measureProgram(t *testing.T, m measurements) {
	s := newBenchSite(t)
	s.page("/ours-program.html", `<!doctype html><title>program</title><script type="module">
		import { load } from '/dist/core.mjs';
		window.start = () => load({ wasmURL: '/dist/cognitowasm.wasm' });
	</script>`)
	s.page("/emptyProgram-program.html", `<!doctype html><title>program</title><script src="/wasm_exec.js"></script><script>
		async function start() {
			const go = new Go();
			const module = await WebAssembly.compileStreaming(fetch('/empty.wasm'));
			void go.run(await WebAssembly.instantiate(module, go.importObject)); // returns when main waits
		}
	</script>`)
	alternate(15, []bench.Contender{bench.Ours, bench.EmptyProgram}, func(_ int, of bench.Contender) {
		tb := newTab(t, s.site)
		defer tb.close()
		tb.beforePages(keepPrograms)
		tb.open("/" + string(of) + "-program.html")
		var times struct{ Ready, Fetch, CompileStreaming, Instantiate float64 }
		tb.eval(`(async () => {
			const begin = performance.now();
			await start();
			const ready = performance.now() - begin;
			const fetched = performance.getEntriesByType('resource').find(({ name }) => name.endsWith('.wasm'));
			return { ready, fetch: fetched.duration, ...steps };
		})()`, &times)
		m.add("programFetch", of, times.Fetch)
		m.add("programCompile", of, times.CompileStreaming)
		m.add("programInstantiate", of, times.Instantiate)
		m.add("programReady", of, times.Ready)
		m.add("programMemoryAtReady", of, tb.programMemory())
	})
}
