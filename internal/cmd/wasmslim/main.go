// Wasmslim makes a WebAssembly module that Go has compiled smaller, without changing its
// code; see package wasmslim. The build does so automatically; this is for other modules.
//
// Usage:
//
//	go run ./internal/cmd/wasmslim program.wasm slim.wasm
package main

import (
	"flag"
	"log"
	"os"

	"github.com/cognitowasm/cognitowasm/internal/wasmslim"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("wasmslim: ")
	flag.Parse()
	if flag.NArg() != 2 {
		log.Fatal("usage: wasmslim program.wasm slim.wasm")
	}
	program, err := os.ReadFile(flag.Arg(0))
	if err != nil {
		log.Fatal(err)
	}
	slim, err := wasmslim.Slim(program)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(flag.Arg(1), slim, 0o777); err != nil {
		log.Fatal(err)
	}
	log.Printf("%d bytes, were %d", len(slim), len(program))
}
