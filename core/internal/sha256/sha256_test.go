//go:build !js

package sha256

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// The browser's SHA-256 is equal to the standard library's, for every length around the ends of
// blocks, for many random lengths, and however the message is split.
func TestOwnIsTheStandardLibrarys(t *testing.T) {
	random := rand.NewChaCha8([32]byte{1})
	bytesOf := func(n int) []byte {
		b := make([]byte, n)
		_, _ = random.Read(b)
		return b
	}
	check := func(key, message []byte, cut int) {
		t.Helper()
		parts := [][]byte{message[:cut], nil, message[cut:]}
		if got, want := ownSum(parts), sum([][]byte{message}); got != want {
			t.Fatalf("%d bytes: digest %x, want %x", len(message), got, want)
		}
		if got, want := ownMAC(key, parts), mac(key, [][]byte{message}); got != want {
			t.Fatalf("%d bytes, key of %d: MAC %x, want %x", len(message), len(key), got, want)
		}
	}
	for n := range 300 {
		check(bytesOf(n), bytesOf(n), n/3)
	}
	for range 2000 {
		message := bytesOf(int(random.Uint64() % 3000))
		check(bytesOf(int(random.Uint64()%200)), message, int(random.Uint64()%uint64(len(message)+1)))
	}
	check(nil, bytes.Repeat([]byte("a"), 1_000_000), 12345)
}

// The message and the key are only read.
func TestOwnLeavesItsInputAlone(t *testing.T) {
	backing := []byte("message and what follows it in the same array")
	before := bytes.Clone(backing)
	_ = ownSum([][]byte{backing[:7], backing[7:9]})
	_ = ownMAC(backing[:3], [][]byte{backing[:7]})
	if !bytes.Equal(backing, before) {
		t.Errorf("the input is now %q", backing)
	}
}
