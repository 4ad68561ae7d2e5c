// Build makes dist: the JavaScript files of the package and the WebAssembly
// program; and beside dist the peer's own paths into its package, lib, es and
// internals. It needs Go and nothing else.
//
// Usage, from the module's root (make build does it):
//
//	go run ./internal/cmd/build
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/cognitowasm/cognitowasm/internal/wasmbuild"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("build: ")
	if err := build(".", "dist"); err != nil {
		log.Fatal(err)
	}
}

func build(root, dist string) error {
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
	digest, err := wasmbuild.SourceDigest(root)
	if err != nil {
		return err
	}
	program, err := compile(root, dist, version)
	if err != nil {
		return err
	}
	info := wasmbuild.BuildInfo{
		Version: version,
		Go:      runtime.Version(),
		Wasm:    wasmbuild.Wasm{File: wasmbuild.Program, Bytes: len(program), SHA256: hexDigest(program)},
		Sources: wasmbuild.Sources{SHA256: digest},
	}
	public, err := readExports(root)
	if err != nil {
		return err
	}
	if err := bundle(root, dist, info, public, program); err != nil {
		return err
	}
	if err := deepPaths(root, dist, version, public); err != nil {
		return err
	}
	text, err := json.MarshalIndent(info, "", "\t")
	if err != nil {
		return err
	}
	// The description comes last: a build that breaks off leaves a dist that
	// everybody takes for stale.
	return os.WriteFile(filepath.Join(dist, wasmbuild.Info), append(text, '\n'), 0o666)
}

// clearOld removes what earlier builds made, except for the program, which
// compile keeps when it is still the same.
func clearOld(dist string) error {
	entries, err := os.ReadDir(dist)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), wasmbuild.Program) {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dist, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}

// compile makes the program and its compressed forms, which take most of the
// build's time and are kept while the program stays the same.
func compile(root, dist, version string) ([]byte, error) {
	file := filepath.Join(dist, wasmbuild.Program)
	// Beside the others, with a name that the next build clears away.
	output, err := filepath.Abs(filepath.Join(dist, "new."+wasmbuild.Program))
	if err != nil {
		return nil, err
	}
	if err := wasmbuild.Compile(root, output, version); err != nil {
		return nil, err
	}
	program, err := os.ReadFile(output)
	if err != nil {
		return nil, err
	}
	if before, err := os.ReadFile(file); err != nil || !bytes.Equal(before, program) {
		// The old forms go before the new program comes: a build that breaks off
		// must not leave them for its own.
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

func hexDigest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
