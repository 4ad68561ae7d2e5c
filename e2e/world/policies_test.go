package world

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// worldTrustedTypes lives a life under Trusted Types, with the one policy that the
// library makes, and without it.
func worldTrustedTypes(t *testing.T, library string) {
	const requires = "; require-trusted-types-for 'script'; trusted-types "
	src := distOf(library) + minified
	classic := `<script src="` + src + `"></script>`
	type form struct {
		name, head, workers string
		configure           map[string]any
	}
	forms := []form{{name: "classic", head: classic}}
	if library == "ours" {
		forms = append(forms,
			form{name: "module", head: `<script type="module" src="/module.js"></script>`},
			form{name: "worker", head: classic, workers: "blob:", configure: map[string]any{"worker": true}},
			form{name: "worker from a file", head: classic, workers: "'self'", configure: map[string]any{"worker": "/dist/cognitowasm.worker.js"}},
			form{name: "module, worker", head: `<script type="module" src="/module.js"></script>`, workers: "blob:", configure: map[string]any{"worker": true}},
			form{name: "worker with sealed tokens", head: classic, workers: "blob:", configure: map[string]any{"tokenIsolation": "worker"}},
		)
	} else {
		forms = append(forms, form{name: "bundled", head: `<script src="/assets/application.js"></script>`})
	}
	// open opens a page of the form under the policies, and returns its tab.
	open := func(t *testing.T, f form, allowed string) *harness.Tab {
		s := newWorld(t)
		s.Policy("'self' 'wasm-unsafe-eval'")
		if f.workers != "" {
			s.ContentSecurityPolicy += "; worker-src " + f.workers
		}
		s.ContentSecurityPolicy += requires + allowed
		s.Script("/module.js", "import * as AmazonCognitoIdentity from '/dist/index.mjs'; window.AmazonCognitoIdentity = AmazonCognitoIdentity;")
		if f.name == "bundled" {
			serveFolder(s, "/assets/", bundleFor(t, library, "import * as AmazonCognitoIdentity from '"+harness.UpstreamName+"'; window.AmazonCognitoIdentity = AmazonCognitoIdentity;"))
		}
		// A worker from a file has the policy of its own reply.
		s.Serve("/dist/cognitowasm.worker.js", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", s.ContentSecurityPolicy)
			w.Header().Set("Content-Type", harness.ContentTypes[".js"])
			http.ServeFile(w, r, harness.Root+"/dist/cognitowasm.worker.js")
		})
		s.Script("/violations.js", "window.violations = []; document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective + ' ' + event.blockedURI + ' ' + event.sample));")
		servePage(s, "/trusted.html", `<script src="/violations.js"></script>`+f.head)
		tb := harness.NewTab(t, s)
		tb.BeforePages(harness.NoteWorkers)
		tb.Open("/trusted.html")
		if f.configure != nil {
			tb.Eval("AmazonCognitoIdentity.configure($0)", nil, f.configure)
		}
		return tb
	}
	for _, f := range forms {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			tb := open(t, f, "cognitowasm")
			// That the policy is in force: plain text is refused here.
			tb.Expect("This document requires 'TrustedScriptURL' assignment")
			tb.Expect("violates the following Content Security Policy")
			var refused bool
			tb.Eval(`new Promise((resolve) => {
				document.addEventListener('securitypolicyviolation', () => (violations.splice(0), resolve(true)), { once: true });
				try {
					document.createElement('script').src = '/x.js';
					resolve(false);
				} catch {}
			})`, &refused)
			if !refused {
				t.Fatal("this browser has no Trusted Types")
			}
			wantLife(t, tb, "life(AmazonCognitoIdentity, $0)")
			var violations, answers []string
			if tb.Eval("violations", &violations); len(violations) != 0 {
				t.Errorf("the browser has reported %q", violations)
			}
			if tb.Eval("heard.filter((text) => text.includes('done'))", &answers); (len(answers) > 0) != (f.configure != nil) {
				t.Errorf("workers have given %d answers", len(answers))
			}
		})
	}
	// Without its name among those that the page allows, the error is the browser's, which
	// names it.
	t.Run("another policy's name", func(t *testing.T) {
		t.Parallel()
		tb := open(t, forms[0], "dompurify")
		tb.Expect("Trusted")
		tb.Expect("violates the following Content Security Policy")
		got := lifeOf(tb, "life(AmazonCognitoIdentity, $0)")
		if library == "upstream" {
			if !slices.Equal(got, wholeLife) {
				t.Errorf("got %q", got)
			}
			return
		}
		if text := strings.Join(got, ", "); !strings.HasPrefix(text, "signing in: Wasm") || !strings.Contains(text, "createPolicy") || !strings.Contains(text, "cognitowasm\" disallowed") {
			t.Errorf("the error is %q, which does not name the policy", text)
		}
	})
}
