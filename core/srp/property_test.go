package srp

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"flag"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

var seed = flag.Uint64("srp.seed", 0, "seed of the property tests; 0 draws one")

// Moduli of small groups, in which thousands of complete proofs take a second.
// The code is the same for all groups: only bigmod has a faster path for 3072
// bits. All are safe primes.
const (
	n8   = "e3"
	n256 = "89ce792cc5f9ec00bc547f774a150244beb1de43144c3cea521b390ad60bb3df"
	n264 = "943c2e8d50fb8c6d274d811dbbd3c7b053b3828bd164febd0454b8e6623abef9d3" // no multiple of a limb
)

// random generates inputs that are likely to cause trouble.
type random struct{ *rand.Rand }

func newRandom(t testing.TB) random {
	t.Helper()
	s := *seed
	if s == 0 {
		s = rand.Uint64()
	}
	t.Logf("-srp.seed=%d", s)
	return random{rand.New(rand.NewPCG(s, 0))}
}

// fork returns an independent generator for one of several parallel tests.
func (r random) fork() random { return random{rand.New(rand.NewPCG(r.Uint64(), r.Uint64()))} }

func (r random) bytes(n int) []byte {
	b := make([]byte, (n+7)/8*8)
	for i := 0; i < len(b); i += 8 {
		binary.LittleEndian.PutUint64(b[i:], r.Uint64())
	}
	return b[:n]
}

// number returns n bytes that favour the edges: a set top bit, leading zero bytes
// before a low or a high byte, all ones, and small values.
func (r random) number(n int) []byte {
	b := r.bytes(n)
	if n == 0 {
		return b
	}
	switch r.IntN(8) {
	case 0:
		b[0] |= 0x80
	case 1:
		zeros := 1 + r.IntN(n)
		clear(b[:zeros])
		if zeros < n {
			b[zeros] |= 0x80
		}
	case 2:
		zeros := 1 + r.IntN(n)
		clear(b[:zeros])
		if zeros < n {
			b[zeros] &= 0x7f
		}
	case 3:
		for i := range b {
			b[i] = 0xff
		}
	case 4:
		clear(b[:n-1])
	}
	return b
}

// hex returns n in one of the spellings that a server may choose.
func (r random) hex(n *big.Int) string {
	s := n.Text(16)
	switch r.IntN(4) {
	case 0:
		s = strings.ToUpper(s)
	case 1:
		s = strings.Repeat("0", r.IntN(6)) + s
	case 2:
		s = hex.EncodeToString(refPad(n))
	}
	return s
}

func (r random) text() string {
	const alphabet = "abcXYZ019:_- \x00ßéÅ日本🔐"
	letters := []rune(alphabet)
	var s strings.Builder
	for range r.IntN(24) {
		s.WriteRune(letters[r.IntN(len(letters))])
	}
	return s.String()
}

// checkProof compares one complete exchange on random input with the reference, and reports
// whether it ended in a signature.
func checkProof(t *testing.T, ref *reference, g *group, r random) bool {
	t.Helper()
	a := r.number(ephemeralSize)
	c, err := newClient(g, a)
	if len(bytes.Trim(a, "\x00")) == 0 {
		if !errors.Is(err, ErrRandom) {
			t.Fatalf("a = 0: error %v, want %v", err, ErrRandom)
		}
		return false
	}
	if err != nil {
		t.Fatalf("a = %x: %v", a, err)
	}
	A := ref.A(new(big.Int).SetBytes(a))
	if got, want := c.A(), A.Text(16); got != want {
		t.Fatalf("a = %x: A = %s, want %s", a, got, want)
	}

	who := Credentials{r.text(), r.text(), r.text()}
	salt := new(big.Int).SetBytes(r.number(r.IntN(20)))
	x := ref.x(salt, who)
	v := ref.v(x)

	// A server may send any residue. One in four is an honest server's, for which the
	// reference's two sides must agree; some are not reduced, or arbitrary.
	b := new(big.Int).SetBytes(r.number(32))
	var B *big.Int
	honest := r.IntN(4) == 0
	if honest {
		B = ref.B(v, b)
	} else {
		B = new(big.Int).SetBytes(r.bytes(len(ref.N.Bytes()) + 8))
		B.Mod(B, ref.N)
	}
	switch r.IntN(6) {
	case 0:
		B.Add(B, new(big.Int).Mul(ref.N, big.NewInt(r.Int64N(1000))))
	case 1:
		B.SetBytes(r.number(r.IntN(3 * len(ref.N.Bytes()))))
		honest = false
	}
	block := append(r.bytes(r.IntN(100)), 1)
	timestamp := r.text()

	got, err := c.Proof(who, Challenge{
		Salt:        r.hex(salt),
		B:           r.hex(B),
		SecretBlock: base64.StdEncoding.EncodeToString(block),
	}, timestamp)
	if new(big.Int).Mod(B, ref.N).Sign() == 0 {
		if !errors.Is(err, ErrZeroB) {
			t.Fatalf("B = %x: error %v, want %v", B, err, ErrZeroB)
		}
		return false
	}
	if err != nil {
		t.Fatal(err)
	}

	u := ref.u(A, B)
	S := ref.clientS(B, v, x, new(big.Int).SetBytes(a), u)
	if honest {
		if server := ref.serverS(A, v, b, u); server.Cmp(S) != 0 {
			t.Fatalf("the reference's client and server differ: %x, %x", S, server)
		}
	}
	if want := ref.signature(t, S, u, who, block, timestamp); got != want {
		t.Fatalf("signature = %s, want %s\na = %x\nwho = %+q\nsalt = %x\nB = %x\nblock = %x\ntimestamp = %q",
			got, want, a, who, salt, B, block, timestamp)
	}
	return true
}

