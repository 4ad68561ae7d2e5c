package harness

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"testing"
)

// lines is a Node process that answers each line of JSON with one.
type lines struct {
	input  io.Writer
	output *bufio.Reader
}

// StartLines runs a script as a module in a folder. The process ends with its
// input, so at the latest with the test's own process.
func StartLines(t testing.TB, folder, script string, arguments ...string) *lines {
	t.Helper()
	cmd := exec.Command("node", append([]string{"--input-type=module", "-e", script, "--"}, arguments...)...)
	cmd.Dir, cmd.Stderr = folder, os.Stderr
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
	return &lines{input, bufio.NewReader(output)}
}

func (l *lines) Ask(t testing.TB, question, answer any) {
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
