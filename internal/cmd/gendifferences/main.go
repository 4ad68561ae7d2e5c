// Gendifferences writes docs/differences.md: the differences from upstream, and the
// quirks of upstream that are kept, as e2e/dropin/differences.json lists them.
//
// Usage, from the module's root (make gen does it):
//
//	go run ./internal/cmd/gendifferences > docs/differences.md
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strings"
)

const preamble = `<!-- Made by make gen from e2e/dropin/differences.json. -->

# Differences from upstream

Everything in which this library differs from amazon-cognito-identity-js 6.3.21 ("upstream").
Anything that is not listed is the same, as far as the scenarios in
[e2e/dropin/scenarios_test.go](../e2e/dropin/scenarios_test.go) show: they run with both
libraries in one browser, and every request, stored value and callback is compared. If you find
a difference that is missing here, please report it.

| difference | why | test |
|---|---|---|
`

const kept = `
## Quirks that are kept

Some of upstream's behaviour is surprising, but applications rely on it:

| quirk | why it is kept |
|---|---|
`

func main() {
	log.SetFlags(0)
	log.SetPrefix("gendifferences: ")
	page, err := page("e2e/dropin/differences.json")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(page)
}

func page(file string) (string, error) {
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
	b.WriteString(preamble)
	for _, d := range list.Differences {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", d.Difference, d.Why, d.Test)
	}
	b.WriteString(kept)
	for _, k := range list.Kept {
		fmt.Fprintf(&b, "| %s | %s |\n", k.Quirk, k.Why)
	}
	return b.String(), nil
}