func TestProofProperty(t *testing.T) {
	r := newRandom(t)
	for _, c := range []struct {
		name, nHex string
		proofs     int
	}{
		// 8 bits: B, B - k*g^x and so S are often zero.
		{"8 bits", n8, 3000},
		{"256 bits", n256, 3000},
		{"264 bits", n264, 3000},
		{"3072 bits", nHex, 300},
	} {
		t.Run(c.name, func(t *testing.T) {
			ref := newReference(t, c.nHex)
			g := ref.group()
			if testing.Short() {
				c.proofs /= 10
			}
			const workers = 4
			var signed atomic.Int64
			t.Cleanup(func() {
				// The rest ended in a = 0 or B = 0, as it should.
				if n := signed.Load(); !t.Failed() && n < int64(c.proofs)*3/4 {
					t.Errorf("only %d of %d exchanges reached a signature", n, c.proofs)
				}
			})
			for i := range workers {
				r := r.fork()
				t.Run(strconv.Itoa(i), func(t *testing.T) {
					t.Parallel()
					for range c.proofs / workers {
						if checkProof(t, ref, g, r) {
							signed.Add(1)
						}
					}
				})
			}
		})
	}
}

func TestDeviceProperty(t *testing.T) {
	r := newRandom(t)
	for _, n := range []string{n8, n256, n264} {
		ref := newReference(t, n)
		g := ref.group()
		for range 1000 {
			who := Credentials{Pool: r.text(), User: r.text()}
			password, saltBytes := r.bytes(devicePasswordSize), r.number(deviceSaltSize)
			d := newDevice(g, who.Pool, who.User, append(bytes.Clone(password), saltBytes...))

			who.Password = base64.StdEncoding.EncodeToString(password)
			salt := new(big.Int).SetBytes(saltBytes)
			want := Device{
				Password: who.Password,
				Salt:     base64.StdEncoding.EncodeToString(refPad(salt)),
				Verifier: base64.StdEncoding.EncodeToString(refPad(ref.v(ref.x(salt, who)))),
			}
			if *d != want {
				t.Fatalf("newDevice(%x, %x) = %+v, want %+v", password, saltBytes, *d, want)
			}
		}
	}
}

func TestExponentProperty(t *testing.T) {
	r := newRandom(t)
	for range 20_000 {
		a, u, x := r.number([]int{ephemeralSize, 128, 40}[r.IntN(3)]), r.number(32), r.number(32)
		got := exponent(a, u, x)
		want := new(big.Int).SetBytes(u)
		want.Mul(want, new(big.Int).SetBytes(x)).Add(want, new(big.Int).SetBytes(a))
		if new(big.Int).SetBytes(got).Cmp(want) != 0 {
			t.Fatalf("exponent(%x, %x, %x) = %x, want %x", a, u, x, got, want)
		}
		if len(a) == ephemeralSize && len(got) != 64 {
			t.Fatalf("exponent of %d bytes, want 64: its length must not depend on secrets", len(got))
		}
	}
	// The largest sum, on either side of the length at which it gets a byte more.
	for _, n := range []int{31, 32, 33, 63, 64, 65} {
		ones := func(n int) []byte { return bytes.Repeat([]byte{0xff}, n) }
		max := new(big.Int).SetBytes(ones(32))
		want := new(big.Int).Mul(max, max)
		want.Add(want, new(big.Int).SetBytes(ones(n)))
		if got := exponent(ones(n), ones(32), ones(32)); new(big.Int).SetBytes(got).Cmp(want) != 0 {
			t.Errorf("exponent of %d ones = %x, want %x", n, got, want)
		}
	}
}

func TestPadProperty(t *testing.T) {
	r := newRandom(t)
	for range 20_000 {
		b := r.number(r.IntN(40))
		before := bytes.Clone(b)
		got, n := pad(b), new(big.Int).SetBytes(b)
		if !bytes.Equal(got, refPad(n)) {
			t.Fatalf("pad(%x) = %x, want %x", b, got, refPad(n))
		}
		if !bytes.Equal(b, before) {
			t.Fatalf("pad changed its argument %x", before)
		}
		if parsed, ok := parseHex(r.hex(n)); !ok || !bytes.Equal(pad(parsed), got) {
			t.Fatalf("pad(parseHex) = %x, %v, want %x", parsed, ok, got)
		}
	}
}

func TestReduceProperty(t *testing.T) {
	r := newRandom(t)
	for _, n := range []string{n8, n256, n264, nHex} {
		ref := newReference(t, n)
		g := ref.group()
		for range 1000 {
			b := r.number(r.IntN(5*g.n.Size() + 2))
			got := new(big.Int).SetBytes(g.reduce(b).Bytes(g.n))
			want := new(big.Int).SetBytes(b)
			if want.Mod(want, ref.N); got.Cmp(want) != 0 {
				t.Fatalf("reduce(%x) = %x mod %s, want %x", b, got, n, want)
			}
		}
	}
}
