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
// moves what isn't theirs. Every symbolic link on the way is looked at, where it
// stands and where it leads. Errors: *Error, or what the file system says.
func CheckFolder(path string) error {
	found, err := follow(path)
	if err != nil {
		return err
	}
	if found.missing != nil {
		return found.missing
	}
	info, err := os.Lstat(found.deepest)
	if err != nil {
		return err
	}
	if err := ownedHere(found.deepest, info); err != nil {
		return err
	}
	if !info.IsDir() {
		return &Error{Path: found.deepest, Reason: "is no folder.", Advice: "Move it away, or name another folder."}
	}
	if err := closedToOthers(folder(found.deepest, info, path)); err != nil {
		return err
	}
	return checkParents(found.deepest, path)
}

// CheckParents looks at the folders that a file stands in, as CheckFolder looks
// at the parents of a folder: the ones that its name says, and the ones that
// symbolic links lead to. A sticky folder is a good place for a file of one's
// own; the file itself is for CheckFile or CheckOpen. It may be missing.
func CheckParents(file string) error {
	found, err := follow(file)
	if err != nil {
		return err
	}
	if found.missing != nil {
		if found, err = follow(filepath.Dir(file)); err != nil || found.missing != nil {
			return errors.Join(err, found.missing)
		}
		return checkChain(found.deepest, file)
	}
	return checkParents(found.deepest, file)
}

// MakeFolder makes a folder for its owner alone, with the parents that are
// missing, and checks it. Nothing is made where another user has a hand in it.
// Errors: as CheckFolder.
func MakeFolder(path string) error {
	if err := makeMissing(path, path); err != nil {
		return err
	}
	return CheckFolder(path)
}

// CheckMakeable is MakeFolder without making anything.
func CheckMakeable(path string) error {
	if isMissing, err := checkMissing(path, path); err != nil || isMissing {
		return err
	}
	return CheckFolder(path)
}

// MakeParents makes the folders that a file is to stand in, for their owner
// alone, as far as they are missing, and checks them. Errors: as CheckParents.
func MakeParents(file string) error {
	if err := makeMissing(filepath.Dir(file), file); err != nil {
		return err
	}
	return CheckParents(file)
}

// makeMissing makes what is missing of a folder, once the rest is checked.
func makeMissing(path, asked string) error {
	if isMissing, err := checkMissing(path, asked); err != nil || !isMissing {
		return err
	}
	return os.MkdirAll(path, 0o700)
}

// checkMissing reports whether a folder isn't there, and checks what there is of
// the way to it.
func checkMissing(path, asked string) (isMissing bool, err error) {
	found, err := follow(path)
	if err != nil || found.missing == nil {
		return false, err
	}
	return true, checkChain(found.deepest, asked)
}

// checkParents looks at the folders above path, for what is to be used at asked.
func checkParents(path, asked string) error {
	if parent := filepath.Dir(path); parent != path {
		return checkChain(parent, asked)
	}
	return nil
}

// checkChain looks at a folder that something stands in and at its parents. It
// ends at a sticky one. No part of the path is a link.
func checkChain(path, asked string) error {
	for at := path; ; at = filepath.Dir(at) {
		info, err := os.Lstat(at)
		if err != nil {
			return err
		}
		if err := ownedHere(at, info); err != nil {
			return err
		}
		if info.Mode()&fs.ModeSticky != 0 {
			return nil
		}
		if err := closedToOthers(parent(at, info, asked)); err != nil {
			return err
		}
		if at == filepath.Dir(at) {
			return nil
		}
	}
}

// mostLinks is how many symbolic links one path may lead through.
const mostLinks = 40

// followed is where a path leads.
type followed struct {
	// deepest is the path without links, as far as it is there.
	deepest string
	// missing is set where the rest of it isn't.
	missing error
}

// follow resolves a path part by part. It refuses a link that another user owns,
// or could put another in the place of.
func follow(path string) (followed, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return followed{}, err
	}
	root := filepath.VolumeName(path) + string(filepath.Separator)
	at, rest, links := root, parts(path[len(root):]), 0
	for len(rest) > 0 {
		next := filepath.Join(at, rest[0])
		info, err := os.Lstat(next)
		if errors.Is(err, fs.ErrNotExist) {
			return followed{at, err}, nil
		}
		if err != nil {
			return followed{}, err
		}
		rest = rest[1:]
		if info.Mode()&fs.ModeSymlink == 0 {
			at = next
			continue
		}
		if links++; links > mostLinks {
			return followed{}, &fs.PathError{Op: "open", Path: path, Err: errors.New("too many symbolic links")}
		}
		if err := errors.Join(ownedHere(next, info), checkParents(next, path)); err != nil {
			return followed{}, err
		}
		target, err := os.Readlink(next)
		if err != nil {
			return followed{}, err
		}
		if filepath.IsAbs(target) {
			at = filepath.VolumeName(target) + string(filepath.Separator)
			target = target[len(at):]
		}
		rest = append(parts(target), rest...)
	}
	return followed{deepest: at}, nil
}

func parts(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r < 0x80 && os.IsPathSeparator(uint8(r)) })
}

// CheckFile refuses a file that is there and is a symbolic link, is no plain
// file, or that another user owns or may write. It doesn't open it: closing a
// database that SQLite has open would drop SQLite's locks.
func CheckFile(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	return checkFile(path, info, nil)
}

// CheckOpen is CheckFile for what was opened, whatever stands at its path by
// now. A symbolic link was followed, if there was one.
func CheckOpen(file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	return checkFile(file.Name(), info, file)
}

func checkFile(path string, info fs.FileInfo, opened *os.File) error {
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		return &Error{Path: path, Reason: "is a symbolic link, which isn't followed here.", Advice: "Put the file itself there, or remove the link."}
	case !info.Mode().IsRegular():
		return &Error{Path: path, Reason: "is no plain file.", Advice: "Move it away."}
	}
	if err := ownedHere(path, info); err != nil {
		return err
	}
	return closedToOthers(place{path: path, info: info, asked: path, isItself: true, opened: opened})
}

// place is a file or folder, and what it is to be used for.
type place struct {
	path string
	info fs.FileInfo
	// asked is the path that somebody named. isItself is whether this is it, and
	// not a folder that it stands in.
	asked    string
	isItself bool
	// opened is the file, where it is open.
	opened *os.File
}

func folder(path string, info fs.FileInfo, asked string) place {
	return place{path: path, info: info, asked: asked, isItself: true}
}

func parent(path string, info fs.FileInfo, asked string) place {
	return place{path: path, info: info, asked: asked}
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

// elsewhere is the advice where nothing is to be changed about a place.
const elsewhere = "Use one of your own, in a folder that you alone may write: another --data-dir or --config."

func foreign(path, owner string) error {
	return &Error{Path: path, Reason: fmt.Sprintf("belongs to %s, who could put anything there.", owner), Advice: elsewhere}
}
