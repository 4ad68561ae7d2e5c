package main

import (
	"os"
	"slices"
	"strings"
	"testing"
)

func TestHistory(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("docs", 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(history, []byte("date\ta\tb\twhy\n2026-01-01\t1000\t500\tbegun\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	want := func(sizes map[string]int, parts ...string) {
		t.Helper()
		got, err := grown(sizes)
		if err != nil || !slices.Equal(got, parts) {
			t.Errorf("grown %q, %v; want %q", got, err, parts)
		}
	}
	want(map[string]int{"a": 1010, "b": 400})
	want(map[string]int{"a": 1011, "b": 506, "new": 9}, "a: 1011 bytes, were 1000", "b: 506 bytes, were 500")
	if err := record(map[string]int{"a": 1011, "b": 506}, "a new\tfeature"); err != nil {
		t.Fatal(err)
	}
	want(map[string]int{"a": 1011, "b": 506})
	text, err := os.ReadFile(history)
	if err != nil || !strings.HasSuffix(string(text), "\t1011\t506\ta new feature\n") {
		t.Errorf("%q, %v", text, err)
	}
}

// Without a history growth is unknown.
func TestInvalidHistory(t *testing.T) {
	t.Chdir(t.TempDir())
	if _, err := grown(nil); err == nil {
		t.Error("there is no history, and no error")
	}
	_ = os.Mkdir("docs", 0o777)
	_ = os.WriteFile(history, []byte("date\ta\twhy\n"), 0o666)
	if _, err := grown(nil); err == nil {
		t.Error("a history without a line returns no error")
	}
}

func TestDocumentsAreRewritten(t *testing.T) {
	t.Chdir(t.TempDir())
	_ = os.Mkdir("docs", 0o777)
	for _, name := range documents {
		if err := os.WriteFile(name, []byte("| a | 1.0 kB | always |\n| a, b | 2,000.0 kB |\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := rewrite(map[string]int{"a": 10_649, "a, b": 2_345_678, "c": 1}); err != nil {
		t.Fatal(err)
	}
	for _, name := range documents {
		if text, err := os.ReadFile(name); err != nil || string(text) != "| a | 10.6 kB | always |\n| a, b | 2,345.7 kB |\n" {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
}
