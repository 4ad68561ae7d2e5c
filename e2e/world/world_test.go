package world

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// worldCase is one case of e2e/world: something that applications bring, in which
// the swap has broken. It runs with upstream and with our package in its place.
type worldCase struct {
	number int
	name   string
	// scripts are the files in e2e/world, without their ending, whose tests begin with
	// the number; Node runs them.
	scripts string
	// run is the case where it is written in Go.
	run func(t *testing.T, library string)
	// leftOut says why the case cannot be met, where it cannot.
	leftOut string
}

// all is a case that is more than one.
func all(cases ...func(t *testing.T, library string)) func(t *testing.T, library string) {
	return func(t *testing.T, library string) {
		for _, run := range cases {
			run(t, library)
		}
	}
}

// TestWorld runs the cases with both libraries, and says how many hold with ours. One
// case is run by its number: go test -run 'TestWorld/^09'.
func TestWorld(t *testing.T) {
	t.Parallel()
	ours := sync.OnceValue(func() string { return harness.Install(t, harness.UpstreamName) })
	var mu sync.Mutex
	held, left := 0, []string{}
	t.Cleanup(func() {
		fmt.Printf("world: %d of %d cases hold", held, len(worldCases))
		for _, reason := range left {
			fmt.Printf("; left out: %s", reason)
		}
		fmt.Println()
	})
	ours()
	for _, c := range worldCases {
		t.Run(fmt.Sprintf("%02d %s", c.number, c.name), func(t *testing.T) {
			t.Parallel() // most of the time goes by waiting: for upstream's retries, for starts
			t.Cleanup(func() {
				if !t.Failed() && c.leftOut == "" {
					mu.Lock()
					held++
					mu.Unlock()
				}
			})
			if c.leftOut != "" {
				mu.Lock()
				left = append(left, fmt.Sprintf("%d (%s)", c.number, c.leftOut))
				mu.Unlock()
			}
			for _, library := range []string{"upstream", "ours"} {
				t.Run(library, func(t *testing.T) {
					t.Parallel()
					if c.scripts != "" {
						project := filepath.Join(harness.Root, "e2e", "world")
						if library == "ours" {
							project = ours()
						}
						runWorldScripts(t, c, library, project)
					}
					if c.run != nil {
						c.run(t, library)
					}
				})
			}
		})
	}
}

// runWorldScripts runs the tests whose names begin with the case's number.
func runWorldScripts(t *testing.T, c worldCase, library, project string) {
	t.Helper()
	project, err := filepath.Abs(project)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 4*harness.Patience)
	defer cancel()
	arguments := []string{"--test", "--test-reporter=tap", fmt.Sprintf("--test-name-pattern=^%d:", c.number)}
	for _, script := range strings.Fields(c.scripts) {
		arguments = append(arguments, script+".test.mjs")
	}
	cmd := exec.CommandContext(ctx, "node", arguments...)
	cmd.Env = append(os.Environ(), "WORLD_PROJECT="+project, "WORLD_LIBRARY="+library)
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		t.Fatalf("Node does not end by itself:\n%s", out)
	}
	if err != nil || strings.Contains(string(out), "\n# pass 0") {
		t.Errorf("%v\n%s", err, out)
	}
}
