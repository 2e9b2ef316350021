package ui

import (
	"strings"
	"testing"

	"coffer/state"
)

func TestNothingIsDoneWhereThereIsOnlyLookingOn(t *testing.T) {
	within(t, followingTreasury, 120, 36, func(d *dashboard) {
		if got := d.View().WindowTitle; got != "1 pending · SANDBOX · read-only" {
			t.Errorf("the title is %q", got)
		}
		d.shows("◌ read-only")
		for _, screen := range []string{"1", "2", "3", "4"} {
			for _, key := range []string{"n", "s", "a", "d", "o", "O", "t", "r", "space"} {
				d.press(screen, key)
				if !d.dialogs.Empty() || !strings.Contains(d.plain(), "disabled: read-only: another Coffer has this folder") {
					t.Errorf("%s under %s:\n%s", key, screen, d.plain())
				}
				d.press("esc")
			}
		}
		if len(d.treasury.retried)+len(d.treasury.opened)+len(d.treasury.told) != 0 {
			t.Error("something was done")
		}
	})
}

func TestAReadOnlyProfileLooksAndFollowsButChangesNothing(t *testing.T) {
	within(t, readingTreasury, 120, 36, func(d *dashboard) {
		if got := d.View().WindowTitle; got != "1 pending · SANDBOX · read-only" {
			t.Errorf("the title is %q", got)
		}
		d.shows(" SANDBOX  read-only", "◉ live")
		for _, screen := range []string{"1", "2", "3", "4"} {
			for _, key := range []string{"n", "s", "a", "d"} {
				d.press(screen, key)
				if !d.dialogs.Empty() || !strings.Contains(d.plain(), "disabled: read-only: this profile may only look") {
					t.Errorf("%s under %s:\n%s", key, screen, d.plain())
				}
				d.press("esc")
			}
		}
		d.press("3", "r")
		if len(d.treasury.retried)+len(d.treasury.told) != 0 {
			t.Error("something was done")
		}
		d.press("esc", "t")
		if d.dialogs.Empty() {
			t.Errorf("an id can't be followed:\n%s", d.plain())
		}
		d.press("esc", "2", "o")
		d.shows("opened the approval page")
		if len(d.treasury.opened) == 0 {
			t.Error("that the approval page was shown is not written down")
		}
	})
}

func TestNoZeroIsShownBeforeAnythingIsKnown(t *testing.T) {
	for name, made := range map[string]func() *fakeTreasury{"starting": startingTreasury, "refused": refusedTreasury, "loading": func() *fakeTreasury {
		fake := startingTreasury()
		fake.book.SetLoading(state.Loading{Loaded: 0, Total: 10})
		return fake
	}} {
		t.Run(name, func(t *testing.T) {
			within(t, made, 120, 36, func(d *dashboard) {
				for _, zero := range []string{"nothing ", "$0.00", "0 approved", "as agents make them"} {
					if strings.Contains(d.plain(), zero) {
						t.Errorf("%q is said:\n%s", zero, d.plain())
					}
				}
			})
		})
	}
	within(t, refusedTreasury, 80, 24, func(d *dashboard) {
		d.shows("Nothing arrives from the bank", "the key is not known")
	})
}
