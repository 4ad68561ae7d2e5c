package wasmslim

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestProgram runs a program before and after, under Node: it must do the same.
func TestProgram(t *testing.T) {
	for name, flags := range map[string][]string{
		"as Go compiles": nil,
		"as we compile":  {"-gcflags=all=-l"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkProgram(t, flags)
		})
	}
}

func checkProgram(t *testing.T, flags []string) {
	folder := t.TempDir()
	files := map[string]string{"named": filepath.Join(folder, "named.wasm"), "slim": filepath.Join(folder, "slim.wasm")}
	build := exec.Command("go", append([]string{"build", "-trimpath", "-ldflags=-s -w", "-o", files["named"]}, flags...)...)
	build.Args = append(build.Args, "./testdata/program")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	program, err := os.ReadFile(files["named"])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(files["slim"], checkSlim(t, program), 0o666); err != nil {
		t.Fatal(err)
	}

	// The collector works in whole, wherever it starts, and what it frees is overwritten.
	collect := []string{"GODEBUG=clobberfree=1,gcstoptheworld=1"}
	want, _ := run(t, files["named"], collect)
	got, code := run(t, files["slim"], collect)
	if code != 0 || got != want {
		t.Errorf("it ends with %d and prints\n%s\nwithout being slim\n%s", code, got, want)
	}
	if !strings.Contains(want, "goroutines at the end: 2\n") || !strings.Contains(want, "a runtime.Error: true true\n") {
		t.Errorf("it prints\n%s", want)
	}
	for _, how := range []string{"panic", "throw", "deadlock", "goroutine deadlock"} {
		want, wantCode := run(t, files["named"], nil, how)
		got, code := run(t, files["slim"], nil, how)
		want, _, _ = strings.Cut(want, "\n")
		if !strings.HasPrefix(got, want+"\n") || code != wantCode || code == 0 {
			t.Errorf("%s: it ends with %d and prints\n%s\nwithout being slim %d\n%s", how, code, got, wantCode, want)
		}
	}
	// funcpkgpath must not fail where there are no names.
	if out, code := run(t, files["slim"], []string{"GODEBUG=inittrace=1"}); code != 0 || !strings.HasSuffix(out, want) {
		t.Errorf("it ends with %d and prints\n%s", code, out)
	}
	checkReading(t, program, files["slim"])
}

// checkReading reads the stack of a panic in a slim program as CONTRIBUTING says: by the
// numbers of functions in its program counters.
func checkReading(t *testing.T, program []byte, slim string) {
	names := names(t, program)
	out, _ := run(t, slim, []string{"GOTRACEBACK=system"}, "panic")
	var stack []string
	for _, pc := range regexp.MustCompile(` pc=0x([0-9a-f]+)`).FindAllStringSubmatch(out, -1) {
		n, err := strconv.ParseUint(pc[1], 16, 64)
		if err != nil || n>>16 < funcValueOffset || n>>16 >= funcValueOffset+uint64(len(names)) {
			t.Fatalf("pc=0x%s, %v", pc[1], err)
		}
		stack = append(stack, names[n>>16-funcValueOffset])
	}
	if want := "runtime.gopanic main.boom main.boom main.boom main.boom main.end main.main runtime.main"; !strings.HasPrefix(strings.Join(stack, " "), want) {
		t.Errorf("the stack is %q", stack)
	}
}

// run runs a program under Node and returns what it prints, and its exit code.
func run(t *testing.T, program string, env []string, args ...string) (string, int) {
	t.Helper()
	cmd := exec.Command(filepath.Join(goEnv(t, "GOROOT"), "lib", "wasm", "go_js_wasm_exec"), append([]string{program}, args...)...)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH")}, env...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return out.String(), cmd.ProcessState.ExitCode()
}

// goEnv returns a setting of the go command.
func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
