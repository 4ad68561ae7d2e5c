package world

import (
	"net/url"
	"slices"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// missing are names that browsers of 2017 to 2023 are without, by what they belong to.
var missing = [][]string{
	{"DecompressionStream", "CompressionStream"}, // Safari before 16.4, Firefox before 113
	{"Blob.prototype.stream"},                    // Safari before 14.1
	{"TextEncoder", "TextDecoder"},
	{"Crypto.prototype.subtle"},                                          // pages without HTTPS
	{"BroadcastChannel"},                                                 // Safari before 15.4
	{"Navigator.prototype.locks"},                                        // Safari before 15.4
	{"WeakRef", "FinalizationRegistry"},                                  // Safari before 14.1
	{"AbortSignal.prototype.reason"},                                     // Safari before 15.4
	{"AbortSignal.prototype.throwIfAborted"},                             // Safari before 15.4
	{"AbortSignal.timeout", "AbortSignal.any"},                           // Safari before 16 and 17.4
	{"WebAssembly.compileStreaming", "WebAssembly.instantiateStreaming"}, // Safari before 15
	{"queueMicrotask"},                                                   // Safari before 12.1
	{"structuredClone"},                                                  // Safari before 15.4
	{"MessageChannel"},
	{"Object.hasOwn", "Array.prototype.at", "String.prototype.replaceAll", "Promise.any"}, // Safari before 15.4
}

// worldOldBrowsers lives a life in pages from which something is missing, one thing at a
// time and all at once.
func worldOldBrowsers(t *testing.T, library string) {
	const keep = "window.AmazonCognitoIdentity = AmazonCognitoIdentity;"
	const named = "import * as AmazonCognitoIdentity from '" + harness.UpstreamName + "';" + keep
	forms := map[string]string{
		"classic": `<script src="` + distOf(library) + minified + `"></script>`,
		"bundled": `<script src="/assets/application.js"></script>`,
	}
	if library == "ours" {
		forms["module"] = `<script type="module">import * as AmazonCognitoIdentity from '/dist/index.mjs';` + keep + `</script>`
	}
	for form, head := range forms {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			s := newWorld(t)
			if form == "bundled" {
				serveFolder(s, "/assets/", bundleFor(t, library, named))
			}
			servePage(s, "/old.html", `<script src="/world/removed.js"></script>`+head)
			tb := harness.NewTab(t, s)
			cases := append(slices.Clone(missing), slices.Concat(missing...))
			if library == "upstream" {
				cases = cases[len(missing):] // it needs none of them: all at once shows that
			}
			for _, names := range cases {
				name := names[0]
				if len(names) > 4 {
					name = "all"
				}
				t.Run(name, func(t *testing.T) {
					tb.In(t)
					tb.Open("/old.html?" + url.Values{"without": names}.Encode())
					wantLife(t, tb, "life(AmazonCognitoIdentity, $0)")
					tb.Eval("localStorage.clear()", nil)
				})
			}
			tb.In(t)
		})
	}
}
