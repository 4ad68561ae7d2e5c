//go:build !js

package core

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
	"unicode/utf8"

	"github.com/cognitowasm/cognitowasm/core/internal/sha256"
)

// FileStorage keeps text in one file, so that a command-line program stays
// signed in. It is a [Locker] too: give one value to both [PoolConfig.Storage]
// and [PoolConfig.Locker], and programs that share the file make one refresh.
//
// The file is a JSON object of strings that its owner alone may read and write
// (mode 0600; on Windows the folder's rights hold). It is replaced as a whole:
// whoever is interrupted leaves what was there before. Tokens are in it as they
// are, so keep it on a disk that is yours, where nothing copies it elsewhere;
// [os.UserConfigDir] names a good place.
//
// Beside it are lock files, whose names begin with the file's and end with
// ".lock". They are empty, stay for the next time, and hold a lock of the system
// (flock on Unix, LockFileEx on Windows) while they are used, which ends with
// the program that holds it. Other systems have none: see [FileStorage.Local].
// Network file systems often pretend to lock; do not share the file over one.
//
// Errors have code [StorageError]. A file that holds something else is never
// overwritten: remove it, and sign in again.
//
// A FileStorage must not be copied after its first use.
type FileStorage struct {
	// Path is the file's. It need not exist; its folder is made (mode 0700).
	Path string

	// Goroutines of one program wait for each other here, and for other programs
	// by looking again and again.
	file, names MemoryLocker
	rename      func(from, to string) error // in tests
}

var (
	_ Storage     = (*FileStorage)(nil)
	_ Locker      = (*FileStorage)(nil)
	_ LocalLocker = (*FileStorage)(nil)
)

// Get gives the text under key, or "". Its error has code [StorageError], or
// [Aborted] when ctx ended.
func (f *FileStorage) Get(ctx context.Context, key string) (value string, err error) {
	err = f.locked(ctx, "read", key, func() error {
		values, err := f.read()
		value = values[key]
		return err
	})
	return value, err
}

// Set puts value under key; both must be UTF-8. Its error is as that of Get.
func (f *FileStorage) Set(ctx context.Context, key, value string) error {
	return f.locked(ctx, "write", key, func() error {
		if !utf8.ValidString(key) || !utf8.ValidString(value) {
			return errors.New("the text is not UTF-8, and JSON cannot keep it")
		}
		values, err := f.read()
		if err != nil {
			return err
		}
		if old, ok := values[key]; ok && old == value {
			return nil
		}
		values[key] = value
		return f.write(values)
	})
}

// Remove takes key away. Its error is as that of Get.
func (f *FileStorage) Remove(ctx context.Context, key string) error {
	return f.locked(ctx, "remove", key, func() error {
		values, err := f.read()
		if _, ok := values[key]; err != nil || !ok {
			return err
		}
		delete(values, key)
		return f.write(values)
	})
}

// Lock waits for the name, which one goroutine of one program holds at a time
// among all that use the file. Its error has code [StorageError], or [Aborted]
// when ctx ended.
func (f *FileStorage) Lock(ctx context.Context, name string) (release func(), err error) {
	releaseHere, err := f.names.Lock(ctx, name)
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum([]byte(name)) // of any length, and no path
	releaseFile, err := f.lockFile(ctx, "."+hex.EncodeToString(digest[:8]))
	if err != nil {
		releaseHere()
		return nil, f.failed("lock", name, err)
	}
	return func() {
		releaseFile()
		releaseHere()
	}, nil
}

// Local tells whether this system has no locks that reach other programs. There,
// the file is for one program at a time.
func (f *FileStorage) Local() bool { return !fileLocks }

// locked does something to the file that no other program sees half done.
func (f *FileStorage) locked(ctx context.Context, verb, key string, act func() error) error {
	releaseHere, err := f.file.Lock(ctx, "")
	if err != nil {
		return err
	}
	defer releaseHere()
	release, err := f.lockFile(ctx, "")
	if err == nil {
		defer release()
		err = act()
	}
	if err != nil {
		return f.failed(verb, key, err)
	}
	return nil
}

// failed gives an error its form.
func (f *FileStorage) failed(verb, key string, err error) error {
	if own, ok := errors.AsType[*Error](err); ok {
		return own
	}
	return &Error{Code: StorageError, Key: key, Err: err, Message: "The file " + f.Path + " refused to " + verb + " " + key + ": " + err.Error() + "."}
}

// errNoStore is kept apart from the decoder's error, which may quote the file.
var errNoStore = errors.New("it is no file of this library, and is left as it is; remove it to begin anew")

// read gives what the file holds; one that does not exist, or is empty, holds
// nothing.
func (f *FileStorage) read() (map[string]string, error) {
	text, err := os.ReadFile(f.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]string{}, nil
	}
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	if len(text) > 0 && (!utf8.Valid(text) || json.Unmarshal(text, &values) != nil || values == nil) {
		return nil, errNoStore
	}
	return values, nil
}

// write replaces the file. What is written has reached the disk before it takes
// the old one's place.
func (f *FileStorage) write(values map[string]string) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "\t")
	if err := encoder.Encode(values); err != nil {
		return err
	}
	next := f.Path + ".new"
	// One that somebody left, who was interrupted or wants to read along.
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, err := os.OpenFile(next, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(text.Bytes())
	if err == nil {
		err = file.Sync()
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err == nil {
		rename := f.rename
		if rename == nil {
			rename = os.Rename
		}
		err = rename(next, f.Path)
	}
	if err != nil {
		_ = os.Remove(next)
	}
	return err
}

// lockFile waits for the lock of a lock file, by looking again and again: the
// system's own waiting would not end with ctx.
func (f *FileStorage) lockFile(ctx context.Context, part string) (release func(), err error) {
	if f.Path == "" {
		return nil, errors.New("FileStorage.Path is required")
	}
	if err := os.MkdirAll(filepath.Dir(f.Path), 0o700); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(f.Path+part+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	for pause := time.Millisecond; ; pause = min(2*pause, 20*time.Millisecond) {
		taken, err := tryLock(file)
		if taken {
			return func() { _ = file.Close() }, nil // which gives the lock back
		}
		if err == nil && (SystemClock{}).Sleep(ctx, pause) != nil {
			err = aborted(ctx)
		}
		if err != nil {
			_ = file.Close()
			return nil, err
		}
	}
}
