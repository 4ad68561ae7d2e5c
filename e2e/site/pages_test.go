//go:build ecosystem

package site

import (
	"encoding/json"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// page is what a page of the site has.
type page struct {
	Heading string
	Anchors []string
	Links   []struct{ Path, Anchor string } // those that stay on the site
	Broken  []string                        // images that do not show
	Width   int                             // of the content, in a window of phoneWidth
}

const phoneWidth = 390

const describe = `(async () => {
	await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
	const anchors = [...document.querySelectorAll('[id]')].map(({ id }) => id);
	const links = [...document.querySelectorAll('.vp-doc a[href], .VPNav a[href]')].filter((a) => a.origin === location.origin);
	return {
		Heading: (document.querySelector('.vp-doc h1')?.firstChild ?? document.body).parentElement.innerText.replace(/[\u200b#]/g, '').trim(),
		Anchors: anchors,
		Links: links.map((a) => ({ Path: a.pathname, Anchor: decodeURIComponent(a.hash.slice(1)) })),
		Broken: [...document.images].filter((image) => !image.naturalWidth).map(({ src }) => src),
		Width: document.documentElement.scrollWidth,
	};
})()`

// TestPages reads every page on a phone: each that a sidebar lists is there, is called as in the
// sidebar, is no wider than the window, shows its images, and has no link to what is not there.
func TestPages(t *testing.T) {
	t.Parallel()
	r := open(t, phoneWidth)
	pages := map[string]page{}
	visit := func(path string) page {
		if p, known := pages[path]; known {
			return p
		}
		r.read(path)
		var p page
		r.Eval(describe, &p)
		pages[path] = p
		if p.Width > phoneWidth {
			t.Errorf("%s is %d pixels wide", path, p.Width)
		}
		for _, image := range p.Broken {
			t.Errorf("%s does not show %s", path, image)
		}
		return p
	}
	for _, start := range []string{"", "reference/typescript/", "reference/go/"} {
		r.read(base + start)
		listed := r.sidebar()
		if len(listed) < 8 {
			t.Errorf("/%s has a sidebar with %d links", start, len(listed))
		}
		for _, l := range listed {
			if p := visit(l.Path); p.Heading != l.Text {
				t.Errorf("%s is called %q, and %q in the sidebar", l.Path, p.Heading, l.Text)
			}
		}
	}
	documents, err := filepath.Glob(filepath.Join(harness.Root, "docs", "*.md"))
	if err != nil || len(documents) < 20 {
		t.Fatal(documents, err)
	}
	for _, document := range documents {
		name := strings.TrimSuffix(filepath.Base(document), ".md")
		if _, shown := pages[base+name+".html"]; !shown && name != "index" {
			t.Errorf("no sidebar has docs/%s.md", name)
		}
	}
	links := 0
	for _, from := range slices.Sorted(maps.Keys(pages)) {
		for _, l := range pages[from].Links {
			links++
			// A page that no sidebar lists, such as a namespace's, is read too.
			if p := visit(l.Path); l.Anchor != "" && !slices.Contains(p.Anchors, l.Anchor) {
				t.Errorf("%s links to %s#%s, which that page does not have", from, l.Path, l.Anchor)
			}
		}
	}
	if links < 1000 {
		t.Errorf("found %d links: this test does not see what it looks for", links)
	}
}

// TestEveryEntryHasAReference: a declaration that the package publishes is in the reference.
func TestEveryEntryHasAReference(t *testing.T) {
	t.Parallel()
	r := open(t, phoneWidth)
	r.read(base + "reference/typescript/")
	shown := map[string]bool{}
	for _, l := range r.sidebar() {
		if l.Text == "cognitowasm" {
			shown["index"] = true
		} else if name, ok := strings.CutPrefix(l.Text, "cognitowasm/"); ok {
			shown[name] = true
		}
	}
	var manifest struct{ Exports map[string]any }
	if err := json.Unmarshal([]byte(harness.Document(t, "package.json")), &manifest); err != nil {
		t.Fatal(err)
	}
	published := map[string]bool{}
	for _, conditions := range manifest.Exports {
		for _, file := range typesOf(conditions) {
			name, _, _ := strings.Cut(path.Base(file), ".")
			published[name] = true
		}
	}
	if len(published) < 8 || !maps.Equal(shown, published) {
		t.Errorf("the reference has %q, package.json %q", slices.Sorted(maps.Keys(shown)), slices.Sorted(maps.Keys(published)))
	}
}

// typesOf returns the declarations that an entry of "exports" names.
func typesOf(conditions any) (files []string) {
	members, _ := conditions.(map[string]any)
	for name, value := range members {
		if file, ok := value.(string); ok && name == "types" {
			files = append(files, file)
		}
		files = append(files, typesOf(value)...)
	}
	return files
}
