package ui

import (
	"strings"
	"testing"

	"coffer/state"
)

func someProfiles() []Profile {
	return []Profile{
		{Name: "", Environment: state.Sandbox, Host: "in this program"},
		{Name: "prod", Environment: state.Live, Host: "api.dino.id", Current: true},
		{Name: "trial", Environment: state.Test, Host: "api.dino.id"},
	}
}

func TestAProfileIsSwitchedToByAKeyAndASecondOne(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		d.options.Profiles = someProfiles()
		d.press("P")
		d.shows("Switch profile", "no profile", " LIVE ", "api.dino.id · open now", " TEST ")
		if d.Next() != nil {
			t.Error("it went on at once")
		}
		d.press("enter")
		if d.Next() != nil || !d.dialogs.Empty() {
			t.Error("the profile that is open was opened again")
		}
		d.press("P", "j", "j", "enter")
		if next := d.Next(); next == nil || *next != "trial" {
			t.Errorf("it goes on with %v", next)
		}
	})
}

func TestWhatHasNoOutcomeIsSaidBeforeAProfileIsLeft(t *testing.T) {
	within(t, normalTreasury, 80, 24, func(d *dashboard) {
		d.options.Profiles = someProfiles()
		d.put(state.Changes{Intents: []state.Intent{doubt()}})
		d.press("P")
		d.shows("1 intent without a known outcome stays", "same key")
		d.press("esc")
		if d.Next() != nil {
			t.Error("it went on")
		}
	})
}

func TestWithoutOtherProfilesThereIsNoSwitch(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		d.press("P")
		if !d.dialogs.Empty() || !strings.Contains(d.plain(), "switch profile — disabled: there is one only") {
			t.Errorf("it shows:\n%s", d.plain())
		}
	})
}
