package torture

import (
	"io"
	"os/signal"
	"syscall"
	"testing"
)

// playMount mounts a small tmpfs and takes it away when its input ends, however
// its parent ended, so that nothing stays mounted.
func playMount(path string, in io.Reader, out io.Writer) error {
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM)
	display := newScreen(out)
	if err := syscall.Mount("tmpfs", path, "tmpfs", syscall.MS_NOSUID|syscall.MS_NODEV, "size=4m,mode=0700"); err != nil {
		display.show(sighting{What: sawMounted, Text: err.Error()})
		return nil
	}
	display.show(sighting{What: sawMounted})
	_, _ = io.Copy(io.Discard, in)
	return syscall.Unmount(path, syscall.MNT_DETACH)
}

// mountSmall mounts a tmpfs for the length of the test.
func mountSmall(t *testing.T) (string, error) {
	t.Helper()
	path := t.TempDir()
	keeper, err := startChild(script{Part: "mount", Path: path}, func(sighting) {})
	if err != nil {
		return "", err
	}
	t.Cleanup(func() {
		if err := keeper.stop(); err != nil {
			t.Error(err)
		}
	})
	said, err := keeper.first(sawMounted)
	if err == nil && said.Text != "" {
		err = syscall.EPERM
	}
	return path, err
}

func remount(path string, readOnly bool) error {
	flags := uintptr(syscall.MS_REMOUNT | syscall.MS_NOSUID | syscall.MS_NODEV)
	if readOnly {
		flags |= syscall.MS_RDONLY
	}
	return syscall.Mount("tmpfs", path, "tmpfs", flags, "")
}
