//go:build !js

package sha256

import (
	"crypto/hmac"
	"crypto/sha256"
)

func sum(parts [][]byte) (digest [Size]byte) {
	h := sha256.New()
	for _, part := range parts {
		h.Write(part)
	}
	h.Sum(digest[:0])
	return digest
}

func mac(key []byte, parts [][]byte) (digest [Size]byte) {
	h := hmac.New(sha256.New, key)
	for _, part := range parts {
		h.Write(part)
	}
	h.Sum(digest[:0])
	return digest
}
