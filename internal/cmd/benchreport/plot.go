package main

import (
	"fmt"
	"html/template"
	"math"
	"strings"

	"github.com/cognitowasm/cognitowasm/internal/bench"
)

// Positions and sizes in a plot.
const (
	width  = 960.0
	left   = 290.0 // of the axis
	right  = 640.0
	height = 34.0 // of a row
	top    = 26.0
)

// plot draws the ratios of a group's rows, on a logarithmic axis.
func plot(group bench.Group, rows map[string]bench.Row) template.HTML {
	low, high := bounds(group, rows)
	x := func(ratio float64) float64 {
		return left + (max(math.Log10(ratio), low)-low)/(high-low)*(right-left)
	}
	bottom := top + height*float64(len(group.Rows))
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %g %g" role="img" aria-label="%s">`+"\n", width, bottom+8, template.HTMLEscapeString(plain(group.Title)))
	for decade := low; decade <= high; decade++ {
		class := "grid"
		if decade == 0 {
			class = "same"
		}
		at := x(math.Pow(10, decade))
		fmt.Fprintf(&b, `<line class="%s" x1="%.1f" x2="%.1[2]f" y1="%g" y2="%g"/><text class="tick" x="%.1[2]f" y="14">%[5]s</text>`+"\n",
			class, at, top-6, bottom, digits(math.Pow(10, decade)))
	}
	for i, definition := range group.Rows {
		row := rows[definition.Name]
		y := top + height*(float64(i)+0.5)
		fmt.Fprintf(&b, `<text x="0" y="%.1f">%s</text>`+"\n", y+4, template.HTMLEscapeString(plain(definition.Title)))
		points(&b, "upstream", x, y-6, row.Ratio, row.Spread, row.Pairs)
		said(&b, y-2, value(&row.Ours, definition.Unit)+" : "+value(other(row), definition.Unit), row.Ratio, row.Spread)
		if third := row.Passwordless; third != nil {
			points(&b, "passwordless", x, y+6, third.Ratio, third.Spread, third.Pairs)
			said(&b, y+12, value(&row.Ours, definition.Unit)+" : "+value(&third.Value, definition.Unit), third.Ratio, third.Spread)
		}
	}
	b.WriteString("</svg>")
	return template.HTML(b.String()) // every text in it is escaped
}

// points draws the pairs of a row with their spread and median.
func points(b *strings.Builder, class string, x func(float64) float64, y float64, ratio *float64, spread *bench.Spread, pairs []float64) {
	if ratio == nil {
		return
	}
	if spread != nil {
		fmt.Fprintf(b, `<line class="%s spread" x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1[4]f"/>`, class, x(spread[0]), x(spread[1]), y)
	}
	for _, pair := range pairs {
		fmt.Fprintf(b, `<circle class="%s" cx="%.1f" cy="%.1f" r="2.5"/>`, class, x(pair), y)
	}
	fmt.Fprintf(b, `<line class="%s median" x1="%.1f" x2="%.1[2]f" y1="%.1f" y2="%.1f"/>`+"\n", class, x(*ratio), y-6, y+6)
}

// said writes the values beside the points.
func said(b *strings.Builder, y float64, values string, r *float64, spread *bench.Spread) {
	fmt.Fprintf(b, `<text class="value" x="%g" y="%.1f">%s</text><text class="value" x="%g" y="%.1[2]f">%[5]s</text>`+"\n",
		780.0, y, template.HTMLEscapeString(values), width, ratio(r, spread))
}

// bounds returns the powers of ten between which the axis runs; 1 is always on it.
func bounds(group bench.Group, rows map[string]bench.Row) (low, high float64) {
	low, high = -1, 1
	for _, definition := range group.Rows {
		row := rows[definition.Name]
		pairs := row.Pairs
		if row.Passwordless != nil {
			pairs = append(append([]float64{}, pairs...), row.Passwordless.Pairs...)
		}
		for _, pair := range pairs {
			if pair == 0 {
				continue // at the left end
			}
			low, high = min(low, math.Floor(math.Log10(pair))), max(high, math.Ceil(math.Log10(pair)))
		}
	}
	return low, high
}
