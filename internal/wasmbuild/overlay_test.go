package wasmbuild

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestOverlay runs a program with all savings: what they change still works, or prints
// what it says it does.
func TestOverlay(t *testing.T) {
	folder := t.TempDir()
	changes, err := overlay(t.TempDir(), savings)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"go.mod": "module overlaid\n\ngo 1.26\n",
		"main.go": `package main

import (
	"fmt"
	"strings"
	"time"
)

func main() {
	println(1.5, complex(1.5, 2))
	timer := time.NewTimer(time.Millisecond)
	<-timer.C
	fmt.Println(strings.Fields(time.Unix(90, 0).String())[0], time.Unix(90, 0).UTC().Format(time.RFC3339), 1.5)
}
`,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "run", "-overlay="+changes, ".")
	cmd.Dir = folder
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if want := "0x3ff8000000000000 0x3ff80000000000000x4000000000000000\n1m30s 1970-01-01T00:01:30Z 1.5\n"; string(out) != want {
		t.Errorf("it prints %q, want %q", out, want)
	}
}

// TestOverlayOfAnotherGo meets a standard library that does not have what is to be changed.
func TestOverlayOfAnotherGo(t *testing.T) {
	for _, from := range []string{"this is not there", "package runtime\n\nimport \"nothing\"", "func "} { // the last one is there more than once
		_, err := overlay(t.TempDir(), []saving{{"runtime/print.go", from, ""}})
		if err == nil || !strings.Contains(err.Error(), "Go 1.26") || !strings.Contains(err.Error(), "runtime/print.go") {
			t.Errorf("%q: %v", from, err)
		}
	}
}
