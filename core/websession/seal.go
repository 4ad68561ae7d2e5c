//go:build !js

package websession

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
)

// sealer encrypts and authenticates what leaves the server's memory: AES-256-GCM with random
// nonces (NIST SP 800-38D), with keys derived by HKDF (RFC 5869) from those of the
// configuration, so that a key that is also used elsewhere does no harm.
type sealer struct{ aeads []cipher.AEAD }

// shortestKey is how many bytes a key must have.
const shortestKey = 32

func newSealer(keys [][]byte) (*sealer, error) {
	s := new(sealer)
	for _, key := range keys {
		if len(key) < shortestKey {
			return nil, invalid("Each of Keys must have 32 random bytes or more.")
		}
		derived, err := hkdf.Key(sha256.New, key, nil, "cognitowasm websession 1", 32)
		if err != nil {
			return nil, err
		}
		block, err := aes.NewCipher(derived)
		if err != nil {
			return nil, err
		}
		aead, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, err
		}
		s.aeads = append(s.aeads, aead)
	}
	if len(s.aeads) == 0 {
		return nil, invalid("Keys must have at least one key of 32 random bytes.")
	}
	return s, nil
}

// seal encrypts a text with the first key. It can be opened under the same name only, so that
// one cookie cannot be put in the place of another.
func (s *sealer) seal(text []byte, name string) []byte {
	return s.aeads[0].Seal(nil, nil, text, []byte(name))
}

// open decrypts what seal returned, with any of the keys, and reports whether it is genuine.
func (s *sealer) open(sealed []byte, name string) (text []byte, ok bool) {
	for _, aead := range s.aeads {
		if text, err := aead.Open(nil, nil, sealed, []byte(name)); err == nil {
			return text, true
		}
	}
	return nil, false
}
