// Gendifferences prints README.md with the tables of differences from the peer,
// and of its quirks that are kept, as e2e/differences.json lists them.
//
// Usage, from the module's root (make gen does it):
//
//	go run ./internal/cmd/gendifferences > README.md.new
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strings"
)

// The tables stand between these lines.
const (
	begin = "<!-- Made by make gen from e2e/differences.json. -->\n"
	end   = "<!-- End of what is made. -->\n"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("gendifferences: ")
	readme, err := os.ReadFile("README.md")
	if err != nil {
		log.Fatal(err)
	}
	tables, err := tables("e2e/differences.json")
	if err != nil {
		log.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(readme), begin)
	_, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		log.Fatalf("README.md lacks the lines %q and %q", begin, end)
	}
	fmt.Print(before, begin, tables, end, after)
}

func tables(file string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	var list struct {
		Differences []struct{ Difference, Why, Test string }
		Kept        []struct{ Quirk, Why string }
	}
	if err := json.Unmarshal(text, &list); err != nil {
		return "", fmt.Errorf("%s: %w", file, err)
	}
	var b strings.Builder
	b.WriteString("\n| difference | why | test |\n|---|---|---|\n")
	for _, d := range list.Differences {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", d.Difference, d.Why, d.Test)
	}
	b.WriteString("\nWhat nobody would want of the peer, and is kept all the same:\n\n| quirk | why |\n|---|---|\n")
	for _, k := range list.Kept {
		fmt.Fprintf(&b, "| %s | %s |\n", k.Quirk, k.Why)
	}
	b.WriteString("\n")
	return b.String(), nil
}
