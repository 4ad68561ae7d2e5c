package core

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// formatDrift formats the drift as JavaScript formats an integer. One that is beyond
// JavaScript's safe integers comes from a token without a time of issue.
func formatDrift(drift float64) string {
	if !(math.Abs(drift) < 1<<53) {
		return "NaN"
	}
	return strconv.FormatInt(int64(drift), 10)
}

// parseDrift parses a stored drift as upstream does, with JavaScript's parseInt: the longest
// integer at the start, 0x for hexadecimal, and 0 for anything else.
func parseDrift(text string) float64 {
	text = strings.TrimLeft(text, " \t\n\v\f\r")
	sign, text := cutSign(text)
	base := 10.0
	if len(text) > 1 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X') {
		base, text = 16, text[2:]
	}
	n, _ := leadingInteger(text, base)
	return sign * n
}

// cutSign returns the sign that text begins with, or 1, and what follows it.
func cutSign(text string) (sign float64, rest string) {
	if rest, ok := strings.CutPrefix(text, "-"); ok {
		return -1, rest
	}
	return 1, strings.TrimPrefix(text, "+")
}

// leadingInteger parses the digits that text begins with, and returns what follows them.
// Package strconv's parser would add 9 kB, most of it to quote invalid text.
func leadingInteger(text string, base float64) (n float64, rest string) {
	for i := range len(text) {
		digit := strings.IndexByte("0123456789abcdef", text[i]|0x20)
		if text[i] < '0' || digit < 0 || float64(digit) >= base {
			return n, text[i:]
		}
		n = n*base + float64(digit)
	}
	return n, ""
}

// current reports whether the session can be used without a refresh: it is valid, and the
// local clock has not been set back to before the tokens were issued. If it has, nobody
// knows when the tokens expire, and they are refreshed if possible.
func (s *Session) current(now time.Time) bool {
	issued := math.Min(numericClaim(s.accessClaims, "iat"), numericClaim(s.idClaims, "iat"))
	ahead := issued - (float64(now.Unix()) - s.clockDrift)
	return s.Valid(now) && !(ahead > mostAhead && ahead <= fixtureAhead && s.RefreshToken != "")
}
