package keymap

import (
	"strings"
	"testing"
)

func TestEveryCommandIsBoundOnceAndNamed(t *testing.T) {
	m, names := Default(), make(map[string]bool)
	for command := None + 1; command <= Quit; command++ {
		binding := m.Binding(command)
		if binding.Command != command || binding.Name == "" || binding.Title() == "" || len(binding.Keys()) == 0 || binding.Label() == "" || binding.Scope == 0 {
			t.Errorf("command %d has no whole binding: %+v", command, binding)
		}
		if names[binding.Name] {
			t.Errorf("the name %q is taken twice", binding.Name)
		}
		names[binding.Name] = true
	}
	if got := len(m.All()); got != int(Quit) {
		t.Errorf("%d bindings for %d commands", got, Quit)
	}
}

func TestPlaceWinsOverAnywhere(t *testing.T) {
	m := Default()
	if got := m.Find(InSwaps, pressed("r")); len(got) != 2 || got[0] != AskAgain || got[1] != RefreshNow {
		t.Errorf("r under 3 Swaps means %v", got)
	}
	if got := m.Find(InQueue, pressed("r")); len(got) != 1 || got[0] != RefreshNow {
		t.Errorf("r under 2 Queue means %v", got)
	}
}

func TestOverrides(t *testing.T) {
	m, err := New(map[string][]string{"quit": {"Q"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Find(InSpends, pressed("Q")); len(got) != 1 || got[0] != Quit {
		t.Errorf("Q means %v", got)
	}
	if got := m.Find(InSpends, pressed("q")); len(got) != 0 {
		t.Errorf("q still means %v", got)
	}
	if got := m.Binding(Quit).Label(); got != "Q" {
		t.Errorf("the help shows %q", got)
	}
	_, err = New(map[string][]string{"quit": {"n"}})
	if err == nil || !strings.Contains(err.Error(), "new-spend") || !strings.Contains(err.Error(), "quit") {
		t.Errorf("a clash must name both actions: %v", err)
	}
	if _, err = New(map[string][]string{"fly": {"f"}}); err == nil {
		t.Error("an unknown action was taken")
	}
}

// pressed is a key as a message names it.
type pressed string

func (p pressed) String() string { return string(p) }
