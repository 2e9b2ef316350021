package theme

import (
	"image/color"

	"github.com/charmbracelet/x/ansi"
)

// The schemes of the highest contrast set text itself too, and reach 7:1, which
// WCAG asks of its strictest level, on the blacks and whites that terminals
// have. Colours of the 256 stop short of it for some, so these are exact.

func contrastDark() Tokens {
	return Tokens{
		Text:    ansi.IndexedColor(231),
		Muted:   ansi.IndexedColor(254),
		Border:  ansi.IndexedColor(250),
		Accent:  ansi.IndexedColor(159),
		Good:    ansi.IndexedColor(120),
		Warn:    ansi.IndexedColor(228),
		Bad:     ansi.IndexedColor(217),
		Info:    ansi.IndexedColor(195),
		Flash:   ansi.IndexedColor(236),
		Sandbox: Badge{Ink: ansi.IndexedColor(16), Paper: ansi.IndexedColor(51)},
		Test:    Badge{Ink: ansi.IndexedColor(16), Paper: ansi.IndexedColor(226)},
		Live:    Badge{Ink: ansi.IndexedColor(231), Paper: ansi.IndexedColor(88)},
	}
}

func contrastLight() Tokens {
	return Tokens{
		Text:    ansi.IndexedColor(16),
		Muted:   ansi.IndexedColor(236),
		Border:  ansi.IndexedColor(240),
		Accent:  ansi.IndexedColor(18),
		Good:    exact(0x00, 0x48, 0x00),
		Warn:    exact(0x5a, 0x3a, 0x00),
		Bad:     ansi.IndexedColor(88),
		Info:    ansi.IndexedColor(17),
		Flash:   ansi.IndexedColor(255),
		Sandbox: Badge{Ink: ansi.IndexedColor(231), Paper: exact(0x00, 0x48, 0x4f)},
		Test:    Badge{Ink: ansi.IndexedColor(231), Paper: exact(0x5a, 0x3a, 0x00)},
		Live:    Badge{Ink: ansi.IndexedColor(231), Paper: ansi.IndexedColor(88)},
	}
}

func contrastDark16() Tokens {
	tokens := dark16()
	tokens.Text, tokens.Muted, tokens.Border = ansi.BrightWhite, ansi.BrightWhite, ansi.White
	tokens.Sandbox = Badge{Ink: ansi.Black, Paper: ansi.BrightCyan}
	tokens.Test = Badge{Ink: ansi.Black, Paper: ansi.BrightYellow}
	return tokens
}

func contrastLight16() Tokens {
	tokens := light16()
	tokens.Text, tokens.Muted, tokens.Border = ansi.Black, ansi.Black, ansi.BrightBlack
	return tokens
}

func exact(r, g, b uint8) color.Color { return color.RGBA{R: r, G: g, B: b, A: 0xff} }
