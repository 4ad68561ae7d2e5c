package main

import (
	"os"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/protocol"
)

// The tracked file must be what the table of operations says now.
func TestGeneratedFileIsFresh(t *testing.T) {
	source, err := os.ReadFile("../../protocol/protocol.go")
	if err != nil {
		t.Fatal(err)
	}
	want, err := typeScript(source, protocol.Operations)
	if err != nil {
		t.Fatal(err)
	}
	const file = "../../../jsbridge/js/gen/protocol.ts"
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is stale: run make gen", file)
	}
}
