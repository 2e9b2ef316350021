package theme

// Theme is the styles of the whole dashboard. It never changes once built, so
// any number of screens may share one.
type Theme struct {
	Tokens Tokens
	Dark   bool

	Text, Muted, Border, Accent Style
	// Strong is Text in its heavier weight: figures and headings.
	Strong Style
	// Key is a key in a hint; Heading a column's or section's name.
	Key, Heading Style
	// Link is text that can be followed or copied.
	Link Style
	// BarFilled and BarEmpty are the two parts of a bar.
	BarFilled, BarEmpty Style

	tones  [toneCount]Style
	flash  [toneCount]Style
	badges [badgeCount]Style
}

// Tone is the meaning of a state, which its colour repeats.
type Tone int

// The tones, from the quietest.
const (
	ToneText Tone = iota
	ToneMuted
	ToneGood
	ToneInfo
	ToneWarn
	ToneBad
	ToneAccent
	toneCount
)

// Tone is the style of a meaning.
func (t *Theme) Tone(tone Tone) Style { return t.tones[tone] }

// Flash is the style of a meaning in a row that has just changed.
func (t *Theme) Flash(tone Tone) Style { return t.flash[tone] }

// Environment is what a badge is for.
type Environment int

// The environments, from the harmless one.
const (
	EnvironmentSandbox Environment = iota
	EnvironmentTest
	EnvironmentLive
	badgeCount
)

// Badge is the style of an environment's word.
func (t *Theme) Badge(environment Environment) Style { return t.badges[environment] }

// Depth is how many colours the terminal has.
type Depth int

// The depths.
const (
	DepthFull Depth = iota
	DepthSixteen
	// DepthNone is for NO_COLOR: weight alone.
	DepthNone
)

// Choose builds the theme for a terminal.
func Choose(darkBackground bool, depth Depth) *Theme {
	switch {
	case depth == DepthNone:
		return Plain()
	case depth == DepthSixteen && darkBackground:
		return build(dark16(), true)
	case depth == DepthSixteen:
		return build(light16(), false)
	case darkBackground:
		return Dark()
	default:
		return Light()
	}
}

// Dark is for dark backgrounds.
func Dark() *Theme { return build(dark(), true) }

// Light is for light backgrounds.
func Light() *Theme { return build(light(), false) }

// Plain has no colour at all: weight and underline alone.
func Plain() *Theme {
	plain := build(Tokens{}, true)
	plain.Border = look{faint: true}.style()
	plain.BarEmpty = plain.Border
	plain.tones[ToneAccent] = look{bold: true}.style()
	plain.Accent = plain.tones[ToneAccent]
	plain.Link = look{underline: true}.style()
	for i := range plain.badges {
		plain.badges[i] = look{bold: true}.style()
	}
	return plain
}

func build(tokens Tokens, isDark bool) *Theme {
	t := &Theme{
		Tokens:  tokens,
		Dark:    isDark,
		Text:    look{ink: tokens.Text}.style(),
		Strong:  look{ink: tokens.Text, bold: true}.style(),
		Muted:   look{ink: tokens.Muted}.style(),
		Border:  look{ink: tokens.Border}.style(),
		Accent:  look{ink: tokens.Accent}.style(),
		Key:     look{ink: tokens.Text, bold: true}.style(),
		Heading: look{ink: tokens.Muted}.style(),
		Link:    look{ink: tokens.Accent, underline: true}.style(),
	}
	t.BarFilled, t.BarEmpty = t.Accent, t.Border
	inks := [toneCount]look{
		ToneText:   {ink: tokens.Text},
		ToneMuted:  {ink: tokens.Muted},
		ToneGood:   {ink: tokens.Good},
		ToneInfo:   {ink: tokens.Info},
		ToneWarn:   {ink: tokens.Warn},
		ToneBad:    {ink: tokens.Bad},
		ToneAccent: {ink: tokens.Accent},
	}
	for tone, ink := range inks {
		t.tones[tone] = ink.style()
		ink.paper = tokens.Flash
		ink.bold = tokens.Flash == nil
		t.flash[tone] = ink.style()
	}
	for i, badge := range []Badge{tokens.Sandbox, tokens.Test, tokens.Live} {
		t.badges[i] = look{ink: badge.Ink, paper: badge.Paper, bold: true}.style()
	}
	return t
}
