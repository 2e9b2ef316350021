package credential

import (
	"context"
	"os/exec"
	"syscall"
)

// shell hands the line to cmd as it is: the usual quoting of arguments is not
// the one that cmd reads.
func shell(ctx context.Context, line string) *exec.Cmd {
	command := exec.CommandContext(ctx, "cmd")
	command.SysProcAttr = &syscall.SysProcAttr{CmdLine: "cmd /c " + line}
	return command
}
