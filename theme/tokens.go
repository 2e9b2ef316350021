// Package theme is how Coffer looks: tokens that say what a colour is for,
// glyphs, and styles that are built once and cost two copies to use.
//
// It is the only place with a colour in it. It knows no screen, no record and
// no terminal.
package theme

import (
	"image/color"

	"github.com/charmbracelet/x/ansi"
)

// Tokens say what each colour is for. A nil colour leaves the terminal's own.
type Tokens struct {
	// Text is for what is read, Muted for what stands around it.
	Text, Muted color.Color
	// Border is for lines, empty bars and other things that are not read.
	Border color.Color
	// Accent is for the selection, keys and the current tab.
	Accent color.Color
	// Good, Warn, Bad and Info are for states.
	Good, Warn, Bad, Info color.Color
	// Flash is behind a row that has just changed.
	Flash color.Color
	// The badges of the environments.
	Sandbox, Test, Live Badge
}

// Badge is a word on a colour of its own.
type Badge struct {
	Ink, Paper color.Color
}

// The colours are those of the 256 that all terminals share: their sequences
// are half as long as others', which every change on the screen pays for, and
// nothing has to be approximated where there are no more. Text is the
// terminal's own, which its owner reads well on any background, also on one
// that isn't told.

func dark() Tokens {
	return Tokens{
		Muted:   ansi.IndexedColor(248),
		Border:  ansi.IndexedColor(240),
		Accent:  ansi.IndexedColor(111),
		Good:    ansi.IndexedColor(114),
		Warn:    ansi.IndexedColor(221),
		Bad:     ansi.IndexedColor(210),
		Info:    ansi.IndexedColor(116),
		Flash:   ansi.IndexedColor(237),
		Sandbox: Badge{Ink: ansi.IndexedColor(16), Paper: ansi.IndexedColor(80)},
		Test:    Badge{Ink: ansi.IndexedColor(16), Paper: ansi.IndexedColor(221)},
		Live:    Badge{Ink: ansi.IndexedColor(231), Paper: ansi.IndexedColor(160)},
	}
}

func light() Tokens {
	return Tokens{
		Muted:   ansi.IndexedColor(241),
		Border:  ansi.IndexedColor(250),
		Accent:  ansi.IndexedColor(26),
		Good:    ansi.IndexedColor(22),
		Warn:    ansi.IndexedColor(94),
		Bad:     ansi.IndexedColor(124),
		Info:    ansi.IndexedColor(24),
		Flash:   ansi.IndexedColor(255),
		Sandbox: Badge{Ink: ansi.IndexedColor(231), Paper: ansi.IndexedColor(23)},
		Test:    Badge{Ink: ansi.IndexedColor(231), Paper: ansi.IndexedColor(94)},
		Live:    Badge{Ink: ansi.IndexedColor(231), Paper: ansi.IndexedColor(124)},
	}
}
