package engines

import (
	"os/exec"
	"syscall"
)

// diesWithTests has a program killed when the tests have ended, however they do.
func diesWithTests(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
