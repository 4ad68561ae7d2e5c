//go:build !js

package websession

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// FileStore keeps each session in a file of its own, in a folder that the processes of one
// machine may share. Its locks are those of [core.FileStorage], which the system frees when a
// process is killed; sessions share 256 of them. Files are replaced as a whole.
//
// A FileStore must not be copied after its first use.
type FileStore struct {
	// Folder is created (mode 0700) if it does not exist. It must have nothing else.
	Folder string
	// Clock tells the time. It defaults to the machine's clock.
	Clock core.Clock

	once    sync.Once
	locks   core.FileStorage
	cleaner cleaner
}

var _ Store = (*FileStore)(nil)

// sessionFile is how the names of sessions' files end, and newFile how those of files begin that
// are still being written.
const (
	sessionFile = ".session"
	newFile     = "new-"
)

func (s *FileStore) path(key string) string { return filepath.Join(s.Folder, key+sessionFile) }

// lock takes one of the store's locks.
func (s *FileStore) lock(ctx context.Context, purpose, key string) (release func(), err error) {
	s.once.Do(func() { s.locks.Path = filepath.Join(s.Folder, "store") })
	return s.locks.Lock(ctx, purpose+key[:min(2, len(key))])
}

// Lock implements Store.
func (s *FileStore) Lock(ctx context.Context, key string) (release func(), err error) {
	return s.lock(ctx, "session ", key)
}

// Create implements Store.
func (s *FileStore) Create(ctx context.Context, key string, data []byte, expires time.Time) error {
	if now := clockOr(s.Clock).Now(); s.cleaner.due(now) {
		s.deleteExpired(now)
	}
	return s.locked(ctx, key, func() error { return s.write(key, data, expires.Unix()) })
}

// Load implements Store.
func (s *FileStore) Load(ctx context.Context, key string) ([]byte, error) {
	data, _, err := s.read(key)
	return data, storeError(ctx, "read a session", err)
}

// Replace implements Store.
func (s *FileStore) Replace(ctx context.Context, key string, old, data []byte) (replaced bool, err error) {
	err = s.locked(ctx, key, func() error {
		stored, expires, err := s.read(key)
		if err != nil || stored == nil || !bytes.Equal(stored, old) {
			return err
		}
		replaced = true
		return s.write(key, data, expires)
	})
	return replaced && err == nil, err
}

// Delete implements Store.
func (s *FileStore) Delete(ctx context.Context, key string) error {
	return s.locked(ctx, key, func() error {
		err := os.Remove(s.path(key))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
}

// locked calls act while no other process changes the file of key.
func (s *FileStore) locked(ctx context.Context, key string, act func() error) error {
	release, err := s.lock(ctx, "write ", key)
	if err != nil {
		return err
	}
	defer release()
	return storeError(ctx, "store a session", act())
}

// read returns the contents of a file, or nil if there is none or it has expired. The first
// eight bytes are when it expires.
func (s *FileStore) read(key string) (data []byte, expires int64, err error) {
	content, err := os.ReadFile(s.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil || len(content) < 8 {
		return nil, 0, err
	}
	expires = int64(binary.BigEndian.Uint64(content))
	if expires <= clockOr(s.Clock).Now().Unix() {
		return nil, 0, nil
	}
	return content[8:], expires, nil
}

// write replaces a file. Its contents have reached the disk before they replace the old.
func (s *FileStore) write(key string, data []byte, expires int64) error {
	file, err := os.CreateTemp(s.Folder, newFile+"*")
	if err != nil {
		return err
	}
	_, err = file.Write(append(binary.BigEndian.AppendUint64(nil, uint64(expires)), data...))
	if err == nil {
		err = file.Sync()
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(file.Name(), s.path(key))
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}

// deleteExpired deletes the files of sessions that have expired, and those that a process was
// writing when it was killed. It ignores errors: they are deleted another time.
func (s *FileStore) deleteExpired(now time.Time) {
	entries, _ := os.ReadDir(s.Folder)
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), newFile) {
			if info, err := entry.Info(); err == nil && now.Sub(info.ModTime()) >= cleaning {
				_ = os.Remove(filepath.Join(s.Folder, entry.Name()))
			}
			continue
		}
		key, isSession := strings.CutSuffix(entry.Name(), sessionFile)
		if !isSession {
			continue
		}
		content, err := os.ReadFile(s.path(key))
		if err == nil && len(content) >= 8 && int64(binary.BigEndian.Uint64(content)) <= now.Unix() {
			_ = os.Remove(s.path(key))
		}
	}
}
