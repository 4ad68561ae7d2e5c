package scale

import (
	"fmt"
	"strings"
)

// The sizes of the picture, in its own units.
const (
	plotWidth   = 860
	panelHeight = 250
	panelGap    = 70
	marginLeft  = 70
	marginRight = 30
	marginTop   = 150
)

// panel is a diagram of the plot: requests per second over the hours of the day.
type panel struct {
	title string
	most  float64 // at the upper end of the axis
	step  float64 // between two lines of the grid
	rows  []Row
}

var colours = map[string]string{
	Upstream.Name:   "#c0392b",
	Ours.Name:       "#1f5fbf",
	OursEarly.Name:  "#d98200",
	OursSpread.Name: "#2e8b57",
}

// Plot draws the days of people with one tab as an SVG: all clients above, and only ours
// below, where they can be distinguished.
func Plot(rows []Row) string {
	var one []Row
	for _, r := range rows {
		if r.Day.Tabs == 1 {
			one = append(one, r)
		}
	}
	panels := []panel{
		{title: "All", rows: one},
		{title: "Ours alone", rows: one[1:]},
	}
	height := marginTop + len(panels)*(panelHeight+panelGap)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13" fill="#222">`+"\n", plotWidth, height)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#fff"/>`+"\n", plotWidth, height)
	fmt.Fprintf(&b, `<text x="%d" y="30" font-size="17" font-weight="bold">Requests for new tokens per second</text>`+"\n", marginLeft)
	fmt.Fprintf(&b, `<text x="%d" y="50">%s people with one tab; mean of each minute</text>`+"\n", marginLeft, thousands(one[0].Day.Users))
	legend(&b, one)
	for i, p := range panels {
		p.scale()
		p.draw(&b, marginTop+i*(panelHeight+panelGap))
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// scale chooses an axis with room for all rows and the quota.
func (p *panel) scale() {
	most := float64(quota)
	for _, r := range p.rows {
		for _, n := range r.Load.ByMinute() {
			most = max(most, n)
		}
	}
	for _, p.step = range []float64{10, 20, 25, 50, 100, 200, 250, 500, 1000} {
		if most/p.step <= 6 {
			break
		}
	}
	for p.most = p.step; p.most < most*1.02; p.most += p.step {
	}
}

func (p *panel) draw(b *strings.Builder, top int) {
	x := func(hours float64) float64 {
		return marginLeft + hours/Hours*(plotWidth-marginLeft-marginRight)
	}
	y := func(n float64) float64 { return float64(top) + panelHeight*(1-n/p.most) }
	left, right := x(0), x(Hours)

	fmt.Fprintf(b, `<text x="%.0f" y="%d" font-weight="bold">%s</text>`+"\n", left, top-10, p.title)
	for n := 0.0; n <= p.most; n += p.step {
		fmt.Fprintf(b, `<path d="M%.1f %.1fH%.1f" stroke="#ddd"/><text x="%.1f" y="%.1f" text-anchor="end">%s</text>`+"\n",
			left, y(n), right, left-8, y(n)+4, thousands(int(n)))
	}
	for hour := range Hours + 1 {
		fmt.Fprintf(b, `<path d="M%.1f %.1fv5" stroke="#222"/><text x="%.1f" y="%.1f" text-anchor="middle">%d:00</text>`+"\n",
			x(float64(hour)), y(0), x(float64(hour)), y(0)+20, 9+hour)
	}
	fmt.Fprintf(b, `<path d="M%.1f %.1fV%.1fH%.1f" fill="none" stroke="#222"/>`+"\n", left, y(p.most), y(0), right)

	for _, r := range p.rows {
		fmt.Fprintf(b, `<polyline fill="none" stroke="%s" stroke-width="1.5" points="`, colours[r.Client.Name])
		for minute, n := range r.Load.ByMinute() {
			fmt.Fprintf(b, "%.1f,%.1f ", x((float64(minute)+0.5)/60), y(n))
		}
		b.WriteString(`"/>` + "\n")
	}
	fmt.Fprintf(b, `<path d="M%.1f %.1fH%.1f" stroke="#222" stroke-dasharray="6 4"/>`+"\n", left, y(quota), right)
}

// legend names the lines, in two columns below the title.
func legend(b *strings.Builder, rows []Row) {
	entry := func(i int, stroke, name string) {
		left, base := marginLeft+i%2*340, 76+i/2*18
		fmt.Fprintf(b, `<path d="M%d %dh26" stroke-width="2" %s/><text x="%d" y="%d">%s</text>`+"\n",
			left, base-4, stroke, left+34, base, name)
	}
	for i, r := range rows {
		entry(i, fmt.Sprintf(`stroke="%s"`, colours[r.Client.Name]), strings.ReplaceAll(r.Client.Name, "`", ""))
	}
	entry(len(rows), `stroke="#222" stroke-dasharray="6 4"`, fmt.Sprintf("Cognito's default quota, %d a second", quota))
}
