package srp

import (
	"bytes"
	"encoding/hex"
)

// trim drops leading zero bytes.
func trim(b []byte) []byte {
	return bytes.TrimLeft(b, "\x00")
}

// pad is the shortest two's complement of the big-endian integer b, as Java's
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
	b, err := hex.DecodeString(s)
	return b, err == nil
}
