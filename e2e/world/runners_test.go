package world

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// runnerTest is the outcome of one test under Jest or Vitest, as the reporters in
// e2e/world write it.
type runnerTest struct {
	// Project is the environment and the like that the test has run in.
	Project string
	File    string
	// Title begins with the case's number; "" where the file itself has failed.
	Title   string
	Status  string
	Failure string
}

// runnerRun is one process of a test runner.
type runnerRun struct {
	name    string
	tests   []runnerTest
	output  string
	problem string // of the process, whatever its tests say
}

// testRunner is a runner with all of its projects and test files, which run once for
// each library.
type testRunner struct {
	name string
	// folder is that of the tests, in e2e/world.
	folder string
	// arguments of Node; config is the folder's file of that name.
	arguments []string
	config    string
	env       []string
}

var jestRunners = []testRunner{
	{
		name: "Jest 29", folder: "jest", config: "jest.config.js",
		// In one process, which looks for what keeps it from ending.
		arguments: []string{"jest-29/bin/jest.js", "--runInBand", "--detectOpenHandles"},
		env:       []string{"WORLD_JSDOM=" + npmModule("jest-environment-jsdom-29")},
	},
	{
		name: "Jest 30", folder: "jest", config: "jest.config.js",
		arguments: []string{"jest-30/bin/jest.js", "--maxWorkers=2"},
		env:       []string{"WORLD_JSDOM=" + npmModule("jest-environment-jsdom-30")},
	},
}

var vitestRunners = []testRunner{
	{name: "Vitest", folder: "vitest", config: "vitest.config.mjs", arguments: []string{"vitest/vitest.mjs", "run"}},
}

var allRunners = slices.Concat(jestRunners, vitestRunners)

// npmModule is where a module of e2e/world is.
func npmModule(name string) string {
	path, err := filepath.Abs(filepath.Join(harness.Root, "e2e", "world", "node_modules", name))
	if err != nil {
		panic(err)
	}
	return path
}

// runnerRuns are the runs by runner and library, each a func() *runnerRun: the tests of
// several cases are in one run, since starting a runner takes longer than they do.
var runnerRuns sync.Map

// twoRunners lets as many run at once as there are processors in a small machine.
var twoRunners = make(chan struct{}, 2)

// underRunners is a case whose tests, those that begin with its number, run under each
// of the runners.
func underRunners(number int, runners ...testRunner) func(t *testing.T, library string) {
	return func(t *testing.T, library string) {
		project := sync.OnceValue(func() string { return runnerProject(t, library) })
		var runs []func() *runnerRun
		for _, r := range runners {
			run, _ := runnerRuns.LoadOrStore(r.name+library, sync.OnceValue(func() *runnerRun {
				twoRunners <- struct{}{}
				defer func() { <-twoRunners }()
				return r.run(t.Context(), filepath.Join(project(), r.name), library)
			}))
			runs = append(runs, run.(func() *runnerRun))
		}
		var all sync.WaitGroup
		for _, run := range runs {
			all.Go(func() { run() })
		}
		all.Wait()
		for _, run := range runs {
			run().check(t, number)
		}
	}
}

// runnerProject is a new project that has the library under its usual name, and Vitest,
// which the tests import.
func runnerProject(t *testing.T, library string) string {
	t.Helper()
	folder := ""
	if library == "ours" {
		folder = harness.Install(t, harness.UpstreamName)
	} else {
		folder = t.TempDir()
		if err := os.Mkdir(filepath.Join(folder, "node_modules"), 0o777); err != nil {
			t.Fatal(err)
		}
		symlink(t, npmModule(harness.UpstreamName), filepath.Join(folder, "node_modules", harness.UpstreamName))
	}
	symlink(t, npmModule("vitest"), filepath.Join(folder, "node_modules", "vitest"))
	return folder
}

// run runs all tests of the runner in a new folder of a project.
func (r *testRunner) run(ctx context.Context, folder, library string) *runnerRun {
	run := &runnerRun{name: r.name}
	// Both of them, since they share a file.
	for _, name := range []string{"jest", "vitest"} {
		if err := os.CopyFS(filepath.Join(folder, name), os.DirFS(filepath.Join(harness.Root, "e2e", "world", name))); err != nil {
			run.problem = err.Error()
			return run
		}
	}
	folder = filepath.Join(folder, r.folder)
	report := filepath.Join(folder, "report.jsonl")
	ctx, cancel := context.WithTimeout(ctx, 10*harness.Patience)
	defer cancel()
	arguments := append([]string{npmModule(r.arguments[0])}, r.arguments[1:]...)
	cmd := exec.CommandContext(ctx, "node", append(arguments, "--config", filepath.Join(folder, r.config))...)
	cmd.Dir = folder
	// Jest keeps what it has made of the files there.
	cmd.Env = append(os.Environ(), "WORLD_LIBRARY="+library, "WORLD_REPORT="+report, "TMPDIR="+folder, "CI=1", "NO_COLOR=1")
	cmd.Env = append(cmd.Env, r.env...)
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	run.output = string(out)
	lines, _ := os.ReadFile(report)
	failed := false
	for line := range strings.Lines(string(lines)) {
		var test runnerTest
		if err := json.Unmarshal([]byte(line), &test); err != nil {
			run.problem = err.Error()
		}
		failed = failed || test.Status == "failed"
		run.tests = append(run.tests, test)
	}
	switch {
	case ctx.Err() != nil:
		run.problem = "it does not end by itself"
	case err != nil && !failed:
		run.problem = err.Error()
	}
	// Not "failed to exit": a worker of Jest has half a second for it, which is too little
	// on a busy machine. Jest 29 runs in one process, and waits.
	for _, complaint := range []string{"did not exit", "open handle"} {
		if strings.Contains(run.output, complaint) {
			run.problem = "something keeps it from ending"
		}
	}
	return run
}

// check fails the test for the tests of a case that have failed, and for what is wrong
// with the run, which is a matter of case 4.
func (run *runnerRun) check(t *testing.T, number int) {
	t.Helper()
	prefix := fmt.Sprintf("%d: ", number)
	passed, failures := 0, []string{}
	for _, test := range run.tests {
		switch {
		case test.Title != "" && !strings.HasPrefix(test.Title, prefix):
		case test.Status == "passed":
			passed++
		case test.Status == "failed":
			failures = append(failures, fmt.Sprintf("%s, %s, %s: %s\n%s", run.name, test.Project, test.File, test.Title, firstLines(test.Failure, 15)))
		}
	}
	if len(failures) > 0 {
		t.Errorf("%d tests pass, %d fail\n%s", passed, len(failures), strings.Join(failures, "\n"))
	}
	if run.problem != "" && (number == 4 || len(run.tests) == 0) {
		t.Errorf("%s: %s\n%s", run.name, run.problem, run.output)
	} else if passed+len(failures) == 0 {
		t.Errorf("%s has run no test whose title begins with %q\n%s", run.name, prefix, run.output)
	}
}

func firstLines(text string, n int) string {
	lines := strings.SplitAfterN(text, "\n", n+1)
	return strings.Join(lines[:min(n, len(lines))], "")
}
