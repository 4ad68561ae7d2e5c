package main

import (
	"html/template"
	"regexp"
	"strings"

	"github.com/cognitowasm/cognitowasm/internal/bench"
)

var pageTemplate = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>cognitowasm beside amazon-cognito-identity-js</title>
<!-- Made by make bench from bench/results.json. -->
<style>
	body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; color: #222; background: #fff }
	svg { width: 100%; height: auto }
	text { font: 12px system-ui, sans-serif; fill: #222 }
	.value, .tick { fill: #666 }
	.tick, .value { text-anchor: middle }
	.value { text-anchor: end }
	.grid { stroke: #ddd }
	.same { stroke: #888 }
	.spread { stroke-width: 7; opacity: .3 }
	.median { stroke-width: 3 }
	.upstream { stroke: #0b62a4; fill: #0b62a4 }
	.passwordless { stroke: #c2571a; fill: #c2571a }
	circle { opacity: .5; stroke: none !important }
</style>
<h1>cognitowasm beside amazon-cognito-identity-js</h1>
<p>{{.Machine}}. Each point is one round: ours divided by the <b class="upstream" style="color:#0b62a4">amazon-cognito-identity-js</b>
(or another Wasm module), or by <b style="color:#c2571a">amazon-cognito-passwordless-auth</b>. The bar goes from the
lower to the upper quartile, the line in it is the median; left of 1, ours takes less. Values on the right are medians:
ours, what it is compared with, and the ratio.</p>
{{range .Groups}}<h2>{{.Title}}</h2>
<p>{{.Note}}</p>
{{.Plot}}
{{end}}</html>
`))

type plottedGroup struct {
	Title string
	Note  string
	Plot  template.HTML
}

// page writes bench/results.html.
func page(results *bench.Results) (string, error) {
	data := struct {
		Machine string
		Groups  []plottedGroup
	}{Machine: machine(results.Machine)}
	for _, group := range bench.Groups {
		data.Groups = append(data.Groups, plottedGroup{plain(group.Title), plain(group.Note), plot(group, results.Rows)})
	}
	var b strings.Builder
	err := pageTemplate.Execute(&b, data)
	return b.String(), err
}

var quoted = regexp.MustCompile("`([^`]*)`")

// plain removes Markdown's marks of code.
func plain(text string) string { return quoted.ReplaceAllString(text, "$1") }
