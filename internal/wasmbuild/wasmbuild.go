// Package wasmbuild compiles the Wasm module. It has the flags, with the effect of each, and
// the description of a build.
package wasmbuild

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cognitowasm/cognitowasm/internal/wasmslim"
)

// Names of the files in dist that belong to the Wasm module.
const (
	Program = "cognitowasm.wasm"
	Info    = "build-info.json"
	// Functions has the functions of the Wasm module: numbers, program counters and names.
	Functions = "cognitowasm.functions.tsv"
)

// BuildInfo describes a build; it is dist/build-info.json. The loader contains Version and
// Wasm.SHA256, and refuses any other Wasm module.
type BuildInfo struct {
	Version string  `json:"version"` // of the package
	Go      string  `json:"go"`      // of the compiler, "go1.26.8"
	Wasm    Wasm    `json:"wasm"`
	Sources Sources `json:"sources"`
}

// Wasm describes the Wasm module.
type Wasm struct {
	File   string `json:"file"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"` // hexadecimal
	// Integrity is the same digest in the form of the attribute integrity and of the
	// option wasmIntegrity.
	Integrity string `json:"integrity"`
}

// Describe returns the description of a Wasm module in a file of that name.
func Describe(file string, program []byte) Wasm {
	sum := sha256.Sum256(program)
	return Wasm{File: file, Bytes: len(program), SHA256: hex.EncodeToString(sum[:]),
		Integrity: "sha256-" + base64.StdEncoding.EncodeToString(sum[:])}
}

// Variant is one of the Wasm modules that can be built.
type Variant struct {
	// Folder is where it is built, relative to the project's folder.
	Folder string
	// Tag is its build tag.
	Tag string
	// without are the folders of sources that are not part of it.
	without []string
	// overlaid is whether savings are made in the standard library.
	overlaid bool
}

var (
	// Lean is what pages load: the page's own fetch and WebCrypto do the work.
	Lean = Variant{Folder: "dist", without: []string{"core/awsidp/", "core/jwtverify/"}, overlaid: true}
	// SDK contains the AWS SDK for Go and golang-jwt.
	SDK = Variant{Folder: "dist/awssdk", Tag: "awssdk"}
)

// Sources identifies the sources of the build, so that a stale build is noticed.
type Sources struct {
	SHA256 string `json:"sha256"` // of all source files, see SourceDigest
}

// Compile compiles root/wasm into file. The same sources and the same compiler produce the
// same bytes, in any folder.
func (v Variant) Compile(root, file, version string, env ...string) error {
	if err := v.CompileLinked(root, file, version, env...); err != nil {
		return err
	}
	return Slim(file)
}

// CompileLinked compiles the Wasm module and keeps it as Go's linker writes it, so that the
// stacks that it prints have names, with the version added.
func (v Variant) CompileLinked(root, file, version string, env ...string) error {
	// No symbols, no debug data.
	if err := v.compile(root, file, "-s -w -buildid=", env); err != nil {
		return err
	}
	return addVersion(file, version)
}

// addVersion adds the version that the loader compares with its own, as a custom section named
// "version" at the end. In a Go variable, which is in the middle of the module, another version
// makes up to 1.3 kB more or less of it in brotli.
func addVersion(file, version string) error {
	const (
		custom = 0
		name   = "version"
	)
	content := append([]byte{byte(len(name))}, name+version...)
	section := append(binary.AppendUvarint([]byte{custom}, uint64(len(content))), content...)
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(section)
	return errors.Join(err, f.Close())
}

// Slim removes from a linked module what it does not need to run.
func Slim(file string) error {
	linked, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	slim, err := wasmslim.Slim(linked)
	if err != nil {
		return fmt.Errorf("%w; make build DEBUG=1 keeps the Wasm module as it is linked", err)
	}
	return os.WriteFile(file, slim, 0o777)
}

// CompileNamed compiles the Wasm module with the names of its functions, and keeps it as Go's
// linker writes it.
func (v Variant) CompileNamed(root, file string) error {
	return v.compile(root, file, "-w -buildid=", nil)
}

func (v Variant) compile(root, file, linkerFlags string, env []string) error {
	folder, err := os.MkdirTemp("", "wasmbuild")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	modules, err := ModuleFile(root, folder)
	if err != nil {
		return err
	}
	flags := []string{"-tags=" + v.Tag, "-modfile=" + modules}
	if v.overlaid {
		changes, err := overlay(folder, savings, never)
		if err != nil {
			return err
		}
		flags = append(flags, "-overlay="+changes)
	}
	return compile(root, "./wasm", file, linkerFlags, env, flags...)
}

