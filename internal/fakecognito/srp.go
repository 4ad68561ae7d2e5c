package fakecognito

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"math/big"
	"strings"
	"time"
)

// The server's side of SRP-6a as Cognito does it: SHA-256, the 3072-bit group
// of RFC 3526, and integers hashed in the form of Java's BigInteger.toByteArray
// rather than at a fixed width.

// srpN is the group's modulus.
var srpN = mustHex("" +
	"ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74" +
	"020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437" +
	"4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed" +
	"ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf05" +
	"98da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb" +
	"9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b" +
	"e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf695581718" +
	"3995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33" +
	"a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7" +
	"abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864" +
	"d87602733ec86a64521f2b18177b200cbbe117577a615d6c770988c0bad946e2" +
	"08e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff")

var (
	srpG = big.NewInt(2)
	srpK = hashInt(signedBytes(srpN), signedBytes(srpG))
)

// maxSRPDigits is the maximum length of an SRP_A in hex digits: twice that of the modulus, so
// that an SRP_A that is not reduced is accepted too.
const maxSRPDigits = 2 * 768

func mustHex(s string) *big.Int {
	n, ok := new(big.Int).SetString(s, 16)
	if !ok {
		panic("fakecognito: bad hex constant")
	}
	return n
}

// signedBytes returns n ≥ 0 in the fewest bytes that keep the top bit clear; zero is
// one byte.
func signedBytes(n *big.Int) []byte {
	return n.FillBytes(make([]byte, n.BitLen()/8+1))
}

func hashInt(parts ...[]byte) *big.Int {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	return new(big.Int).SetBytes(h.Sum(nil))
}

// verifier is what a server keeps in place of a password: it checks proofs of the password.
type verifier struct {
	salt *big.Int
	v    *big.Int
}

// set reports whether there is a password. The zero value is that of a user without one.
func (v verifier) set() bool { return v.v != nil }

// newVerifier returns the verifier of a password with a fresh salt. The scope is
// the pool's name for users and the device group key for devices.
func newVerifier(scope, id, password string) verifier {
	salt := new(big.Int).SetBytes(randomBytes(16))
	return verifier{salt, verifierInt(salt, scope, id, password)}
}

// verifierInt returns g^x mod N.
func verifierInt(salt *big.Int, scope, id, password string) *big.Int {
	inner := sha256.Sum256([]byte(scope + id + ":" + password))
	x := hashInt(signedBytes(salt), inner[:])
	return new(big.Int).Exp(srpG, x, srpN)
}

// matches reports whether password is the verifier's.
func (v verifier) matches(scope, id, password string) bool {
	if !v.set() {
		return false
	}
	other := verifierInt(v.salt, scope, id, password)
	width := len(srpN.Bytes())
	return hmac.Equal(v.v.FillBytes(make([]byte, width)), other.FillBytes(make([]byte, width)))
}

// srpExchange is one SRP sign-in, from the server's B to the client's proof.
type srpExchange struct {
	scope string // pool name or device group key
	id    string // username or device key
	key   verifier
	a     *big.Int // the client's A
	b     *big.Int // our secret
	bigB  *big.Int // our B = k·v + g^b mod N
	block []byte   // the SECRET_BLOCK
}

// newSRPExchange answers a client's A, in hex. An A that is a multiple of N
// would make the shared secret zero whatever the password, so it is refused. The
// service's text for a bad A is not known.
func newSRPExchange(scope, id string, key verifier, hexA string) (*srpExchange, error) {
	a, ok := parseHex(hexA)
	if !ok {
		return nil, invalidParameter("Invalid SRP_A")
	}
	if new(big.Int).Mod(a, srpN).Sign() == 0 {
		return nil, invalidParameter("Invalid SRP_A")
	}
	e := &srpExchange{scope: scope, id: id, key: key, a: a, block: randomBytes(1024)}
	for e.bigB == nil || e.bigB.Sign() == 0 {
		e.b = new(big.Int).SetBytes(randomBytes(32))
		e.bigB = new(big.Int).Mul(srpK, key.v)
		e.bigB.Add(e.bigB, new(big.Int).Exp(srpG, e.b, srpN))
		e.bigB.Mod(e.bigB, srpN)
	}
	return e, nil
}

func parseHex(s string) (*big.Int, bool) {
	if s == "" || len(s) > maxSRPDigits || strings.Trim(s, "0123456789abcdefABCDEF") != "" {
		return nil, false
	}
	return new(big.Int).SetString(s, 16)
}

// parameters returns the challenge parameters for the client, in the service's
// form: hex in lower case without padding.
func (e *srpExchange) parameters() map[string]string {
	return map[string]string{
		"SALT":         e.key.salt.Text(16),
		"SRP_B":        e.bigB.Text(16),
		"SECRET_BLOCK": e.secretBlock(),
	}
}

func (e *srpExchange) secretBlock() string { return base64.StdEncoding.EncodeToString(e.block) }

// verify checks a client's signature, in base64, over the secret block and the
// timestamp as sent.
func (e *srpExchange) verify(signature, timestamp string) bool {
	given, err := base64.StdEncoding.DecodeString(signature)
	if err != nil {
		return false
	}
	u := hashInt(signedBytes(e.a), signedBytes(e.bigB))
	if u.Sign() == 0 {
		return false
	}
	// S = (A·v^u)^b mod N
	secret := new(big.Int).Exp(e.key.v, u, srpN)
	secret.Mul(secret, e.a)
	secret.Exp(secret, e.b, srpN)
	key, err := hkdf.Key(sha256.New, signedBytes(secret), signedBytes(u), "Caldera Derived Key", 16)
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(e.scope + e.id))
	mac.Write(e.block)
	mac.Write([]byte(timestamp))
	return hmac.Equal(mac.Sum(nil), given)
}

// timestampLayout is the TIMESTAMP of a claim: English names, the day of the
// month without a leading zero, always UTC.
const timestampLayout = "Mon Jan 2 15:04:05 UTC 2006"

// checkTimestamp refuses a claim's TIMESTAMP that is not exactly in the service's format, or
// too far from now.
func checkTimestamp(text string, now time.Time, maxSkew time.Duration) error {
	t, err := time.Parse(timestampLayout, text)
	// time.Parse also accepts a padded day and any day of the week; formatting the time
	// again shows both.
	if err != nil || t.Format(timestampLayout) != text {
		return invalidParameter("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.")
	}
	if skew := now.Sub(t).Abs(); skew > maxSkew {
		// The service's text for this case is not known.
		return notAuthorized("Invalid TIMESTAMP: too far from the current time.")
	}
	return nil
}
