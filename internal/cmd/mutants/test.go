package main

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
)

// test is the test that must fail for a mutant.
type test struct {
	kind string // "go", "wasm", "node", "e2e" or "chaos"
	in   string // the package, or the test file of the facade
	name string // a regular expression
}

// command is a command that runs in the tree.
type command struct {
	env, args []string
}

// parseTest reads "go package name", "wasm package name", "node file", "e2e package name"
// or "chaos".
func parseTest(text string) (test, error) {
	words := strings.Fields(text)
	switch {
	case len(words) == 3 && (words[0] == "go" || words[0] == "wasm"):
		return test{words[0], words[1], words[2]}, nil
	case len(words) == 2 && words[0] == "node":
		return test{"node", words[1], ""}, nil
	case len(words) == 3 && words[0] == "e2e":
		return test{"e2e", "e2e/" + words[1], words[2]}, nil
	case len(words) == 1 && words[0] == "chaos":
		return test{"chaos", "e2e/session", "TestChaos"}, nil
	}
	return test{}, errors.New("no such kind of test")
}

func (t test) String() string {
	switch t.kind {
	case "node":
		return t.in
	case "chaos":
		return fmt.Sprintf("%s, each of %d seeds", t.name, len(chaosSeeds))
	}
	return t.in + " " + t.name
}

// and joins the names of two tests of one package.
func (t test) and(other test) test {
	names := strings.Split(t.name+"|"+other.name, "|")
	slices.Sort(names)
	t.name = strings.Join(slices.Compact(names), "|")
	return t
}

func (t test) needsBrowser() bool { return t.kind == "e2e" || t.kind == "chaos" }

// chaosSeeds are the seeds of the chaos run, which must notice its mutants with each.
var chaosSeeds = []string{"1", "2", "3", "4", "5"}

// commands run the test; each of them must fail.
func (t test) commands() []command {
	run := command{args: []string{"go", "test", "-v", "-vet=off", "-ldflags=-s -w", "-count=1", "-timeout=2m", "-run=^(" + t.name + ")$", "./" + t.in}}
	switch t.kind {
	case "wasm":
		// As in the Makefile.
		const line = `exec go test -v -vet=off -count=1 -timeout=5m -exec="$(go env GOROOT)/lib/wasm/go_js_wasm_exec" "$0" "$1"`
		return []command{{env: []string{"GOOS=js", "GOARCH=wasm"}, args: []string{"sh", "-c", line, "-run=^(" + t.name + ")$", "./" + t.in}}}
	case "node":
		return []command{{args: []string{"node", "--test", "--test-reporter=tap", path.Join("jsbridge/js/test", t.in)}}}
	case "chaos":
		var all []command
		for _, seed := range chaosSeeds {
			all = append(all, command{args: run.args, env: []string{"COGNITOWASM_CHAOS_SEED=" + seed}})
		}
		return all
	}
	return []command{run}
}

// compiles returns a command that fails if a changed script has a syntax error. (Go code that
// does not compile never reaches a test.)
func compiles(script string) command {
	return command{args: []string{"go", "tool", "esbuild", script, "--log-level=warning", "--outfile=/dev/null"}}
}

// passed checks that a test that did not fail has run: each of its names is that of a test
// that passed.
func (t test) passed(output string) error {
	if t.kind == "node" {
		if !strings.Contains(output, "\n# fail 0\n") || strings.Contains(output, "\n# tests 0\n") {
			return errors.New("no tests")
		}
		return nil
	}
	for _, name := range strings.Split(t.name, "|") {
		if !strings.Contains(output, "--- PASS: "+name+" ") {
			return fmt.Errorf("there is no test %s", name)
		}
	}
	return nil
}

// failed reports whether the test itself failed, not something before it.
func (t test) failed(output string) bool {
	for _, sign := range []string{"--- FAIL: ", "panic: ", "fatal error: ", "\nnot ok "} {
		if strings.Contains(output, sign) {
			return true
		}
	}
	return false
}
