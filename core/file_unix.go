//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package core

import (
	"errors"
	"os"
	"syscall"
)

// fileLocks says that tryLock keeps other programs out.
const fileLocks = true

// tryLock takes the file's lock unless somebody else has it. The lock is the open
// file's, so that two goroutines keep each other out too; closing gives it back.
func tryLock(file *os.File) (taken bool, err error) {
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, nil
		case !errors.Is(err, syscall.EINTR):
			return false, err
		}
	}
}

// syncFolder has the names in a folder reach the disk. Where the folder may not be
// read, or the file system has no such thing, the system does so in its own time.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer folder.Close()
	if err := folder.Sync(); !errors.Is(err, syscall.EINVAL) && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}

// passes reports whether a failure is over when the file is opened again: another
// machine has replaced it on a network's server.
func passes(err error) bool { return errors.Is(err, syscall.ESTALE) }
