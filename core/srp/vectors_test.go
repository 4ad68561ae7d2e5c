package srp

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math/big"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// vectors were recorded from upstream, amazon-cognito-identity-js 6.3.21, with
// fixed random bytes and a fixed clock; the file's "about" says how.
type vectors struct {
	Constants struct{ N, G, K, Info string }
	SRP       []srpVector
	Device    []struct {
		Name, DeviceGroupKey, DeviceKey            string
		PasswordRandom, DevicePassword, SaltRandom string
		Salt, SaltBase64, Verifier, VerifierBase64 string
	}
	DeviceSRP []struct {
		srpVector
		DeviceGroupKey, DeviceKey, DevicePassword string
	}
	PadHex     []struct{ In, Out string }
	Timestamps []struct {
		TimeMS    int64
		Timestamp string
	}
	Errors []struct{ Case, Error string }
}

type srpVector struct {
	Name, PoolName, UserIDForSRP, Password string
	SmallA                                 string `json:"a"`
	A                                      string `json:"A"`
	Salt, SecretBlock, Timestamp           string
	SmallB                                 string `json:"b"`
	B                                      string `json:"B"`
	TimeMS                                 int64
	X, HKDFKey, Signature                  string
	U                                      string `json:"u"`
	UPadded, SPadded                       string
	S                                      string `json:"S"`
}

// loadVectors fails the test unless the file holds exactly the expected number
// of vectors: a table that is silently empty tests nothing.
func loadVectors(t testing.TB) *vectors {
	t.Helper()
	v, err := readVectors()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		part      string
		got, want int
	}{
		{"srp", len(v.SRP), 14},
		{"device", len(v.Device), 5},
		{"deviceSrp", len(v.DeviceSRP), 3},
		{"padHex", len(v.PadHex), 19},
		{"timestamps", len(v.Timestamps), 9},
		{"errors", len(v.Errors), 3},
	} {
		if c.got != c.want {
			t.Fatalf("testdata/srp-vectors.json has %d vectors in %q, want %d", c.got, c.part, c.want)
		}
	}
	return v
}

var readVectors = sync.OnceValues(func() (*vectors, error) {
	data, err := os.ReadFile("testdata/srp-vectors.json")
	if err != nil {
		return nil, err
	}
	v := new(vectors)
	return v, json.Unmarshal(data, v)
})

func TestGroup(t *testing.T) {
	c := loadVectors(t).Constants
	g := cognitoGroup()

	N := g.n.Nat().Bytes(g.n)
	sum := sha256.Sum256(N)
	if got, want := hex.EncodeToString(sum[:]), "48cf8b092fbce4359d9871abf74f98e25b6163379eaa15cd9087e800c6d1c55c"; got != want {
		t.Errorf("SHA-256 of N = %s, want %s", got, want)
	}
	if got := hex.EncodeToString(N); got != c.N {
		t.Errorf("N = %s, want %s", got, c.N)
	}
	if got := new(big.Int).SetBytes(g.g.Bytes(g.n)).Text(16); got != c.G {
		t.Errorf("g = %s, want %s", got, c.G)
	}
	const k = "538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6"
	if got := new(big.Int).SetBytes(g.k.Bytes(g.n)).Text(16); got != k || got != c.K {
		t.Errorf("k = %s, want %s", got, k)
	}
	if hkdfInfo != c.Info+"\x01" {
		t.Errorf("hkdfInfo = %q, want %q and the block number", hkdfInfo, c.Info)
	}
}

func TestUserVectors(t *testing.T) {
	for _, v := range loadVectors(t).SRP {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			v.check(t, Credentials{v.PoolName, v.UserIDForSRP, v.Password})
		})
	}
}

func TestDeviceSignInVectors(t *testing.T) {
	for _, v := range loadVectors(t).DeviceSRP {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			v.check(t, Credentials{v.DeviceGroupKey, v.DeviceKey, v.DevicePassword})
		})
	}
}

