package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// history is a file with a line for each significant change: when, the compressed bytes of
// each part, and why. Its first line names the columns.
const history = "docs/sizes.tsv"

// slack is how much a part may grow without a line and a reason. With brotli alone, any change
// may move the Wasm module by a quarter of a percent.
const slack = 0.01

// last returns the sizes in the last line, by part.
func last() (map[string]int, error) {
	text, err := os.ReadFile(history)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	names, values := strings.Split(lines[0], "\t"), strings.Split(lines[len(lines)-1], "\t")
	if len(lines) < 2 || len(names) != len(values) {
		return nil, errors.New(history + " has no line of sizes at its end")
	}
	sizes := map[string]int{}
	for i, name := range names[1 : len(names)-1] {
		if sizes[name], err = strconv.Atoi(values[i+1]); err != nil {
			return nil, fmt.Errorf("%s: %w", history, err)
		}
	}
	return sizes, nil
}

// grown returns the parts that have grown by more than the slack since the last line.
func grown(sizes map[string]int) ([]string, error) {
	before, err := last()
	if err != nil {
		return nil, err
	}
	var parts []string
	for name, size := range sizes {
		if was, ok := before[name]; ok && float64(size) > float64(was)*(1+slack) {
			parts = append(parts, fmt.Sprintf("%s: %d bytes, were %d", name, size, was))
		}
	}
	slices.Sort(parts)
	return parts, nil
}

// documents are the documents with sizes, in rows of tables that begin with a part's name.
var documents = []string{"README.md", "docs/loading.md"}

// rewrite writes the sizes into the documents.
func rewrite(sizes map[string]int) error {
	for _, name := range documents {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for part, size := range sizes {
			row := regexp.MustCompile(`(?m)^\| ` + regexp.QuoteMeta(part) + ` \| [\d.,]+ kB`)
			text = row.ReplaceAll(text, fmt.Appendf(nil, "| %s | %s kB", part, kilobytes(size)))
		}
		if err := os.WriteFile(name, text, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// kilobytes formats a size with one digit after the point, and a comma before thousands.
func kilobytes(size int) string {
	text := strconv.FormatFloat(float64(size)/1000, 'f', 1, 64)
	if point := len(text) - len(".0"); point > 3 {
		text = text[:point-3] + "," + text[point-3:]
	}
	return text
}

// record adds a line.
func record(sizes map[string]int, why string) error {
	text, err := os.ReadFile(history)
	if err != nil {
		return err
	}
	names := strings.Split(strings.SplitN(string(text), "\n", 2)[0], "\t")
	line := []string{time.Now().UTC().Format(time.DateOnly)}
	for _, name := range names[1 : len(names)-1] {
		line = append(line, strconv.Itoa(sizes[name]))
	}
	line = append(line, strings.Join(strings.Fields(why), " "))
	return os.WriteFile(history, append(text, strings.Join(line, "\t")+"\n"...), 0o666)
}
