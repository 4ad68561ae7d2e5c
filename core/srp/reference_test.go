package srp

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"math/big"
	"testing"
)

// reference is Cognito's SRP, written only from the formulas with math/big. It shares no code
// with the package, and plays both sides.
type reference struct{ N, g, k *big.Int }

func newReference(t testing.TB, nHex string) *reference {
	t.Helper()
	N, ok := new(big.Int).SetString(nHex, 16)
	if !ok {
		t.Fatalf("%q is not hexadecimal", nHex)
	}
	g := big.NewInt(2)
	return &reference{N, g, refHash(refPad(N), refPad(g))}
}

// group returns the package's group of the same modulus.
func (r *reference) group() *group { return newGroup(r.N.Bytes(), 2) }

func refHash(parts ...[]byte) *big.Int {
	var all []byte
	for _, p := range parts {
		all = append(all, p...)
	}
	sum := sha256.Sum256(all)
	return new(big.Int).SetBytes(sum[:])
}

// refPad returns the two's complement of n >= 0 with at least one sign bit.
func refPad(n *big.Int) []byte {
	return n.FillBytes(make([]byte, n.BitLen()/8+1))
}

func (r *reference) pow(base, e *big.Int) *big.Int { return new(big.Int).Exp(base, e, r.N) }

func (r *reference) A(a *big.Int) *big.Int { return r.pow(r.g, a) }

func (r *reference) x(salt *big.Int, who Credentials) *big.Int {
	inner := sha256.Sum256([]byte(who.Pool + who.User + ":" + who.Password))
	return refHash(refPad(salt), inner[:])
}

// v returns the verifier that the server keeps, g^x.
func (r *reference) v(x *big.Int) *big.Int { return r.pow(r.g, x) }

// B returns what a server with the verifier v and the secret b sends.
func (r *reference) B(v, b *big.Int) *big.Int {
	B := new(big.Int).Mul(r.k, v)
	return B.Mod(B.Add(B, r.pow(r.g, b)), r.N)
}

func (r *reference) u(A, B *big.Int) *big.Int { return refHash(refPad(A), refPad(B)) }

// clientS returns (B - k*v)^(a + u*x), where v = g^x.
func (r *reference) clientS(B, v, x, a, u *big.Int) *big.Int {
	base := new(big.Int).Mul(r.k, v)
	base.Mod(base.Sub(B, base), r.N)
	e := new(big.Int).Mul(u, x)
	return r.pow(base, e.Add(e, a))
}

// serverS returns (A * v^u)^b.
func (r *reference) serverS(A, v, b, u *big.Int) *big.Int {
	base := new(big.Int).Mul(A, r.pow(v, u))
	return r.pow(base, b)
}

func (r *reference) signature(t testing.TB, S, u *big.Int, who Credentials, block []byte, timestamp string) string {
	t.Helper()
	key, err := hkdf.Key(sha256.New, refPad(S), refPad(u), "Caldera Derived Key", 16)
	if err != nil {
		t.Fatal(err)
	}
	m := hmac.New(sha256.New, key)
	m.Write([]byte(who.Pool + who.User + string(block) + timestamp))
	return base64.StdEncoding.EncodeToString(m.Sum(nil))
}

// The reference is checked with the recorded vectors too, so that it is not wrong in the same
// way as the package.
func TestReference(t *testing.T) {
	r := newReference(t, nHex)
	for _, vector := range loadVectors(t).SRP {
		t.Run(vector.Name, func(t *testing.T) {
			t.Parallel()
			number := func(s string) *big.Int {
				n, ok := new(big.Int).SetString(s, 16)
				if !ok {
					t.Fatalf("%q is not hexadecimal", s)
				}
				return n
			}
			who := Credentials{vector.PoolName, vector.UserIDForSRP, vector.Password}
			a, b, B := number(vector.SmallA), number(vector.SmallB), number(vector.B)
			A, x := r.A(a), r.x(number(vector.Salt), who)
			v, u := r.v(x), r.u(A, B)
			equal(t, "A", A.Text(16), vector.A)
			equal(t, "B", r.B(v, b).Text(16), B.Text(16))
			equal(t, "x", x.Text(16), number(vector.X).Text(16))
			equal(t, "u", u.Text(16), number(vector.U).Text(16))
			S := r.serverS(A, v, b, u)
			equal(t, "server's S", S.Text(16), vector.S)
			equal(t, "client's S", r.clientS(B, v, x, a, u).Text(16), vector.S)
			block, err := base64.StdEncoding.DecodeString(vector.SecretBlock)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "signature", r.signature(t, S, u, who, block, vector.Timestamp), vector.Signature)
		})
	}
}
