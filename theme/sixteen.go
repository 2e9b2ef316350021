package theme

import "github.com/charmbracelet/x/ansi"

// A terminal of 16 colours shows its owner's palette, so these themes name its
// colours and leave text to the terminal, instead of having the nearest of 16
// chosen for each of ours.

func dark16() Tokens {
	return Tokens{
		Muted:   ansi.White,
		Border:  ansi.BrightBlack,
		Accent:  ansi.BrightBlue,
		Good:    ansi.BrightGreen,
		Warn:    ansi.BrightYellow,
		Bad:     ansi.BrightRed,
		Info:    ansi.BrightCyan,
		Sandbox: Badge{Ink: ansi.Black, Paper: ansi.Cyan},
		Test:    Badge{Ink: ansi.Black, Paper: ansi.Yellow},
		Live:    Badge{Ink: ansi.BrightWhite, Paper: ansi.Red},
	}
}

// light16 leaves yellow and cyan alone, which few palettes make dark enough to
// be read on white.
func light16() Tokens {
	return Tokens{
		Muted:   ansi.BrightBlack,
		Border:  ansi.White,
		Accent:  ansi.Blue,
		Good:    ansi.Green,
		Warn:    ansi.Magenta,
		Bad:     ansi.Red,
		Info:    ansi.Blue,
		Sandbox: Badge{Ink: ansi.Black, Paper: ansi.Cyan},
		Test:    Badge{Ink: ansi.Black, Paper: ansi.Yellow},
		Live:    Badge{Ink: ansi.BrightWhite, Paper: ansi.Red},
	}
}
