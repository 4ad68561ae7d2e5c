package world

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/extensions"
	"github.com/chromedp/cdproto/serviceworker"
	"github.com/chromedp/chromedp"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// background is a service worker, of a site or of an extension.
type background struct {
	// script returns its text, for a place with the library's files in dist, and with
	// life.js and serviceworker.js beside it.
	script func(t *testing.T, dist string) string
	module bool
}

const workerScripts = "importScripts('life.js', 'serviceworker.js');"

// backgrounds are the forms in which a service worker has the library.
func backgrounds(library string) map[string]background {
	bundle := func(configure string) func(*testing.T, string) string {
		return func(t *testing.T, dist string) string {
			folder := bundleFor(t, library, `
			import * as AmazonCognitoIdentity from 'amazon-cognito-identity-js';
			globalThis.AmazonCognitoIdentity = AmazonCognitoIdentity;
			`+configure, "--minify-syntax")
			text, err := os.ReadFile(filepath.Join(folder, "application.js"))
			if err != nil {
				t.Fatal(err)
			}
			return string(text) + workerScripts
		}
	}
	if library == "upstream" {
		return map[string]background{
			"script": {script: func(_ *testing.T, dist string) string {
				return "importScripts('" + dist + minified + "');" + workerScripts
			}},
			"bundled": {script: bundle("")},
		}
	}
	const compiled = "WebAssembly.compileStreaming(fetch('/dist/cognitowasm.wasm'))"
	return map[string]background{
		"script": {script: func(_ *testing.T, dist string) string {
			return "importScripts('" + dist + "cognitowasm.inline.js');" + workerScripts
		}},
		"module": {module: true, script: func(_ *testing.T, dist string) string {
			return `import * as AmazonCognitoIdentity from '` + dist + `cognitowasm.inline.mjs';
			import './life.js';
			import './serviceworker.js';
			globalThis.AmazonCognitoIdentity = AmazonCognitoIdentity;`
		}},
		"bundled inline": {script: func(t *testing.T, _ string) string {
			folder := bundleFor(t, library, `
			import * as AmazonCognitoIdentity from 'amazon-cognito-identity-js/inline';
			globalThis.AmazonCognitoIdentity = AmazonCognitoIdentity;`)
			text, err := os.ReadFile(filepath.Join(folder, "application.js"))
			if err != nil {
				t.Fatal(err)
			}
			return string(text) + workerScripts
		}},
		"bundled with a promise of the Wasm module":     {script: bundle("AmazonCognitoIdentity.configure({ wasmModule: " + compiled + " });")},
		"bundled with the Wasm module when it is there": {script: bundle("globalThis.ready = " + compiled + ".then((wasmModule) => AmazonCognitoIdentity.configure({ wasmModule }));")},
	}
}

// worldServiceWorkers has the library in a service worker of a site, after its
// installation and after it was stopped, and in the background of an extension.
func worldServiceWorkers(t *testing.T, library string) {
	for name, b := range backgrounds(library) {
		t.Run("site/"+name, func(t *testing.T) {
			t.Parallel()
			worldServiceWorker(t, library, b)
		})
	}
	t.Run("extension", func(t *testing.T) {
		t.Parallel()
		worldExtensions(t, library)
	})
}

