package e2e

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
)

// worldCase is one case of e2e/world: something that applications bring, in which
// the swap has broken. It runs with upstream and with our package in its place.
type worldCase struct {
	number int
	name   string
	// script names the files in e2e/world, with spaces between them, whose tests begin
	// with the number and are run by Node; "" where the case needs more than that.
	script string
	// run is the case where it is written in Go.
	run func(t *testing.T, library string)
	// leftOut says why the case cannot be met, where it cannot.
	leftOut string
}

// TestWorld runs the cases with both libraries, and says how many hold with ours. One
// case is run by its number: go test -run 'TestWorld/^09'.
func TestWorld(t *testing.T) {
	ours := sync.OnceValue(func() string { return install(t, peerName) })
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
			if c.leftOut != "" {
				mu.Lock()
				left = append(left, fmt.Sprintf("%d (%s)", c.number, c.leftOut))
				mu.Unlock()
			}
			for _, library := range []string{"original", "ours"} {
				t.Run(library, func(t *testing.T) {
					project := filepath.Join(root, "e2e", "world")
					if library == "ours" {
						project = ours()
					}
					for _, script := range strings.Fields(c.script) {
						runWorldScript(t, c.number, script, library, project)
					}
					if c.run != nil {
						c.run(t, library)
					}
				})
			}
			if !t.Failed() && c.leftOut == "" {
				mu.Lock()
				held++
				mu.Unlock()
			}
		})
	}
}

// runWorldScript runs the tests of a script whose names begin with the case's number.
func runWorldScript(t *testing.T, number int, script, library, project string) {
	t.Helper()
	project, err := filepath.Abs(project)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 4*patience)
	defer cancel()
	// One process for the file: no test may need another one's leftovers.
	cmd := exec.CommandContext(ctx, "node", "--test", "--test-reporter=tap", fmt.Sprintf("--test-name-pattern=^%d:", number), filepath.Join("world", script))
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
