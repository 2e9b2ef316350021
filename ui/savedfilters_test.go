package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestASavedFilterIsATab(t *testing.T) {
	within(t, normalTreasury, 140, 36, func(d *dashboard) {
		d.options.Filters = []SavedFilter{{"big", "amount:>500"}, {"clouds", "merchant:aws"}}
		d.keys = keysFor(d.options.Keys, d.options.Filters)
		listed := func(what string, want int, filter string) {
			t.Helper()
			if _, of := d.screen().Position(); of != want || d.filterOf() != filter {
				t.Errorf("%s lists %d by %q, want %d by %q\n%s", what, of, d.filterOf(), want, filter, d.plain())
			}
		}
		if !strings.Contains(d.plain(), "6 big   7 clouds") {
			t.Errorf("the tabs don't show:\n%s", d.plain())
		}
		d.filtered("figma")
		listed("the own filter", 11, "figma")
		d.press("6")
		listed("the first saved filter", 4, "amount:>500")
		d.press("2", "7")
		listed("the second", 11, "merchant:aws")
		d.press("1")
		listed("1 Spends", 11, "figma")
		d.press("shift+tab")
		listed("the tab before the first", 11, "merchant:aws")
		d.press("esc")
		listed("a saved filter that was cleared", 48, "")
		d.press("7")
		listed("the second again", 11, "merchant:aws")
		d.View()
		d.send(tea.MouseClickMsg{X: d.tabs[screenCount].from + 1, Y: d.layout.tabs, Button: tea.MouseLeft})
		listed("a click on the first", 4, "amount:>500")
		d.press("8")
		listed("a key without a filter", 4, "amount:>500")
	})
}
