package theme

import "github.com/charmbracelet/x/ansi"

// Who has no working middle cones (deuteranopia) sees red and green as browns,
// but blue against yellow as everyone does; who has no short ones (tritanopia)
// the other way round. In each of these schemes the states stay apart for those
// eyes, by hue where it can carry them and by lightness elsewhere.

func deuteranopiaDark() Tokens {
	tokens := dark()
	tokens.Accent = ansi.IndexedColor(153)
	tokens.Good = ansi.IndexedColor(75)
	tokens.Warn = ansi.IndexedColor(227)
	tokens.Bad = ansi.IndexedColor(209)
	tokens.Info = ansi.IndexedColor(189)
	tokens.Sandbox = Badge{Ink: ansi.IndexedColor(16), Paper: ansi.IndexedColor(75)}
	tokens.Test = Badge{Ink: ansi.IndexedColor(16), Paper: ansi.IndexedColor(227)}
	tokens.Live = Badge{Ink: ansi.IndexedColor(231), Paper: ansi.IndexedColor(124)}
	return tokens
}

func deuteranopiaLight() Tokens {
	tokens := light()
	tokens.Good = ansi.IndexedColor(26)
	tokens.Warn = ansi.IndexedColor(94)
	tokens.Bad = ansi.IndexedColor(52)
	tokens.Info = ansi.IndexedColor(60)
	tokens.Accent = ansi.IndexedColor(18)
	tokens.Sandbox = Badge{Ink: ansi.IndexedColor(231), Paper: ansi.IndexedColor(25)}
	tokens.Test = Badge{Ink: ansi.IndexedColor(231), Paper: ansi.IndexedColor(94)}
	tokens.Live = Badge{Ink: ansi.IndexedColor(231), Paper: ansi.IndexedColor(52)}
	return tokens
}

func tritanopiaDark() Tokens {
	tokens := dark()
	tokens.Accent = ansi.IndexedColor(159)
	tokens.Good = ansi.IndexedColor(49)
	tokens.Warn = ansi.IndexedColor(223)
	tokens.Bad = ansi.IndexedColor(209)
	tokens.Info = ansi.IndexedColor(110)
	return tokens
}

func tritanopiaLight() Tokens {
	tokens := light()
	tokens.Accent = ansi.IndexedColor(24)
	tokens.Good = ansi.IndexedColor(23)
	tokens.Warn = ansi.IndexedColor(52)
	tokens.Bad = ansi.IndexedColor(160)
	tokens.Info = ansi.IndexedColor(92)
	return tokens
}

func blueYellow16() Tokens {
	tokens := dark16()
	tokens.Good, tokens.Info, tokens.Accent = ansi.BrightBlue, ansi.BrightWhite, ansi.BrightWhite
	return tokens
}

func blueYellowLight16() Tokens {
	tokens := light16()
	tokens.Good, tokens.Info, tokens.Warn = ansi.Blue, ansi.BrightBlack, ansi.Magenta
	return tokens
}

func tealRed16() Tokens {
	tokens := dark16()
	tokens.Good, tokens.Info, tokens.Warn = ansi.BrightCyan, ansi.BrightWhite, ansi.BrightYellow
	return tokens
}

func tealRedLight16() Tokens {
	tokens := light16()
	tokens.Good, tokens.Info, tokens.Warn = ansi.Cyan, ansi.BrightBlack, ansi.Black
	return tokens
}
