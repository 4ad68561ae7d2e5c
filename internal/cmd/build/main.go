// Build makes dist, which has the JavaScript files of the package and the Wasm module,
// and beside it lib, es, src and internals, the paths of upstream's package. With -sdk it
// makes dist/awssdk instead: the Wasm module with the AWS SDK. With -debug the stacks of a
// panic have names; without it, cognitowasm.functions.tsv has them, see CONTRIBUTING.md.
// Build needs nothing but Go.
//
// Usage, from the module's root (make build and make build-sdk do it):
//
//	go run ./internal/cmd/build [-sdk] [-debug]
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/cognitowasm/cognitowasm/internal/wasmbuild"
	"github.com/cognitowasm/cognitowasm/internal/wasmslim"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("build: ")
	sdk := flag.Bool("sdk", false, "make the Wasm module with the AWS SDK")
	debug := flag.Bool("debug", false, "keep the Wasm module as it is linked, with the names of functions for stacks")
	flag.Parse()
	var err error
	if *sdk {
		err = build(".", wasmbuild.SDK, *debug, nil)
	} else {
		err = build(".", wasmbuild.Lean, *debug, javaScript)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// build makes the Wasm module of a variant, everything that more makes, and the
// description.
func build(root string, variant wasmbuild.Variant, debug bool, more func(root, dist string, info wasmbuild.BuildInfo, program []byte) error) error {
	dist := filepath.Join(root, filepath.FromSlash(variant.Folder))
	version, err := wasmbuild.Version(root)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dist, 0o777); err != nil {
		return err
	}
	if err := clearOld(dist); err != nil {
		return err
	}
	digest, err := variant.SourceDigest(root)
	if err != nil {
		return err
	}
	program, err := compile(root, dist, version, variant, debug)
	if err != nil {
		return err
	}
	info := wasmbuild.BuildInfo{
		Version: version,
		Go:      runtime.Version(),
		Wasm:    wasmbuild.Describe(wasmbuild.Program, program),
		Sources: wasmbuild.Sources{SHA256: digest},
	}
	if more != nil {
		if err := more(root, dist, info, program); err != nil {
			return err
		}
	}
	text, err := json.MarshalIndent(info, "", "\t")
	if err != nil {
		return err
	}
	// The description comes last, so that the folder of an interrupted build is stale.
	return os.WriteFile(filepath.Join(dist, wasmbuild.Info), append(text, '\n'), 0o666)
}

// javaScript makes the files that load the Wasm module, and the paths to them.
func javaScript(root, dist string, info wasmbuild.BuildInfo, program []byte) error {
	public, err := readExports(root)
	if err != nil {
		return err
	}
	if err := bundle(root, dist, info, public, program); err != nil {
		return err
	}
	return deepPaths(root, dist, info.Version, public)
}

// clearOld removes what earlier builds made, except for the Wasm modules, which compile
// keeps if they have not changed.
func clearOld(dist string) error {
	entries, err := os.ReadDir(dist)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), wasmbuild.Program) || entry.Name() == filepath.Base(wasmbuild.SDK.Folder) {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dist, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}

// compile makes the Wasm module and its compressed forms, which take most of the build's
// time and are kept while the module does not change.
func compile(root, dist, version string, variant wasmbuild.Variant, debug bool) ([]byte, error) {
	file := filepath.Join(dist, wasmbuild.Program)
	// Beside the others, under a name that the next build removes.
	output, err := filepath.Abs(filepath.Join(dist, "new."+wasmbuild.Program))
	if err != nil {
		return nil, err
	}
	if err := variant.CompileLinked(root, output, version); err != nil {
		return nil, err
	}
	if debug {
		log.Print("with -debug: the stacks of the Wasm module have names, and it is larger than its budget allows")
	} else if err := nameFunctions(output, filepath.Join(dist, wasmbuild.Functions)); err != nil {
		return nil, err
	} else if err := wasmbuild.Slim(output); err != nil {
		return nil, err
	}
	program, err := os.ReadFile(output)
	if err != nil {
		return nil, err
	}
	if before, err := os.ReadFile(file); err != nil || !bytes.Equal(before, program) {
		// The old forms are removed before the new module is written, so that an
		// interrupted build does not leave them beside it.
		for suffix := range wasmbuild.Compressions {
			if err := os.Remove(file + suffix); err != nil && !os.IsNotExist(err) {
				return nil, err
			}
		}
	}
	if err := os.Rename(output, file); err != nil {
		return nil, err
	}
	for suffix, compress := range wasmbuild.Compressions {
		if _, err := os.Stat(file + suffix); err == nil {
			continue
		}
		packed, err := compress(program)
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(output, packed, 0o666); err != nil {
			return nil, err
		}
		if err := os.Rename(output, file+suffix); err != nil {
			return nil, err
		}
	}
	return program, nil
}

// nameFunctions writes a file, which is not part of the package, with the functions of a
// linked Wasm module: their numbers, as browsers print them, the higher half of their program
// counters, as Go prints it, and their names.
func nameFunctions(program, file string) error {
	linked, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	functions, err := wasmslim.Functions(linked)
	if err != nil {
		return err
	}
	text := []byte("wasm-function\tpc\tname\n")
	for _, function := range functions {
		text = fmt.Appendf(text, "%d\t%#x\t%s\n", function.Number, function.PC>>16, function.Name)
	}
	return os.WriteFile(file, text, 0o666)
}
