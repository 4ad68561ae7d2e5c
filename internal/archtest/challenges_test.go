package archtest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// The challenges that have an answer are the same in Go, in the facade that calls
// the application back, and in its types.
func TestChallengesAreTheSameOnBothSides(t *testing.T) {
	names := func(file, from, to, name string) []string {
		t.Helper()
		source, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		part := regexp.MustCompile(`(?s)` + from + `.*?` + to).Find(source)
		if part == nil {
			t.Fatalf("%s has no %s", file, from)
		}
		var found []string
		for _, match := range regexp.MustCompile(name).FindAllSubmatch(part, -1) {
			if !slices.Contains(found, string(match[1])) {
				found = append(found, string(match[1]))
			}
		}
		slices.Sort(found)
		return found
	}
	inGo := names("core/challenge.go", `func newChallenge\(`, `\n}`, `case "([A-Z_]+)"`)
	// A device answers by itself; no application is asked.
	inGo = slices.DeleteFunc(inGo, func(name string) bool { return name == "DEVICE_SRP_AUTH" })
	if len(inGo) < 7 {
		t.Fatalf("found %q", inGo)
	}
	if facade := names("jsbridge/js/runtime/replies.ts", `const challengeCallbacks`, `\n};`, `\n\t([A-Z_]+): '`); !slices.Equal(facade, inGo) {
		t.Errorf("the facade calls back for %q, Go answers %q", facade, inGo)
	}
	if types := names("jsbridge/js/page/base/types.ts", `export type PendingChallenge`, `};\n`, `'([A-Z_]+)'`); !slices.Equal(types, inGo) {
		t.Errorf("the types know %q, Go answers %q", types, inGo)
	}
}
