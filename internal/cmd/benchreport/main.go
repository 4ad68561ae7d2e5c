// Benchreport makes the report of the last benchmark, bench/results.json: the page
// bench/results.html, and the tables in docs/benchmark.md.
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

// The tables stand between these lines.
const (
	begin = "<!-- Made by make bench from bench/results.json. -->\n"
	end   = "<!-- End of what make bench makes. -->\n"
)

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
	results, err := bench.Read(filepath.Join(root, "bench", "results.json"))
	if err != nil {
		return nil, err
	}
	page, err := page(results)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(root, "docs", "benchmark.md")
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	before, rest, ok := strings.Cut(string(text), begin)
	_, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		return nil, fmt.Errorf("%s lacks the lines %q and %q", file, begin, end)
	}
	return map[string]string{
		filepath.Join(root, "bench", "results.html"): page,
		file: before + begin + table(results) + end + after,
	}, nil
}
