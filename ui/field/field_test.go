package field

import (
	"strings"
	"testing"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"coffer/theme"
	"coffer/ui/cells"
)

func TestEditing(t *testing.T) {
	var f Field
	f.SetValue("gpu time")
	press(&f, tea.Key{Code: tea.KeyLeft}, tea.Key{Code: 'w', Mod: tea.ModCtrl})
	if got := f.Value(); got != "gpu e" {
		t.Errorf("after left and ctrl+w: %q", got)
	}
	press(&f, tea.Key{Code: 'x', Text: "日本"})
	if got := f.Value(); got != "gpu 日本e" {
		t.Errorf("after typing: %q", got)
	}
	if got := f.Column(20); got != 8 {
		t.Errorf("the cursor stands at %d, want 8", got)
	}
	f.Update(tea.PasteMsg{Content: "a\x1b[31m\nb\n"})
	if got := f.Value(); got != "gpu 日本a[31m be" {
		t.Errorf("after a paste: %q", got)
	}
}

func TestJoinersAreKeptWhereOthersReadTheTextAndNeverDrawn(t *testing.T) {
	read, other := Field{KeepsJoiners: true}, Field{}
	for _, f := range []*Field{&read, &other} {
		f.Update(tea.PasteMsg{Content: "👩\u200d💻x\u200b"})
		pen := cells.NewPen(20)
		f.Draw(pen, theme.Plain(), 20)
		if got := strings.TrimRight(pen.String(), " "); got != "👩💻x" || f.Column(20) != 5 {
			t.Errorf("it is drawn as %q with the cursor at %d", got, f.Column(20))
		}
		if f.LeftOut() != "invisible characters" {
			t.Errorf("it left out %q", f.LeftOut())
		}
	}
	if read.Value() != "👩\u200d💻x" || other.Value() != "👩💻x" {
		t.Errorf("they hold %q and %q", read.Value(), other.Value())
	}
	press(&read, tea.Key{Code: tea.KeyLeft}, tea.Key{Code: tea.KeyLeft}, tea.Key{Code: tea.KeyBackspace})
	if read.Value() != "💻x" {
		t.Errorf("a joiner stays alone: %q", read.Value())
	}
}

func TestMarksGoWithTheirLetter(t *testing.T) {
	var f Field
	f.SetValue("ae\u0301")
	press(&f, tea.Key{Code: tea.KeyBackspace})
	if got := f.Value(); got != "a" {
		t.Errorf("after backspace: %q", got)
	}
}

func TestTheCursorStepsOverMarks(t *testing.T) {
	var f Field
	f.SetValue("xe\u0301\u0302y")
	press(&f, tea.Key{Code: tea.KeyHome}, tea.Key{Code: tea.KeyRight}, tea.Key{Code: tea.KeyRight})
	if got := f.Column(20); got != 2 {
		t.Errorf("the cursor stands at %d, want 2", got)
	}
	press(&f, tea.Key{Code: tea.KeyLeft}, tea.Key{Code: tea.KeyDelete})
	if got := f.Value(); got != "xy" {
		t.Errorf("after delete: %q", got)
	}
}

func TestNoTextPassesForAKey(t *testing.T) {
	var f Field
	for _, text := range []string{"a", "left", "ctrl+u"} {
		press(&f, tea.Key{Code: tea.KeyExtended, Text: text})
	}
	if got := f.Value(); got != "aleftctrl+u" {
		t.Errorf("typed %q", got)
	}
}

// TestEveryEditingKey holds what is typed together with any keys against what
// a field promises: no panic, the limit, the filter, a cursor inside its room.
func TestEveryEditingKey(t *testing.T) {
	keys := []tea.Key{
		{Code: tea.KeyLeft},
		{Code: tea.KeyRight},
		{Code: tea.KeyHome},
		{Code: tea.KeyEnd},
		{Code: tea.KeyBackspace},
		{Code: tea.KeyDelete},
		{Code: tea.KeyTab},
		{Code: tea.KeyUp},
		{Code: tea.KeyDown},
		{Code: tea.KeyLeft, Mod: tea.ModCtrl},
		{Code: tea.KeyRight, Mod: tea.ModCtrl},
		{Code: tea.KeyBackspace, Mod: tea.ModAlt},
		{Code: tea.KeyBackspace, Mod: tea.ModShift},
		{Code: tea.KeyDelete, Mod: tea.ModAlt},
		{Code: 'd', Mod: tea.ModAlt},
		{Code: 'd', Mod: tea.ModCtrl},
		{Code: 'k', Mod: tea.ModCtrl},
		{Code: 'u', Mod: tea.ModCtrl},
		{Code: 'w', Mod: tea.ModCtrl},
		{Code: 'v', Mod: tea.ModCtrl},
		{Code: 'n', Mod: tea.ModCtrl},
		{Code: 'a', Text: "a"},
		{Code: ' ', Text: " "},
		{Code: '日', Text: "日"},
		{Code: 'e', Text: "e\u0301"},
		{Code: 'x', Text: "x\u202e\x1b"},
	}
	rapid.Check(t, func(t *rapid.T) {
		f := Field{Limit: 12, Accepts: func(r rune) bool { return r != 'x' }}
		for _, key := range rapid.SliceOfN(rapid.SampledFrom(keys), 0, 40).Draw(t, "keys") {
			before := f.Value()
			if changed := f.Update(tea.KeyPressMsg(key)); changed != (f.Value() != before) {
				t.Fatalf("%q became %q and reports %v", before, f.Value(), changed)
			}
			if utf8.RuneCountInString(f.Value()) > 12 || strings.ContainsAny(f.Value(), "x\u202e\x1b") {
				t.Fatalf("it took %q", f.Value())
			}
			if width := rapid.IntRange(1, 14).Draw(t, "width"); f.Column(width) >= width {
				t.Fatalf("width %d has its cursor at %d", width, f.Column(width))
			}
		}
	})
}

func TestNarrowRoomShowsTheCursor(t *testing.T) {
	var f Field
	f.SetValue("the quick brown 狐")
	for width := range 12 {
		pen := cells.NewPen(width)
		f.Draw(pen, theme.Plain(), width)
		if got := cells.Width(pen.String()); got != width {
			t.Errorf("width %d is drawn %d wide", width, got)
		}
		if got := f.Column(width); width > 0 && got >= width {
			t.Errorf("width %d has its cursor at %d", width, got)
		}
	}
}

func press(f *Field, keys ...tea.Key) {
	for _, key := range keys {
		f.Update(tea.KeyPressMsg(key))
	}
}
