package srp

import "bytes"

// trim removes leading zero bytes.
func trim(b []byte) []byte {
	return bytes.TrimLeft(b, "\x00")
}

// pad returns the shortest two's complement of the big-endian integer b, as Java's
// BigInteger.toByteArray writes it and as Cognito hashes integers: no leading
// zeros, but one zero byte if the top bit is set; zero is one zero byte.
func pad(b []byte) []byte {
	b = trim(b)
	if len(b) == 0 || b[0] >= 0x80 {
		return append([]byte{0}, b...)
	}
	return b
}

// parseHex reads a non-negative integer in hexadecimal, of any length, even or
// odd, but not empty.
func parseHex(s string) ([]byte, bool) {
	if s == "" {
		return nil, false
	}
	if len(s)%2 == 1 {
		s = "0" + s
	}
	b := make([]byte, len(s)/2)
	for i := range len(s) {
		digit := hexDigit(s[i])
		if digit > 15 {
			return nil, false
		}
		b[i/2] = b[i/2]<<4 | digit
	}
	return b, true
}

// hexDigit returns the value of a hexadecimal digit, or more than 15. Package
// encoding/hex is not used because it adds package fmt, a tenth of the Wasm module.
func hexDigit(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10
	}
	return 255
}

// formatHex returns the integer b in lower-case hexadecimal, without leading zeros.
func formatHex(b []byte) string {
	const digits = "0123456789abcdef"
	text := make([]byte, 0, 2*len(b))
	for _, c := range b {
		text = append(text, digits[c>>4], digits[c&15])
	}
	return string(bytes.TrimLeft(text, "0"))
}
