package field

import (
	"testing"

	tea "charm.land/bubbletea/v2"

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

func TestMarksGoWithTheirLetter(t *testing.T) {
	var f Field
	f.SetValue("ae\u0301")
	press(&f, tea.Key{Code: tea.KeyBackspace})
	if got := f.Value(); got != "a" {
		t.Errorf("after backspace: %q", got)
	}
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
