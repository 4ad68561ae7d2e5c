// Package wasmbuild says how the WebAssembly program is compiled: the flags,
// with what each one is worth, and the description of a build.
package wasmbuild

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Names of the files in dist that have to do with the program.
const (
	Program = "cognitowasm.wasm"
	Info    = "build-info.json"
)

// BuildInfo describes a build; it is dist/build-info.json. The loader carries
// Version and Wasm.SHA256 inside and refuses another program.
type BuildInfo struct {
	Version string  `json:"version"` // of the package
	Go      string  `json:"go"`      // of the compiler, "go1.26.8"
	Wasm    Wasm    `json:"wasm"`
	Sources Sources `json:"sources"`
}

// Wasm describes the program.
type Wasm struct {
	File   string `json:"file"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"` // hexadecimal
}

// Sources tells what the build was made of, so that a stale one is noticed.
type Sources struct {
	SHA256 string `json:"sha256"` // of all source files, see SourceDigest
}

// Compile compiles the program of root/wasm into file.
func Compile(root, file, version string) error {
	return compile(root, "./wasm", file, "-X main.version="+version)
}

// CompileEmpty compiles a program that does nothing into file, in the same way:
// it is what Go itself costs.
func CompileEmpty(file string) error {
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
	return compile(folder, ".", file, "")
}

// compile compiles a program of the module in root.
//
// Sizes are those of the compressed program (brotli -q 11), measured for
// version 0.1.0; DECISIONS.md tells more.
func compile(root, program, file, linkerFlags string) error {
	cmd := exec.Command("go", "build",
		"-trimpath", "-buildvcs=false", // the same bytes in every folder
		"-ldflags=-s -w -buildid= "+linkerFlags, // no symbols, no debug data
		"-gcflags=all=-l",                       // no inlining: takes 7 % off
		"-gcflags=filippo.io/bigmod=",           // but where the time goes:
		"-gcflags=math/bits=",                   // SRP takes eight times as long without these two
		"-o", file, program)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=",
		"GOEXPERIMENT=nogreenteagc") // the older collector: takes 2 % off
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

// SourceDigest digests everything that the files in dist are made of.
func SourceDigest(root string) (string, error) {
	digest := sha256.New()
	for _, name := range []string{"go.mod", "go.sum", "package.json", "core", "jsbridge", "wasm", "internal/safejs", "internal/wasmbuild", "internal/cmd/build"} {
		err := filepath.WalkDir(filepath.Join(root, name), func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			slashed := filepath.ToSlash(path)
			if strings.HasSuffix(slashed, "_test.go") || strings.Contains(slashed, "/testdata/") ||
				strings.Contains(slashed, "/facade/test") || strings.Contains(slashed, "core/awsidp/") || strings.Contains(slashed, "core/jwtverify/") {
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

// ReadInfo reads the description of the build in dist.
func ReadInfo(dist string) (*BuildInfo, error) {
	text, err := os.ReadFile(filepath.Join(dist, Info))
	if err != nil {
		return nil, err
	}
	var info BuildInfo
	return &info, json.Unmarshal(text, &info)
}

// Check tells whether dist is what the sources in root make: that it is there,
// that it is not stale, and that the program in it is the one described.
func Check(root string) error {
	dist := filepath.Join(root, "dist")
	info, err := ReadInfo(dist)
	if err != nil {
		return fmt.Errorf("there is no build in dist: run make build (%w)", err)
	}
	digest, err := SourceDigest(root)
	if err != nil {
		return err
	}
	if info.Sources.SHA256 != digest {
		return fmt.Errorf("dist is stale: run make build")
	}
	program, err := os.ReadFile(filepath.Join(dist, Program))
	if err != nil {
		return err
	}
	if sum := sha256.Sum256(program); hex.EncodeToString(sum[:]) != info.Wasm.SHA256 {
		return fmt.Errorf("dist/%s is not the program that dist/%s describes: run make build", Program, Info)
	}
	return nil
}
