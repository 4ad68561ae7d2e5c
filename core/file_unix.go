//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package core

import (
	"errors"
	"os"
	"syscall"
)

// fileLocks says whether tryLock excludes other programs.
const fileLocks = true

// tryLock takes the file's lock unless somebody else holds it. The lock belongs to the open
// file, so that two goroutines exclude each other too. Closing the file releases it.
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

// syncFolder writes the names in a folder to disk. If the folder may not be read, or the
// file system does not support this, the system does so in its own time.
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

// isTransientFileError reports whether opening the file again may succeed: another machine
// has replaced it on a network file system.
func isTransientFileError(err error) bool { return errors.Is(err, syscall.ESTALE) }
