// Gents writes the TypeScript side of the bridge from package protocol.
//
// Usage, from the module's root (make gen does it):
//
//	go run ./internal/cmd/gents > jsbridge/js/gen/protocol.ts
package main

import (
	"fmt"
	"log"
	"os"

	"github.com/cognitowasm/cognitowasm/internal/protocol"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("gents: ")
	source, err := os.ReadFile("internal/protocol/protocol.go")
	if err != nil {
		log.Fatal("run this in the module's root: ", err)
	}
	text, err := typeScript(source, protocol.Operations)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(text)
}
