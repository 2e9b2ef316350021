//go:build unix

package private

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"strconv"
	"strings"
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

// closedToOthers refuses what others may write.
func closedToOthers(at place) error {
	owner, isKnown := at.info.Sys().(*syscall.Stat_t)
	if !isKnown {
		return nil
	}
	if owner.Mode&0o002 != 0 {
		return at.open("everybody", "", "go-w")
	}
	list, err := accessList(at)
	if err != nil {
		return err
	}
	if named := list.writer(at.asked); named != "" {
		advice := elsewhere
		if at.mayChange() {
			advice = fmt.Sprintf("Run: setfacl -b %q", at.path)
			if at.info.IsDir() {
				advice = fmt.Sprintf("Run: setfacl -b -k %q", at.path)
			}
		}
		return &Error{Path: at.path, Reason: fmt.Sprintf("can be written by %s, by its access list.", named), Advice: advice}
	}
	if owner.Mode&0o020 == 0 || list.isSet && !list.groupWrites {
		return nil
	}
	group := groupName(uint32(owner.Gid))
	if isOwnGroup(group) || allows(group, at.asked) {
		return nil
	}
	return at.open("group "+group, group, "g-w")
}

// open is the error about a place that others may write, with a change of its
// mode where that is this user's to make. group is the one that could be
// trusted instead; "" for none.
func (p place) open(to, group, change string) error {
	trust := ""
	if group != "" {
		trust = "trust that group with --allow-group " + group
	}
	advice := elsewhere
	switch {
	case p.mayChange():
		advice = fmt.Sprintf("Run: chmod %s %q", change, p.path)
		if trust != "" {
			advice += ", or " + trust + "."
		}
	case trust != "":
		advice = strings.TrimSuffix(elsewhere, ".") + "; or " + trust + "."
	}
	mode := uint32(p.info.Sys().(*syscall.Stat_t).Mode) & 0o7777
	return &Error{Path: p.path, Reason: fmt.Sprintf("can be written by %s (mode %04o).", to, mode), Advice: advice}
}

func (p place) mayChange() bool {
	return MayChange(p.info) && (p.isItself || os.Geteuid() != 0)
}

// MayChange reports whether the mode of a file or folder is this user's to
// change: it isn't for root's folders, nor for those that are open to all on
// purpose, like /tmp.
func MayChange(info fs.FileInfo) bool {
	owner, isKnown := info.Sys().(*syscall.Stat_t)
	return isKnown && int(owner.Uid) == os.Geteuid() && info.Mode()&fs.ModeSticky == 0
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
