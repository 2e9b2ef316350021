package guard

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestQuietOpensIt(t *testing.T) {
	var g Guard
	g.Start(1)
	if ignored, _ := g.Ignores(tea.KeyPressMsg{Code: 'y'}); !ignored {
		t.Fatal("a key at once got through")
	}
	g.Update(Waited{serial: 1, keys: 0})
	if !g.Shut() {
		t.Fatal("it opened although a key had been pressed since")
	}
	g.Update(Waited{serial: 2, keys: 1})
	if !g.Shut() {
		t.Fatal("another guard's message opened it")
	}
	g.Update(Waited{serial: 1, keys: 1})
	if g.Shut() {
		t.Fatal("quiet didn't open it")
	}
	if ignored, _ := g.Ignores(tea.KeyPressMsg{Code: 'y', IsRepeat: true}); !ignored {
		t.Fatal("a held key got through")
	}
}

func TestTheLimitOpensIt(t *testing.T) {
	var g Guard
	g.Start(1)
	g.Ignores(tea.KeyPressMsg{Code: 'y'})
	g.Update(Waited{serial: 1, any: true})
	if g.Shut() {
		t.Fatal("the limit didn't open it")
	}
}
