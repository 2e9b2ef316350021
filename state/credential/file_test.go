//go:build !windows

package credential

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"coffer/api"
	"coffer/api/private"
)

func TestAFileThatOthersCanReadIsRefusedWithTheCommandToRun(t *testing.T) {
	t.Parallel()
	for mode, isAllowed := range map[os.FileMode]bool{
		0o600: true, 0o400: true, 0o700: true,
		0o640: false, 0o604: false, 0o660: false, 0o602: false, 0o620: false, 0o644: false, 0o601: false, 0o777: false,
	} {
		path := writeFile(t, testKey, mode)
		_, err := Resolver{}.SpendKey(t.Context(), File(path))
		if isAllowed {
			if err != nil {
				t.Errorf("%04o: %v", mode, err)
			}
			continue
		}
		isRefusal(t, err, ErrExposed, "file "+path, "chmod 600", "mode")
	}
}

func TestAFileOfSomebodyElseIsRefused(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file away")
	}
	path := writeFile(t, testKey, 0o600)
	if err := os.Chown(path, 12345, -1); err != nil {
		t.Fatal(err)
	}
	_, err := Resolver{}.SpendKey(t.Context(), File(path))
	isRefusal(t, err, ErrExposed, "user 12345", "file of your own")
}

// TestTheFolderThatIsOpenIsNamedWithWhatMendsIt has a private file in folders
// where another could put one of theirs, or a link, in its place.
func TestTheFolderThatIsOpenIsNamedWithWhatMendsIt(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "open")
	path := filepath.Join(folder, "key")
	if err := errors.Join(os.Mkdir(folder, 0o700), os.WriteFile(path, []byte(testKey), 0o600), os.Chmod(folder, 0o777)); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{path, link} {
		_, err := Resolver{}.SpendKey(t.Context(), File(at))
		isRefusal(t, err, private.ErrForeign, folder, "everybody", "issue a new one")
		if strings.Contains(err.Error(), "chmod 600") || strings.Contains(err.Error(), "..") {
			t.Error(err)
		}
	}
	if err := os.Chmod(folder, 0o777|os.ModeSticky); err != nil {
		t.Fatal(err)
	}
	if _, err := (Resolver{}).SpendKey(t.Context(), File(path)); err != nil {
		t.Errorf("in a sticky folder: %v", err)
	}
}

func TestAPipeInPlaceOfAFileIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	_, err := Resolver{}.SpendKey(t.Context(), File(path))
	isRefusal(t, err, ErrCredential, "no plain file")
}

func TestALinkIsFollowedToThePrivateFile(t *testing.T) {
	t.Parallel()
	path := writeFile(t, testKey, 0o600)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if _, err := (Resolver{}).SpendKey(t.Context(), File(link)); err != nil {
		t.Error(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Resolver{}.SpendKey(t.Context(), File(link))
	isRefusal(t, err, ErrExposed)
}

func TestAByteOrderMarkIsNoPartOfAKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(path, []byte("\uFEFF"+testKey+"\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	key, err := (Resolver{}).SpendKey(t.Context(), File(path))
	wanted, _ := api.ParseSpendKey(testKey)
	if err != nil || !key.Equal(wanted) {
		t.Errorf("got %v", err)
	}
}
