package private

import (
	"encoding/binary"
	"errors"

	"golang.org/x/sys/unix"
)

// The parts of a POSIX access list as Linux keeps it.
const (
	listHeader, listEntry          = 4, 8
	entryUser, entryOwningGroup    = 0x02, 0x04
	entryGroup, entryMask          = 0x08, 0x10
	entryWrites, listVersion       = 0x02, 2
	accessAttribute, listOfNewOnes = "system.posix_acl_access", "system.posix_acl_default"
	fewListBytes, mostListBytes    = 1 << 10, 64 << 10
)

// accessList is who may write a file or folder, and who may write what is made
// in a folder that is used itself.
func accessList(at place) (access, error) {
	list, err := readList(at, accessAttribute)
	if err != nil || !at.isItself || !at.info.IsDir() {
		return list, err
	}
	inherited, err := readList(at, listOfNewOnes)
	list.named = append(list.named, inherited.named...)
	return list, err
}

func readList(at place, attribute string) (access, error) {
	text := make([]byte, fewListBytes)
	size, err := at.attribute(attribute, text)
	if errors.Is(err, unix.ERANGE) {
		text = make([]byte, mostListBytes)
		size, err = at.attribute(attribute, text)
	}
	switch {
	case errors.Is(err, unix.ENODATA), errors.Is(err, unix.ENOTSUP), errors.Is(err, unix.ENOSYS):
		return access{}, nil
	case err != nil:
		return access{}, err
	}
	return parseList(text[:size]), nil
}

func (p place) attribute(name string, text []byte) (int, error) {
	if p.opened != nil {
		return unix.Fgetxattr(int(p.opened.Fd()), name, text)
	}
	return unix.Lgetxattr(p.path, name, text)
}

// parseList reads a list; what isn't one in a form known here is none.
func parseList(text []byte) access {
	if len(text) < listHeader || binary.LittleEndian.Uint32(text) != listVersion {
		return access{}
	}
	list := access{isSet: true}
	var writers []namedAccess
	mask := uint16(entryWrites)
	for rest := text[listHeader:]; len(rest) >= listEntry; rest = rest[listEntry:] {
		tag, may, id := binary.LittleEndian.Uint16(rest), binary.LittleEndian.Uint16(rest[2:]), binary.LittleEndian.Uint32(rest[4:])
		writes := may&entryWrites != 0
		switch tag {
		case entryMask:
			mask = may
		case entryOwningGroup:
			list.groupWrites = writes
		case entryUser, entryGroup:
			if writes {
				writers = append(writers, namedAccess{id, tag == entryGroup})
			}
		}
	}
	if mask&entryWrites == 0 {
		return access{isSet: true}
	}
	list.named = writers
	return list
}
