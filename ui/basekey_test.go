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
		"a letter of two languages":        {tea.Key{Code: 'é', BaseCode: '2', Text: "é"}, false, "2"},
		"a vowel sign in Hindi":            {tea.Key{Code: '\u094c', BaseCode: 'q', Text: "\u094c"}, false, "q"},
		"a digit in Persian":               {tea.Key{Code: '۲', BaseCode: '2', Text: "۲"}, false, "2"},
		"a tone mark in Thai":              {tea.Key{Code: '\u0e48', BaseCode: 'j', Text: "\u0e48"}, false, "j"},
		"an arrow":                         {tea.Key{Code: tea.KeyUp, BaseCode: 'x'}, false, "up"},
		"a terminal that doesn't tell":     {tea.Key{Code: 'ф', Text: "ф"}, false, "ф"},
	} {
		if got := new(keyboard).key(tea.KeyPressMsg(c.key), c.typing).String(); got != c.want {
			t.Errorf("%s is %q, want %q", name, got, c.want)
		}
	}
}

func TestASignIsTakenByItsPlaceOnceTheLayoutIsNoLatinOne(t *testing.T) {
	t.Parallel()
	var k keyboard
	for i, c := range []struct {
		key  tea.Key
		want string
	}{
		{tea.Key{Code: '/', BaseCode: 'q', Text: "/"}, "/"},
		{tea.Key{Code: 'ש', BaseCode: 'a', Text: "ש"}, "a"},
		{tea.Key{Code: '/', BaseCode: 'q', Text: "/"}, "q"},
		{tea.Key{Code: '.', BaseCode: '/', Text: "."}, "/"},
		{tea.Key{Code: '7', ShiftedCode: '?', BaseCode: '7', Text: "?", Mod: tea.ModShift}, "?"},
		{tea.Key{Code: 'q', BaseCode: 'q', Text: "q"}, "q"},
		{tea.Key{Code: '/', BaseCode: 'q', Text: "/"}, "/"},
	} {
		if got := k.key(tea.KeyPressMsg(c.key), false).String(); got != c.want {
			t.Errorf("key %d is %q, want %q", i, got, c.want)
		}
	}
}
