package harness

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Lines is a Node process that answers each line of JSON with one.
type Lines struct {
	input  io.Writer
	output *bufio.Reader
}

// StartLines runs a script of the test's folder, from the project's. The process ends with
// its input, so at the latest with the test's own process.
func StartLines(t testing.TB, script string, arguments ...string) *Lines {
	t.Helper()
	path, err := filepath.Abs(script)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", append([]string{path}, arguments...)...)
	cmd.Dir, cmd.Stderr = Root, os.Stderr
	input, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = input.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("node: %v", err)
		}
	})
	return &Lines{input, bufio.NewReader(output)}
}

func (l *Lines) Ask(t testing.TB, question, answer any) {
	t.Helper()
	text, err := json.Marshal(question)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.input.Write(append(text, '\n')); err != nil {
		t.Fatal(err)
	}
	line, err := l.output.ReadBytes('\n')
	if err != nil {
		t.Fatalf("node gives no answer: %v", err)
	}
	if err := json.Unmarshal(line, answer); err != nil {
		t.Fatalf("%v: %q", err, line)
	}
}
