// Package theme is how Coffer looks: tokens that say what a colour is for,
// glyphs, and styles that are built once and cost two copies to use.
//
// It is the only place with a colour in it. It knows no screen, no record and
// no terminal.
package theme

import "image/color"

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

func dark() Tokens {
	return Tokens{
		Text:    hex(0xe4e8f0),
		Muted:   hex(0x9ca6b8),
		Border:  hex(0x495164),
		Accent:  hex(0x8ab4ff),
		Good:    hex(0x7fd88f),
		Warn:    hex(0xf2c14e),
		Bad:     hex(0xff8f85),
		Info:    hex(0x79d0e8),
		Flash:   hex(0x2b3346),
		Sandbox: Badge{Ink: hex(0x0d2422), Paper: hex(0x5ad1c8)},
		Test:    Badge{Ink: hex(0x2a1e00), Paper: hex(0xf2c14e)},
		Live:    Badge{Ink: hex(0xffffff), Paper: hex(0xc62828)},
	}
}

func light() Tokens {
	return Tokens{
		Text:    hex(0x1f2430),
		Muted:   hex(0x565f70),
		Border:  hex(0xbcc3d0),
		Accent:  hex(0x1f5bc4),
		Good:    hex(0x1a6b33),
		Warn:    hex(0x844f00),
		Bad:     hex(0xb3261e),
		Info:    hex(0x0b617c),
		Flash:   hex(0xe3ebfb),
		Sandbox: Badge{Ink: hex(0xffffff), Paper: hex(0x0b6b63)},
		Test:    Badge{Ink: hex(0xffffff), Paper: hex(0x844f00)},
		Live:    Badge{Ink: hex(0xffffff), Paper: hex(0xb3261e)},
	}
}

func hex(rgb uint32) color.Color {
	return color.RGBA{R: uint8(rgb >> 16), G: uint8(rgb >> 8), B: uint8(rgb), A: 0xff}
}
