// Package act is what screens and dialogs ask the root to do. They never do it
// themselves: the root alone talks to the treasury, the clipboard and the
// browser.
package act

import (
	"coffer/state"
	"coffer/theme"
	"coffer/ui/keymap"
)

// Action is one thing for the root to do.
type Action interface{ action() }

type sealed struct{}

func (sealed) action() {}

// Generation numbers the questions of one dialog. An answer carries the number
// of its question, so that a stale one is dropped.
type Generation uint64

type (
	// Close takes the dialog that returns it off the stack.
	Close struct{ sealed }

	// Run does what a key would do. The dialog that returns it is closed first.
	Run struct {
		sealed
		Command keymap.Command
	}

	// SwitchProfile ends this session and goes on with another profile.
	SwitchProfile struct {
		sealed
		Name string
	}

	// Copy puts text on the clipboard and says so: "<What> copied".
	Copy struct {
		sealed
		Text, What string
	}

	// OpenApprovals opens the approval pages of spend requests.
	OpenApprovals struct {
		sealed
		SpendIDs []string
	}

	// LinkTaken notes that a person copied the address of an approval page, or
	// confirmed to have opened it, where no browser opens it from here.
	LinkTaken struct {
		sealed
		SpendID string
		// Address is what is copied; "" where the person opened it otherwise.
		Address string
		// Close ends the dialog: every page was gone through.
		Close bool
	}

	// Decide approves or declines in the sandbox; answered by news.Decided.
	Decide struct {
		sealed
		Generation Generation
		SpendID    string
		Decision   state.Decision
	}

	// Decided closes the dialog that decided a request; the cursor goes on to the
	// next.
	Decided struct {
		sealed
		SpendID string
	}

	// Track follows a record by its id; answered by news.Tracked.
	Track struct {
		sealed
		Generation Generation
		ID         string
	}

	// Retry sends an unresolved intent again with its own key; answered by
	// news.Retried.
	Retry struct {
		sealed
		Generation Generation
		IntentID   string
	}

	// AskUnlock opens the question whether the lock of an unknown outcome is to
	// be lifted.
	AskUnlock struct {
		sealed
		IntentID string
	}

	// Unlock lifts that lock; answered by news.Unlocked.
	Unlock struct {
		sealed
		IntentID, Why string
	}

	// AskSpend records and sends a spend request; answered by
	// news.SpendRecorded once it is on disk.
	AskSpend struct {
		sealed
		Generation Generation
		Request    state.SpendRequest
	}

	// Quote asks for a price; answered by news.QuoteReceived.
	Quote struct {
		sealed
		Generation Generation
		// Account is as in a state.QuoteRequest.
		Account    string
		SellToken  string
		BuyToken   string
		SellAmount string
	}

	// CheckPolicy asks for the verdict on a quote; answered by
	// news.PolicyChecked.
	CheckPolicy struct {
		sealed
		Generation Generation
		Terms      *state.SwapTerms
	}

	// Execute records and sends a confirmed swap; answered by
	// news.SwapRecorded once it is on disk.
	Execute struct {
		sealed
		Generation Generation
		Terms      *state.SwapTerms
	}

	// Wear shows the dashboard in another scheme.
	Wear struct {
		sealed
		Scheme theme.Scheme
	}

	// CloseWearing is Close, and the scheme as it was before.
	CloseWearing struct {
		sealed
		Scheme theme.Scheme
	}

	// ShowSwap closes every dialog and shows a swap under 3 Swaps.
	ShowSwap struct {
		sealed
		SwapID string
	}

	// ShowSpend closes every dialog and shows a request under 1 Spends.
	ShowSpend struct {
		sealed
		SpendID string
	}
)
