package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const preamble = `The npm package cognitowasm contains software that others have written: the Go
runtime and standard library with wasm_exec.js, and the Go modules below, compiled to
WebAssembly. Their licences follow.
`

// component is one piece of software with its own licence.
type component struct{ name, folder string }

// notices returns the licences of all components, for the module in root.
func notices(root string) (string, error) {
	components, err := components(root)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(preamble)
	for _, c := range components {
		licence, err := os.ReadFile(filepath.Join(c.folder, "LICENSE"))
		if err != nil {
			return "", fmt.Errorf("the licence of %s: %w", c.name, err)
		}
		fmt.Fprintf(&b, "\n%s\n%s\n\n%s\n", strings.Repeat("-", 72), c.name, strings.TrimSpace(string(licence)))
	}
	return b.String(), nil
}

func components(root string) ([]component, error) {
	goroot, err := output(root, "go", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	list := []component{{"Go (runtime, standard library, wasm_exec.js)", strings.TrimSpace(goroot)}}
	modules, err := output(root, "go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Dir}}{{end}}{{end}}", "./wasm")
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for line := range strings.Lines(modules) {
		path, folder, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if ok && !seen[path] {
			seen[path] = true
			list = append(list, component{path, folder})
		}
	}
	return list, nil
}

func output(root, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env, cmd.Stderr = root, append(os.Environ(), "GOOS=js", "GOARCH=wasm"), os.Stderr
	out, err := cmd.Output()
	return string(out), err
}
