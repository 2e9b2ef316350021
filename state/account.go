package state

import (
	"cmp"

	"coffer/api"
)

// AccountKey is the key of one agent account.
type AccountKey struct {
	// Name is what the config calls it; it may be "" where there is one only.
	Name string
	// Client holds the key. All clients of an engine speak to the same bank and
	// team.
	Client *api.Client
}

// Account is one agent account, as the screens show it.
type Account struct {
	// ID is the bank's; "" until the bank has told it.
	ID string `json:"id"`
	// Name is what the config calls its key; "" where it gives none.
	Name string `json:"name,omitempty"`
	// Keyed is set while a key of it is at hand. Without one its records are
	// shown as they were last known, and nothing can be asked for.
	Keyed bool `json:"keyed,omitempty"`
	// Balance is nil until the bank has told it.
	Balance *Balance `json:"-"`
	// Feed is how fresh the facts about this account are.
	Feed Feed `json:"-"`
}

// Title is what the account is called: the name of its key, else its id.
func (a Account) Title() string { return cmp.Or(a.Name, a.ID) }
