//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows || js)

package core

import "os"

// fileLocks says whether tryLock excludes other programs; these systems have no such lock.
const fileLocks = false

func tryLock(*os.File) (taken bool, err error) { return true, nil }

func syncFolder(string) error { return nil }

func isTransientFileError(error) bool { return false }
