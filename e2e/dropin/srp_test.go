package dropin

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/core/srp"
	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// srpInput is one exchange, as upstream's helper and core/srp both take it.
type srpInput struct {
	A         string `json:"a"` // the client's secret, hexadecimal
	Pool      string `json:"pool"`
	User      string `json:"user"`
	Password  string `json:"password"`
	Salt      string `json:"salt"`
	B         string `json:"B"`
	Block     []byte `json:"-"`
	Timestamp string `json:"-"`
}

// TestSRPBesideUpstream compares core/srp with upstream's own arithmetic on random
// inputs, 60 of them or COGNITOWASM_UPSTREAM_SRP_INPUTS: upstream takes a tenth of a
// second for each. COGNITOWASM_SEED repeats a run.
func TestSRPBesideUpstream(t *testing.T) {
	t.Parallel()
	count := harness.NumberFrom(t, "COGNITOWASM_UPSTREAM_SRP_INPUTS", 60)
	seed := harness.NumberFrom(t, "COGNITOWASM_SEED", rand.Uint64())
	t.Logf("COGNITOWASM_SEED=%d", seed)

	inputs := make([]srpInput, count)
	r := inputRand{rand.New(rand.NewPCG(seed, 0))}
	for i := range inputs {
		inputs[i] = r.input(i)
	}

	// One process for each of the two processors that the tests may count on.
	const processes = 2
	signed := make([]int, processes)
	t.Run("processes", func(t *testing.T) {
		for p := range processes {
			t.Run(strconv.Itoa(p), func(t *testing.T) {
				t.Parallel()
				signed[p] = compareWithUpstream(t, inputs[len(inputs)*p/processes:len(inputs)*(p+1)/processes])
			})
		}
	})
	if total := signed[0] + signed[1]; !t.Failed() {
		t.Logf("%d inputs, %d signatures", len(inputs), total)
		if total < len(inputs)*3/4 {
			t.Errorf("only %d of %d inputs reached a signature", total, len(inputs))
		}
	}
}

// compareWithUpstream returns how many of the inputs ended in a signature.
func compareWithUpstream(t *testing.T, inputs []srpInput) (signed int) {
	upstream := harness.StartLines(t, "srp.mjs")
	for _, in := range inputs {
		var theirs struct {
			A, Error string
			Key      []byte
		}
		upstream.Ask(t, in, &theirs)

		secret, err := hex.DecodeString(in.A)
		if err != nil {
			t.Fatal(err)
		}
		client, err := srp.NewClient(bytes.NewReader(secret))
		if err != nil {
			t.Fatal(err)
		}
		if client.A() != theirs.A {
			t.Errorf("A = %s, upstream's is %s\n%+v", client.A(), theirs.A, in)
		}
		signature, err := client.Proof(
			srp.Credentials{Pool: in.Pool, User: in.User, Password: in.Password},
			srp.Challenge{Salt: in.Salt, B: in.B, SecretBlock: base64.StdEncoding.EncodeToString(in.Block)},
			in.Timestamp)
		ours := ""
		if err != nil {
			ours = err.Error()
		}
		if ours != theirs.Error {
			t.Errorf("error %q, upstream's is %q\n%+v", ours, theirs.Error, in)
		}
		if theirs.Error != "" {
			continue
		}
		signed++
		m := hmac.New(sha256.New, theirs.Key)
		m.Write([]byte(in.Pool + in.User + string(in.Block) + in.Timestamp))
		if want := base64.StdEncoding.EncodeToString(m.Sum(nil)); signature != want {
			t.Errorf("signature %s, by upstream's key it is %s\n%+v", signature, want, in)
		}
	}
	return signed
}

// inputRand draws inputs that are likely to be awkward.
type inputRand struct{ *rand.Rand }

func (r inputRand) bytes(n int) []byte {
	b := make([]byte, 0, n+7)
	for len(b) < n {
		b = binary.LittleEndian.AppendUint64(b, r.Uint64())
	}
	return b[:n]
}

