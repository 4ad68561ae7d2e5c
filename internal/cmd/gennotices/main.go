// Gennotices writes THIRD_PARTY_NOTICES, the licences of what the npm package contains
// that others have written.
//
// Usage, from the module's root (make gen does it):
//
//	go run ./internal/cmd/gennotices > THIRD_PARTY_NOTICES
package main

import (
	"fmt"
	"log"
	"os"
)

func main() {
	log.SetFlags(0)
	text, err := notices(".")
	if err != nil {
		log.Fatal("gennotices: ", err)
	}
	if _, err := os.Stdout.WriteString(text); err != nil {
		log.Fatal(fmt.Errorf("gennotices: %w", err))
	}
}
