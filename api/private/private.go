// Package private keeps other users of this machine away from what decides
// about money: it opens and checks files and folders that hold keys, settings,
// journals and logs, and refuses those that another user owns or may write.
//
// It never reads or changes what is in a file.
package private

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// ErrForeign is wrapped by every error about who owns a file or may write it.
var ErrForeign = errors.New("another user has a hand in it")

// Error says that a file or folder isn't used, why, and what to do.
type Error struct {
	// Path is the file or folder at fault, which may be a parent of the one
	// that was asked for.
	Path   string
	Reason string
	Advice string
}

func (e *Error) Error() string { return e.Path + " " + e.Reason }

// Is has every Error be an ErrForeign.
func (e *Error) Is(target error) bool { return target == ErrForeign }

// CheckFolder refuses a folder that another user owns or may write, and one
// with such a parent, up to the first sticky one, like /tmp, in which nobody
// moves what isn't theirs. What a symbolic link names is looked at as well as
// where the link stands. Errors: *Error, or what the file system says.
func CheckFolder(path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	if err := checkChain(path, path); err != nil {
		return err
	}
	resolved, err := filepath.EvalSymlinks(path)
	if err != nil || resolved == path {
		return err
	}
	return checkChain(resolved, path)
}

// CheckParents is CheckFolder for the folders that a file stands in: the one
// that its name says, and the one that a symbolic link of that name leads to.
func CheckParents(file string) error {
	if err := CheckFolder(filepath.Dir(file)); err != nil {
		return err
	}
	resolved, err := filepath.EvalSymlinks(file)
	if err != nil || resolved == file {
		return err
	}
	if info, err := os.Lstat(file); err == nil {
		if err := ownedHere(file, info); err != nil {
			return err
		}
	}
	return CheckFolder(filepath.Dir(resolved))
}

// checkChain looks at a folder and its parents, for what is to be used at asked.
func checkChain(path, asked string) error {
	for at := path; ; at = filepath.Dir(at) {
		info, err := os.Lstat(at)
		if err != nil {
			return err
		}
		if err := ownedHere(at, info); err != nil {
			return err
		}
		isLink := info.Mode()&fs.ModeSymlink != 0
		switch {
		case at == path && !isLink && !info.IsDir():
			return &Error{Path: at, Reason: "is no folder.", Advice: "Move it away, or name another folder."}
		case isLink:
			// Its own mode says nothing, and what it names is checked for itself.
		case at != path && info.Mode()&fs.ModeSticky != 0:
			return nil
		default:
			if err := closedToOthers(at, info, asked); err != nil {
				return err
			}
		}
		if at == filepath.Dir(at) {
			return nil
		}
	}
}

// CheckFile refuses a file that is there and is a symbolic link, is no plain
// file, or that another user owns or may write. It doesn't open it: closing a
// database that SQLite has open would drop SQLite's locks.
func CheckFile(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	return checkFile(path, info)
}

// CheckOpen is CheckFile for what was opened, whatever stands at its path by
// now. A symbolic link was followed, if there was one.
func CheckOpen(file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	return checkFile(file.Name(), info)
}

func checkFile(path string, info fs.FileInfo) error {
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		return &Error{Path: path, Reason: "is a symbolic link, which isn't followed here.", Advice: "Put the file itself there, or remove the link."}
	case !info.Mode().IsRegular():
		return &Error{Path: path, Reason: "is no plain file.", Advice: "Move it away."}
	}
	if err := ownedHere(path, info); err != nil {
		return err
	}
	return closedToOthers(path, info, path)
}

// OpenFile opens or makes a file as os.OpenFile does, follows no symbolic link
// at its name, and checks what it opened. A new file is for its owner alone.
func OpenFile(path string, flags int) (*os.File, error) {
	file, err := openUnlinked(path, flags)
	if err != nil {
		return nil, err
	}
	if err := CheckOpen(file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// MakeFolder makes a folder for its owner alone, with the parents that are
// missing, and checks it. Errors: as CheckFolder.
func MakeFolder(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return err
	}
	return CheckFolder(path)
}

// allowed is the group that may write, as the settings name it.
var allowed struct {
	sync.Mutex
	group string
	// except is the folder that the setting stands in, for which it doesn't
	// hold; "" where it came from a flag or the environment.
	except string
}

// AllowGroup has the members of a group be no others from here on: what they
// may write is used. It doesn't hold for files within the folder except: nothing
// vouches for itself. An empty group is none.
func AllowGroup(group, except string) {
	allowed.Lock()
	defer allowed.Unlock()
	allowed.group, allowed.except = group, except
}

// allows reports whether a group may write at asked.
func allows(group, asked string) bool {
	allowed.Lock()
	defer allowed.Unlock()
	if group == "" || group != allowed.group {
		return false
	}
	return allowed.except == "" || !within(asked, allowed.except)
}

// within reports whether a path is a folder or stands in it, as both resolve.
func within(path, folder string) bool {
	path, folder = resolved(path), resolved(folder)
	return path == folder || strings.HasPrefix(path, strings.TrimSuffix(folder, string(filepath.Separator))+string(filepath.Separator))
}

func resolved(path string) string {
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

func foreign(path, owner string) error {
	return &Error{
		Path: path, Reason: fmt.Sprintf("belongs to %s, who could put anything there.", owner),
		Advice: "Use one of your own: another --data-dir or --config.",
	}
}
