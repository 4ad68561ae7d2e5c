// Package srp is the client half of Cognito's variant of SRP-6a, the password
// proof behind USER_SRP_AUTH, CUSTOM_AUTH with SRP, and device sign-in.
//
// A sign-in is two calls: [NewClient] draws the ephemeral key whose public
// value, [Client.A], opens the sign-in as SRP_A; [Client.Proof] answers the
// PASSWORD_VERIFIER challenge with PASSWORD_CLAIM_SIGNATURE. A remembered
// device is registered with [NewDevice] and proves itself by the same two calls.
//
// # What is Cognito's own
//
// The group and the formulas for u, x and S are those of RFC 5054 (section 2.6,
// appendix A) and RFC 2945, with SHA-256, but:
//
//   - integers are hashed as shortest two's complement (Java's BigInteger),
//     not at the width of N, also where RFC 5054 says PAD;
//   - the user is named by pool and user id run together;
//   - the session key is HKDF (RFC 5869) of S, cut to 16 bytes, with u as salt;
//   - instead of RFC 2945's M1 the client signs Cognito's SECRET_BLOCK and a
//     [Timestamp] with that key. There is no M2: the exchange does not prove
//     that the server knows the verifier.
//
// # Timing
//
// All arithmetic on the ephemeral exponent, x and S runs in constant time. What
// is left is inherent in the protocol: the number of leading zero bits of S
// decides how many bytes are hashed.
//
// Nothing in this package reads the clock or a global random source, and no
// error contains a secret.
package srp

import (
	"encoding/base64"
	"io"
	"strconv"
	"time"

	lenient "github.com/cognitowasm/cognitowasm/core/internal/base64"
	"github.com/cognitowasm/cognitowasm/core/internal/sha256"
)

const (
	// ephemeralSize is the length of the ephemeral exponent in bytes. RFC 5054,
	// section 2.5.4, asks for at least 256 bits. The AWS clients draw 1024, which
	// makes both exponentiations two to four times as slow for no gain: the
	// 3072-bit group itself is worth about 128 bits.
	ephemeralSize = 32

	// keySize is the length to which Cognito cuts the derived key.
	keySize = 16

	// hkdfInfo is the info of Cognito's HKDF, then the number of the first
	// output block. One block is longer than keySize, so it is the only one.
	hkdfInfo = "Caldera Derived Key\x01"
)

// Client is the client's ephemeral key pair. Its methods change nothing and may be
// called from several goroutines, but a key pair should serve only one sign-in.
type Client struct {
	// Pause, if it is set, is called between the two exponentiations of a proof, so that
	// others that share the thread, for instance a page, can run.
	Pause func()

	group *group
	a     []byte // secret exponent, big-endian
	pub   []byte // A, big-endian, as wide as N
}

// NewClient draws an ephemeral exponent of 32 bytes from rand, which must be
// cryptographically secure, and computes A from it. That is the costly half of
// a sign-in that can be done ahead of the user's input.
//
// It fails if rand fails, or with [ErrRandom] if rand is evidently broken.
func NewClient(rand io.Reader) (*Client, error) {
	a := make([]byte, ephemeralSize)
	if _, err := io.ReadFull(rand, a); err != nil {
		return nil, err
	}
	return newClient(cognitoGroup(), a)
}

func newClient(g *group, a []byte) (*Client, error) {
	if len(trim(a)) == 0 {
		return nil, ErrRandom
	}
	A := g.power(a)
	if A.IsZero() == 1 {
		return nil, ErrZeroA
	}
	return &Client{group: g, a: a, pub: A.Bytes(g.n)}, nil
}

// A returns the value of SRP_A: A = g^a mod N in lower-case hexadecimal without
// leading zeros, so its length may be odd.
func (c *Client) A() string {
	return formatHex(c.pub)
}

// Credentials are the password to prove, and whose it is. The password is used as UTF-8,
// without normalisation.
//
//	           user sign-in                        device sign-in
//	Pool       pool id after its first "_"         DeviceGroupKey
//	User       USER_ID_FOR_SRP of the challenge    DeviceKey
//	Password   the user's password                 Device.Password
type Credentials struct {
	Pool, User, Password string
}

