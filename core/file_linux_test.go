package core_test

import (
	"path/filepath"
	"syscall"
	"testing"
	"unsafe"
)

// A file's new name reaches the disk with its folder, which is opened for that after the file
// was renamed: otherwise a computer that loses power right after a sign-in could restart with
// the previous session. Whether the folder is then written, the kernel does not reveal.
func TestFolderIsSyncedAfterRename(t *testing.T) {
	f := inFile(t)
	if err := f.Set(t.Context(), "key", "before"); err != nil {
		t.Fatal(err)
	}
	notices := must(syscall.InotifyInit1(syscall.IN_NONBLOCK))
	defer syscall.Close(notices)
	must(syscall.InotifyAddWatch(notices, filepath.Dir(f.Path), syscall.IN_OPEN|syscall.IN_MOVED_TO))
	if err := f.Set(t.Context(), "key", "after"); err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, 1<<14)
	rest := buffer[:must(syscall.Read(notices, buffer))]
	renamed, opened := false, false
	for len(rest) > 0 {
		event := (*syscall.InotifyEvent)(unsafe.Pointer(&rest[0]))
		renamed = renamed || event.Mask&syscall.IN_MOVED_TO != 0
		opened = opened || renamed && event.Mask&syscall.IN_ISDIR != 0 && event.Mask&syscall.IN_OPEN != 0
		rest = rest[syscall.SizeofInotifyEvent+event.Len:]
	}
	if !renamed || !opened {
		t.Errorf("renamed: %t; the folder was opened after that: %t", renamed, opened)
	}
}
