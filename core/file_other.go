//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows || js)

package core

import "os"

// fileLocks says that there are no locks here that reach other programs.
const fileLocks = false

func tryLock(*os.File) (taken bool, err error) { return true, nil }

func syncFolder(string) error { return nil }

func passes(error) bool { return false }
