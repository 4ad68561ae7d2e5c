package srp

import (
	"bytes"
	"encoding/base64"
	"errors"
	"math/big"
	"regexp"
	"strings"
	"testing"
)

// Whatever the server sends, Proof returns the reference's signature or one of its own errors,
// and an error contains nothing of the input.
func FuzzProof(f *testing.F) {
	for _, v := range loadVectors(f).SRP {
		f.Add(v.Salt, v.B, v.SecretBlock)
	}
	f.Add("", "", "")
	f.Add("abc", "0", "AA==")
	f.Add("-1", n256, "AA\r\n==")
	f.Add("0x01", "1_0", "A-_=")
	f.Add(strings.Repeat("0", 1001), strings.Repeat("f", 5001), "AAAA")
	f.Add("é", "\x00", "=")

	isHex := regexp.MustCompile(`^[0-9a-fA-F]+$`)
	// A small group keeps the fuzzer fast; parsing does not depend on it.
	ref := newReference(f, n256)
	a := bytes.Repeat([]byte{0xa5}, ephemeralSize)
	c := mustClient(f, ref.group(), a)
	who := Credentials{"pool", "user", "correct horse battery staple"}
	const timestamp = "Tue Jan 1 06:06:09 UTC 2019"

	f.Fuzz(func(t *testing.T, salt, B, block string) {
		got, err := c.Proof(who, Challenge{salt, B, block}, timestamp)

		var want error
		blockBytes := referenceBase64(t, block)
		switch {
		case !isHex.MatchString(salt):
			want = &ParameterError{"SALT"}
		case !isHex.MatchString(B):
			want = &ParameterError{"SRP_B"}
		case len(blockBytes) == 0:
			want = &ParameterError{"SECRET_BLOCK"}
		}
		if want != nil {
			var p *ParameterError
			if got != "" || !errors.As(err, &p) || err.Error() != want.Error() {
				t.Fatalf("Proof = %q, error %v, want %v", got, err, want)
			}
			return
		}

		saltInt, _ := new(big.Int).SetString(salt, 16)
		BInt, _ := new(big.Int).SetString(B, 16)
		if new(big.Int).Mod(BInt, ref.N).Sign() == 0 {
			if got != "" || !errors.Is(err, ErrZeroB) {
				t.Fatalf("Proof = %q, error %v, want %v", got, err, ErrZeroB)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		aInt := new(big.Int).SetBytes(a)
		x := ref.x(saltInt, who)
		u := ref.u(ref.A(aInt), BInt)
		S := ref.clientS(BInt, ref.v(x), x, aInt, u)
		if sig := ref.signature(t, S, u, who, blockBytes, timestamp); got != sig {
			t.Fatalf("Proof = %s, want %s", got, sig)
		}
	})
}

var notBase64 = regexp.MustCompile(`[^A-Za-z0-9+/]+`)

// referenceBase64 decodes as Node's Buffer does, which upstream uses: both
// alphabets, up to the padding, and without other characters.
func referenceBase64(t *testing.T, text string) []byte {
	t.Helper()
	text, _, _ = strings.Cut(text, "=")
	text = notBase64.ReplaceAllString(strings.NewReplacer("-", "+", "_", "/").Replace(text), "")
	if len(text)%4 == 1 {
		text = text[:len(text)-1] // six bits are no byte
	}
	decoded, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return decoded
}
