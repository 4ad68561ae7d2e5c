package core

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// fileLocks says whether tryLock excludes other programs.
const fileLocks = true

// tryLock takes the file's lock unless somebody else holds it. Closing the file releases
// it.
func tryLock(file *os.File) (taken bool, err error) {
	err = windows.LockFileEx(windows.Handle(file.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, new(windows.Overlapped))
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return false, nil
	}
	return err == nil, err
}

// syncFolder does nothing: Windows cannot write a folder to disk.
func syncFolder(string) error { return nil }

// isTransientFileError reports whether another attempt may succeed once another program has
// closed the file: Windows does not replace a file that is being read, and does not read one
// that is being replaced.
func isTransientFileError(err error) bool {
	return errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_ACCESS_DENIED)
}
