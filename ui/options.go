package ui

import (
	"context"
	"time"

	"github.com/shopspring/decimal"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/keymap"
	"coffer/ui/profiles"
)

// Profile is one that can be opened in place of this one.
type Profile = profiles.Profile

// SavedFilter is a filter with a name.
type SavedFilter struct{ Name, Filter string }

// Options is what the dashboard is made with.
type Options struct {
	Treasury Treasury
	// Now tells the time; it is asked in commands only. Nil for time.Now.
	Now func() time.Time
	// Location is the time zone of every clock on screen. Nil for UTC.
	Location *time.Location
	// Who is the person at this terminal, for the audit trail.
	Who string
	// Browser opens an address; nil where there is no browser. It must not
	// write to the terminal.
	Browser func(url string) error
	// Clipboard copies into the machine's own clipboard; nil where there is none.
	// The terminal is asked to copy as well.
	Clipboard func(text string) error
	// Progress lets the terminal show a progress bar of its own.
	Progress bool
	// LightBackground is what to begin with until the terminal tells.
	LightBackground bool
	// Scheme is the look; the zero value is the default one.
	Scheme theme.Scheme
	// EditedScheme waits until the file that the scheme came from is changed,
	// and reads it; nil where there is no such file.
	EditedScheme func(context.Context) (theme.Scheme, error)
	// NoColor is for NO_COLOR: weight alone.
	NoColor bool
	// Mouse lets the mouse select, scroll and click.
	Mouse bool
	// ReducedMotion keeps everything from flashing.
	ReducedMotion bool
	// PriceTolerance is by how many percent a new quote may be worse before it
	// has to be accepted by hand.
	PriceTolerance decimal.Decimal
	// Profiles are what can be switched to, in the order in which they are
	// listed; none or one means that there is no choice.
	Profiles []Profile
	// Filters are the saved filters of 1 Spends, each with a tab of its own.
	Filters []SavedFilter
	// Trouble is said at the start; nil for nothing.
	Trouble *state.Problem
	// Keys is the key map; nil for the default one.
	Keys *keymap.Map
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Location == nil {
		o.Location = time.UTC
	}
	if o.Keys == nil {
		o.Keys = keymap.Default()
	}
	return o
}
