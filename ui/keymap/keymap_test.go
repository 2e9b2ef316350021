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
	if _, err = New(map[string][]string{"fly": {"f"}}); err == nil || !strings.Contains(err.Error(), "there are details, open, ") {
		t.Errorf("an unknown action was taken, or what there is not told: %v", err)
	}
}

func TestAClashNamesBothActions(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		overrides map[string][]string
		want      []string
	}{
		"everywhere":                     {map[string][]string{"quit": {"n"}}, []string{`"n"`, `"new-spend" (new spend)`, `"quit" (quit)`}},
		"hidden in one place":            {map[string][]string{"sort": {"o"}}, []string{`"o"`, `"open"`, `"sort"`}},
		"two that were both moved":       {map[string][]string{"track": {"x"}, "theme": {"x"}}, []string{`"x"`, `"track"`, `"theme"`}},
		"exchanged":                      {map[string][]string{"new-spend": {"s"}, "swap": {"n"}}, nil},
		"in places of their own":         {map[string][]string{"sort": {"x"}, "copy-page": {"x"}}, nil},
		"what is so by default, spelled": {map[string][]string{"ask-again": {"r"}, "refresh": {"r"}}, nil},
		"given up":                       {map[string][]string{"mark": {}}, nil},
	} {
		_, err := New(tt.overrides)
		if (err == nil) != (tt.want == nil) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, part := range tt.want {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %q isn't named: %v", name, part, err)
			}
		}
	}
}

// pressed is a key as a message names it.
type pressed string

func (p pressed) String() string { return string(p) }
