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
// signed in. It is a [Locker] too: give one value to both [PoolConfig.Storage]
// and [PoolConfig.Locker], and programs that share the file make one refresh.
//
// The file is a JSON object of strings that its owner alone may read and write
// (mode 0600; on Windows the folder's rights hold). Tokens are in it as they
// are, so keep it on a disk that is yours, where nothing copies it elsewhere;
// [os.UserConfigDir] names a good place.
//
// It is replaced as a whole, by a new file that has reached the disk: who reads
// sees the old one or the new one, and neither a program that is killed nor a disk
// that is full leaves anything else, but for a file whose name ends with ".new",
// which the next write takes away. So reading needs no lock, and no right to write.
// A symbolic link stays one: what it leads to is replaced, and locked.
//
// Beside the file are lock files, whose names begin with the file's and end with
// ".lock". They are empty, stay for the next time, and hold a lock of the system
// (flock on Unix, LockFileEx on Windows) while they are used, which ends with
// the program that holds it. Other systems have none: see [FileStorage.Local].
//
// In a home folder on a network (NFS, SMB), programs of one machine share the file
// as on a disk. Those of several machines do so only where locks reach the server,
// which mounts may forbid (NFS: nolock, local_lock) and servers may not have, and a
// machine may read for some seconds what another has already replaced (NFS: acregmax).
// Give each machine a file of its own there.
//
// Errors have code [StorageError]; what the system says, such as [fs.ErrPermission],
// is their cause. What is no regular file, or holds something else, is never
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

// Get returns the text under key, or "". It waits for nobody who writes. Its error
// has code [StorageError], or [Aborted] when ctx has ended.
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

// Set puts value under key; both must be UTF-8. Its error has code [StorageError], or
// [Aborted] when ctx ended while another program was writing.
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

// Remove takes key away. Its error is as that of Set.
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

// Lock waits for the name, which one goroutine of one program holds at a time
// among all that use the file. Its error has code [StorageError], or [Aborted]
// when ctx ended.
func (f *FileStorage) Lock(ctx context.Context, name string) (release func(), err error) {
	releaseHere, err := f.names.Lock(ctx, name)
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum([]byte(name)) // of any length, and no path
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

// Local reports whether this system has no locks that reach other programs. There,
// the file is for one program at a time.
func (f *FileStorage) Local() bool { return !fileLocks }

// locked does something to the file that no other program sees half done.
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

// failed gives an error its form.
func (f *FileStorage) failed(verb, key string, err error) error {
	if own, ok := errors.AsType[*Error](err); ok {
		return own
	}
	return &Error{Code: StorageError, Key: key, Err: err, Message: "The file " + f.Path + " refused to " + verb + " " + key + ": " + err.Error() + "."}
}

// target returns the path of the file itself, where Path is a symbolic link: also
// one to a file that does not exist yet.
func (f *FileStorage) target() (string, error) {
	if f.Path == "" {
		return "", errors.New("FileStorage.Path is required")
	}
	// A device or a pipe may have no end, and is not to be replaced by a file.
	if info, err := os.Stat(f.Path); err == nil && !info.Mode().IsRegular() {
		return "", errors.New("it is no regular file")
	}
	path := f.Path
	for range 40 { // as many as Linux follows
		next, err := os.Readlink(path)
		if err != nil {
			return path, nil // it is none; what else may be wrong shows when it is opened
		}
		if !filepath.IsAbs(next) {
			next = folderOf(path) + next
		}
		path = next
	}
	return "", errors.New("its symbolic links lead to no file")
}

// folderOf returns a path's folder, with the separator, and does not simplify it:
// what ".." means behind a symbolic link is the system's to say.
func folderOf(path string) string {
	folder, _ := filepath.Split(path)
	return folder
}

// errNoStore is kept apart from the decoder's error, which may quote the file.
var errNoStore = errors.New("it is no file of this library, and is left as it is; remove it to begin anew")

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

// write replaces the file. What is written has reached the disk before it takes
// the old one's place, and the new name has before write returns.
func (f *FileStorage) write(path string, values map[string]string) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "\t")
	if err := encoder.Encode(values); err != nil {
		return err
	}
	next := path + ".new"
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
		err = rename(next, path)
	}
	if err != nil {
		_ = os.Remove(next)
		return err
	}
	return syncFolder(cmp.Or(folderOf(path), "."))
}

// lockFile waits for the lock of a lock file.
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
	// The system's own waiting would not end with ctx.
	taken := false
	ended := repeatUntilDone(ctx, func() (again bool) {
		taken, err = tryLock(file)
		return !taken && err == nil
	})
	if taken {
		return func() { _ = file.Close() }, nil // which gives the lock back
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
