package main

import (
	"cmp"
	"fmt"
	"strconv"

	"github.com/cognitowasm/cognitowasm/internal/bench"
)

// none is shown if there is no value.
const none = "–"

// value formats a value with its unit, with three digits.
func value(v *float64, unit bench.Unit) string {
	if v == nil {
		return none
	}
	x := *v
	switch {
	case unit == bench.Count:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case unit == bench.Bytes && x >= 1e6:
		return digits(x/1e6) + " MB"
	case unit == bench.Bytes:
		return digits(x/1e3) + " kB"
	case unit == bench.Milliseconds && x >= 1000:
		return digits(x/1e3) + " s"
	}
	return digits(x) + " " + string(unit)
}

// ratio formats a ratio and its quartiles, which are omitted for values that are always
// the same.
func ratio(r *float64, spread *bench.Spread) string {
	switch {
	case r == nil:
		return none
	case spread == nil || spread[0] == spread[1]:
		return digits(*r)
	}
	return fmt.Sprintf("%s (%s to %s)", digits(*r), digits(spread[0]), digits(spread[1]))
}

// digits formats a number with three digits, and without a fraction if it has more before
// the point.
func digits(x float64) string {
	if x >= 100 {
		return strconv.FormatFloat(x, 'f', 0, 64)
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 3, 64), 64)
	if err != nil {
		panic(err) // the text was just formatted
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// other is what ours is compared with in a row.
func other(row bench.Row) *float64 {
	return cmp.Or(row.Upstream, row.EmptyProgram, row.SDKProgram)
}

// passwordless returns the third library's value in a row.
func passwordless(row bench.Row) *float64 {
	if row.Passwordless == nil {
		return nil
	}
	return &row.Passwordless.Value
}

// against returns the name of what a group's rows are compared with.
func against(group bench.Group, results *bench.Results) string {
	if results.Earlier != "" {
		return results.Earlier
	}
	for _, definition := range group.Rows {
		switch row := results.Rows[definition.Name]; {
		case row.EmptyProgram != nil:
			return "empty Go program"
		case row.SDKProgram != nil:
			return "with the AWS SDK"
		}
	}
	return "upstream"
}

// machine describes the machine of the measurements.
func machine(m bench.Machine) string {
	return fmt.Sprintf("%s, %d cores, %s headless, %s, %s UTC", m.CPU, m.Cores, m.Browser, m.Go, m.Date)
}
