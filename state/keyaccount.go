package state

import (
	"slices"
	"strings"
)

// keyAccountPrefix begins the id of an account that the bank doesn't name: the
// only thing that is known of it is its key. No id of the bank's begins so,
// because SafeID leaves no space in one.
const keyAccountPrefix = "key "

// keyAccount is the id of the holder's account where several keys are at hand
// and the bank doesn't say whose they are. It follows the key, not its name, so
// that keys which were mixed up in the config keep what is theirs.
func (h *holder) keyAccount() string { return keyAccountPrefix + h.client.KeyFingerprint() }

// NamedByKey reports whether the id stands for an account that the bank doesn't
// name.
func NamedByKey(account string) bool { return strings.HasPrefix(account, keyAccountPrefix) }

// anyNamedByKey reports whether the bank doesn't name the account of a key here.
// Then any account that it names elsewhere may be that one.
func (e *Engine) anyNamedByKey() bool {
	return slices.ContainsFunc(e.holders, func(h *holder) bool { return NamedByKey(h.id()) })
}

// isOf reports whether an account is the holder's: by the bank's word, or from
// before the bank said whose the key is, by the key itself.
func (h *holder) isOf(account string) bool {
	id := h.id()
	return id != "" && (id == account || account == h.keyAccount())
}
