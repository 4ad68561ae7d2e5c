package main

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

const root = "../../.."

// A patch that no longer applies is found before the next run of the mutants, and each
// property of docs/properties.md has a mutant.
func TestList(t *testing.T) {
	mutants, err := readList("list")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mutants {
		if _, err := m.apply(root); err != nil {
			t.Error(err)
		}
	}
	for n := 1; n <= 13; n++ {
		if !slices.ContainsFunc(mutants, func(m mutant) bool { return m.property == strconv.Itoa(n) }) {
			t.Errorf("property %d has no mutant", n)
		}
	}
}

func TestParse(t *testing.T) {
	const good = "# why\nmutant it is off\nproperty 5\ntest go core TestX\nfile a.go\n one\n-two\n+three\n"
	mutants, err := parse(good)
	if err != nil {
		t.Fatal(err)
	}
	if m := mutants[0]; len(mutants) != 1 || m.name != "it is off" || m.test.String() != "core TestX" ||
		!slices.Equal(m.patches, []patch{{"a.go", "one\ntwo\n", "one\nthree\n"}}) {
		t.Errorf("%+v", mutants)
	}
	for _, bad := range []string{
		"property 5\n",
		strings.Replace(good, "go core", "rust core", 1),
		strings.Replace(good, "file a.go\n", "", 1),
		strings.Replace(good, "property 5\n", "", 1),
		strings.Replace(good, " one", "one", 1),
	} {
		if mutants, err := parse(bad); err == nil {
			t.Errorf("%q: %+v", bad, mutants)
		}
	}
}

func TestApply(t *testing.T) {
	once := patch{"list.go", "package main\n", "package other\n"}
	for _, tt := range []struct {
		patches []patch
		applies bool
	}{
		{[]patch{once}, true},
		{[]patch{once, {"list.go", "package other\n", "package third\n"}}, true},
		{[]patch{once, once}, false},
		{[]patch{{"list.go", "}\n", ""}}, false},
		{[]patch{{"list.go", "import (\n", "import (\n"}}, false},
		{[]patch{{"nowhere.go", "x\n", ""}}, false},
	} {
		if _, err := (mutant{patches: tt.patches}).apply("."); (err == nil) != tt.applies {
			t.Errorf("%v: %v", tt.patches, err)
		}
	}
}

// A test that does not exist passes too.
func TestPassed(t *testing.T) {
	for _, tt := range []struct {
		test   test
		output string
		passed bool
	}{
		{test{"go", "core", "TestA|TestB"}, "--- PASS: TestA (0.00s)\n--- PASS: TestB (0.00s)\nok", true},
		{test{"go", "core", "TestA|TestB"}, "--- PASS: TestA (0.00s)\nok", false},
		{test{"go", "core", "TestA"}, "--- PASS: TestAlias (0.00s)\nok", false},
		{test{"node", "a.test.mjs", ""}, "\n# tests 3\n# fail 0\n", true},
		{test{"node", "a.test.mjs", ""}, "\n# tests 0\n# fail 0\n", false},
	} {
		if err := tt.test.passed(tt.output); (err == nil) != tt.passed {
			t.Errorf("%v, %q: %v", tt.test, tt.output, err)
		}
	}
}

// A failure before the test itself runs does not kill a mutant.
func TestOutcomes(t *testing.T) {
	for output, fails := range map[string]bool{
		"--- FAIL: TestX (0.00s)\nFAIL":                  true,
		"panic: test timed out after 5m0s":               true,
		"TAP version 13\nnot ok 1 - a sign-out":          true,
		"FAIL\tmodule/core [build failed]":               false,
		"e2e: dist is not what the sources are: make it": false,
		"sh: node: not found":                            false,
	} {
		if got := (test{}).failed(output); got != fails {
			t.Errorf("%q: %t", output, got)
		}
	}
}
