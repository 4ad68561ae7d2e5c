package fakecognito

import (
	"crypto/rand"
	"fmt"
	"math/big"
)

// randomBytes returns n bytes that nobody can guess.
func randomBytes(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails
	return b
}

// randomText returns n random letters and digits.
func randomText(n int) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[randomBelow(int64(len(alphabet)))]
	}
	return string(b)
}

// randomCode returns a code of six digits, as the service sends by e-mail.
func randomCode() string { return fmt.Sprintf("%06d", randomBelow(1_000_000)) }

func randomBelow(n int64) int64 {
	i, err := rand.Int(rand.Reader, big.NewInt(n))
	if err != nil {
		panic(err) // the reader never fails
	}
	return i.Int64()
}

// newUUID returns a random UUID (version 4) in lower case.
func newUUID() string {
	b := randomBytes(16)
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