// ModuleFile writes, into folder, the go.mod with which the Wasm module is compiled, and
// returns its path for the flag -modfile. It is the go.mod of root, with hack-pad/safejs
// replaced by internal/safejs, which saves 12 %. In go.mod itself the replacement would
// prevent "go install …@version".
func ModuleFile(root, folder string) (string, error) {
	for name, added := range map[string]string{"go.mod": "\nreplace github.com/hack-pad/safejs => ./internal/safejs\n", "go.sum": ""} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(folder, name), append(text, added...), 0o666); err != nil {
			return "", err
		}
	}
	return filepath.Join(folder, "go.mod"), nil
}

// CompileEmpty compiles a program that does nothing into file, in the same way. Its size is
// what Go itself costs.
func CompileEmpty(file string) error {
	if err := CompileEmptyLinked(file); err != nil {
		return err
	}
	return Slim(file)
}

// CompileEmptyLinked compiles it and leaves it as Go's linker writes it.
func CompileEmptyLinked(file string) error {
	folder, err := os.MkdirTemp("", "empty")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	for name, text := range map[string]string{"go.mod": "module empty\n\ngo 1.26\n", "main.go": "package main\n\nfunc main() { select {} }\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o666); err != nil {
			return err
		}
	}
	return compile(folder, ".", file, "-s -w -buildid=", nil)
}

// compile compiles a program of the module in root.
//
// Sizes are those of the compressed Wasm module (brotli -q 11), measured for version 0.1.0;
// see DECISIONS.md.
func compile(root, program, file, linkerFlags string, env []string, flags ...string) error {
	cmd := exec.Command("go", slices.Concat([]string{"build"}, flags, []string{
		"-trimpath", "-buildvcs=false", // the same bytes in every folder
		"-ldflags=" + linkerFlags,
		"-gcflags=all=-l",             // no inlining: saves 7 %
		"-gcflags=filippo.io/bigmod=", // except where the time is spent:
		"-gcflags=math/bits=",         // SRP takes eight times as long without these two
		"-o", file, program})...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=",
		"GOEXPERIMENT=nogreenteagc") // the older collector: saves 2 %
	cmd.Env = append(cmd.Env, env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("compiling %s: %w\n%s", program, err, out)
	}
	return nil
}

// Version reads the version of the package from root/package.json, its only
// source.
func Version(root string) (string, error) {
	text, err := os.ReadFile(filepath.Join(root, "package.json"))
	if err != nil {
		return "", err
	}
	var manifest struct{ Version string }
	if err := json.Unmarshal(text, &manifest); err != nil {
		return "", err
	}
	return manifest.Version, nil
}

// SourceDigest returns a digest of everything that the files in the folder are made from.
func (v Variant) SourceDigest(root string) (string, error) {
	digest := sha256.New()
	for _, name := range []string{"go.mod", "go.sum", "package.json", "core", "jsbridge", "wasm", "internal/safejs", "internal/wasmbuild", "internal/wasmslim", "internal/cmd/build"} {
		err := filepath.WalkDir(filepath.Join(root, name), func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			slashed := filepath.ToSlash(path)
			if strings.HasSuffix(slashed, "_test.go") || strings.Contains(slashed, "/testdata/") || strings.Contains(slashed, "jsbridge/js/test") ||
				slices.ContainsFunc(v.without, func(folder string) bool { return strings.Contains(slashed, folder) }) {
				return nil
			}
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			relative, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			fmt.Fprintf(digest, "%s %d\n%s", filepath.ToSlash(relative), len(content), content)
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(digest.Sum(nil)), nil
}

// ReadInfo reads the description of the build in a folder.
func ReadInfo(folder string) (*BuildInfo, error) {
	text, err := os.ReadFile(filepath.Join(folder, Info))
	if err != nil {
		return nil, err
	}
	var info BuildInfo
	return &info, json.Unmarshal(text, &info)
}

// Check checks that the folder is the build of the sources in root: that it exists, that it
// is not stale, and that its Wasm module is the one described.
func (v Variant) Check(root string) error {
	folder := filepath.Join(root, filepath.FromSlash(v.Folder))
	info, err := ReadInfo(folder)
	if err != nil {
		return fmt.Errorf("there is no build in %s: run make build build-sdk (%w)", v.Folder, err)
	}
	digest, err := v.SourceDigest(root)
	if err != nil {
		return err
	}
	if info.Sources.SHA256 != digest {
		return fmt.Errorf("%s is stale: run make build build-sdk", v.Folder)
	}
	program, err := os.ReadFile(filepath.Join(folder, Program))
	if err != nil {
		return err
	}
	if Describe(Program, program) != info.Wasm {
		return fmt.Errorf("%s/%s is not the Wasm module that its %s describes: run make build build-sdk", v.Folder, Program, Info)
	}
	return nil
}
