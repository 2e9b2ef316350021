package themes

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/dialog"
)

func opened(worn theme.Scheme) *Themes {
	return New(dialog.Scene{Theme: worn.Build(true, theme.DepthFull)}, worn)
}

func pressed(d *Themes, key rune) act.Action {
	_, action := d.Update(tea.KeyPressMsg{Code: key, Text: string(key)})
	return action
}

func TestASchemeIsTriedOnAsTheCursorPassesAndTakenOffAgain(t *testing.T) {
	t.Parallel()
	worn, err := theme.Named("contrast")
	if err != nil {
		t.Fatal(err)
	}
	d := opened(worn)
	wear, ok := pressed(d, 'j').(act.Wear)
	if !ok || wear.Scheme.Name != "deuteranopia" {
		t.Errorf("the next scheme is %+v", wear.Scheme.Name)
	}
	_, action := d.Update(tea.KeyPressMsg{Code: tea.KeyEscape})
	if back, ok := action.(act.CloseWearing); !ok || back.Scheme.Name != "contrast" {
		t.Errorf("esc asks for %+v", action)
	}
	if _, ok := func() act.Action { _, a := d.Update(tea.KeyPressMsg{Code: tea.KeyEnter}); return a }().(act.Close); !ok {
		t.Error("enter doesn't close")
	}
}

func TestTheCursorStopsAtTheEnds(t *testing.T) {
	t.Parallel()
	d := opened(theme.Scheme{})
	if wear := pressed(d, 'k').(act.Wear); wear.Scheme.Name != theme.DefaultScheme {
		t.Errorf("above the first is %s", wear.Scheme.Name)
	}
	var last string
	for range 20 {
		last = pressed(d, 'j').(act.Wear).Scheme.Name
	}
	if schemes := theme.Schemes(); last != schemes[len(schemes)-1].Name {
		t.Errorf("the last is %s", last)
	}
}

func TestASchemeOfAFileIsListedToo(t *testing.T) {
	t.Parallel()
	mine, err := theme.Parse([]byte("name = \"mine\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	if view := ansi.Strip(opened(mine).View()); !strings.Contains(view, "▌ mine") {
		t.Errorf("it shows\n%s", view)
	}
}
