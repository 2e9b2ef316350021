// Package keymap is the one list of what can be done and with which key. The
// dispatch, the help and the palette all read it, so they can't disagree. Keys
// and their help are Bubbles' key.Bindings.
//
// It never does anything itself and never knows a screen.
package keymap

import (
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
)

// Binding ties keys to a command. Keys are named as Bubble Tea names them;
// "space" is the space bar.
type Binding struct {
	key.Binding
	Command Command
	// Name is the stable name for the config file.
	Name  string
	Group Group
	Scope Scope
	// Movement puts it behind the others in the palette: few look up "down" by
	// name.
	Movement bool
}

// Title says in two or three words what it does.
func (b Binding) Title() string { return b.Help().Desc }

// Label is the keys as the help shows them.
func (b Binding) Label() string { return b.Help().Key }

// Key is the first key as hints show it; "" when it has none.
func (b Binding) Key() string {
	if len(b.Keys()) == 0 {
		return ""
	}
	return keyLabel(b.Keys()[0])
}

// rebind gives it other keys.
func (b *Binding) rebind(keys []string) {
	labels := make([]string, len(keys))
	for i, name := range keys {
		labels[i] = keyLabel(name)
	}
	b.SetKeys(keys...)
	b.SetHelp(strings.Join(labels, " "), b.Title())
}

// Map finds commands by key and bindings by command. It never changes once
// built.
type Map struct {
	bindings []Binding
	// narrowest is the bindings in the order in which a key is looked up: those
	// of few places first.
	narrowest []Binding
	byCommand map[Command]int
}

// New is the default map with the keys of some names replaced. A name that
// isn't known, and a key that would mean two things in one place, are errors
// that name both.
func New(overrides map[string][]string) (*Map, error) {
	bindings := defaults()
	for _, name := range slices.Sorted(maps.Keys(overrides)) {
		i := slices.IndexFunc(bindings, func(b Binding) bool { return b.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("no action is named %q; there are %s", name, strings.Join(names(bindings), ", "))
		}
		bindings[i].rebind(overrides[name])
	}
	if err := clash(bindings); err != nil {
		return nil, err
	}
	m := &Map{bindings: bindings, narrowest: slices.Clone(bindings), byCommand: make(map[Command]int)}
	for i, binding := range bindings {
		m.byCommand[binding.Command] = i
	}
	slices.SortStableFunc(m.narrowest, func(a, b Binding) int {
		return bits.OnesCount8(uint8(a.Scope)) - bits.OnesCount8(uint8(b.Scope))
	})
	return m, nil
}

// Without is the map without some commands: those that there is nothing for.
func (m *Map) Without(commands ...Command) *Map {
	gone := func(b Binding) bool { return slices.Contains(commands, b.Command) }
	kept := &Map{
		bindings:  slices.DeleteFunc(slices.Clone(m.bindings), gone),
		narrowest: slices.DeleteFunc(slices.Clone(m.narrowest), gone),
		byCommand: make(map[Command]int),
	}
	for i, binding := range kept.bindings {
		kept.byCommand[binding.Command] = i
	}
	return kept
}

// Default is the map without overrides.
func Default() *Map {
	m, err := New(nil)
	if err != nil {
		panic("keymap: the defaults clash: " + err.Error())
	}
	return m
}

// Find is the commands that a key may mean in a place, the place's own first.
// There is more than one only when a key has a meaning of its own there and
// another everywhere.
func (m *Map) Find(place Scope, pressed fmt.Stringer) []Command {
	var found []Command
	for _, b := range m.narrowest {
		if b.Scope&place != 0 && key.Matches(pressed, b.Binding) {
			found = append(found, b.Command)
		}
	}
	return found
}

// Binding is the binding of a command.
func (m *Map) Binding(command Command) Binding {
	i, known := m.byCommand[command]
	if !known {
		return Binding{}
	}
	return m.bindings[i]
}

// Key is the first key of a command as hints show it.
func (m *Map) Key(command Command) string { return m.Binding(command).Key() }

// All lists the bindings in the order of the help.
func (m *Map) All() []Binding { return slices.Clone(m.bindings) }

// clash is the first key that means two things in one place. Only what is so by
// default is meant so: there the narrower binding stands before the wider one.
func clash(bindings []Binding) error {
	meant := defaults()
	for i, binding := range bindings {
		for j, other := range bindings[:i] {
			for _, name := range binding.Keys() {
				if binding.Scope&other.Scope == 0 || !slices.Contains(other.Keys(), name) {
					continue
				}
				if slices.Contains(meant[i].Keys(), name) && slices.Contains(meant[j].Keys(), name) {
					continue
				}
				return fmt.Errorf("the key %q would mean both %q (%s) and %q (%s)", name, other.Name, other.Title(), binding.Name, binding.Title())
			}
		}
	}
	return nil
}

func names(bindings []Binding) []string {
	var all []string
	for _, binding := range bindings {
		all = append(all, binding.Name)
	}
	return all
}

func keyLabel(key string) string {
	switch key {
	case "up":
		return "↑"
	case "down":
		return "↓"
	case "left":
		return "←"
	case "right":
		return "→"
	}
	return key
}
