package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Theme is the styles of the whole dashboard. It never changes once built, so
// any number of screens may share one.
type Theme struct {
	Tokens Tokens
	Dark   bool
	Depth  Depth

	Text, Muted, Border, Accent Style
	// Strong is Text in its heavier weight: figures and headings.
	Strong Style
	// Key is a key in a hint; Heading a column's or section's name.
	Key, Heading Style
	// Link is text that can be followed or copied.
	Link Style
	// Match is what a filter has found in a text.
	Match Style
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

// Plain has no colour at all: weight and underline alone.
func Plain() *Theme {
	heavy := styleOf(lipgloss.NewStyle().Bold(true))
	plain := build(Tokens{}, true, DepthNone)
	plain.Border = styleOf(lipgloss.NewStyle().Faint(true))
	plain.BarEmpty = plain.Border
	plain.Accent, plain.tones[ToneAccent] = heavy, heavy
	plain.Link = styleOf(lipgloss.NewStyle().Underline(true))
	// The environment stands out without a colour, too.
	turned := styleOf(lipgloss.NewStyle().Bold(true).Reverse(true))
	for i := range plain.badges {
		plain.badges[i] = turned
	}
	return plain
}

func build(tokens Tokens, isDark bool, depth Depth) *Theme {
	ink := func(c color.Color) lipgloss.Style { return lipgloss.NewStyle().Foreground(c) }
	t := &Theme{
		Tokens:  tokens,
		Dark:    isDark,
		Depth:   depth,
		Text:    styleOf(ink(tokens.Text)),
		Strong:  styleOf(ink(tokens.Text).Bold(true)),
		Muted:   quiet(ink(tokens.Muted)),
		Border:  quiet(ink(tokens.Border)),
		Accent:  styleOf(ink(tokens.Accent)),
		Key:     styleOf(ink(tokens.Text).Bold(true)),
		Heading: styleOf(ink(tokens.Muted)),
		Link:    styleOf(ink(tokens.Accent).Underline(true)),
		Match:   styleOf(ink(tokens.Accent).Bold(true).Underline(true)),
	}
	t.BarFilled, t.BarEmpty = t.Accent, t.Border
	for tone, c := range [toneCount]color.Color{
		ToneText:   tokens.Text,
		ToneMuted:  tokens.Muted,
		ToneGood:   tokens.Good,
		ToneInfo:   tokens.Info,
		ToneWarn:   tokens.Warn,
		ToneBad:    tokens.Bad,
		ToneAccent: tokens.Accent,
	} {
		t.tones[tone] = styleOf(ink(c))
		t.flash[tone] = styleOf(ink(c).Background(tokens.Flash).Bold(tokens.Flash == nil))
	}
	t.tones[ToneMuted] = t.Muted
	for i, badge := range []Badge{tokens.Sandbox, tokens.Test, tokens.Live} {
		// Where heavy means bright, heavy black is grey, and not to be read.
		heavy := badge.Ink != ansi.Black
		t.badges[i] = styleOf(ink(badge.Ink).Background(badge.Paper).Bold(heavy))
	}
	return t
}
