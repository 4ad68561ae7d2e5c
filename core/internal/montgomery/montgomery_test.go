package montgomery

import (
	"bytes"
	"math/big"
	"math/rand/v2"
	"testing"
)

// check compares Exp with math/big.
func check(t *testing.T, n, base, e []byte) {
	t.Helper()
	m, err := NewModulus(n)
	if err != nil {
		t.Fatal(err)
	}
	modulus := new(big.Int).SetBytes(n)
	reduced := new(big.Int).Mod(new(big.Int).SetBytes(base), modulus)
	want := new(big.Int).Exp(reduced, new(big.Int).SetBytes(e), modulus).FillBytes(make([]byte, len(n)))
	if len(e) == ExponentSize {
		if got := m.NewBase(reduced.Bytes()).Exp(e); !bytes.Equal(got, want) {
			t.Errorf("the base %x to the power of %x mod %x is %x, want %x", reduced, e, n, got, want)
		}
	}
	if got := m.Exp(reduced.Bytes(), e); !bytes.Equal(got, want) {
		t.Errorf("%x^%x mod %x = %x, want %x", reduced, e, n, got, want)
	}
}

func TestExp(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewChaCha8([32]byte{1}))
	draw := func(size int) []byte {
		b := make([]byte, size)
		for i := range b {
			b[i] = byte(random.Uint32())
		}
		return b
	}
	ones := func(size int) []byte { return bytes.Repeat([]byte{0xff}, size) }
	odd := func(n []byte) []byte {
		n[0] |= 1
		n[len(n)-1] |= 1
		return n
	}
	// Powers that are 0 come out of the last multiplication as n.
	check(t, []byte{9}, []byte{3}, []byte{2})
	check(t, []byte{0x5f, 0x5e, 0x61}, []byte{3, 0x33}, []byte{4})
	for _, size := range []int{1, 2, 3, 4, 7, 8, 32, 128, 255, 383, MaxSize} {
		// The largest digits there can be, in every place.
		check(t, ones(size), append(ones(size-1), 0xfe), ones(4))
		// And as few as possible.
		if size > 1 {
			check(t, odd(make([]byte, size)), ones(size), ones(2))
		}
		for range 6 {
			n := odd(draw(size))
			if size == 1 && n[0] == 1 {
				n[0] = 3
			}
			check(t, n, draw(size), draw(1+random.IntN(8)))
			check(t, n, draw(size), draw(ExponentSize))
		}
		n := ones(size)
		for _, base := range [][]byte{nil, {1}, new(big.Int).Sub(new(big.Int).SetBytes(n), big.NewInt(1)).Bytes()} {
			for _, e := range [][]byte{nil, {0}, {1}, {0, 0, 2}, draw(3), make([]byte, ExponentSize), ones(ExponentSize)} {
				check(t, n, base, e)
			}
		}
	}
}

func TestNewModulus(t *testing.T) {
	t.Parallel()
	for _, n := range [][]byte{nil, {0}, {1}, {2}, {0, 3}, make([]byte, MaxSize), append([]byte{1}, bytes.Repeat([]byte{0xff}, MaxSize)...)} {
		if _, err := NewModulus(n); err == nil {
			t.Errorf("%x is a modulus", n)
		}
	}
}

func FuzzExp(f *testing.F) {
	f.Add([]byte{0xff}, []byte{0xfe}, []byte{3})
	f.Add(bytes.Repeat([]byte{0xff}, MaxSize), bytes.Repeat([]byte{0xff}, MaxSize), bytes.Repeat([]byte{0xff}, 8))
	f.Fuzz(func(t *testing.T, n, base, e []byte) {
		base, e = base[:min(len(base), MaxSize)], e[:min(len(e), ExponentSize)]
		if _, err := NewModulus(n); err == nil {
			check(t, n, base, e)
		}
	})
}
