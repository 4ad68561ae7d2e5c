package archtest

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// goFiles returns the Go files below a folder of the project, by path from the root.
func goFiles(t *testing.T, folder string) []string {
	t.Helper()
	return filesOf(t, folder, ".go")
}

// filesOf returns the files of one of the endings below a folder.
func filesOf(t *testing.T, folder string, endings ...string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(filepath.Join(root, folder), func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := entry.Name(); entry.IsDir() && (name == "node_modules" || name == "dist" || name == "testdata" || strings.HasPrefix(name, ".") && name != "..") {
			return filepath.SkipDir
		}
		if slices.ContainsFunc(endings, func(ending string) bool { return strings.HasSuffix(path, ending) }) {
			relative, err := filepath.Rel(root, path)
			files = append(files, filepath.ToSlash(relative))
			return err
		}
		return nil
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("%s has %d files of %q, %v", folder, len(files), endings, err)
	}
	return files
}

func isTest(file string) bool { return strings.HasSuffix(file, "_test.go") }

func parse(t *testing.T, file string) *ast.File {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, file), nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// Without the tag, go vet ./... would fail for every target but js.
func TestBridgeIsTagged(t *testing.T) {
	for _, folder := range []string{"jsbridge", "wasm"} {
		for _, file := range goFiles(t, folder) {
			content, err := os.ReadFile(filepath.Join(root, file))
			if err != nil {
				t.Fatal(err)
			}
			first, _, _ := bytes.Cut(content, []byte("\n"))
			switch string(first) {
			case "//go:build js && wasm", "//go:build js && wasm && !awssdk", "//go:build js && wasm && awssdk":
			default:
				t.Errorf("%s begins with %q, not with //go:build js && wasm", file, first)
			}
		}
	}
}

func TestEveryPackageHasAComment(t *testing.T) {
	documented := map[string]bool{}
	for _, file := range goFiles(t, ".") {
		folder := filepath.Dir(file)
		documented[folder] = documented[folder] || !isTest(file) && parse(t, file).Doc != nil
	}
	for folder, ok := range documented {
		if !ok {
			t.Errorf("the package in %s has no package comment", folder)
		}
	}
}

func TestEverythingExportedHasAComment(t *testing.T) {
	for _, folder := range []string{"core", "jsbridge"} { // core/srp and jsbridge/browser, among others, are below
		for _, file := range goFiles(t, folder) {
			if isTest(file) {
				continue
			}
			for _, declaration := range parse(t, file).Decls {
				for _, name := range undocumented(declaration) {
					t.Errorf("%s: %s has no comment", file, name)
				}
			}
		}
	}
}

// undocumented returns the exported names of a declaration that have no comment. One comment
// is enough for a group.
func undocumented(declaration ast.Decl) (names []string) {
	check := func(name *ast.Ident, comments ...*ast.CommentGroup) {
		for _, c := range comments {
			if c != nil {
				return
			}
		}
		if name.IsExported() {
			names = append(names, name.Name)
		}
	}
	switch d := declaration.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil || receiverIsExported(d.Recv.List[0].Type) {
			check(d.Name, d.Doc)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				check(s.Name, d.Doc, s.Doc)
			case *ast.ValueSpec:
				for _, name := range s.Names {
					check(name, d.Doc, s.Doc, s.Comment)
				}
			}
		}
	}
	return names
}

func receiverIsExported(receiver ast.Expr) bool {
	exported := false
	ast.Inspect(receiver, func(n ast.Node) bool {
		if name, ok := n.(*ast.Ident); ok {
			exported = exported || name.IsExported()
		}
		return true
	})
	return exported
}

// Tests supply core with their own clock and randomness. Code that bypassed these ports would
// use real time in tests.
func TestCoreTakesTimeAndRandomnessFromPorts(t *testing.T) {
	clockFunctions := map[string]bool{"Now": true, "Since": true, "Until": true, "Sleep": true, "After": true,
		"AfterFunc": true, "Tick": true, "NewTimer": true, "NewTicker": true}
	uses := map[string]int{}
	for _, file := range goFiles(t, "core") {
		if isTest(file) {
			continue
		}
		allowed := strings.HasPrefix(filepath.Base(file), "system") && (filepath.Dir(file) == "core" || filepath.ToSlash(filepath.Dir(file)) == "core/websession")
		parsed := parse(t, file)
		for _, spec := range parsed.Imports {
			switch path := strings.Trim(spec.Path.Value, `"`); path {
			case "crypto/rand", "math/rand", "math/rand/v2":
				uses["randomness"]++
				if !allowed {
					t.Errorf("%s imports %s: use PoolConfig.Rand", file, path)
				}
			}
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			selector, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := selector.X.(*ast.Ident); ok && x.Name == "time" && clockFunctions[selector.Sel.Name] {
				uses["time"]++
				if !allowed {
					t.Errorf("%s uses time.%s: use PoolConfig.Clock", file, selector.Sel.Name)
				}
			}
			return true
		})
	}
	if uses["time"] == 0 || uses["randomness"] == 0 {
		t.Errorf("found %v: this test does not see what it looks for", uses)
	}
}

// internal/safejs, with which the Wasm module is compiled, is the release that go.mod
// requires, except for the three files that its README names.
func TestSafejsIsTheRelease(t *testing.T) {
	var release struct{ Dir string }
	if err := json.Unmarshal([]byte(outside(t, root, nil, "mod", "download", "-json", "github.com/hack-pad/safejs")), &release); err != nil {
		t.Fatal(err)
	}
	unchanged := []string{"LICENSE", "bytes.go", "doc.go", "error.go", "func.go", "global.go", "type.go"}
	changed := []string{"README.md", "go.mod", "value.go", "internal/catch/catch.go", "internal/stackerr/stackerr.go"}
	ours := filepath.Join(root, "internal", "safejs")
	seen := 0
	err := filepath.WalkDir(ours, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(ours, path)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(relative)
		seen++
		if slices.Contains(changed, name) {
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		released, err := os.ReadFile(filepath.Join(release.Dir, relative))
		if err != nil {
			return err
		}
		if !slices.Contains(unchanged, name) || !bytes.Equal(content, released) {
			t.Errorf("%s is not the release's: change it back, or say so in its README and here", name)
		}
		return nil
	})
	if want := len(unchanged) + len(changed); err != nil || seen != want {
		t.Errorf("found %d files, want %d; %v", seen, want, err)
	}
}

// A file is about one thing, and short enough to be read. What make gen writes is not
// read, and entries/promises.d.ts is one table.
func TestFilesAreShort(t *testing.T) {
	const limit = 500
	generated := []string{"_gen.go", ".d.ts"}
	for _, folder := range []string{"bench", "core", "e2e", "jsbridge", "wasm", "www", "internal"} {
		for _, file := range filesOf(t, folder, ".go", ".ts", ".mjs", ".js") {
			if slices.ContainsFunc(generated, func(ending string) bool { return strings.HasSuffix(file, ending) }) ||
				strings.HasPrefix(file, "jsbridge/js/gen/") {
				continue
			}
			content, err := os.ReadFile(filepath.Join(root, file))
			if err != nil {
				t.Fatal(err)
			}
			if lines := bytes.Count(content, []byte("\n")); lines > limit {
				t.Errorf("%s has %d lines, more than %d: split it by concept", file, lines, limit)
			}
		}
	}
}
