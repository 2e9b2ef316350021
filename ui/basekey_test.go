package ui

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestBindingsAreFoundByTheirPlaceUnderAnyLayout(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		key    tea.Key
		typing bool
		want   string
	}{
		"ctrl+c in Russian":                {tea.Key{Code: 'с', BaseCode: 'c', Mod: tea.ModCtrl}, false, "ctrl+c"},
		"ctrl+c in Russian, in a field":    {tea.Key{Code: 'с', BaseCode: 'c', Mod: tea.ModCtrl}, true, "ctrl+c"},
		"a letter in Greek":                {tea.Key{Code: 'ξ', BaseCode: 'j', Text: "ξ"}, false, "j"},
		"a capital in Greek":               {tea.Key{Code: 'σ', ShiftedCode: 'Σ', BaseCode: 's', Text: "Σ", Mod: tea.ModShift}, false, "S"},
		"a letter on a key of punctuation": {tea.Key{Code: 'ж', ShiftedCode: 'Ж', BaseCode: ';', Text: "Ж", Mod: tea.ModShift}, false, ":"},
		"a letter in a field":              {tea.Key{Code: 'ф', BaseCode: 'a', Text: "ф"}, true, "ф"},
		"another Latin layout":             {tea.Key{Code: 'a', BaseCode: 'q', Text: "a"}, false, "a"},
		"a sign that the layout has":       {tea.Key{Code: '.', BaseCode: '/', Text: "."}, false, "."},
		"a terminal that doesn't tell":     {tea.Key{Code: 'ф', Text: "ф"}, false, "ф"},
	} {
		if got := baseKey(tea.KeyPressMsg(c.key), c.typing).String(); got != c.want {
			t.Errorf("%s is %q, want %q", name, got, c.want)
		}
	}
}
