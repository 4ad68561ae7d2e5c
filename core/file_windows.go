package core

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// fileLocks says that tryLock keeps other programs out.
const fileLocks = true

// tryLock takes the file's lock unless somebody else has it; closing gives it
// back.
func tryLock(file *os.File) (taken bool, err error) {
	err = windows.LockFileEx(windows.Handle(file.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, new(windows.Overlapped))
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return false, nil
	}
	return err == nil, err
}

// syncFolder does nothing: Windows opens no folder to have it written.
func syncFolder(string) error { return nil }

// passes reports whether a failure is over when another program has closed the file:
// a file that somebody reads cannot be replaced here, nor one be read that is just
// being replaced.
func passes(err error) bool {
	return errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_ACCESS_DENIED)
}
