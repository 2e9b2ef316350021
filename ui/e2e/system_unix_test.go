//go:build unix

package e2e

import (
	"os"
	"os/exec"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// interruptible is the same terminal, which closes while it is read from.
func interruptible(t *testing.T, file *os.File) *os.File {
	t.Helper()
	defer file.Close()
	number, err := unix.FcntlInt(file.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err == nil {
		err = unix.SetNonblock(number, true)
	}
	if err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(number), file.Name())
}

// asNobody has a command run as the user and group that own nothing.
func asNobody(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
}
