package bench

import (
	"math"
	"slices"
	"strconv"
)

// Spread is the lower and the upper quartile: half of all rounds lie between.
type Spread [2]float64

// Figures are the measurements of a row's rounds, by contender.
type Figures map[Contender][]float64

// Contender is a library or program that is measured.
type Contender string

// The contenders. The empty program is a Go program that does nothing, the SDK's
// is ours with the AWS SDK inside.
const (
	Ours         Contender = "ours"
	Upstream     Contender = "upstream"
	Passwordless Contender = "passwordless"
	EmptyProgram Contender = "emptyProgram"
	SDKProgram   Contender = "sdkProgram"
)

// Row compares the figures round by round: a temporary disturbance of the machine then
// affects both sides of a ratio.
func (f Figures) Row() Row {
	row := Row{Ours: median(f[Ours])}
	for _, other := range []Contender{Upstream, EmptyProgram, SDKProgram} {
		if len(f[other]) == 0 {
			continue
		}
		value := median(f[other])
		switch other {
		case Upstream:
			row.Upstream = &value
		case EmptyProgram:
			row.EmptyProgram = &value
		case SDKProgram:
			row.SDKProgram = &value
		}
		row.Ratio, row.Spread, row.Pairs = compare(f[Ours], f[other])
	}
	if len(f[Passwordless]) > 0 {
		third := Third{Value: median(f[Passwordless])}
		third.Ratio, third.Spread, third.Pairs = compare(f[Ours], f[Passwordless])
		row.Passwordless = &third
	}
	return row
}

// compare returns the median and the spread of the rounds' ratios, and the ratios.
func compare(ours, other []float64) (ratio *float64, spread *Spread, pairs []float64) {
	for i := range min(len(ours), len(other)) {
		if other[i] == 0 {
			return nil, nil, nil
		}
		pairs = append(pairs, short(ours[i]/other[i]))
	}
	middle := median(pairs)
	return &middle, &Spread{quantile(pairs, 0.25), quantile(pairs, 0.75)}, pairs
}

func median(figures []float64) float64 { return quantile(figures, 0.5) }

// quantile interpolates between the two figures that are nearest.
func quantile(figures []float64, q float64) float64 {
	if len(figures) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(figures))
	at := q * float64(len(sorted)-1)
	below := int(at)
	above := min(below+1, len(sorted)-1)
	return short(sorted[below] + (at-float64(below))*(sorted[above]-sorted[below]))
}

// short rounds a fraction to four digits, since measurements are not more exact. Whole
// numbers, such as sizes, stay exact.
func short(x float64) float64 {
	if x == math.Trunc(x) {
		return x
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 4, 64), 64)
	if err != nil {
		panic(err) // the text was just formatted
	}
	return rounded
}
