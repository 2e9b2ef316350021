package theme

import (
	"image/color"
	"math"
	"regexp"
	"testing"
)

// backgrounds are those of widely used terminal schemes.
func backgrounds(isDark bool) map[string]color.Color {
	if isDark {
		return map[string]color.Color{
			"black": hex(0x000000), "vscode": hex(0x1e1e1e), "github": hex(0x0d1117),
			"mocha": hex(0x1e1e2e), "onedark": hex(0x282c34), "nord": hex(0x2e3440),
		}
	}
	return map[string]color.Color{
		"white": hex(0xffffff), "github": hex(0xf6f8fa), "latte": hex(0xeff1f5), "solarized": hex(0xfdf6e3),
	}
}

func TestPlainHasNoColour(t *testing.T) {
	plain := Plain()
	styles := []Style{plain.Text, plain.Strong, plain.Muted, plain.Border, plain.Accent, plain.Key, plain.Heading, plain.Link, plain.BarFilled, plain.BarEmpty}
	for tone := range toneCount {
		styles = append(styles, plain.Tone(tone), plain.Flash(tone))
	}
	for environment := range badgeCount {
		styles = append(styles, plain.Badge(environment))
	}
	colour := regexp.MustCompile(`[\[;]([34][0-9]|9[0-7]|10[0-7])[;m]`)
	for _, style := range styles {
		for _, rendered := range []string{style.Render("x"), style.Strong().Render("x")} {
			if colour.MatchString(rendered) {
				t.Errorf("%q has a colour", rendered)
			}
		}
	}
	if !colour.MatchString(Schemes()[0].Build(true, DepthFull).Accent.Render("x")) {
		t.Error("the test can't see colours")
	}
}

func TestRenderingAllocatesNothing(t *testing.T) {
	style := Schemes()[0].Build(true, DepthFull).Tone(ToneWarn)
	frame := make([]byte, 0, 256)
	if allocs := testing.AllocsPerRun(100, func() { frame = style.Append(frame[:0], "needs approval") }); allocs != 0 {
		t.Errorf("a styled piece costs %v allocations", allocs)
	}
}

func hex(rgb uint32) color.Color {
	return color.RGBA{R: uint8(rgb >> 16), G: uint8(rgb >> 8), B: uint8(rgb), A: 0xff}
}

// contrast is the ratio that WCAG 2 defines.
func contrast(a, b color.Color) float64 {
	lighter, darker := luminance(a), luminance(b)
	if lighter < darker {
		lighter, darker = darker, lighter
	}
	return (lighter + 0.05) / (darker + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(channel uint32) float64 {
		share := float64(channel) / 0xffff
		if share <= 0.04045 {
			return share / 12.92
		}
		return math.Pow((share+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}
