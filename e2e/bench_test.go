//go:build bench

package e2e

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
)

// TestBench compares ours with the peer in one browser, against one server,
// taking turns, and reports medians and the ratio. It has no limits to break:
// times on a shared machine say little by themselves. make bench runs it.
func TestBench(t *testing.T) {
	rows := []struct {
		name   string
		rounds int
		// measure gives milliseconds, or a count.
		measure string
	}{
		{"script evaluation + first getSession (ms)", 21, "firstSession($0)"},
		{"getCurrentUser().getSession(), repeated (ms per 1,000)", 11, "repeatedSession()"},
		{"sign-in by SRP, core ready (ms)", 11, "signInTime()"},
		{"longest main-thread task of it (ms; 0: none over 50)", 11, "longestTask()"},
		{"requests for ten getSession calls on ended tokens", 1, "tenExpired()"},
	}
	s := newSite(t)
	s.addUser()
	s.script("/bench.js", benchScript)
	for _, library := range []string{"ours", "peer"} {
		path := map[string]string{"ours": "/dist/", "peer": "/peer/"}[library] + "amazon-cognito-identity.min.js"
		s.page("/bench-"+library+".html", `<!doctype html><title>bench</title><script src="`+path+
			`"></script><script src="/page.js"></script><script src="/bench.js"></script>`)
	}
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(out, "ours\tpeer\tratio\tspread of ours\t  ")
	tabs := map[string]*tab{}
	for _, library := range []string{"ours", "peer"} {
		tb := newTab(t, s)
		tb.open("/bench-" + library + ".html")
		tb.eval("window.endpoint = $0", nil, s.endpoint)
		tb.eval("signIn(makeUser($0), $1)", nil, username, password)
		tabs[library] = tb
	}
	for _, row := range rows {
		figures := map[string][]float64{}
		for range row.rounds {
			for _, library := range []string{"ours", "peer"} {
				before := len(s.requestsTo("InitiateAuth"))
				var figure float64
				path := map[string]string{"ours": "/dist/", "peer": "/peer/"}[library] + "amazon-cognito-identity.min.js"
				tabs[library].eval(row.measure, &figure, path)
				if strings.HasPrefix(row.name, "requests") {
					figure = float64(len(s.requestsTo("InitiateAuth")) - before)
				}
				figures[library] = append(figures[library], figure)
			}
		}
		ours, peer := median(figures["ours"]), median(figures["peer"])
		fmt.Fprintf(out, "%.2f\t%.2f\t%.2f\t%.2f..%.2f\t  %s\n", ours, peer, ours/peer,
			slices.Min(figures["ours"]), slices.Max(figures["ours"]), row.name)
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
}

func median(figures []float64) float64 {
	sorted := slices.Sorted(slices.Values(figures))
	return sorted[len(sorted)/2]
}

const benchScript = `
let round = 0;

// In a frame of its own, so that nothing is warm but the browser.
async function firstSession(path) {
	const source = await (await fetch(path)).text();
	const frame = document.body.appendChild(document.createElement('iframe'));
	try {
		frame.contentWindow.endpoint = window.endpoint;
		frame.contentWindow.source = source + '\n//' + round++; // no code cache
		return await frame.contentWindow.eval(` + "`" + `(() => {
			const start = performance.now();
			document.head.appendChild(Object.assign(document.createElement('script'), { text: source }));
			const pool = new AmazonCognitoIdentity.CognitoUserPool({ UserPoolId: 'us-east-1_FakePool1', ClientId: '1fakeclient2fakeclient3fake', endpoint });
			let valid;
			pool.getCurrentUser().getSession((error, session) => { valid = session.isValid(); });
			if (!valid) throw new Error('no session at once');
			return performance.now() - start;
		})()` + "`" + `);
	} finally {
		frame.remove();
	}
}

function repeatedSession() {
	const pool = makePool();
	const start = performance.now();
	for (let i = 0; i < 1000; i++) {
		let valid;
		pool.getCurrentUser().getSession((error, session) => { valid = session.isValid(); });
		if (!valid) throw new Error('no session at once');
	}
	return performance.now() - start;
}

async function signInTime() {
	const start = performance.now();
	const { called } = await signIn(makeUser('ada'), 'Engine-1843');
	if (called !== 'onSuccess') throw new Error(called);
	return performance.now() - start;
}

async function longestTask() {
	const tasks = [0];
	const observer = new PerformanceObserver((list) => list.getEntries().forEach((entry) => tasks.push(entry.duration)));
	observer.observe({ type: 'longtask' });
	await signInTime();
	await new Promise((resolve) => requestIdleCallback(resolve));
	observer.takeRecords().forEach((entry) => tasks.push(entry.duration));
	observer.disconnect();
	return Math.max(...tasks);
}

async function tenExpired() {
	expire(makePool().getCurrentUser().getUsername());
	await Promise.all(Array.from({ length: 10 }, () => session()));
	return 0;
}
`
