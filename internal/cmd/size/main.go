// Size shows what a page loads, in bytes. It fails if a budget is exceeded, or if a part has
// grown since the last line of docs/sizes.tsv; with -record it adds a line, and updates the
// sizes in README.md and docs/loading.md.
//
// Usage, from the module's root (make size does it):
//
//	go run ./internal/cmd/size [-record reason]
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/cognitowasm/cognitowasm/internal/wasmbuild"
	"github.com/evanw/esbuild/pkg/api"
)

// parts are the files that are counted together, with the budget in bytes after brotli
// -q 11; 0 means none. The budgets are promises to users of the package.
var parts = []struct {
	name   string
	files  []string
	budget int
}{
	{"facade, classic script", []string{"amazon-cognito-identity.min.js"}, 10_500},
	{"facade, module", []string{"index.mjs", "cognitowasm.facade.mjs"}, 10_300},
	{"facade, CommonJS", []string{"index.js", "cognitowasm.facade.js"}, 10_300},
	{"facade, module, where a page only reads", []string{readingPage}, 7_550},
	// Entries of their own, which a page imports or does not.
	{"passwordless", []string{"passwordless.mjs"}, 3_500},
	{"state", []string{"state.mjs"}, 3_300},
	{"identity pool", []string{"identity-pool.mjs"}, 350},
	{"oauth", []string{"oauth.mjs"}, 3_000},
	{"bff", []string{"bff.mjs"}, 3_000},
	{"auth, which imports oauth", []string{"auth.mjs"}, 3_500},
	// Loaded together, when a call needs the Wasm module.
	{"Wasm module and runtime", []string{"cognitowasm.wasm", "cognitowasm.runtime.js"}, 404_000},
	// For bundlers: the same Wasm module, as text inside a JavaScript module. At most 1.15
	// of the file, with its runtime.
	{"Wasm module inside JavaScript", []string{"cognitowasm.program.mjs", "cognitowasm.runtime.mjs"}, 424_000},
	// If it has been built (make build-sdk).
	{"Wasm module with the AWS SDK", []string{"awssdk/cognitowasm.wasm"}, 0},
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("size: ")
	why := flag.String("record", "", "add a line to docs/sizes.tsv, with the `reason` of the change, and update the documents")
	flag.Parse()
	if err := wasmbuild.Lean.Check("."); err != nil {
		log.Fatal(err)
	}
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(out, "raw\tgzip -9\tbrotli -q 11\tbudget\t  part")
	over, sizes := false, map[string]int{}
	for _, part := range parts {
		var raw, gz, br int
		for _, file := range part.files {
			content, err := read(file)
			if os.IsNotExist(err) {
				continue // optional: the check has found everything that must exist
			}
			if err != nil {
				log.Fatal(err)
			}
			r, g, b, err := measure(filepath.Join("dist", file), content)
			if err != nil {
				log.Fatal(err)
			}
			raw, gz, br = raw+r, gz+g, br+b
		}
		if br == 0 {
			continue
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
		if err := errors.Join(record(sizes, *why), rewrite(sizes)); err != nil {
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

// readingPage is not a file, but what a bundler keeps of the module for a page that only
// reads the session.
const readingPage = "a page that reads"

// read returns the contents of a file in dist, or of readingPage.
func read(file string) ([]byte, error) {
	if file != readingPage {
		return os.ReadFile(filepath.Join("dist", file))
	}
	result := api.Build(api.BuildOptions{
		Stdin: &api.StdinOptions{
			Contents:   `import { CognitoUserPool } from "./dist/index.mjs"; new CognitoUserPool(pool).getCurrentUser().getSession(show);`,
			ResolveDir: ".",
		},
		Bundle: true, Format: api.FormatESModule, External: []string{"./cognitowasm.*.mjs"}, LogLevel: api.LogLevelSilent,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, LegalComments: api.LegalCommentsNone,
		Plugins: []api.Plugin{{Name: "dist", Setup: func(build api.PluginBuild) {
			// The facade is part of the page; what it imports lazily is not.
			build.OnResolve(api.OnResolveOptions{Filter: `cognitowasm\.facade\.mjs$`}, func(args api.OnResolveArgs) (api.OnResolveResult, error) {
				return api.OnResolveResult{Path: filepath.Join(args.ResolveDir, args.Path)}, nil
			})
		}}},
	})
	if len(result.Errors) > 0 {
		return nil, errors.New(strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), "\n"))
	}
	return result.OutputFiles[0].Contents, nil
}

// measure returns the sizes of a file's contents, plain and compressed. The build has already
// compressed the Wasm module.
func measure(file string, content []byte) (raw, gz, br int, err error) {
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