// Challenge is what the server sends in the ChallengeParameters of
// PASSWORD_VERIFIER and DEVICE_PASSWORD_VERIFIER.
//
// Hexadecimal values may be of any length and case; leading zeros mean nothing.
type Challenge struct {
	Salt        string // SALT, hexadecimal
	B           string // SRP_B, hexadecimal
	SecretBlock string // SECRET_BLOCK, base64
}

// Proof computes PASSWORD_CLAIM_SIGNATURE, in standard base64. The timestamp,
// made by [Timestamp], is signed with the rest and must be sent unchanged as
// TIMESTAMP.
//
// A [*ParameterError] means that the server's challenge cannot be read;
// [ErrZeroB] and [ErrZeroU] that a client must not answer it.
// A wrong password is not an error here: the server refuses the signature.
func (c *Client) Proof(who Credentials, ch Challenge, timestamp string) (string, error) {
	salt, ok := parseHex(ch.Salt)
	if !ok {
		return "", &ParameterError{"SALT"}
	}
	B, ok := parseHex(ch.B)
	if !ok {
		return "", &ParameterError{"SRP_B"}
	}
	// Some emulators send a UUID, which upstream decodes as well as it can.
	block, err := lenient.Decode(ch.SecretBlock)
	if err != nil || block == "" {
		return "", &ParameterError{"SECRET_BLOCK"}
	}

	// u covers B as it was sent, not as it is reduced: the server hashes the
	// same text.
	u := hash(pad(c.pub), pad(B))
	S, err := c.premaster(who.x(salt), u, B)
	if err != nil {
		return "", err
	}
	return sign(deriveKey(S, u), who, []byte(block), timestamp), nil
}

// premaster returns S = (B - k*g^x)^(a + u*x) mod N, as wide as N.
func (c *Client) premaster(x, u, B []byte) ([]byte, error) {
	g := c.group
	base := g.reduce(B)
	if base.IsZero() == 1 {
		return nil, ErrZeroB
	}
	if len(trim(u)) == 0 {
		return nil, ErrZeroU
	}
	base.Sub(g.power(x).Mul(g.k, g.n), g.n)
	if c.Pause != nil {
		c.Pause()
	}
	return g.exp(base, exponent(c.a, u, x)).Bytes(g.n), nil
}

// x returns the private key of RFC 5054, section 2.4, with Cognito's user name.
func (who Credentials) x(salt []byte) []byte {
	return hash(pad(salt), hash([]byte(who.Pool+who.User+":"+who.Password)))
}

// deriveKey returns one block of HKDF-SHA-256 (RFC 5869), with u as the salt.
func deriveKey(S, u []byte) []byte {
	prk := mac(pad(u), pad(S))
	return mac(prk, []byte(hkdfInfo))[:keySize]
}

func sign(key []byte, who Credentials, secretBlock []byte, timestamp string) string {
	return base64.StdEncoding.EncodeToString(
		mac(key, []byte(who.Pool+who.User), secretBlock, []byte(timestamp)))
}

// Timestamp formats t as Cognito requires TIMESTAMP: in UTC, in English, on a 24-hour
// clock, with the day of the month not padded.
func Timestamp(t time.Time) string {
	// By hand, since Time.Format adds 9 kB to the Wasm module.
	t = t.UTC()
	hour, minute, second := t.Clock()
	return t.Weekday().String()[:3] + " " + t.Month().String()[:3] + " " + strconv.Itoa(t.Day()) + " " +
		twoDigits(hour) + ":" + twoDigits(minute) + ":" + twoDigits(second) + " UTC " + strconv.Itoa(t.Year())
}

func twoDigits(n int) string {
	return string([]byte{byte('0' + n/10), byte('0' + n%10)})
}

func hash(parts ...[]byte) []byte {
	digest := sha256.Sum(parts...)
	return digest[:]
}

func mac(key []byte, parts ...[]byte) []byte {
	digest := sha256.MAC(key, parts...)
	return digest[:]
}
