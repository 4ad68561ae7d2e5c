//go:build !js

package core

import (
	"bytes"
	"cmp"
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
// signed in. It is a [Locker] too: use one value as both [PoolConfig.Storage] and
// [PoolConfig.Locker], and programs that share the file share one refresh.
//
// The file is a JSON object of strings, which only its owner may read and write (mode 0600;
// on Windows the folder's permissions apply). Tokens are not encrypted, so keep the file on
// your own disk, where nothing copies it elsewhere; [os.UserConfigDir] returns a good place.
//
// The file is always replaced as a whole, by a new file that has reached the disk: readers
// see the old one or the new one. A killed program or a full disk leaves nothing else, except
// for a file whose name ends with ".new", which the next write removes. So reading needs
// neither a lock nor write permission. A symbolic link stays one: its target is replaced, and
// locked.
//
// Beside the file are lock files, whose names begin with the file's and end with ".lock".
// They are empty and are not deleted. While in use they are locked by the operating system
// (flock on Unix, LockFileEx on Windows), which releases the lock when the program ends.
// Other systems have no such locks: see [FileStorage.Local].
//
// In a home folder on a network (NFS, SMB), programs on one machine share the file as on a
// disk. Programs on several machines share it only if locks reach the server, which mount
// options may prevent (NFS: nolock, local_lock) and servers may not support. Also, a machine
// may for some seconds read what another has already replaced (NFS: acregmax). Use a separate
// file for each machine there.
//
// Errors have reason [StorageBlocked], and the system's error, such as [fs.ErrPermission], as
// their cause. A file that is not regular, or that has other contents, is never overwritten:
// remove it, and sign in again.
//
// A FileStorage must not be copied after its first use.
type FileStorage struct {
	// Path is the path of the file. The file need not exist; its folder is created (mode
	// 0700).
	Path string

	// These locks are for goroutines of this program; other programs are excluded by
	// lock files, which are polled.
	file, names MemoryLocker
	rename      func(from, to string) error // in tests
}

var (
	_ Storage     = (*FileStorage)(nil)
	_ Locker      = (*FileStorage)(nil)
	_ LocalLocker = (*FileStorage)(nil)
)

// Get returns the text under key, or "". It does not wait for writers. Its error has reason
// [StorageBlocked], or [Aborted] if ctx has ended.
func (f *FileStorage) Get(ctx context.Context, key string) (string, error) {
	if ctx.Err() != nil {
		return "", aborted(ctx)
	}
	path, err := f.target()
	var values map[string]string
	if err == nil {
		err = retryFileAction(ctx, func() error {
			values, err = readValues(path)
			return err
		})
	}
	if err != nil {
		return "", f.failed("read", key, err)
	}
	return values[key], nil
}

// Set stores value under key; both must be UTF-8. Its error has reason [StorageBlocked], or
// [Aborted] if ctx ended while another program was writing.
func (f *FileStorage) Set(ctx context.Context, key, value string) error {
	return f.locked(ctx, "write", key, func(path string) error {
		if !utf8.ValidString(key) || !utf8.ValidString(value) {
			return errors.New("the text is not UTF-8, and JSON cannot keep it")
		}
		values, err := readValues(path)
		if err != nil {
			return err
		}
		if old, ok := values[key]; ok && old == value {
			return nil
		}
		values[key] = value
		return f.write(path, values)
	})
}

// Remove removes key. Its errors are those of Set.
func (f *FileStorage) Remove(ctx context.Context, key string) error {
	return f.locked(ctx, "remove", key, func(path string) error {
		values, err := readValues(path)
		if _, ok := values[key]; err != nil || !ok {
			return err
		}
		delete(values, key)
		return f.write(path, values)
	})
}

// Lock waits for the lock of that name, which at most one goroutine of all programs that use
// the file holds. Its error has reason [StorageBlocked], or [Aborted] if ctx ended.
func (f *FileStorage) Lock(ctx context.Context, name string) (release func(), err error) {
	releaseHere, err := f.names.Lock(ctx, name)
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum([]byte(name)) // the name may be long, or contain a slash
	path, err := f.target()
	var releaseFile func()
	if err == nil {
		releaseFile, err = lockFile(ctx, path+"."+hex.EncodeToString(digest[:8]))
	}
	if err != nil {
		releaseHere()
		return nil, f.failed("lock", name, err)
	}
	return func() {
		releaseFile()
		releaseHere()
	}, nil
}

// Local reports whether this system has no locks between programs. Then only one program at
// a time may use the file.
func (f *FileStorage) Local() bool { return !fileLocks }

// locked calls act while it holds the file's lock.
func (f *FileStorage) locked(ctx context.Context, verb, key string, act func(path string) error) error {
	releaseHere, err := f.file.Lock(ctx, "")
	if err != nil {
		return err
	}
	defer releaseHere()
	path, err := f.target()
	var release func()
	if err == nil {
		release, err = lockFile(ctx, path)
	}
	if err == nil {
		defer release()
		err = retryFileAction(ctx, func() error { return act(path) })
	}
	if err != nil {
		return f.failed(verb, key, err)
	}
	return nil
}

// failed converts an error to an *Error.
func (f *FileStorage) failed(verb, key string, err error) error {
	if own, ok := errors.AsType[*Error](err); ok {
		return own
	}
	return &Error{Reason: StorageBlocked, Key: key, Err: err, Message: "The file " + f.Path + " refused to " + verb + " " + key + ": " + err.Error() + "."}
}

// target returns Path, or the path that it leads to if it is a symbolic link. The file need
// not exist yet.
func (f *FileStorage) target() (string, error) {
	if f.Path == "" {
		return "", errors.New("FileStorage.Path is required")
	}
	// A device or a pipe may never end, and must not be replaced by a file.
	if info, err := os.Stat(f.Path); err == nil && !info.Mode().IsRegular() {
		return "", errors.New("it is not a regular file")
	}
	path := f.Path
	for range 40 { // as many as Linux follows
		next, err := os.Readlink(path)
		if err != nil {
			return path, nil // not a symbolic link; opening it shows any other error
		}
		if !filepath.IsAbs(next) {
			next = folderOf(path) + next
		}
		path = next
	}
	return "", errors.New("it has too many symbolic links")
}

// folderOf returns a path's folder, with the separator. It does not simplify the path, since
// only the system knows what ".." means after a symbolic link.
func folderOf(path string) string {
	folder, _ := filepath.Split(path)
	return folder
}

// errNoStore takes the place of the decoder's error, which may quote the file.
var errNoStore = errors.New("it was not written by this library, and is left unchanged; remove it to start again")

// readValues returns what the file holds. A file that does not exist, or is empty, holds
// nothing.
func readValues(path string) (map[string]string, error) {
	text, err := os.ReadFile(path)
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

// write replaces the file. The new contents have reached the disk before they replace the
// old, and the new name has before write returns.
func (f *FileStorage) write(path string, values map[string]string) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "\t")
	if err := encoder.Encode(values); err != nil {
		return err
	}
	next := path + ".new"
	// It may have been left by an interrupted program, or by somebody who wants to read
	// what is written.
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
		err = rename(next, path)
	}
	if err != nil {
		_ = os.Remove(next)
		return err
	}
	return syncFolder(cmp.Or(folderOf(path), "."))
}

