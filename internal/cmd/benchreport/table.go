package main

import (
	"fmt"
	"strings"

	"github.com/cognitowasm/cognitowasm/internal/bench"
)

// table writes the results for docs/benchmark.md.
func table(results *bench.Results, groups []bench.Group) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\nMeasured on: %s.\n", machine(results.Machine))
	for _, group := range groups {
		third := false
		for _, definition := range group.Rows {
			third = third || results.Rows[definition.Name].Passwordless != nil
		}
		fmt.Fprintf(&b, "\n| %s | ours | %s | ratio |", group.Title, against(group, results))
		if third {
			b.WriteString(" `passwordless` | ratio |")
		}
		b.WriteString("\n|---|---:|---:|---:|" + strings.Repeat("---:|", 2*count(third)) + "\n")
		for _, definition := range group.Rows {
			row := results.Rows[definition.Name]
			fmt.Fprintf(&b, "| %s | %s | %s | %s |", definition.Title,
				value(&row.Ours, definition.Unit), value(other(row), definition.Unit), ratio(row.Ratio, row.Spread))
			if third && row.Passwordless != nil {
				fmt.Fprintf(&b, " %s | %s |", value(passwordless(row), definition.Unit), ratio(row.Passwordless.Ratio, row.Passwordless.Spread))
			} else if third {
				fmt.Fprintf(&b, " %s | %[1]s |", none)
			}
			b.WriteString("\n")
		}
		if group.Note != "" {
			fmt.Fprintf(&b, "\n%s\n", group.Note)
		}
	}
	b.WriteString("\n")
	return b.String()
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
