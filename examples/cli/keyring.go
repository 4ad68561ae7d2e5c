package main

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"strings"

	"github.com/zalando/go-keyring"

	"github.com/cognitowasm/cognitowasm/core"
)

// keyringService is the keyring's name for this program; the account is the file's path.
const keyringService = "cognitowasm-cli"

// sealedPrefix begins each value that is encrypted.
const sealedPrefix = "sealed:"

// sealedStorage is a file whose values are encrypted with a key in the system's keyring.
// The tokens are not themselves in the keyring, since some keyrings take no more than about
// 2.5 kB, which the ID token of a user in several groups exceeds.
type sealedStorage struct {
	file *core.FileStorage
	key  cipher.AEAD // nil without a keyring
}

// newSealedStorage opens a file, and makes its key if there is none.
func newSealedStorage(ctx context.Context, file *core.FileStorage) (*sealedStorage, error) {
	// Two programs that both run for the first time must not each make a key.
	release, err := file.Lock(ctx, "keyring")
	if err != nil {
		return nil, err
	}
	defer release()
	text, err := keyring.Get(keyringService, file.Path)
	if errors.Is(err, keyring.ErrNotFound) {
		random := make([]byte, 32)
		_, _ = rand.Read(random) // it never fails
		text = base64.StdEncoding.EncodeToString(random)
		err = keyring.Set(keyringService, file.Path, text)
	}
	if err != nil {
		return &sealedStorage{file: file}, nil // there is no keyring, or it is locked
	}
	random, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, errors.New("the keyring's entry " + keyringService + " is not a key; remove it and sign in again")
	}
	block, err := aes.NewCipher(random)
	if err != nil {
		return nil, err
	}
	key, err := cipher.NewGCMWithRandomNonce(block)
	return &sealedStorage{file, key}, err
}

// Get returns the text under key, or "".
func (s *sealedStorage) Get(ctx context.Context, key string) (string, error) {
	value, err := s.file.Get(ctx, key)
	text, isSealed := strings.CutPrefix(value, sealedPrefix)
	if err != nil || !isSealed {
		return value, err
	}
	if s.key == nil {
		return "", &core.Error{Reason: core.StorageBlocked, Key: key, Message: "The session is encrypted, and the system's keyring is unavailable. Unlock it, or name another file with -file and sign in again."}
	}
	sealed, err := base64.StdEncoding.DecodeString(text)
	if err == nil {
		sealed, err = s.key.Open(nil, nil, sealed, []byte(key))
	}
	if err != nil {
		return "", &core.Error{Reason: core.StorageBlocked, Key: key, Err: err, Message: "The session was encrypted with another key. Remove " + s.file.Path + " and sign in again."}
	}
	return string(sealed), nil
}

// Set stores value under key, encrypted if there is a keyring.
func (s *sealedStorage) Set(ctx context.Context, key, value string) error {
	if s.key != nil {
		value = sealedPrefix + base64.StdEncoding.EncodeToString(s.key.Seal(nil, nil, []byte(value), []byte(key)))
	}
	return s.file.Set(ctx, key, value)
}

// Remove removes key.
func (s *sealedStorage) Remove(ctx context.Context, key string) error {
	return s.file.Remove(ctx, key)
}
