// Package news is what happened, as messages: each is a past-tense struct. The
// root hands BookChanged, Ticked and ThemeChosen to every screen and dialog,
// and an answer to the dialog that asked.
//
// It never says what is to be done about it.
package news

import (
	"time"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/act"
)

type (
	// BookChanged brings the Book as it is now.
	BookChanged struct{ Book *state.View }

	// Ticked brings the time, once a second.
	Ticked struct{ Now time.Time }

	// ThemeChosen brings the theme that fits the terminal.
	ThemeChosen struct{ Theme *theme.Theme }

	// QuoteReceived answers act.Quote. Problem is nil when Terms is set.
	QuoteReceived struct {
		Generation act.Generation
		Terms      *state.SwapTerms
		Problem    *state.Problem
		// At is when it came, which a second of the clock may have to wait for.
		At time.Time
	}

	// PolicyChecked answers act.CheckPolicy. A Problem means that it could not
	// be checked, which is not a verdict.
	PolicyChecked struct {
		Generation act.Generation
		Terms      *state.SwapTerms
		Problem    *state.Problem
	}

	// SwapRecorded answers act.Execute: the intent is on disk, and what became
	// of it shows in the Book. A Problem means that nothing was recorded.
	SwapRecorded struct {
		Generation act.Generation
		IntentID   string
		Problem    *state.Problem
	}

	// SpendRecorded answers act.AskSpend, as SwapRecorded does act.Execute.
	SpendRecorded struct {
		Generation act.Generation
		IntentID   string
		Problem    *state.Problem
	}

	// Decided answers act.Decide.
	Decided struct {
		Generation act.Generation
		Problem    *state.Problem
	}

	// Tracked answers act.Track.
	Tracked struct {
		Generation act.Generation
		ID         string
		Problem    *state.Problem
	}

	// Unlocked answers act.Unlock.
	Unlocked struct{ Problem *state.Problem }

	// Retried answers act.Retry.
	Retried struct {
		Generation act.Generation
		Problem    *state.Problem
	}
)
