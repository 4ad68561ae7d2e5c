// Package sha256 is SHA-256 and HMAC for package core: the standard library's, except in a
// browser. There, crypto/sha256 would add the whole FIPS 140 module with its self-tests, AES
// and SHA-3: 50 kB to a Wasm module of 650 kB, for a function of forty lines. See
// DECISIONS.md, 3.
package sha256

// Size is the length of a digest in bytes.
const Size = 32

// BlockSize is the length in bytes of the blocks that are hashed at a time.
const BlockSize = 64

// Sum returns the SHA-256 digest of the parts, one after the other.
func Sum(parts ...[]byte) [Size]byte { return sum(parts) }

// MAC returns the HMAC-SHA-256 of the parts, one after the other (RFC 2104).
func MAC(key []byte, parts ...[]byte) [Size]byte { return mac(key, parts) }
