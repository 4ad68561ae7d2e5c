package wasmbuild

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// overlay writes into folder the changed copies, and the file for go build -overlay that
// has them compiled.
func overlay(folder string, savings []saving, never []string) (file string, err error) {
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", err
	}
	sources := sources{root: filepath.Join(strings.TrimSpace(string(goroot)), "src"), changed: map[string]string{}}
	for _, saving := range savings {
		if err := sources.replace(saving); err != nil {
			return "", err
		}
	}
	for _, condition := range never {
		if err := sources.neverHolds(condition); err != nil {
			return "", err
		}
	}
	replace := map[string]string{}
	for name, text := range sources.changed {
		changed := filepath.Join(folder, strconv.Itoa(len(replace))+".go")
		if err := os.WriteFile(changed, []byte(text), 0o666); err != nil {
			return "", err
		}
		replace[filepath.Join(sources.root, filepath.FromSlash(name))] = changed
	}
	description, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	file = filepath.Join(folder, "overlay.json")
	return file, os.WriteFile(file, description, 0o666)
}

// sources are the files of the standard library: those in root, but for the changed ones.
type sources struct {
	root    string
	changed map[string]string
}

func (s sources) read(name string) (string, error) {
	if text, ok := s.changed[name]; ok {
		return text, nil
	}
	text, err := os.ReadFile(filepath.Join(s.root, filepath.FromSlash(name)))
	return string(text), err
}

// replace makes a saving, whose place must be there once.
func (s sources) replace(saving saving) error {
	text, err := s.read(saving.file)
	if err != nil {
		return err
	}
	if strings.Count(text, saving.from) != 1 {
		return otherGo(saving.file, saving.from)
	}
	s.changed[saving.file] = strings.Replace(text, saving.from, saving.to, 1)
	return nil
}

// neverHolds makes every if of the runtime that begins with the condition one whose condition
// the compiler knows to be false. The condition must be there.
func (s sources) neverHolds(condition string) error {
	begins := regexp.MustCompile(`\bif (\w+ := [^;\n]+; )?` + regexp.QuoteMeta(condition))
	files, err := filepath.Glob(filepath.Join(s.root, "runtime", "*.go"))
	if err != nil {
		return err
	}
	found := false
	for _, file := range files {
		name := "runtime/" + filepath.Base(file)
		text, err := s.read(name)
		if err != nil {
			return err
		}
		if begins.MatchString(text) {
			s.changed[name] = begins.ReplaceAllString(text, "if ${1}false && ("+condition+")")
			found = true
		}
	}
	if !found {
		return otherGo("runtime", "if "+condition)
	}
	return nil
}

func otherGo(place, text string) error {
	return fmt.Errorf("%s is not that of Go 1.26, it does not have what is expected there:\n%s\nChange internal/wasmbuild/savings.go", place, text)
}