func worldServiceWorker(t *testing.T, library string, b background) {
	s := newWorld(t)
	s.Script("/world/background.js", b.script(t, distOf(library)))
	s.Page("/world/index.html", "<!doctype html><title>world</title>")
	tb := harness.NewTab(t, s)
	tb.Open("/world/index.html")
	kind := "classic"
	if b.module {
		kind = "module"
	}
	var state string
	tb.Eval(`(async () => {
		try {
			const { active } = await navigator.serviceWorker.register('/world/background.js', { type: $0 }).then(() => navigator.serviceWorker.ready);
			if (active.state !== 'activated') await new Promise((resolve) => (active.onstatechange = () => active.state === 'activated' && resolve()));
			return active.state;
		} catch (error) {
			return error.message;
		}
	})()`, &state, kind)
	if state != "activated" {
		t.Fatalf("installing: %s", state)
	}
	const ask = `new Promise(async (resolve) => {
		const { port1, port2 } = new MessageChannel();
		port1.onmessage = ({ data }) => resolve(data);
		(await navigator.serviceWorker.ready).active.postMessage({ what: 'life', options: $0 }, [port2]);
	})`
	wantLife(t, tb, ask)
	// Stopped and started again, it runs its script from the browser's store.
	if _, err := chromedp.Call(tb.Ctx, serviceworker.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(tb.Ctx, serviceworker.StopAllWorkers, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	wantLife(t, tb, ask)
}

// worldExtensions starts a browser with an extension for each form of the library in
// its background, and one that has the library in a page.
func worldExtensions(t *testing.T, library string) {
	ctx := extensionBrowser(t)
	dist := filepath.Join(harness.Root, "node_modules", harness.UpstreamName, "dist")
	if library == "ours" {
		dist = filepath.Join(harness.Root, "dist")
	}
	forms := backgrounds(library)
	for _, name := range slices.Sorted(maps.Keys(forms)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tb := openExtension(t, ctx, dist, forms[name])
			ask := func(what string) (got []string) {
				t.Helper()
				tb.Eval(`life.within('asking the background', (resolve, reject) => chrome.runtime.sendMessage({ what: $1, options: $0 }).then(resolve, reject))
					.catch((error) => [error.message])`, &got, ada(tb.Site), what)
				return got
			}
			if name == "script" {
				// The page of the extension has the classic script, under the extension's policy.
				wantLife(t, tb, "life(AmazonCognitoIdentity, $0)")
			}
			if got := ask("life"); !slices.Equal(got, wholeLife) {
				t.Fatalf("got %q", got)
			}
			if got := ask("resume"); !slices.Equal(got, []string{"signed in", harness.Username}) {
				t.Fatalf("signing in: %q", got)
			}
			if got := ask("resume"); !slices.Equal(got, []string{"refreshed", harness.Username}) {
				t.Errorf("with the stored session: %q", got)
			}
		})
	}
}

// extensionBrowser starts a browser that takes extensions from folders.
func extensionBrowser(t *testing.T) context.Context {
	t.Helper()
	path, err := harness.WholeChromium()
	if err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.Flag("headless", "new"),
		chromedp.Flag("disable-extensions", false),
		chromedp.Flag("enable-unsafe-extension-debugging", true),
	)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// openExtension loads an extension with that background, and opens its page.
func openExtension(t *testing.T, ctx context.Context, dist string, b background) *harness.Tab {
	t.Helper()
	folder := t.TempDir()
	files, err := filepath.Glob(filepath.Join(dist, "*.*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
			copyFile(t, file, filepath.Join(folder, "dist", filepath.Base(file)))
		}
	}
	copyFile(t, "life.js", filepath.Join(folder, "life.js"))
	copyFile(t, "serviceworker.js", filepath.Join(folder, "serviceworker.js"))
	worker := map[string]any{"service_worker": "background.js"}
	if b.module {
		worker["type"] = "module"
	}
	manifest, err := json.Marshal(map[string]any{
		"manifest_version": 3, "name": "world", "version": "1", "background": worker,
		"permissions": []string{"storage"}, "host_permissions": []string{"http://127.0.0.1/*"},
		"content_security_policy": map[string]string{"extension_pages": "script-src 'self' 'wasm-unsafe-eval'; object-src 'self'"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"manifest.json": string(manifest),
		"background.js": b.script(t, "/dist/"),
		"page.html":     `<!doctype html><title>page</title><script src="life.js"></script><script src="dist/` + minified + `"></script>`,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	loaded, err := chromedp.CallBrowser(ctx, extensions.LoadUnpacked, extensions.LoadUnpackedParams{Path: folder})
	if err != nil {
		t.Fatal(err)
	}
	tb := harness.OpenTab(t, newWorld(t), ctx)
	tb.Run(chromedp.Navigate("chrome-extension://" + loaded.ID + "/page.html"))
	return tb
}
