// Releasecheck checks what a release needs and the tests do not check. Each command
// prints what is wrong, one problem per line, and then fails.
//
// Usage, from the module's root (make release-check and make release-tarball do it):
//
//	go run ./internal/cmd/releasecheck facts [tag]      the version, the changelog, how it is published
//	go run ./internal/cmd/releasecheck api              the Go API: incompatible changes are in the changelog
//	go run ./internal/cmd/releasecheck tree             nothing is changed or untracked
//	go run ./internal/cmd/releasecheck package          the tests of the package: contents, notices, same bytes
//	go run ./internal/cmd/releasecheck tarball folder   check the tarball in folder, and add what is attached
package main

import (
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"strings"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("releasecheck: ")
	if err := run(".", os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

func run(root string, args []string) error {
	command, argument := "", ""
	if len(args) > 0 {
		command = args[0]
	}
	if len(args) > 1 {
		argument = args[1]
	}
	switch command {
	case "facts":
		return facts(root, argument)
	case "api":
		return api(root)
	case "tree":
		return tree(root)
	case "package":
		return packageTests(root)
	case "tarball":
		return tarball(root, argument)
	}
	return errors.New("say one of facts, api, tree, package and tarball")
}

// tree reports whether the working tree is what is committed.
func tree(root string) error {
	cmd := exec.Command("git", "status", "--porcelain")
	cmd.Dir, cmd.Stderr = root, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return err
	}
	if len(out) > 0 {
		return fmt.Errorf("the tree is not clean:\n%s", out)
	}
	return nil
}

// ofThePackage are the tests of e2e that say what is published.
var ofThePackage = []string{"TestPackedFiles", "TestNotices", "TestWasmModuleIsReproducible", "TestPublint", "TestTypesResolve"}

// packageTests runs these tests. A test that does not exist, or is skipped, counts as failed.
func packageTests(root string) error {
	cmd := exec.Command("go", "test", "-count=1", "-v", "-run=^("+strings.Join(ofThePackage, "|")+")$", "./e2e/...")
	cmd.Dir, cmd.Stderr = root, os.Stderr
	out, err := cmd.Output()
	os.Stdout.Write(out)
	if err != nil {
		return err
	}
	var problems []error
	for _, name := range ofThePackage {
		if !strings.Contains(string(out), "--- PASS: "+name+" (") {
			problems = append(problems, fmt.Errorf("%s has not run", name))
		}
	}
	return errors.Join(problems...)
}
