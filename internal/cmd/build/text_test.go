package main

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
)

// TestText decodes what asText writes with the facade's own code.
func TestText(t *testing.T) {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	random := make([]byte, 100_000)
	source := rand.NewChaCha8([32]byte{1})
	if _, err := source.Read(random); err != nil {
		t.Fatal(err)
	}
	programs := [][]byte{nil, {0}, all, random, bytes.Repeat([]byte{1}, 1000)}
	for _, zeros := range []int{minRun - 1, minRun, minRun + 1, longestRun - 1, longestRun, longestRun + 1, longestRun + minRun, 3*longestRun + 5} {
		run := make([]byte, zeros)
		programs = append(programs, run, append(append(bytes.Clone(all), run...), all...))
	}
	for _, program := range programs {
		module := asText(program)
		text := module[strings.LastIndex(module, "default")+len("default "):]
		text = strings.TrimSuffix(text, ";\n")
		if rest := strings.Trim(strings.Trim(text, `"`), alphabet); rest != "" {
			t.Fatalf("%d bytes: there is %.20q outside the alphabet", len(program), rest)
		}
		if again := asText(program); again != module {
			t.Fatalf("%d bytes: the second time it is another", len(program))
		}
		if read := readText(t, module); !bytes.Equal(read, program) {
			t.Errorf("%d bytes: read %d others", len(program), len(read))
		}
	}
	for _, r := range alphabet {
		// What ends or escapes a literal, and what begins a tag.
		if r <= 0x1f || r > 0x7e || strings.ContainsRune("\"'`\\$<", r) || strings.Count(alphabet, string(r)) != 1 {
			t.Errorf("%q in the alphabet", r)
		}
	}
	if n := single + doubling*len(alphabet); n < 256 || single+doubling+1 != len(alphabet) {
		t.Errorf("codes for %d bytes, of %d characters", n, len(alphabet))
	}
}

// readText runs program.ts with a module in Node.
func readText(t *testing.T, module string) []byte {
	t.Helper()
	runtime, err := filepath.Abs("../../../jsbridge/js/runtime")
	if err != nil {
		t.Fatal(err)
	}
	result := api.Build(api.BuildOptions{
		EntryPoints: []string{filepath.Join(runtime, "program.ts")}, Bundle: true, Format: api.FormatCommonJS, LogLevel: api.LogLevelSilent,
		Plugins: []api.Plugin{virtual(map[string]string{"cognitowasm:bytes": module})},
	})
	if err := buildError("program.ts", result.Errors); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", "-")
	cmd.Stdin = strings.NewReader(string(result.OutputFiles[0].Contents) +
		"\nmodule.exports.program().then((bytes) => process.stdout.write(JSON.stringify([...bytes])));")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var read []int
	if err := json.Unmarshal(out, &read); err != nil {
		t.Fatal(err)
	}
	program := make([]byte, len(read))
	for i, b := range read {
		program[i] = byte(b)
	}
	return program
}
