package spendform

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
)

// scenes are the form in every step that looks its own way.
var scenes = []struct {
	name string
	play func(d *desk)
}{
	{"filling", func(d *desk) { d.press("1,234.50", "tab", "tab", "AWS") }},
	{"wrong", func(d *desk) { d.press("12.345", "tab", "us", "tab", "tab", "enter") }},
	{"summary", func(d *desk) { d.fill("600", "OpenAI", "model inference for support agent") }},
	{"over budget", func(d *desk) { d.fill("4000", "AWS", "GPU runtime") }},
	{"sending", func(d *desk) { d.toSent() }},
	{"needs approval", func(d *desk) { d.toSent(); d.done(state.NeedsApproval, "Above the approval threshold of $500.00") }},
	{"declined", func(d *desk) { d.toSent(); d.done(state.Declined, "Merchant is denied by policy") }},
	{"refused", func(d *desk) {
		d.toSent()
		d.became(state.IntentRefused, func(i *state.Intent) {
			i.Code, i.Problem = "funding_source_budget_exceeded", "The monthly budget is used up."
		})
	}},
	{"not sent", func(d *desk) {
		d.toSent()
		d.became(state.IntentNotSent, func(i *state.Intent) { i.Problem = "connection refused" })
	}},
	{"unknown", func(d *desk) {
		d.toSent()
		d.became(state.IntentUnknown, func(i *state.Intent) { i.Tries, i.Problem = 3, "it took too long" })
	}},
}

func TestFrames(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}} {
		for _, scene := range scenes {
			t.Run(fmt.Sprintf("%dx%d/%s", size[0], size[1], strings.ReplaceAll(scene.name, " ", "_")), func(t *testing.T) {
				d := newDesk(t, size[0], size[1])
				scene.play(d)
				golden.RequireEqual(t, frame(&d.stack, size[0], size[1])+"\n")
			})
		}
	}
}

func TestNoSizeBreaksIt(t *testing.T) {
	for _, scene := range scenes {
		d := newDesk(t, 120, 36)
		d.f.Theme = theme.Scheme{}.Build(true, theme.DepthFull)
		scene.play(d)
		for width := 1; width <= 130; width += 1 + width/12 {
			for height := 1; height <= 40; height += 1 + height/6 {
				d.f.Resize(width, height)
				lines := strings.Split(d.f.View(), "\n")
				if len(lines) > height {
					t.Fatalf("%s at %d×%d has %d lines", scene.name, width, height, len(lines))
				}
				for _, line := range lines {
					if got := cells.Width(line); got > width {
						t.Fatalf("%s at %d×%d has a line of %d cells: %q", scene.name, width, height, got, line)
					}
				}
				if column, line, shown := d.f.Cursor(); shown && (line >= height || line < 0 || column < 0) {
					t.Fatalf("%s at %d×%d has its cursor at %d, %d", scene.name, width, height, column, line)
				}
				d.stack.Resize(width, height)
				frame(&d.stack, width, height)
			}
		}
	}
}
