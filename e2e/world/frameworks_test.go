package world

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// frameworks are the recipes of docs/state.md, each in a small application that shows who is
// signed in, as an application of that framework is built and mounted. mount returns a function
// that ends it.
var frameworks = map[string]struct {
	recipe, file, application string
	// component is compiled by Svelte.
	component string
}{
	"react": {recipe: "jsx", file: "recipe.jsx", application: `
import { StrictMode, createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { useAuth } from './recipe.jsx';
function Who({ pool }) {
	const { status, username, users } = useAuth(pool);
	return createElement('p', { id: 'who' }, [username || status, ...users].join(' '));
}
export function mount(pool, element) {
	const root = createRoot(element);
	root.render(createElement(StrictMode, null, createElement(Who, { pool })));
	return () => root.unmount();
}`},
	"vue": {recipe: "js", file: "recipe.js", application: `
import { createApp, h } from 'vue';
import { useAuth } from './recipe.js';
export function mount(pool, element) {
	const application = createApp({
		setup() {
			const auth = useAuth(pool);
			return () => h('p', { id: 'who' }, [auth.value.username || auth.value.status, ...auth.value.users].join(' '));
		},
	});
	application.mount(element);
	return () => application.unmount();
}`},
	"svelte": {recipe: "js", file: "recipe.js", component: `<script>
	import { authOf } from './recipe.js';
	const { pool } = $props();
	const auth = authOf(pool);
</script>
<p id="who">{[$auth.username || $auth.status, ...$auth.users].join(' ')}</p>`, application: `
import { mount as attach, unmount } from 'svelte';
import Who from './Who.js';
export function mount(pool, target) {
	const component = attach(Who, { target, props: { pool } });
	return () => unmount(component);
}`},
	"angular": {recipe: "ts", file: "recipe.ts", application: `
import '@angular/compiler';
import { Component, provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { authOf } from './recipe';
let thePool;
class Who {
	auth = authOf(thePool);
}
const Shown = Component({
	selector: '#application',
	template: '<p id="who">{{ [auth().username || auth().status].concat(auth().users).join(" ") }}</p>',
})(Who) || Who;
export function mount(pool, element) {
	thePool = pool;
	const started = bootstrapApplication(Shown, { providers: [provideZonelessChangeDetection()] });
	return () => started.then((application) => application.destroy());
}`},
}

// The recipes of docs/state.md, bundled by esbuild: each shows what happens here and in another
// tab, and hears nothing once it has ended.
func TestDocsFrameworks(t *testing.T) {
	t.Parallel()
	recipes := map[string]string{}
	for _, name := range []string{"React", "Vue", "Svelte", "Angular"} {
		text := harness.Document(t, "docs/state.md")
		_, text, _ = strings.Cut(text, "\n"+name)
		_, text, _ = strings.Cut(text, "```")
		_, text, _ = strings.Cut(text, "\n")
		recipes[strings.ToLower(name)], _, _ = strings.Cut(text, "```")
	}
	for name, framework := range frameworks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			project := frameworkProject(t)
			write := func(file, text string) {
				t.Helper()
				if err := os.WriteFile(filepath.Join(project, file), []byte(text), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			write(framework.file, recipes[name])
			write("application.js", framework.application+`
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'cognitowasm';
import 'cognitowasm/state';
window.AmazonCognitoIdentity = { AuthenticationDetails, CognitoUser, CognitoUserPool };
window.mount = mount;`)
			if framework.component != "" {
				write("Who.svelte", framework.component)
				harness.Node(t, project, `
					import { readFileSync, writeFileSync } from 'node:fs';
					import { compile } from 'svelte/compiler';
					writeFileSync('Who.js', compile(readFileSync('Who.svelte', 'utf8'), { generate: 'client', dev: false }).js.code);`)
			}
			out := filepath.Join(project, "out")
			harness.Command(t, harness.Root, "go", "tool", "esbuild", filepath.Join(project, "application.js"), "--bundle", "--log-level=error",
				"--define:process.env.NODE_ENV=\"development\"", "--define:__VUE_OPTIONS_API__=true", "--define:__VUE_PROD_DEVTOOLS__=false",
				"--define:__VUE_PROD_HYDRATION_MISMATCH_DETAILS__=false", "--conditions=browser", "--outdir="+out)
			s := newWorld(t)
			serveFolder(s, "/assets/", out)
			servePage(s, "/framework.html", `<div id="application"></div><script src="/assets/application.js"></script><script src="/page.js"></script>`)
			tb := harness.NewTab(t, s)
			open := func(tb *harness.Tab) {
				t.Helper()
				tb.Open("/framework.html")
				tb.Eval(`void (() => {
					window.endpoint = $0;
					window.pool = makePool();
					window.listening = 0;
					for (const name of ['onStateChange', 'subscribe']) {
						const listen = pool[name];
						const value = (listener) => {
							listening++;
							const end = listen.call(pool, listener);
							return () => { listening--; end(); };
						};
						Object.defineProperty(pool, name, { value });
					}
					window.end = mount(pool, document.getElementById('application'));
				})()`, nil, s.Endpoint)
			}
			open(tb)
			shows := func(want string) {
				t.Helper()
				tb.Eventually("document.getElementById('who')?.textContent === $0", want)
			}
			shows("signedOut")
			if err := tb.SignIn(); err != nil {
				t.Fatalf("%+v", *err)
			}
			shows("ada ada")
			other := tb.Another()
			open(other)
			other.Eval("pool.getCurrentUser().signOut()", nil)
			shows("signedOut")
			var listening int
			if tb.Eval("listening", &listening); listening != 1 {
				t.Errorf("%d listeners, want 1", listening)
			}
			tb.Eval("end()", nil)
			tb.Eventually("listening === 0 && !document.getElementById('who')")
		})
	}
}

// frameworkProject is a folder in which the package and the frameworks are installed.
func frameworkProject(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	modules := filepath.Join(folder, "node_modules")
	if err := os.Mkdir(modules, 0o777); err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs(harness.Root)
	if err != nil {
		t.Fatal(err)
	}
	links := map[string]string{"cognitowasm": root}
	for _, name := range []string{"react", "react-dom", "vue", "svelte", "rxjs", "@angular"} {
		links[name] = filepath.Join(root, "e2e", "world", "node_modules", name)
	}
	for name, target := range links {
		if err := os.Symlink(target, filepath.Join(modules, name)); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}
