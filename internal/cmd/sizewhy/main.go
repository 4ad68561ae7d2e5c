// Sizewhy shows the sizes of the packages in the Wasm module, or of the functions of one
// package, to find what the linker keeps unnecessarily.
//
// Usage, from the module's root (make size-why does it):
//
//	go run ./internal/cmd/sizewhy [package]
package main

import (
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"log"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/cognitowasm/cognitowasm/internal/wasmbuild"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("sizewhy: ")
	flag.Parse()
	if err := run(flag.Arg(0)); err != nil {
		log.Fatal(err)
	}
}

// run shows the functions of a package, or all packages.
func run(only string) error {
	folder, err := os.MkdirTemp("", "sizewhy")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, wasmbuild.Program)
	if err := wasmbuild.Lean.CompileNamed(".", file); err != nil {
		return err
	}
	program, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	module, err := parse(program)
	if err != nil {
		return err
	}
	packages, err := listPackages()
	if err != nil {
		return err
	}
	type row struct {
		size, functions int
		packed          []byte
	}
	rows := map[string]*row{}
	for i, body := range module.bodies {
		function := module.names[module.imports+i]
		name := packageOf(function, packages)
		if only != "" {
			if name != only {
				continue
			}
			name = function
		}
		if rows[name] == nil {
			rows[name] = &row{}
		}
		rows[name].size += len(body)
		rows[name].functions++
		rows[name].packed = append(rows[name].packed, body...)
	}
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(out, "bytes\tbrotli alone\tfunctions\t  package or function")
	code, functions := 0, 0
	for _, name := range slices.SortedFunc(maps.Keys(rows), func(a, b string) int { return rows[b].size - rows[a].size }) {
		packed, err := wasmbuild.Brotli(rows[name].packed)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%d\t%d\t%d\t  %s\n", rows[name].size, len(packed), rows[name].functions, name)
		code, functions = code+rows[name].size, functions+rows[name].functions
	}
	fmt.Fprintf(out, "%d\t\t%d\t  all code\n", code, functions)
	if only != "" {
		return out.Flush()
	}
	packed, err := wasmbuild.Brotli(module.data)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d\t%d\t\t  data: tables of functions and types for the runtime, texts, variables\n", len(module.data), len(packed))
	return out.Flush()
}

// module is the part of a WebAssembly module that is used here.
type module struct {
	bodies  [][]byte
	data    []byte
	imports int // of functions, which are counted before the bodies
	names   map[int]string
}

var errShort = errors.New("the file is not a WebAssembly module as Go's linker writes it")

// parse parses the sections of a module.
//
// https://webassembly.github.io/spec/core/binary/modules.html
func parse(program []byte) (m module, err error) {
	defer func() {
		if recover() != nil { // an index out of range
			err = errShort
		}
	}()
	m.names = map[int]string{}
	for r := reader(program[8:]); len(r) > 0; {
		id, section := r.byte(), r.bytes()
		switch id {
		case 0:
			if string(section.bytes()) == "name" {
				m.readNames(section)
			}
		case 2:
			for range section.uint() {
				section.bytes() // of the host
				section.bytes() // of the function
				if section.byte() != 0 {
					return m, errShort // Go imports only functions
				}
				section.uint()
				m.imports++
			}
		case 10:
			for range section.uint() {
				m.bodies = append(m.bodies, section.bytes())
			}
		case 11:
			m.data = section
		}
	}
	if len(m.bodies) == 0 || len(m.names) == 0 {
		return m, errShort
	}
	return m, nil
}

func (m *module) readNames(section reader) {
	for len(section) > 0 {
		kind, names := section.byte(), section.bytes()
		if kind != 1 { // the functions'
			continue
		}
		for range names.uint() {
			index := names.uint()
			m.names[index] = string(names.bytes())
		}
	}
}

// reader takes values off the front of a section.
type reader []byte

func (r *reader) byte() byte {
	b := (*r)[0]
	*r = (*r)[1:]
	return b
}

func (r *reader) uint() int {
	n, length := binary.Uvarint(*r)
	*r = (*r)[length:]
	return int(n)
}

func (r *reader) bytes() reader {
	n := r.uint()
	part := (*r)[:n:n]
	*r = (*r)[n:]
	return part
}

// listPackages returns the packages of the Wasm module, the longest names first.
func listPackages() ([]string, error) {
	cmd := exec.Command("go", "list", "-deps", "./wasm")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := cmd.Output()
	packages := strings.Fields(string(out))
	slices.SortFunc(packages, func(a, b string) int { return len(b) - len(a) })
	return packages, err
}

// packageOf finds the package of a function. The linker has replaced some characters of the
// function's name.
func packageOf(function string, packages []string) string {
	for _, name := range packages {
		if strings.HasPrefix(function, mangled.ReplaceAllString(name, "_")+".") {
			return name
		}
	}
	if strings.HasPrefix(function, "main.") {
		return "main"
	}
	return "made by the compiler"
}

var mangled = regexp.MustCompile(`[^\w.]`)
