//go:build unix

package private

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// another is the id of a user and of a group that the tests don't run as.
const another = 54321

// made is a folder that is for this user alone.
func made(t *testing.T, parts ...string) string {
	t.Helper()
	folder := filepath.Join(append([]string{t.TempDir()}, parts...)...)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	return folder
}

func file(t *testing.T, path string, mode os.FileMode) string {
	t.Helper()
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	change(t, path, mode)
	return path
}

func change(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func give(t *testing.T, path string, uid, gid int) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root gives files away")
	}
	if err := os.Lchown(path, uid, gid); err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, err error, words string) {
	t.Helper()
	var found *Error
	if !errors.Is(err, ErrForeign) || !errors.As(err, &found) || !strings.Contains(err.Error(), words) || found.Advice == "" {
		t.Errorf("got %v, not %q", err, words)
	}
}

func TestAFolderOfOnesOwnIsTaken(t *testing.T) {
	t.Parallel()
	folder := made(t, "a", "b")
	change(t, folder, 0o755)
	if err := errors.Join(CheckFolder(folder), CheckFile(file(t, filepath.Join(folder, "f"), 0o644))); err != nil {
		t.Error(err)
	}
	link := filepath.Join(made(t), "link")
	if err := os.Symlink(folder, link); err != nil {
		t.Fatal(err)
	}
	if err := CheckFolder(link); err != nil {
		t.Error(err)
	}
}

func TestWhatOthersMayWriteIsRefused(t *testing.T) {
	t.Parallel()
	folder := made(t, "a", "b")
	change(t, filepath.Dir(folder), 0o777)
	refused(t, CheckFolder(folder), "written by everybody")
	change(t, filepath.Dir(folder), 0o777|os.ModeSticky)
	if err := CheckFolder(folder); err != nil {
		t.Errorf("in a sticky folder: %v", err)
	}
	change(t, folder, 0o777)
	refused(t, CheckFolder(folder), "written by everybody")
	change(t, folder, 0o777|os.ModeSticky)
	refused(t, CheckFolder(folder), "written by everybody")
	refused(t, CheckFile(file(t, filepath.Join(made(t), "f"), 0o666)), "written by everybody")
}

func TestWhatAnotherUserOwnsIsRefused(t *testing.T) {
	t.Parallel()
	folder := made(t, "a", "b")
	there := file(t, filepath.Join(folder, "f"), 0o600)
	give(t, there, another, another)
	refused(t, CheckFile(there), "belongs to user 54321")
	_, err := OpenFile(there, os.O_RDWR)
	refused(t, err, "belongs to user 54321")
	give(t, filepath.Dir(folder), another, another)
	refused(t, CheckFolder(folder), "belongs to user 54321")
	change(t, filepath.Dir(folder), 0o777|os.ModeSticky)
	refused(t, CheckFolder(folder), "belongs to user 54321")

	sticky, target := made(t, "shared"), made(t, "victim")
	change(t, sticky, 0o777|os.ModeSticky)
	link := filepath.Join(sticky, "link")
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	give(t, link, another, another)
	refused(t, CheckFolder(link), "belongs to user 54321")
}

// TestEachLinkOfAChainIsLookedAt has a link of this user's lead through a folder
// of everybody's to another folder of this user's.
func TestEachLinkOfAChainIsLookedAt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		mode    os.FileMode
		refused bool
	}{"open to all": {0o777, true}, "sticky": {0o777 | os.ModeSticky, false}, "closed": {0o755, false}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shared, real, home := made(t), made(t, "real"), made(t)
			inside := file(t, filepath.Join(real, "f"), 0o600)
			for _, links := range []struct{ last, first, path, asFile string }{
				{real, filepath.Join(shared, "hop"), filepath.Join(home, "link"), filepath.Join(home, "link", "f")},
				{filepath.Dir(real), filepath.Join(shared, "hop2"), filepath.Join(home, "link2", "real"), filepath.Join(home, "link2", "real", "f")},
				{inside, filepath.Join(shared, "hop3"), "", filepath.Join(home, "link3")},
				{real, filepath.Join(shared, "hop4"), filepath.Join(home, "link4"), ""},
			} {
				link := filepath.Join(home, strings.Replace(filepath.Base(links.first), "hop", "link", 1))
				first := links.first
				if strings.HasSuffix(first, "4") {
					relative, err := filepath.Rel(home, first)
					if err != nil {
						t.Fatal(err)
					}
					first = relative
				}
				if err := errors.Join(os.Symlink(links.last, links.first), os.Symlink(first, link)); err != nil {
					t.Fatal(err)
				}
				change(t, shared, c.mode)
				for path, check := range map[string]func(string) error{links.path: CheckFolder, links.asFile: CheckParents} {
					if path == "" {
						continue
					}
					err := check(path)
					if c.refused {
						refused(t, err, shared+" can be written by everybody (mode 0777)")
					} else if err != nil {
						t.Errorf("%s: %v", path, err)
					}
				}
			}
		})
	}
}

func TestALinkToItselfEnds(t *testing.T) {
	t.Parallel()
	loop := filepath.Join(made(t), "loop")
	if err := os.Symlink(loop, loop); err != nil {
		t.Fatal(err)
	}
	for _, check := range []func(string) error{CheckFolder, CheckParents, MakeFolder} {
		if err := check(filepath.Join(loop, "x")); err == nil {
			t.Error("it is taken")
		}
	}
}

