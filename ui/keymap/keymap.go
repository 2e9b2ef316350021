// Package keymap is the one list of what can be done and with which key. The
// dispatch, the help and the palette all read it, so they can't disagree.
//
// It never does anything itself and never knows a screen.
package keymap

import (
	"fmt"
	"slices"
	"strings"
)

// Binding ties keys to a command.
type Binding struct {
	Command Command
	// Name is the stable name for the config file.
	Name string
	// Keys are named as Bubble Tea names them; "space" is the space bar.
	Keys []string
	// Title says in two or three words what it does.
	Title string
	Group Group
	Scope Scope
	// Movement keeps it out of the palette: nobody looks up "down" by name.
	Movement bool
}

// Label is the keys as the help shows them.
func (b Binding) Label() string {
	shown := make([]string, len(b.Keys))
	for i, key := range b.Keys {
		shown[i] = keyLabel(key)
	}
	return strings.Join(shown, " ")
}

// Key is the first key as hints show it; "" when it has none.
func (b Binding) Key() string {
	if len(b.Keys) == 0 {
		return ""
	}
	return keyLabel(b.Keys[0])
}

// Map finds commands by key and bindings by command. It never changes once
// built.
type Map struct {
	bindings  []Binding
	byKey     map[string][]int
	byCommand map[Command]int
}

// New is the default map with the keys of some names replaced. A name that
// isn't known, and a key that would mean two things in one place, are errors
// that name both.
func New(overrides map[string][]string) (*Map, error) {
	bindings := defaults()
	for name, keys := range overrides {
		i := slices.IndexFunc(bindings, func(b Binding) bool { return b.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("no action is named %q", name)
		}
		bindings[i].Keys = keys
	}
	return index(bindings)
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
func (m *Map) Find(place Scope, key string) []Command {
	var found []Command
	for _, i := range m.byKey[key] {
		if b := m.bindings[i]; b.Scope&place != 0 {
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

func index(bindings []Binding) (*Map, error) {
	m := &Map{bindings: bindings, byKey: make(map[string][]int), byCommand: make(map[Command]int)}
	for i, binding := range bindings {
		m.byCommand[binding.Command] = i
		for _, key := range binding.Keys {
			for _, other := range m.byKey[key] {
				// A narrower binding may stand before a wider one.
				if clash := bindings[other]; clash.Scope == binding.Scope {
					return nil, fmt.Errorf("the key %q is bound to both %q and %q", key, clash.Name, binding.Name)
				}
			}
			m.byKey[key] = append(m.byKey[key], i)
		}
	}
	for _, found := range m.byKey {
		slices.SortStableFunc(found, func(a, b int) int {
			return width(bindings[a].Scope) - width(bindings[b].Scope)
		})
	}
	return m, nil
}

// width is how many places a scope has.
func width(scope Scope) int {
	places := 0
	for ; scope != 0; scope &= scope - 1 {
		places++
	}
	return places
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
