package wasmbuild

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// overlaid is a program that works, for a while, with what the runtime has left: it allocates
// and collects, grows stacks and maps, waits and selects, finalizes and recovers.
const overlaid = `package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"
)

type tree struct{ left, right *tree }

func grow(depth int) *tree {
	if depth == 0 {
		return &tree{}
	}
	return &tree{grow(depth - 1), grow(depth - 1)}
}

func (t *tree) size() int {
	if t == nil {
		return 0
	}
	return 1 + t.left.size() + t.right.size()
}

// deep needs a stack of some megabytes.
func deep(n int) int {
	var frame [128]byte
	if n == 0 {
		return int(frame[0])
	}
	return 1 + deep(n-1) + int(frame[n%len(frame)])
}

type named string

func main() {
	if len(os.Args) > 1 {
		println(1.5, complex(1.5, 2))
		panic(named("shown by its type"))
	}
	kept, names := grow(14), map[string][]byte{}
	finalized := make(chan bool, 100)
	for i := range 4000 {
		// 1 GB in all, of which 8 MB are kept.
		names[fmt.Sprint("name", i%32)] = make([]byte, 256<<10)
		if i%400 == 0 {
			// By itself a busy machine collects late, with the runtime as Go has it too.
			runtime.GC()
			object := grow(3)
			runtime.SetFinalizer(object, func(*tree) { finalized <- true })
		}
	}
	runtime.GC()
	<-finalized
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)

	var wait sync.WaitGroup
	results := make(chan int)
	for i := range 200 {
		wait.Go(func() {
			timer := time.NewTimer(time.Duration(i%5) * time.Millisecond)
			defer timer.Stop()
			select {
			case <-timer.C:
				results <- deep(100)
			case results <- deep(100):
			}
		})
	}
	go func() { wait.Wait(); close(results) }()
	sum := 0
	for n := range results {
		sum += n
	}
	err := func() (err error) {
		defer func() { err = errors.Join(recover().(error)) }()
		var none []int
		return fmt.Errorf("%d", none[len(os.Args)])
	}()
	fmt.Println(kept.size(), len(names), stats.NumGC-stats.NumForcedGC > 3, stats.Sys < 200<<20, sum, deep(20000), err)
	fmt.Println(strings.Fields(time.Unix(90, 0).String())[0], time.Unix(90, 0).UTC().Format(time.RFC3339), time.Unix(90, 0).Format("15:04"), 1.5)
}
`

// TestOverlay runs a program with all savings in Node: the runtime works as before, and
// prints what savings says it does.
func TestOverlay(t *testing.T) {
	t.Parallel()
	run := build(t, overlaid)
	out, err := run().CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if want := "32767 32 true true 20000 20000 runtime error: index out of range [1] with length 0\n" +
		"1m30s 1970-01-01T00:01:30Z 00:01 1.5\n"; string(out) != want {
		t.Errorf("it prints %q, want %q", out, want)
	}
	out, err = run("panic").CombinedOutput()
	if want := regexp.MustCompile(`^0x3ff8000000000000 0x3ff80000000000000x4000000000000000\n` +
		`panic: \(main.named\) 0x[0-9a-f]+\n\ngoroutine 1 \[running\]:\nmain.main\(\)\n`); err == nil || !want.Match(out) {
		t.Errorf("a panic prints %q (%v), want %s", out, err, want)
	}
}

// build compiles a program as the Wasm module is, and returns what runs it in Node.
func build(t *testing.T, program string) func(args ...string) *exec.Cmd {
	t.Helper()
	folder := t.TempDir()
	changes, err := overlay(t.TempDir(), savings, never)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"go.mod": "module overlaid\n\ngo 1.26\n", "main.go": program} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(folder, Program)
	if err := compile(folder, ".", file, "", nil, "-overlay="+changes); err != nil {
		t.Fatal(err)
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	runner := filepath.Join(strings.TrimSpace(string(goroot)), "lib", "wasm", "go_js_wasm_exec")
	return func(args ...string) *exec.Cmd { return exec.Command(runner, append([]string{file}, args...)...) }
}

// TestOverlayOfAnotherGo meets a standard library that does not have what is to be changed.
func TestOverlayOfAnotherGo(t *testing.T) {
	t.Parallel()
	for _, from := range []string{"this is not there", "package runtime\n\nimport \"nothing\"", "func "} { // the last one is there more than once
		_, err := overlay(t.TempDir(), []saving{{"runtime/print.go", from, ""}}, nil)
		if err == nil || !strings.Contains(err.Error(), "Go 1.26") || !strings.Contains(err.Error(), "runtime/print.go") {
			t.Errorf("%q: %v", from, err)
		}
	}
	if _, err := overlay(t.TempDir(), nil, []string{"trace.isGone()"}); err == nil || !strings.Contains(err.Error(), "trace.isGone()") {
		t.Errorf("a condition that is not there: %v", err)
	}
}
