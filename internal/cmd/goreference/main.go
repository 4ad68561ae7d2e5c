// Command goreference writes the reference of the Go packages that programs import as Markdown,
// for the site of the documents: a page for each package into the folder that is its argument.
package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/build"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"log"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// module is the path of the Go module, whose folder is the working directory.
const module = "github.com/cognitowasm/cognitowasm"

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: goreference folder")
	}
	if err := writeAll(os.Args[1]); err != nil {
		log.Fatal("goreference: ", err)
	}
}

func writeAll(to string) error {
	names, err := publicPackages("core")
	if err != nil {
		return err
	}
	var packages []pkg
	anchors := map[string]map[string]bool{}
	for _, name := range names {
		p, err := load(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		packages = append(packages, p)
		anchors[p.ImportPath] = anchorsOf(p)
	}
	var index bytes.Buffer
	index.WriteString("# Go reference\n\n" +
		"The packages of module `" + module + "` that programs import.\n\n| package | |\n|---|---|\n")
	for _, p := range packages {
		fmt.Fprintf(&index, "| [%s](%s/index.md) | %s |\n", p.name(), p.name(), p.Synopsis(p.Doc))
		if err := save(filepath.Join(to, filepath.FromSlash(p.name()), "index.md"), write(p, anchors)); err != nil {
			return err
		}
	}
	return save(filepath.Join(to, "index.md"), index.Bytes())
}

func save(file string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o666)
}

// publicPackages lists the packages in a folder and below it that other modules may import.
func publicPackages(folder string) (names []string, err error) {
	err = filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		if entry.Name() == "internal" || entry.Name() == "testdata" {
			return filepath.SkipDir
		}
		if files, err := filepath.Glob(filepath.Join(name, "*.go")); err != nil || len(files) == 0 {
			return err
		}
		names = append(names, filepath.ToSlash(name))
		return nil
	})
	return names, err
}

// pkg is a package with what is needed to print it.
type pkg struct {
	*doc.Package
	files *token.FileSet
}

// load reads a package as it is on a server, wherever this program runs.
func load(name string) (pkg, error) {
	target := build.Default
	target.GOOS, target.GOARCH, target.BuildTags = "linux", "amd64", nil
	folder := filepath.FromSlash(name)
	found, err := target.ImportDir(folder, 0)
	if err != nil {
		return pkg{}, err
	}
	files := token.NewFileSet()
	var parsed []*ast.File
	for _, group := range [][]string{found.GoFiles, found.TestGoFiles, found.XTestGoFiles} {
		for _, file := range group {
			f, err := parser.ParseFile(files, filepath.Join(folder, file), nil, parser.ParseComments)
			if err != nil {
				return pkg{}, err
			}
			parsed = append(parsed, f)
		}
	}
	p, err := doc.NewFromFiles(files, parsed, path.Join(module, name))
	return pkg{p, files}, err
}

// name is the package's path from the module's folder.
func (p pkg) name() string { return strings.TrimPrefix(p.ImportPath, module+"/") }