func TestAFileOfOnesOwnMayStandInAStickyFolder(t *testing.T) {
	t.Parallel()
	sticky := made(t, "tmp")
	own := file(t, filepath.Join(sticky, "f"), 0o644)
	change(t, sticky, 0o777|os.ModeSticky)
	if err := errors.Join(CheckFile(own), CheckParents(own), CheckParents(filepath.Join(sticky, "missing"))); err != nil {
		t.Error(err)
	}
	if err := MakeFolder(filepath.Join(sticky, "data", "deep")); err != nil {
		t.Error(err)
	}
	err := CheckFolder(sticky)
	refused(t, err, "(mode 1777)")
	var found *Error
	if errors.As(err, &found) && strings.Contains(found.Advice, "chmod") {
		t.Errorf("it advises %q", found.Advice)
	}
	change(t, sticky, 0o777)
	refused(t, CheckParents(own), "(mode 0777)")
	refused(t, CheckParents(filepath.Join(sticky, "missing")), "(mode 0777)")
}

func TestNothingIsMadeWhereAnotherHasAHandIn(t *testing.T) {
	t.Parallel()
	shared, home := made(t), made(t)
	change(t, shared, 0o777)
	link := filepath.Join(home, "link")
	if err := os.Symlink(shared, link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(shared, "coffer", "127.0.0.1"), filepath.Join(link, "coffer")} {
		refused(t, MakeFolder(path), "written by everybody")
	}
	if entries, err := os.ReadDir(shared); err != nil || len(entries) > 0 {
		t.Errorf("it made %v, %v", entries, err)
	}
}

// TestNoAdviceHarmsWhatIsShared looks for chmod in the advice about folders that
// are root's, or open on purpose.
func TestNoAdviceHarmsWhatIsShared(t *testing.T) {
	t.Parallel()
	folder := made(t, "shared", "data")
	there := file(t, filepath.Join(folder, "f"), 0o600)
	shared := filepath.Dir(folder)
	for _, mode := range []os.FileMode{0o777, 0o777 | os.ModeSetgid} {
		change(t, shared, mode)
		for _, err := range []error{CheckFolder(folder), CheckParents(there), MakeFolder(filepath.Join(folder, "new"))} {
			refused(t, err, "written by everybody")
			var found *Error
			if errors.As(err, &found) && strings.Contains(found.Advice, "chmod") != (os.Geteuid() != 0) {
				t.Errorf("it advises %q", found.Advice)
			}
		}
	}
	change(t, shared, 0o755)
	change(t, folder, 0o777)
	var found *Error
	if err := CheckFolder(folder); !errors.As(err, &found) || !strings.Contains(found.Advice, "chmod go-w") {
		t.Errorf("got %v", err)
	}
}

// TestAGroupThatMayWriteHasToBeAllowed is alone in what it allows.
func TestAGroupThatMayWriteHasToBeAllowed(t *testing.T) {
	folder := made(t, "a")
	change(t, folder, 0o770)
	if err := CheckFolder(folder); err != nil && groupName(uint32(os.Getegid())) == userName(uint32(os.Geteuid())) {
		t.Errorf("the user's own group: %v", err)
	}
	give(t, folder, os.Geteuid(), another)
	refused(t, CheckFolder(folder), "written by group 54321")
	defer AllowGroup("", "")
	AllowGroup("54322", "")
	refused(t, CheckFolder(folder), "written by group 54321")
	AllowGroup("54321", "")
	if err := CheckFolder(folder); err != nil {
		t.Error(err)
	}
	AllowGroup("54321", folder)
	refused(t, CheckFolder(folder), "written by group 54321")
	AllowGroup("54321", filepath.Dir(folder))
	refused(t, CheckFolder(folder), "written by group 54321")
	AllowGroup("54321", made(t))
	if err := CheckFolder(folder); err != nil {
		t.Error(err)
	}
}

func TestNoLinkAndNoPipeIsOpened(t *testing.T) {
	t.Parallel()
	folder := made(t)
	target, link, pipe := file(t, filepath.Join(folder, "f"), 0o600), filepath.Join(folder, "link"), filepath.Join(folder, "pipe")
	if err := errors.Join(os.Symlink(target, link), syscall.Mkfifo(pipe, 0o600), os.Symlink("nowhere", link+"2")); err != nil {
		t.Fatal(err)
	}
	for path, words := range map[string]string{link: "symbolic link", link + "2": "symbolic link", pipe: "no plain file"} {
		refused(t, CheckFile(path), words)
		for _, flags := range []int{os.O_RDONLY, os.O_RDWR | os.O_CREATE} {
			_, err := OpenFile(path, flags)
			refused(t, err, words)
		}
		_, err := LockFile(path)
		refused(t, err, words)
	}
	if _, err := os.Lstat(filepath.Join(folder, "nowhere")); err == nil {
		t.Error("it was made through the link")
	}
}

func TestRemovingTheLockFileLetsNobodyIn(t *testing.T) {
	t.Parallel()
	folder := made(t)
	path := filepath.Join(folder, "lock")
	lock, err := LockFolder(folder, path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := LockFolder(folder, path); !errors.Is(err, ErrHeld) {
		t.Errorf("a second one gets %v", err)
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	again, err := LockFolder(folder, path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := LockFile(path); !errors.Is(err, ErrHeld) {
		t.Errorf("an older version gets %v", err)
	}
	if err := again.Unlock(); err != nil {
		t.Error(err)
	}
}
