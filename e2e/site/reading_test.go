//go:build ecosystem

package site

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const deskWidth = 1280

// shows waits until the document's text has a part, on a page whose path ends so.
func (r reader) shows(path, text string) {
	r.T.Helper()
	r.Reach(fmt.Sprintf(`location.pathname.endsWith(%q) && document.querySelector('.vp-doc').innerText.includes(%q)`, path, text))
}

// TestFirstPage: the first page says how to swap, and where to read on.
func TestFirstPage(t *testing.T) {
	t.Parallel()
	r := open(t, deskWidth)
	r.shows(base, "npm install cognitowasm")
	r.Run(chromedp.Click(`.vp-doc a[href$="/migrating.html"]`))
	r.shows("/migrating.html", "Change one line")
}

// TestLinksOutOfDocs: what is not a page of the site is linked at GitHub.
func TestLinksOutOfDocs(t *testing.T) {
	t.Parallel()
	r := open(t, deskWidth)
	for page, want := range map[string]string{
		"ssr.html":       "https://github.com/cognitowasm/cognitowasm/tree/main/examples/next",
		"worker.html":    "https://github.com/cognitowasm/cognitowasm/blob/main/SECURITY.md#the-refresh-token-in-a-worker",
		"benchmark.html": "https://github.com/cognitowasm/cognitowasm/blob/main/bench/results.json",
	} {
		r.read(base + page)
		var links []string
		r.Eval("[...document.querySelectorAll('.vp-doc a')].map((a) => a.href)", &links)
		if !strings.Contains(strings.Join(links, " ")+" ", want+" ") {
			t.Errorf("%s links to %q, not to %s", page, links, want)
		}
	}
}

// TestSearch finds a method in documents and in the reference, and opens what was found.
func TestSearch(t *testing.T) {
	t.Parallel()
	r := open(t, deskWidth)
	r.Run(chromedp.Click("#local-search button"), chromedp.SendKeys("#localsearch-input", "getSession"))
	const result = `.VPLocalSearchBox .result[href$="/classes/CognitoUser.html#getsession"]`
	r.Reach(fmt.Sprintf("document.querySelector(%q)", result))
	r.Run(chromedp.Click(result))
	r.shows("/reference/typescript/cognitowasm/classes/CognitoUser.html", "getSession(")
	r.Reach("location.hash === '#getsession' && document.getElementById('getsession').getBoundingClientRect().top < innerHeight")
}

// TestReference: a symbol of either language has its declaration and its comment.
func TestReference(t *testing.T) {
	t.Parallel()
	r := open(t, deskWidth)
	for _, symbol := range []struct{ page, anchor, heading, declaration, comment string }{
		{"typescript/cognitowasm/oauth/classes/OAuth.html", "authorize", "authorize()", "authorize(options?): Promise<RedirectResult>;", "Leaves the page for the sign-in"},
		// The promise forms, which cognitowasm/promises declares.
		{"typescript/cognitowasm/classes/CognitoUser.html", "authenticateuser", "authenticateUser()", "authenticateUser(authenticationDetails, signal?): Promise<SignInResult>;", "a promise of the sign-in's next step"},
		// A type that the entry does not export.
		{"typescript/cognitowasm/interfaces/CoreOptions.html", "properties", "Properties", "", "the core runs in a worker"},
		{"go/core/index.html", "Pool-CurrentUser", "func (*Pool) CurrentUser", "func (p *Pool) CurrentUser(ctx context.Context) (*User, error)", "CurrentUser returns the user who signed in last"},
		{"go/core/websession/index.html", "New", "func New", "func New(", "New"},
	} {
		r.read(base + "reference/" + symbol.page)
		var section string
		// What follows the heading, up to the next one of its level.
		r.Eval(`(() => {
			const heading = document.getElementById($0);
			let text = heading.innerText.replace(/[\u200b#]/g, '').trim() + '\n';
			for (let e = heading.nextElementSibling; e && e.tagName !== heading.tagName; e = e.nextElementSibling) text += e.innerText + '\n';
			return text;
		})()`, &section, symbol.anchor)
		heading, text, _ := strings.Cut(section, "\n")
		if heading != symbol.heading || !strings.Contains(text, symbol.declaration) || !strings.Contains(text, symbol.comment) {
			t.Errorf("%s#%s: %s", symbol.page, symbol.anchor, section)
		}
	}
}

// TestDark: the switch makes the pages dark, and they stay so.
func TestDark(t *testing.T) {
	t.Parallel()
	r := open(t, deskWidth)
	// Whether the text is lighter than what is behind it, by the sum of red, green and blue.
	const dark = `(() => {
		const sum = (color) => color.match(/\d+/g).slice(0, 3).reduce((a, b) => a + +b, 0);
		const style = getComputedStyle(document.body);
		return sum(style.color) > sum(style.backgroundColor);
	})()`
	r.Reach("!" + dark)
	r.Run(chromedp.Click(".VPNavBarAppearance button"))
	r.Reach(dark)
	r.read(base + "errors.html")
	r.shows("/errors.html", "reason")
	r.Reach(dark)
}