// edge is n bytes that are not zero, often with leading zeros or the top bit set.
func (r inputRand) edge(n int) []byte {
	b := r.bytes(n)
	switch r.IntN(6) {
	case 0:
		b[0] |= 0x80
	case 3:
		b[0] = 0x80
	case 1:
		clear(b[:r.IntN(n)])
	case 2:
		zeros := r.IntN(n)
		clear(b[:zeros])
		b[zeros] |= 0x80
	}
	b[n-1] |= 1
	return b
}

func (r inputRand) text() string {
	letters := []rune("abcXYZ019:_- \x00\"\\ßéÅ日本🔐\u2028\u0301")
	var s strings.Builder
	for range 1 + r.IntN(24) {
		s.WriteRune(letters[r.IntN(len(letters))])
	}
	return s.String()
}

// spelled is n in hexadecimal as a server may write it.
func (r inputRand) spelled(n *big.Int) string {
	text := n.Text(16)
	switch r.IntN(4) {
	case 0:
		text = strings.ToUpper(text)
	case 1:
		text = strings.Repeat("0", 1+r.IntN(5)) + text
	case 2:
		text = hex.EncodeToString(padded(n))
	}
	return text
}

// input plays an honest server most of the time, with formulas written again
// here; the index makes sure of the rare cases.
func (r inputRand) input(index int) srpInput {
	in := srpInput{A: hex.EncodeToString(r.edge(32)), Pool: r.text(), User: r.text(), Password: r.text(), Block: r.bytes(1 + r.IntN(100)), Timestamp: r.text()}
	N, g := modulus(), big.NewInt(2)
	salt := new(big.Int).SetBytes(r.edge(1 + r.IntN(17)))
	inner := sha256.Sum256([]byte(in.Pool + in.User + ":" + in.Password))
	x := sha256.Sum256(append(padded(salt), inner[:]...))
	k := sha256.Sum256(append(padded(N), padded(g)...))
	kv := new(big.Int).Exp(g, new(big.Int).SetBytes(x[:]), N)
	kv.Mul(kv, new(big.Int).SetBytes(k[:])).Mod(kv, N)
	B := new(big.Int).Exp(g, new(big.Int).SetBytes(r.edge(32)), N)
	B.Add(B, kv).Mod(B, N)
	switch index % 10 {
	case 1: // not reduced
		B.Add(B, new(big.Int).Mul(N, big.NewInt(1+r.Int64N(1000))))
	case 3: // short
		B.SetBytes(r.edge(1 + r.IntN(383)))
	case 5: // a zero that must be refused
		if index%50 == 5 {
			B.Mul(N, big.NewInt(r.Int64N(3)))
		}
	case 7: // S = 0
		if index%50 == 7 {
			B.Set(kv)
		}
	}
	in.Salt, in.B = r.spelled(salt), r.spelled(B)
	return in
}

// padded is the two's complement of n >= 0 with at least one sign bit.
func padded(n *big.Int) []byte { return n.FillBytes(make([]byte, n.BitLen()/8+1)) }

// modulus is the 3072-bit group's, by RFC 3526's definition, with 2^2942*pi from
// Machin's formula.
func modulus() *big.Int {
	power := func(n uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), n) }
	const guard = 64
	arctan := func(n int64) *big.Int { // of 1/n, times 2^(2942+guard)
		sum, term := new(big.Int), new(big.Int).Div(power(2942+guard), big.NewInt(n))
		for i := int64(1); term.Sign() != 0; i += 2 {
			sum.Add(sum, new(big.Int).Mul(new(big.Int).Div(term, big.NewInt(i)), big.NewInt(2-i%4)))
			term.Div(term, big.NewInt(n*n))
		}
		return sum
	}
	pi := new(big.Int).Mul(big.NewInt(16), arctan(5))
	pi.Sub(pi, new(big.Int).Mul(big.NewInt(4), arctan(239))).Rsh(pi, guard)
	N := new(big.Int).Sub(power(3072), power(3008))
	N.Sub(N, big.NewInt(1))
	return N.Add(N, pi.Add(pi, big.NewInt(1690314)).Lsh(pi, 64))
}
