//go:build bench

package bench

import (
	"encoding/json"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/bench"
)

// measureModule starts our Wasm module, an empty one and the one with the AWS SDK,
// each in a profile that has seen none.
func measureModule(t *testing.T, m measurements) {
	s := newBenchSite(t)
	for of, options := range map[bench.Contender]map[string]string{
		bench.Ours:       {"wasmURL": lazy[1]},
		bench.SDKProgram: harness.SDKModule(t),
	} {
		text, err := json.Marshal(options)
		if err != nil {
			t.Fatal(err)
		}
		s.Page("/"+string(of)+"-program.html", `<!doctype html><title>program</title><script type="module">
			import { load } from '/dist/core.mjs';
			window.start = () => load(`+string(text)+`);
		</script>`)
	}
	s.Page("/emptyProgram-program.html", `<!doctype html><title>program</title><script src="/wasm_exec.js"></script><script>
		async function start() {
			const go = new Go();
			const module = await WebAssembly.compileStreaming(fetch('/empty.wasm'));
			void go.run(await WebAssembly.instantiate(module, go.importObject)); // returns when main waits
		}
	</script>`)
	alternate(15, []bench.Contender{bench.Ours, bench.EmptyProgram, bench.SDKProgram}, func(_ int, of bench.Contender) {
		tb := harness.NewWholeTab(t, s.Site)
		defer tb.Close()
		tb.BeforePages(keepModules)
		tb.Open("/" + string(of) + "-program.html")
		var times struct{ Ready, Fetch, CompileStreaming, Instantiate float64 }
		tb.Eval(`(async () => {
			const begin = performance.now();
			await start();
			const ready = performance.now() - begin;
			const fetched = performance.getEntriesByType('resource').find(({ name }) => name.endsWith('.wasm'));
			return { ready, fetch: fetched.duration, ...steps };
		})()`, &times)
		if of != bench.EmptyProgram {
			m.add("sdkProgramReady", of, times.Ready)
		}
		if of == bench.SDKProgram {
			return
		}
		m.add("programFetch", of, times.Fetch)
		m.add("programCompile", of, times.CompileStreaming)
		m.add("programInstantiate", of, times.Instantiate)
		m.add("programReady", of, times.Ready)
		m.add("programMemoryAtReady", of, moduleMemory(tb))
	})
}
