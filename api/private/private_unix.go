//go:build unix

package private

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// ownedHere refuses what belongs to neither this user nor root.
func ownedHere(path string, info fs.FileInfo) error {
	owner, isKnown := info.Sys().(*syscall.Stat_t)
	if !isKnown || owner.Uid == 0 || int(owner.Uid) == os.Geteuid() {
		return nil
	}
	return foreign(path, "user "+userName(owner.Uid))
}

// closedToOthers refuses what others may write. asked is what it is used for.
func closedToOthers(path string, info fs.FileInfo, asked string) error {
	mode := info.Mode().Perm()
	if mode&0o002 != 0 {
		return &Error{
			Path: path, Reason: fmt.Sprintf("can be written by everybody (mode %04o).", mode),
			Advice: fmt.Sprintf("Run: chmod go-w %q", path),
		}
	}
	owner, isKnown := info.Sys().(*syscall.Stat_t)
	if mode&0o020 == 0 || !isKnown {
		return nil
	}
	group := groupName(owner.Gid)
	if isOwnGroup(group) || allows(group, asked) {
		return nil
	}
	return &Error{
		Path: path, Reason: fmt.Sprintf("can be written by group %s (mode %04o).", group, mode),
		Advice: fmt.Sprintf("Run: chmod g-w %q, or trust that group with --allow-group %s.", path, group),
	}
}

// isOwnGroup reports whether a group is the user's own, of the same name.
func isOwnGroup(name string) bool {
	return name == userName(uint32(os.Geteuid()))
}

func userName(uid uint32) string {
	id := strconv.FormatUint(uint64(uid), 10)
	if known, err := user.LookupId(id); err == nil {
		return known.Username
	}
	return id
}

func groupName(gid uint32) string {
	id := strconv.FormatUint(uint64(gid), 10)
	if known, err := user.LookupGroupId(id); err == nil {
		return known.Name
	}
	return id
}

// openUnlinked doesn't wait for the other end where somebody put a pipe.
func openUnlinked(path string, flags int) (*os.File, error) {
	file, err := os.OpenFile(path, flags|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0o600)
	if errors.Is(err, syscall.ELOOP) || errors.Is(err, syscall.EMLINK) {
		return nil, CheckFile(path)
	}
	return file, err
}

// Looked reports whether this system tells who owns a file and may write it.
func Looked() bool { return true }
