// Size shows what a page loads, in bytes, and fails when a budget is broken, or when
// a part has grown since the last line of docs/sizes.tsv; with -record it adds one.
//
// Usage, from the module's root (make size does it):
//
//	go run ./internal/cmd/size [-record reason]
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/cognitowasm/cognitowasm/internal/wasmbuild"
)

// parts are what is counted together, with the budget in bytes after brotli
// -q 11; 0 means none. The budgets are promises to those who load the package.
var parts = []struct {
	name   string
	files  []string
	budget int
}{
	{"facade, classic script", []string{"amazon-cognito-identity.min.js"}, 10_000},
	{"facade, module", []string{"index.mjs", "cognitowasm.facade.mjs"}, 10_000},
	{"facade, CommonJS", []string{"index.js", "cognitowasm.facade.js"}, 10_000},
	// Loaded when a call needs the core, together.
	{"program and runtime", []string{"cognitowasm.wasm", "cognitowasm.runtime.js"}, 650_000},
	// For bundlers: the same program, gzipped and in base64 inside a module.
	{"program as a module", []string{"cognitowasm.program.mjs", "cognitowasm.runtime.mjs"}, 0},
	// Where it has been built (make build-sdk).
	{"program with the AWS SDK", []string{"awssdk/cognitowasm.wasm", "cognitowasm.runtime.js"}, 0},
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("size: ")
	why := flag.String("record", "", "add a line to docs/sizes.tsv, with the `reason` of the change")
	flag.Parse()
	if err := wasmbuild.Lean.Check("."); err != nil {
		log.Fatal(err)
	}
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(out, "raw\tgzip -9\tbrotli -q 11\tbudget\t  part")
	over, sizes := false, map[string]int{}
	for _, part := range parts {
		if _, err := os.Stat(filepath.Join("dist", part.files[0])); os.IsNotExist(err) {
			continue // the check has seen what must be there
		}
		var raw, gz, br int
		for _, file := range part.files {
			r, g, b, err := measure(filepath.Join("dist", file))
			if err != nil {
				log.Fatal(err)
			}
			raw, gz, br = raw+r, gz+g, br+b
		}
		sizes[part.name] = br
		budget := "-"
		if part.budget > 0 {
			budget = fmt.Sprint(part.budget)
			over = over || br > part.budget
		}
		fmt.Fprintf(out, "%d\t%d\t%d\t%s\t  %s\n", raw, gz, br, budget, part.name)
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
	if over {
		log.Fatal("a budget is broken. See what grew, or change the budget with a reason in DECISIONS.md.")
	}
	if *why != "" {
		if err := record(sizes, *why); err != nil {
			log.Fatal(err)
		}
		return
	}
	parts, err := grown(sizes)
	if err != nil {
		log.Fatal(err)
	}
	if len(parts) > 0 {
		log.Fatalf("it grew by more than one in a hundred:\n%s\nSee what grew (make size-why), or say why: go run ./internal/cmd/size -record reason", strings.Join(parts, "\n"))
	}
}

// measure gives a file's size and its compressed sizes. The build has already
// compressed the program.
func measure(file string) (raw, gz, br int, err error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return 0, 0, 0, err
	}
	sizes := map[string]int{}
	for suffix, compress := range wasmbuild.Compressions {
		packed, err := os.ReadFile(file + suffix)
		if os.IsNotExist(err) {
			packed, err = compress(content)
		}
		if err != nil {
			return 0, 0, 0, err
		}
		sizes[suffix] = len(packed)
	}
	return len(content), sizes[".gz"], sizes[".br"], nil
}
