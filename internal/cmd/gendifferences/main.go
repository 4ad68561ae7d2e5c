// Gendifferences writes docs/differences.md: the differences from upstream, and the
// quirks of upstream that are kept, as e2e/dropin/differences.json lists them. With the argument
// auth it writes docs/auth-differences.md: those of cognitowasm/auth, from e2e/auth/differences.json.
//
// Usage, from the module's root (make gen does it):
//
//	go run ./internal/cmd/gendifferences > docs/differences.md
//	go run ./internal/cmd/gendifferences auth > docs/auth-differences.md
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strings"
)

const dropinPreamble = `<!-- Made by make gen from e2e/dropin/differences.json. -->

# Differences from upstream

Everything in which this library differs from amazon-cognito-identity-js 6.3.21 ("upstream").
Anything that is not listed is the same, as far as the scenarios in
[e2e/dropin/scenarios_test.go](../e2e/dropin/scenarios_test.go) show: they run with both
libraries in one browser, and every request, stored value and callback is compared. If you find
a difference that is missing here, please report it.

| difference | why | test |
|---|---|---|
`

const authPreamble = `<!-- Made by make gen from e2e/auth/differences.json. -->

# Differences from amazon-cognito-auth-js

Everything in which [cognitowasm/auth](auth.md) differs from amazon-cognito-auth-js 1.3.3. Anything
that is not listed is the same, as far as [e2e/auth/scenarios.js](../e2e/auth/scenarios.js) shows: its
steps run with both libraries in one browser, and callbacks, addresses, stored values and what the
getters return are compared. If you find a difference that is missing here, please report it.

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
	file, preamble := "e2e/dropin/differences.json", dropinPreamble
	if len(os.Args) > 1 && os.Args[1] == "auth" {
		file, preamble = "e2e/auth/differences.json", authPreamble
	}
	page, err := page(file, preamble)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(page)
}

func page(file, preamble string) (string, error) {
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
	if len(list.Kept) > 0 {
		b.WriteString(kept)
	}
	for _, k := range list.Kept {
		fmt.Fprintf(&b, "| %s | %s |\n", k.Quirk, k.Why)
	}
	return b.String(), nil
}
