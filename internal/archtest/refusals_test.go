package archtest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What ends a session in storage (core/reason.go) ends it in the page's memory
// (jsbridge/js/runtime/replies.ts), and nothing else does.
func TestRefusalsAreTheSameOnBothSides(t *testing.T) {
	part := func(file, pattern string) string {
		t.Helper()
		source, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		match := regexp.MustCompile(pattern).FindStringSubmatch(string(source))
		if match == nil {
			t.Fatalf("%s has no %s", file, pattern)
		}
		return match[1]
	}
	inGo := []string{}
	for _, match := range regexp.MustCompile(`err, (\w+)Exception\)`).FindAllStringSubmatch(part("core/reason.go", `(?s)\nfunc refused\((.*?)\n}`), -1) {
		inGo = append(inGo, match[1])
	}
	inFacade := strings.Split(part("jsbridge/js/runtime/replies.ts", `\^\(\(([\w|]+)\)Exception\|NoSession\|SignedOut\)\$`), "|")
	slices.Sort(inGo)
	slices.Sort(inFacade)
	if len(inGo) < 5 || !slices.Equal(inGo, inFacade) {
		t.Errorf("Go ends a session for %q, the facade for %q", inGo, inFacade)
	}
}