func (v *srpVector) check(t *testing.T, who Credentials) {
	// Upstream's exponent is 128 bytes long, ours 32; the arithmetic accepts both.
	c, err := newClient(cognitoGroup(), unhex(t, v.SmallA))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "A", c.A(), v.A)

	// The steps, so that the place of a difference is known ...
	salt, ok := parseHex(v.Salt)
	if !ok {
		t.Fatalf("parseHex(%q) failed", v.Salt)
	}
	B, ok := parseHex(v.B)
	if !ok {
		t.Fatalf("parseHex(%q) failed", v.B)
	}
	x := who.x(salt)
	equal(t, "x", hexInt(x), v.X)
	u := hash(pad(c.pub), pad(B))
	equal(t, "u", hex.EncodeToString(u), v.U)
	if v.UPadded != "" { // device vectors leave the padded forms out
		equal(t, "padded u", hex.EncodeToString(pad(u)), v.UPadded)
	}
	S, err := c.premaster(x, u, B)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "S", hexInt(S), v.S)
	if v.SPadded != "" {
		equal(t, "padded S", hex.EncodeToString(pad(S)), v.SPadded)
	}
	equal(t, "key", hex.EncodeToString(deriveKey(S, u)), v.HKDFKey)

	// ... and the whole.
	timestamp := Timestamp(time.UnixMilli(v.TimeMS))
	equal(t, "timestamp", timestamp, v.Timestamp)
	signature, err := c.Proof(who, Challenge{v.Salt, v.B, v.SecretBlock}, timestamp)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "signature", signature, v.Signature)
}

func TestDeviceVectors(t *testing.T) {
	for _, v := range loadVectors(t).Device {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			random := bytes.NewReader(unhex(t, v.PasswordRandom+v.SaltRandom))
			d, err := NewDevice(v.DeviceGroupKey, v.DeviceKey, random)
			if err != nil {
				t.Fatal(err)
			}
			if random.Len() != 0 {
				t.Errorf("%d random bytes left unread", random.Len())
			}
			equal(t, "password", d.Password, v.DevicePassword)
			equal(t, "salt", d.Salt, v.SaltBase64)
			equal(t, "verifier", d.Verifier, v.VerifierBase64)
			if len(d.Password) != 56 {
				t.Errorf("password of %d characters, want 56", len(d.Password))
			}
		})
	}
}

func TestPadVectors(t *testing.T) {
	tested := 0
	for _, v := range loadVectors(t).PadHex {
		b, ok := parseHex(v.In)
		if strings.HasPrefix(v.In, "-") {
			// Upstream's padHex covers negative integers, but its flows never
			// reach them: everything hashed is a hash, a random number, a
			// residue in 0..N-1 or the server's hexadecimal. Ours has no
			// negative integers, and refuses to read one.
			if ok {
				t.Errorf("parseHex(%q) = %x, want failure", v.In, b)
			}
			continue
		}
		tested++
		if got := hex.EncodeToString(pad(b)); !ok || got != v.Out {
			t.Errorf("pad(%q) = %q, %v, want %q", v.In, got, ok, v.Out)
		}
	}
	if tested != 12 {
		t.Errorf("tested %d non-negative vectors, want 12", tested)
	}
}

func TestTimestampVectors(t *testing.T) {
	for _, v := range loadVectors(t).Timestamps {
		equal(t, "timestamp", Timestamp(time.UnixMilli(v.TimeMS)), v.Timestamp)
	}
}

func TestErrorVectors(t *testing.T) {
	N, _ := new(big.Int).SetString(nHex, 16)
	values := map[string]string{
		"B = 0":  "0",
		"B = N":  N.Text(16),
		"B = 2N": new(big.Int).Lsh(N, 1).Text(16),
	}
	c := mustClient(t, cognitoGroup(), bytes.Repeat([]byte{7}, ephemeralSize))
	for _, v := range loadVectors(t).Errors {
		B, ok := values[v.Case]
		if !ok {
			t.Errorf("no value for the case %q", v.Case)
			continue
		}
		for _, B := range []string{B, "000" + B, strings.ToUpper(B)} {
			_, err := c.Proof(Credentials{"pool", "user", "password"}, Challenge{"01", B, "AA=="}, "now")
			if !errors.Is(err, ErrZeroB) || err.Error() != v.Error {
				t.Errorf("%s: error %v, want %q", v.Case, err, v.Error)
			}
		}
	}
}

func equal(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s = %s, want %s", what, got, want)
	}
}

// hexInt returns b in upstream's form for integers: without leading zeros.
func hexInt(b []byte) string {
	return new(big.Int).SetBytes(b).Text(16)
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mustClient(t testing.TB, g *group, a []byte) *Client {
	t.Helper()
	c, err := newClient(g, a)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
