// Benchreport makes the reports of the last benchmarks: of bench/results.json the page
// bench/results.html, and of that, bench/network.json and bench/earlier.json the tables in
// docs/benchmark.md.
//
// Usage, from the module's root (make bench does it):
//
//	go run ./internal/cmd/benchreport
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/cognitowasm/cognitowasm/internal/bench"
)

// tables are the results whose tables stand in docs/benchmark.md, between two lines.
var tables = []struct {
	file, begin, end string
	groups           []bench.Group
}{
	{"results.json", "<!-- Made by make bench from bench/results.json. -->\n", "<!-- End of what make bench makes. -->\n", bench.Groups},
	{"network.json", "<!-- Made by make bench-network from bench/network.json. -->\n", "<!-- End of what make bench-network makes. -->\n", bench.NetworkGroups},
	{"earlier.json", "<!-- Made by make bench-earlier from bench/earlier.json. -->\n", "<!-- End of what make bench-earlier makes. -->\n", bench.EarlierGroups},
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("benchreport: ")
	files, err := report(".")
	if err != nil {
		log.Fatal(err)
	}
	for file, text := range files {
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			log.Fatal(err)
		}
	}
}

// report returns the contents of the files that show the results.
func report(root string) (map[string]string, error) {
	document := filepath.Join(root, "docs", "benchmark.md")
	text, err := os.ReadFile(document)
	if err != nil {
		return nil, err
	}
	shown := string(text)
	for _, t := range tables {
		results, err := bench.Read(filepath.Join(root, "bench", t.file))
		if err != nil {
			return nil, err
		}
		before, rest, ok := strings.Cut(shown, t.begin)
		_, after, closed := strings.Cut(rest, t.end)
		if !ok || !closed {
			return nil, fmt.Errorf("%s lacks the lines %q and %q", document, t.begin, t.end)
		}
		shown = before + t.begin + table(results, t.groups) + t.end + after
	}
	results, err := bench.Read(filepath.Join(root, "bench", "results.json"))
	if err != nil {
		return nil, err
	}
	page, err := page(results)
	if err != nil {
		return nil, err
	}
	return map[string]string{
		filepath.Join(root, "bench", "results.html"): page,
		document: shown,
	}, nil
}
