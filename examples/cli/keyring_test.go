package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"github.com/cognitowasm/cognitowasm/core"
)

// With a keyring, nothing in the file can be read without it.
func TestKeyring(t *testing.T) {
	keyring.MockInit() // in memory
	file := &core.FileStorage{Path: filepath.Join(t.TempDir(), "session.json")}
	open := func() *sealedStorage {
		t.Helper()
		s, err := newSealedStorage(t.Context(), file)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if err := open().Set(t.Context(), "name.idToken", "the token"); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file.Path)
	if err != nil || strings.Contains(string(text), "the token") {
		t.Fatalf("error %v; the file says %s", err, text)
	}
	if got, err := open().Get(t.Context(), "name.idToken"); got != "the token" || err != nil {
		t.Fatalf("got %q, %v", got, err)
	}

	// A value is only good under its own name.
	sealed, err := file.Get(t.Context(), "name.idToken")
	if err == nil {
		err = file.Set(t.Context(), "other.idToken", sealed)
	}
	if err != nil {
		t.Fatal(err)
	}
	if got, err := open().Get(t.Context(), "other.idToken"); got != "" || !errors.Is(err, core.StorageBlocked) {
		t.Errorf("another name has %q, %v", got, err)
	}

	// A keyring that is locked, or has another key, loses nothing.
	keyring.MockInitWithError(errors.New("locked"))
	if got, err := open().Get(t.Context(), "name.idToken"); got != "" || !errors.Is(err, core.StorageBlocked) {
		t.Errorf("without the keyring: %q, %v", got, err)
	}
	keyring.MockInit()
	if got, err := open().Get(t.Context(), "name.idToken"); got != "" || !errors.Is(err, core.StorageBlocked) {
		t.Errorf("with another key: %q, %v", got, err)
	}
	if now, err := os.ReadFile(file.Path); err != nil || !strings.Contains(string(now), sealed) {
		t.Errorf("the file has changed: %v", err)
	}
}
