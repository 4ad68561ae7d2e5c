package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// tree is a copy of the project's files, in which mutants are made.
type tree struct{ root string }

// newTree copies the files that Git tracks, as they are now. node_modules is shared.
func newTree(ctx context.Context) (*tree, error) {
	here, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	list, err := exec.CommandContext(ctx, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		return nil, fmt.Errorf("git ls-files: %w", err)
	}
	root, err := os.MkdirTemp("", "mutants-")
	if err != nil {
		return nil, err
	}
	t := &tree{root: root}
	for _, name := range strings.Split(strings.TrimSuffix(string(list), "\x00"), "\x00") {
		if err := copyFile(filepath.Join(root, name), filepath.Join(here, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.remove()
			return nil, err
		}
	}
	if err := os.Symlink(filepath.Join(here, "node_modules"), filepath.Join(root, "node_modules")); err != nil {
		t.remove()
		return nil, err
	}
	return t, nil
}

func copyFile(to, from string) error {
	source, err := os.Open(from)
	if err != nil {
		return err // deleted, but still tracked
	}
	defer func() { _ = source.Close() }()
	info, err := source.Stat()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	target, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, info.Mode().Perm())
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}

func (t *tree) remove() { _ = os.RemoveAll(t.root) }

// killed is the outcome that every mutant must have.
const killed = "killed"

// passes runs the mutants' tests without a mutant.
func (t *tree) passes(ctx context.Context, mutants []mutant) error {
	var tests []test // those of one package together
	for _, m := range mutants {
		i := slices.IndexFunc(tests, func(other test) bool { return other.kind == m.test.kind && other.in == m.test.in })
		if i < 0 {
			tests = append(tests, m.test)
		} else {
			tests[i] = tests[i].and(m.test)
		}
	}
	for _, test := range tests {
		if err := t.prepare(ctx, test); err != nil {
			return err
		}
		for _, c := range test.commands() {
			output, err := t.output(ctx, c)
			if err == nil {
				err = test.passed(output)
			}
			if err != nil {
				return fmt.Errorf("without a mutant, %s does not pass: %w\n%s", test, err, lastLines(output))
			}
		}
	}
	return nil
}

// try applies a mutant, runs its test, and restores the files.
func (t *tree) try(ctx context.Context, m mutant) (outcome string, err error) {
	before := map[string]string{}
	changed, err := m.apply(t.root)
	if err != nil {
		return "", err
	}
	defer func() {
		for name, text := range before {
			err = errors.Join(err, t.write(name, text))
		}
	}()
	for name, text := range changed {
		old, err := os.ReadFile(filepath.Join(t.root, name))
		if err != nil {
			return "", err
		}
		before[name] = string(old)
		if err := t.write(name, text); err != nil {
			return "", err
		}
	}
	for name := range changed {
		if filepath.Ext(name) == ".go" {
			continue
		}
		if output, err := t.output(ctx, compiles(name)); err != nil {
			return "", fmt.Errorf("it does not compile: %w\n%s", err, lastLines(output))
		}
	}
	if err := t.prepare(ctx, m.test); err != nil {
		return "", fmt.Errorf("it does not compile: %w", err)
	}
	for _, c := range m.test.commands() {
		output, err := t.output(ctx, c)
		if err == nil {
			return "SURVIVED", nil
		}
		if !m.test.failed(output) {
			return "", fmt.Errorf("it came to nothing: %w\n%s", err, lastLines(output))
		}
	}
	return killed, nil
}

func (t *tree) write(name, text string) error {
	// WriteFile keeps the permissions of an existing file.
	return os.WriteFile(filepath.Join(t.root, name), []byte(text), 0o644)
}

// prepare builds what a test needs.
func (t *tree) prepare(ctx context.Context, test test) error {
	if !test.needsBrowser() {
		return nil
	}
	output, err := t.output(ctx, command{args: []string{"go", "run", "./internal/cmd/build"}})
	if err != nil {
		return fmt.Errorf("the build: %w\n%s", err, lastLines(output))
	}
	return nil
}

func (t *tree) output(ctx context.Context, c command) (string, error) {
	run := exec.CommandContext(ctx, c.args[0], c.args[1:]...)
	run.Dir, run.Env = t.root, append(os.Environ(), c.env...)
	output, err := run.CombinedOutput()
	return string(output), err
}

// lastLines returns the end of the output, which usually has the reason.
func lastLines(output string) string {
	var shown []string
	lines := strings.Split(strings.TrimSpace(output), "\n")
	for i, line := range lines {
		if i >= len(lines)-20 || strings.Contains(line, "--- FAIL: ") {
			shown = append(shown, line)
		}
	}
	return strings.Join(shown, "\n")
}
