package e2e

import (
	"os"
	"os/exec"
	"testing"
)

func interruptible(_ *testing.T, file *os.File) *os.File { return file }

// asNobody does nothing: only root calls it, which Windows doesn't have.
func asNobody(*exec.Cmd) {}
