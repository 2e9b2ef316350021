//go:build unix

package private

import "os"

// access is what an access list adds to the mode of a file or folder.
type access struct {
	isSet bool
	// groupWrites is whether the group of the file itself may write. With a list,
	// the mode says instead what anybody in the list may.
	groupWrites bool
	named       []namedAccess
}

// namedAccess is a user or group that may write, besides the owner and the group
// of the file itself.
type namedAccess struct {
	id      uint32
	isGroup bool
}

// writer is the first of those named that may write and is neither this user nor
// root, nor a group that is trusted at asked; "" for none.
func (a access) writer(asked string) string {
	for _, named := range a.named {
		if !named.isGroup {
			if named.id != 0 && int(named.id) != os.Geteuid() {
				return "user " + userName(named.id)
			}
			continue
		}
		if group := groupName(named.id); !isOwnGroup(group) && !allows(group, asked) {
			return "group " + group
		}
	}
	return ""
}
