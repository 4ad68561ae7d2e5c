package main

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// alphabet is what the program is written with where it is part of a JavaScript file:
// ASCII that no tool escapes in any kind of literal and that no page takes for a tag, so
// that the file is the same in every charset. Bytes outside ASCII, one character each,
// would be a fiftieth smaller in brotli, until a bundler escapes them.
const alphabet = " !#%&()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~"

// The characters of the alphabet by number: single ones are for the bytes that the
// program has most often, doubling ones begin two characters for another byte, and the
// last one begins three for a run of zeros.
const (
	single   = 86
	doubling = 2
	minRun   = 8 // zeros; for shorter runs there are shorter ways

	longestRun = len(alphabet)*len(alphabet) - 1
)

// asText returns the module that jsbridge/js/runtime/program.ts reads the program from. It
// is not compressed: whoever serves it does that, and better than anything could that
// had to be text afterwards.
func asText(program []byte) string {
	var counts [256]int
	for _, b := range program {
		counts[b]++
	}
	order := make([]byte, 256)
	for i := range order {
		order[i] = byte(i)
	}
	slices.SortStableFunc(order, func(a, b byte) int { return cmp.Compare(counts[b], counts[a]) })
	// In the order of their values: like bytes are like characters, by which brotli
	// predicts the next.
	frequent, others := order[:single], order[single:]
	slices.Sort(frequent)
	slices.Sort(others)
	var codes [256]string
	for i, b := range frequent {
		codes[b] = alphabet[i : i+1]
	}
	for i, b := range others {
		first := single + i/len(alphabet)
		codes[b] = alphabet[first:first+1] + alphabet[i%len(alphabet):][:1]
	}

	var text strings.Builder
	for rest := program; len(rest) > 0; {
		start := rest[:min(len(rest), longestRun)]
		zeros := len(start) - len(bytes.TrimLeft(start, "\x00"))
		if zeros >= minRun {
			text.WriteByte(alphabet[single+doubling])
			text.WriteByte(alphabet[zeros/len(alphabet)])
			text.WriteByte(alphabet[zeros%len(alphabet)])
			rest = rest[zeros:]
			continue
		}
		text.WriteString(codes[rest[0]])
		rest = rest[1:]
	}
	return fmt.Sprintf("export const alphabet=%q,frequent=%s,size=%d;export default %q;\n",
		alphabet, strings.ReplaceAll(fmt.Sprint(toInts(frequent)), " ", ","), len(program), text.String())
}

func toInts(bytes []byte) (ints []int) {
	for _, b := range bytes {
		ints = append(ints, int(b))
	}
	return ints
}
