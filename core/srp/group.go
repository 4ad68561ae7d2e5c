package srp

import (
	"bytes"
	"sync"

	"filippo.io/bigmod"
)

// nHex is N, the 3072-bit prime of RFC 3526, section 5 (group 15), which
// RFC 5054, appendix A, takes over with 5 as its generator. Cognito uses 2.
const nHex = "" +
	"ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd" +
	"ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed" +
	"ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f" +
	"83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b" +
	"e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510" +
	"15728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7" +
	"abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200c" +
	"bbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff"

const generator = 2

// A group is the group that SRP-6a calculates in. There is only one, Cognito's; tests use
// smaller ones, to run the same code thousands of times.
type group struct {
	n   *bigmod.Modulus
	g   *bigmod.Nat
	k   *bigmod.Nat // multiplier of SRP-6a: H(pad(N) | pad(g)) mod N
	exp exponentiation
	// power is exp for the generator.
	power func(e []byte) *bigmod.Nat
}

// cognitoGroup is computed at first use: a page that never signs in does not need it.
var cognitoGroup = sync.OnceValue(func() *group {
	N, _ := parseHex(nHex)
	return newGroup(N, generator)
})

// newGroup returns the group of the odd modulus N, whose top byte must have its
// top bit set, with a generator below N.
func newGroup(N []byte, generator byte) *group {
	n, err := bigmod.NewModulus(N)
	if err != nil {
		panic(err)
	}
	g := &group{n: n, g: bigmod.NewNat().SetUint(uint(generator)).ExpandFor(n)}
	g.exp, g.power = exponentiations(N, g)
	g.k = g.reduce(hash(pad(N), pad([]byte{generator})))
	return g
}

// An exponentiation returns base^e mod N, in constant time for exponents of one length.
type exponentiation func(base *bigmod.Nat, e []byte) *bigmod.Nat

// reduce returns b mod N for a b of any length. Upstream does not check the length of B, so
// a B that is longer than N is no error.
func (g *group) reduce(b []byte) *bigmod.Nat {
	size := g.n.Size()
	if len(b) <= size {
		return g.load(b)
	}
	// Horner's rule with digits as wide as N; digit is the base, 2^(8*size).
	digit := g.load(bytes.Repeat([]byte{0xff}, size))
	digit.Add(bigmod.NewNat().SetUint(1).ExpandFor(g.n), g.n)
	first := len(b) % size
	sum := g.load(b[:first])
	for b = b[first:]; len(b) > 0; b = b[size:] {
		sum.Mul(digit, g.n).Add(g.load(b[:size]), g.n)
	}
	return sum
}

// load returns b mod N for a b no longer than N.
func (g *group) load(b []byte) *bigmod.Nat {
	nat, err := bigmod.NewNat().SetOverflowingBytes(b, g.n)
	if err != nil {
		panic(err) // only for a b with more bits than N
	}
	return nat
}

// exponent returns the integer a + u*x, not reduced, big-endian. The length of the
// result depends only on the lengths of its operands, and so does the time.
func exponent(a, u, x []byte) []byte {
	size := len(u) + len(x)
	if len(a) > len(u) {
		// Otherwise a + u*x <= a + u*(2^8n - 1) < 2^8n * (u + 1), n = len(x),
		// has room in size bytes.
		size = max(size, len(a)) + 1
	}
	sum := make([]byte, size)
	copy(sum[size-len(a):], a)
	for i := range u {
		// Schoolbook, byte by byte; carry never exceeds a byte:
		// 255 + 255*255 + 255 = 65535.
		carry := uint(0)
		for j, end := 0, size-i; j < end; j++ {
			v := uint(sum[end-1-j]) + carry
			if j < len(x) {
				v += uint(u[len(u)-1-i]) * uint(x[len(x)-1-j])
			}
			sum[end-1-j] = byte(v)
			carry = v >> 8
		}
	}
	return sum
}
