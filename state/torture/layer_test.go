package torture

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

// disk is where a treasury is kept; its space can be taken and given back.
type disk struct {
	name   string
	folder string
	fill   func(*stage) error
	free   func(*stage) error
	// lasts tells that it stays full for the next process.
	lasts bool
}

// limitedDisk is any disk under a process that may write nothing more: every
// write fails, as on a disk that turned read-only beneath an open file.
func limitedDisk(t *testing.T) disk {
	t.Helper()
	if !canLimit {
		t.Skip("this system has no limit on the size of files that a process could set")
	}
	limit := func(bytes int64) func(*stage) error {
		return func(s *stage) error {
			mark := s.engine.lines()
			s.engine.order(order{Do: doLimit, Bytes: bytes})
			return s.engine.await("the limit", func(seen []sighting) bool {
				return slices.ContainsFunc(seen[mark:], shows(sawLimited))
			})
		}
	}
	return disk{
		name: "size limit", folder: filepath.Join(t.TempDir(), "treasury"),
		fill: limit(0), free: limit(-1),
	}
}

// smallDisk is a tmpfs of a few megabytes where mounting is possible.
func smallDisk(t *testing.T) disk {
	t.Helper()
	mounted, err := mountSmall(t)
	if err != nil {
		t.Skipf("no tmpfs can be mounted here (%v); the size limit is the failing layer instead", err)
	}
	ballast := filepath.Join(mounted, "ballast")
	return disk{
		name: "tmpfs", folder: filepath.Join(mounted, "treasury"),
		lasts: true, fill: func(*stage) error { return fillWith(ballast) },
		free: func(*stage) error { return os.Remove(ballast) },
	}
}

// readOnlyDisk is a folder that can be forbidden to be written to: a tmpfs that
// is mounted again, or, where nothing can be mounted, the folder's own mode.
func readOnlyDisk(t *testing.T) (folder string, forbid func(bool) error) {
	t.Helper()
	mounted, err := mountSmall(t)
	if err == nil {
		t.Log("the disk is a tmpfs")
		return filepath.Join(mounted, "treasury"), func(forbidden bool) error { return remount(mounted, forbidden) }
	}
	if os.Geteuid() == 0 {
		t.Skipf("no tmpfs can be mounted here (%v), and no mode keeps root from writing", err)
	}
	t.Logf("the disk is a folder's mode: no tmpfs can be mounted here (%v)", err)
	folder = filepath.Join(t.TempDir(), "treasury")
	return folder, func(forbidden bool) error { return forbidByMode(folder, forbidden) }
}

func forbidByMode(folder string, forbidden bool) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	of := map[bool]os.FileMode{true: 0o400, false: 0o600}[forbidden]
	for _, entry := range entries {
		err = errors.Join(err, os.Chmod(filepath.Join(folder, entry.Name()), of))
	}
	return errors.Join(err, os.Chmod(folder, of|0o100))
}

// fillWith writes a file until the disk takes no byte more.
func fillWith(path string) error {
	ballast, err := os.Create(path)
	if err != nil {
		return err
	}
	defer ballast.Close()
	for block := make([]byte, 64<<10); len(block) > 0; {
		if _, err := ballast.Write(block); errors.Is(err, syscall.ENOSPC) {
			block = block[:len(block)/2]
		} else if err != nil {
			return err
		}
	}
	return nil
}
