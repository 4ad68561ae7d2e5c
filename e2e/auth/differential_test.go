package auth

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestDifferential does the same with both libraries. What callbacks get, addresses, storage and
// getters must be the same, but for what differences.json lists.
func TestDifferential(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	seen := map[string]map[string]observation{}
	var order []string
	for _, library := range []string{ours, upstream} {
		a := openApp(t, s, library)
		a.Expect("") // upstream's own exceptions
		observed := map[string]observation{}
		take := func(name string, o observation) {
			observed[name] = o
			if library == ours {
				order = append(order, name)
			}
		}
		steps := func(list string, clear bool) {
			var names []string
			a.Eval("Object.keys("+list+")", &names)
			for _, name := range names {
				if clear {
					a.Eval("localStorage.clear(), sessionStorage.clear()", nil)
				}
				var o observation
				a.Eval("step("+list+"[$0])", &o, name)
				take(name, o)
			}
		}
		steps("freshSteps", true)
		a.Eval("localStorage.clear()", nil)
		take("a sign-in", a.signIn())
		a.Open("/" + library + ".html")
		steps("signedInSteps", false)
		a.Eval("localStorage.clear()", nil)
		take("a sign-in with a cookie of the domain", a.signInAgain())
		take("removing the session from storage", a.step("(stay(), auth.clearCachedTokensScopes())"))
		a.open(library)
		a.signInAgain()
		a.Eval("void auth.signOut(), undefined", nil)
		a.Run(chromedp.WaitReady(chromedp.CSS("#bye")))
		a.Open("/" + library + ".html")
		take("after a sign-out", a.step("stay()"))
		a.leave("makeAuth({ IdentityProvider: 'Google' })")
		a.click("button[value=refuse]")
		take("a refused consent", a.outcome())
		seen[library] = observed
	}
	listed, everywhere := listedDifferences(t)
	for _, name := range order {
		differ := seen[ours][name].differFrom(seen[upstream][name])
		for _, part := range slices.Sorted(maps.Keys(differ)) {
			if _, known := everywhere[part]; known {
				everywhere[part]++
				continue
			}
			i := slices.Index(listed[name], part)
			if i < 0 {
				t.Errorf("%s, %s: %s", name, part, differ[part])
				continue
			}
			listed[name] = slices.Delete(listed[name], i, i+1)
		}
	}
	for name, parts := range listed {
		if len(parts) > 0 {
			t.Errorf("%s: %q do not differ, or there is no such step: take them out of differences.json", name, parts)
		}
	}
	for part, n := range everywhere {
		if n == 0 {
			t.Errorf("%s differs nowhere: take it out of differences.json", part)
		}
	}
}

// signInAgain leaves for the domain, where the browser is still signed in, and comes back.
func (a app) signInAgain() observation {
	a.T.Helper()
	a.leave("makeAuth()")
	return a.outcome()
}

// differFrom returns in what two observations differ: the parts, of addresses, getters and storage
// each with the name, and what they are.
func (o observation) differFrom(other observation) map[string]string {
	differ := map[string]string{}
	note := func(part string, one, another any) {
		if !reflect.DeepEqual(one, another) {
			differ[part] = fmt.Sprintf("ours %v, upstream %v", one, another)
		}
	}
	note("value", o.Value, other.Value)
	note("callbacks", o.Callbacks, other.Callbacks)
	note("addresses", len(o.Addresses), len(other.Addresses))
	for i := range min(len(o.Addresses), len(other.Addresses)) {
		notes(note, "address: ", o.Addresses[i], other.Addresses[i])
	}
	notes(note, "getter: ", o.Getters, other.Getters)
	notes(note, "storage: ", o.Storage, other.Storage)
	return differ
}

func notes[V any](note func(part string, one, another any), what string, one, other map[string]V) {
	for _, entries := range []map[string]V{one, other} {
		for name := range entries {
			note(what+name, one[name], other[name])
		}
	}
}
