package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// mutant is a change that switches off one mechanism of the product.
type mutant struct {
	name     string
	property string // the property's number, or what the mutant is about
	test     test   // the test that must fail
	patches  []patch
}

// patch is a change at one place of a file.
type patch struct {
	file     string
	old, new string
}

// readList reads the mutants of a folder.
func readList(folder string) ([]mutant, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	if err != nil {
		return nil, err
	}
	var all []mutant
	names := map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		mutants, err := parse(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s:%w", file, err)
		}
		for _, m := range mutants {
			if names[m.name] {
				return nil, fmt.Errorf("%s: there are two mutants %q", file, m.name)
			}
			names[m.name] = true
		}
		all = append(all, mutants...)
	}
	return all, nil
}

// parse parses mutants. Each has lines with a name, a property and a test, and for each change
// a line with the file, followed by the lines of the change as in a unified diff. A line that
// begins with # is a comment.
func parse(text string) ([]mutant, error) {
	var all []mutant
	for i, line := range strings.Split(text, "\n") {
		fail := func(why string) ([]mutant, error) { return nil, fmt.Errorf("%d: %s: %q", i+1, why, line) }
		word, rest, _ := strings.Cut(line, " ")
		if line == "" || line[0] == '#' {
			continue
		}
		if word == "mutant" {
			all = append(all, mutant{name: strings.TrimSpace(rest)})
			continue
		}
		if len(all) == 0 {
			return fail("no mutant yet")
		}
		m := &all[len(all)-1]
		switch word {
		case "property":
			m.property = strings.TrimSpace(rest)
			continue
		case "test":
			var err error
			if m.test, err = parseTest(strings.TrimSpace(rest)); err != nil {
				return fail(err.Error())
			}
			continue
		case "file":
			m.patches = append(m.patches, patch{file: strings.TrimSpace(rest)})
			continue
		}
		if len(m.patches) == 0 {
			return fail("no file yet")
		}
		p := &m.patches[len(m.patches)-1]
		switch line[0] {
		case '-':
			p.old += line[1:] + "\n"
		case '+':
			p.new += line[1:] + "\n"
		case ' ':
			p.old += line[1:] + "\n"
			p.new += line[1:] + "\n"
		default:
			return fail("neither a change nor a word that is known")
		}
	}
	for _, m := range all {
		if m.property == "" || m.test.kind == "" || len(m.patches) == 0 {
			return nil, fmt.Errorf(" %s: it needs a property, a test and a file", m.name)
		}
	}
	return all, nil
}

// apply returns the files that the mutant changes, by name.
func (m mutant) apply(root string) (map[string]string, error) {
	changed := map[string]string{}
	for _, p := range m.patches {
		text, ok := changed[p.file]
		if !ok {
			data, err := os.ReadFile(filepath.Join(root, p.file))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", m.name, err)
			}
			text = string(data)
		}
		if p.old == p.new || strings.Count("\n"+text, "\n"+p.old) != 1 {
			return nil, fmt.Errorf("%s: the patch does not apply to %s: its old lines must be there once", m.name, p.file)
		}
		changed[p.file] = strings.TrimPrefix(strings.Replace("\n"+text, "\n"+p.old, "\n"+p.new, 1), "\n")
	}
	return changed, nil
}
