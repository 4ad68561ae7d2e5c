package migration

import (
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// sample returns the first code block in a language that docs/migrating.md has after a text.
func sample(t *testing.T, after, language string) string {
	t.Helper()
	_, text, _ := strings.Cut(harness.Document(t, "docs/migrating.md"), after)
	_, text, _ = strings.Cut(text, "```"+language+"\n")
	text, _, found := strings.Cut(text, "```")
	if !found {
		t.Fatalf("docs/migrating.md has no sample in %s after %q", language, after)
	}
	return text
}
