package private

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// entry is one line of an access list.
type entry struct {
	tag, may uint16
	id       uint32
}

const nobodyNamed = 0xFFFFFFFF

func setList(t *testing.T, path, attribute string, entries ...entry) {
	t.Helper()
	text := binary.LittleEndian.AppendUint32(nil, listVersion)
	for _, one := range entries {
		text = binary.LittleEndian.AppendUint16(text, one.tag)
		text = binary.LittleEndian.AppendUint16(text, one.may)
		text = binary.LittleEndian.AppendUint32(text, one.id)
	}
	if err := unix.Setxattr(path, attribute, text, 0); errors.Is(err, unix.ENOTSUP) {
		t.Skip("no access lists on this disk")
	} else if err != nil {
		t.Fatal(err)
	}
}

// listed is an access list with one entry more than the mode says.
func listed(more entry, mask uint16) []entry {
	list := []entry{{0x01, 7, nobodyNamed}, {entryOwningGroup, 5, nobodyNamed}, {entryMask, mask, nobodyNamed}, {0x20, 0, nobodyNamed}}
	at := 1
	if more.tag == entryGroup {
		at = 2
	}
	return append(list[:at:at], append([]entry{more}, list[at:]...)...)
}

// TestAnAccessListNamesWhoMayWrite is alone in what it allows.
func TestAnAccessListNamesWhoMayWrite(t *testing.T) {
	own := uint32(os.Geteuid())
	for name, c := range map[string]struct {
		entry   entry
		mask    uint16
		refused string
	}{
		"a user":               {entry{entryUser, 6, another}, 7, "user 54321"},
		"a group":              {entry{entryGroup, 6, another}, 7, "group 54321"},
		"a user who reads":     {entry{entryUser, 5, another}, 7, ""},
		"a user who is masked": {entry{entryUser, 7, another}, 5, ""},
		"the user":             {entry{entryUser, 7, own}, 7, ""},
		"root":                 {entry{entryUser, 7, 0}, 7, ""},
	} {
		t.Run(name, func(t *testing.T) {
			folder := made(t, "a")
			inside := file(t, filepath.Join(folder, "f"), 0o600)
			check := func(what string, err error, remedy string) {
				t.Helper()
				if c.refused == "" {
					if err != nil {
						t.Errorf("%s: %v", what, err)
					}
					return
				}
				refused(t, err, c.refused)
				var found *Error
				if errors.As(err, &found) && !strings.Contains(found.Advice, remedy) {
					t.Errorf("%s: it advises %q", what, found.Advice)
				}
			}
			setList(t, inside, accessAttribute, listed(c.entry, c.mask)...)
			_, err := OpenFile(inside, os.O_RDWR)
			check("opened", err, "setfacl -b")
			check("a file", CheckFile(inside), "setfacl -b")
			setList(t, folder, accessAttribute, listed(c.entry, c.mask)...)
			check("a folder", CheckFolder(folder), "setfacl -b -k")
			check("a parent", CheckParents(inside), "")
			clean := made(t, "b")
			setList(t, clean, listOfNewOnes, listed(c.entry, c.mask)...)
			check("what is made in it", CheckFolder(clean), "setfacl -b -k")
			if c.entry.tag == entryGroup {
				defer AllowGroup("", "")
				AllowGroup("54321", "")
				if err := errors.Join(CheckFile(inside), CheckFolder(clean)); err != nil {
					t.Errorf("a group that is trusted: %v", err)
				}
			}
		})
	}
}

func TestWhatIsNoAccessListIsNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "\x02", "\x03\x00\x00\x00\x02\x00\x07\x00\x01\x00\x00\x00", "\x02\x00\x00\x00\x02\x00\x07"} {
		if list := parseList([]byte(text)); len(list.named) > 0 || list.groupWrites {
			t.Errorf("%q is read as %v", text, list)
		}
	}
}
