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
