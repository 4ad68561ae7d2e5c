package main

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// alphabet has the characters of the Wasm module as part of a JavaScript file: ASCII that no
// tool escapes in any kind of literal and that is no tag in a page, so that the file is the
// same in every charset. Bytes outside ASCII, one character each, would be a fiftieth smaller
// with brotli, until a bundler escapes them.
const alphabet = " !#%&()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~"

// The characters of the alphabet by number: single ones stand for the module's most frequent
// bytes, doubling ones begin two characters for another byte, and the last one begins three
// for a run of zeros.
const (
	single   = 86
	doubling = 2
	minRun   = 4 // of zeros: 4 to 64 were tried, DECISIONS.md, section 28

	longestRun = len(alphabet)*len(alphabet) - 1
)

// asText returns the JavaScript module from which jsbridge/js/runtime/program.ts reads the Wasm
// module. It is not compressed: servers do that, and better than anything whose result must
// be text.
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
	// In the order of their values, so that similar bytes are similar characters, from
	// which brotli predicts the next one.
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
