package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/cognitowasm/cognitowasm/internal/wasmbuild"
)

// tarball checks the only tarball in a folder, and puts beside it what is attached to a
// release: the Wasm module, its description, the digests of all files, and the notes.
func tarball(root, folder string) error {
	found, err := filepath.Glob(filepath.Join(folder, "*.tgz"))
	if err != nil {
		return err
	}
	if len(found) != 1 {
		return fmt.Errorf("there are %d tarballs in %q, not one", len(found), folder)
	}
	version, err := wasmbuild.Version(root)
	if err != nil {
		return err
	}
	name := "cognitowasm-" + version + ".tgz"
	if filepath.Base(found[0]) != name {
		return fmt.Errorf("the tarball is %s, not %s", filepath.Base(found[0]), name)
	}
	if err := wasmbuild.Lean.Check(root); err != nil {
		return err
	}
	files, err := unpack(found[0])
	if err != nil {
		return err
	}
	if err := checkPacked(root, version, files); err != nil {
		return err
	}
	if err := load(found[0]); err != nil {
		return err
	}

	changelog, err := os.ReadFile(filepath.Join(root, "CHANGELOG.md"))
	if err != nil {
		return err
	}
	_, _, notes, err := changes(string(changelog), version)
	if err != nil {
		return err
	}
	packed, err := os.ReadFile(found[0])
	if err != nil {
		return err
	}
	program, info := files["dist/"+wasmbuild.Program], files["dist/"+wasmbuild.Info]
	var sums strings.Builder
	for _, f := range []struct {
		name    string
		content []byte
	}{{name, packed}, {wasmbuild.Program, program}, {wasmbuild.Info, info}} {
		fmt.Fprintf(&sums, "%s  %s\n", wasmbuild.Describe(f.name, f.content).SHA256, f.name)
	}
	for name, content := range map[string][]byte{
		wasmbuild.Program: program, wasmbuild.Info: info, "SHA256SUMS": []byte(sums.String()), "notes.md": []byte(notes + "\n"),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o666); err != nil {
			return err
		}
	}
	fmt.Print(sums.String())
	return nil
}

// unpack returns the files of an npm tarball, without the folder that contains them.
func unpack(file string) (map[string][]byte, error) {
	packed, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer packed.Close()
	plain, err := gzip.NewReader(packed)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for r := tar.NewReader(plain); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		name, ok := strings.CutPrefix(header.Name, "package/")
		if !ok || header.Typeflag != tar.TypeReg {
			return nil, fmt.Errorf("%s is not a file of a package", header.Name)
		}
		if files[name], err = io.ReadAll(r); err != nil {
			return nil, err
		}
	}
}

// checkPacked checks that every file is that of the working tree, and that the Wasm module is
// the one that its description names.
func checkPacked(root, version string, files map[string][]byte) error {
	var problems []error
	for name, content := range files {
		here, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			problems = append(problems, err)
		} else if !bytes.Equal(here, content) {
			problems = append(problems, fmt.Errorf("%s is not the file that was built", name))
		}
	}
	var info wasmbuild.BuildInfo
	if err := json.Unmarshal(files["dist/"+wasmbuild.Info], &info); err != nil {
		problems = append(problems, fmt.Errorf("%s: %w", wasmbuild.Info, err))
	}
	if info.Version != version {
		problems = append(problems, fmt.Errorf("%s has version %q, not %s", wasmbuild.Info, info.Version, version))
	}
	if wasmbuild.Describe(wasmbuild.Program, files["dist/"+wasmbuild.Program]) != info.Wasm {
		problems = append(problems, fmt.Errorf("%s is not the Wasm module that %s describes", wasmbuild.Program, wasmbuild.Info))
	}
	return errors.Join(problems...)
}

// load installs the tarball in an empty project, and loads it in Node, both as an ES module
// and with require.
func load(file string) error {
	file, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "release")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if err := os.WriteFile(filepath.Join(folder, "package.json"), []byte(`{"private":true}`), 0o666); err != nil {
		return err
	}
	const script = `
	const required = require('cognitowasm');
	import('cognitowasm').then((imported) => {
		for (const library of [required, imported]) new library.CognitoUserPool({ UserPoolId: 'us-east-1_a', ClientId: 'c' });
	});`
	for _, args := range [][]string{
		{"npm", "install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", file},
		{"node", "--eval", script},
	} {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir = folder
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s with the tarball: %w\n%s", args[0], err, out)
		}
	}
	return nil
}