// lockFile creates the lock file of path, and waits for its lock.
func lockFile(ctx context.Context, path string) (release func(), err error) {
	if folder := folderOf(path); folder != "" {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, err
		}
	}
	file, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	// Waiting in the system would not end with ctx.
	taken := false
	ended := repeatUntilDone(ctx, func() (again bool) {
		taken, err = tryLock(file)
		return !taken && err == nil
	})
	if taken {
		return func() { _ = file.Close() }, nil // which releases the lock
	}
	_ = file.Close()
	return nil, cmp.Or(ended, err)
}

// retryFileAction calls act again, for up to a second, while it fails because another
// program is using the file at the moment.
func retryFileAction(ctx context.Context, act func() error) error {
	var err error
	start := SystemClock{}.Now()
	ended := repeatUntilDone(ctx, func() (again bool) {
		err = act()
		return err != nil && isTransientFileError(err) && SystemClock{}.Now().Sub(start) < time.Second
	})
	return cmp.Or(ended, err)
}

// repeatUntilDone calls act until it is done, with pauses that grow, or until ctx ends.
func repeatUntilDone(ctx context.Context, act func() (again bool)) error {
	for pause := time.Millisecond; act(); pause = min(2*pause, 20*time.Millisecond) {
		if (SystemClock{}).Sleep(ctx, pause) != nil {
			return aborted(ctx)
		}
	}
	return nil
}
