package harness

import (
	"os"
	"path/filepath"
	"testing"
)

// Document returns the text of a document.
func Document(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(Root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
