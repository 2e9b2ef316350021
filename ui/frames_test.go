package ui

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
)

// screens are the ways to the screens.
func screens() map[string][]string {
	return map[string][]string{
		"spends": nil, "queue": {"2"}, "swaps": {"3"}, "activity": {"4"}, "charts": {"5"},
		"details": {"2", "enter"},
	}
}

// scenes are the ways to everything else that can be seen.
func scenes() map[string][]string {
	return map[string][]string{
		"marked":     {"2", "space"},
		"theme":      {"T"},
		"filter":     {"/", "o", "p", "e", "n"},
		"alike":      {"2", "j", "enter"},
		"nomatch":    {":", "z", "q", "x"},
		"receipt":    {"3", "j", "enter"},
		"unknown":    {"3", "enter"},
		"entry":      {"4", "enter"},
		"help":       {"?"},
		"palette":    {":", "o", "p"},
		"approve":    {"2", "a", "o", "k", "tab"},
		"track":      {"t"},
		"connection": {"i"},
		"problem":    {"t", "x", "enter", "esc"},
		"disabled":   {"4", "O"},
	}
}

func treasuries() map[string]func() *fakeTreasury {
	return map[string]func() *fakeTreasury{
		"normal": normalTreasury, "empty": emptyTreasury, "starting": startingTreasury, "loading": loadingTreasury,
		"offline": offlineTreasury, "hostile": hostileTreasury, "refused": refusedTreasury, "following": followingTreasury,
	}
}

// sizes are the terminals that every screen is drawn in: the usual one, a small
// one, one with details beside the list, and the smallest with all parts.
func sizes() [][2]int { return [][2]int{{120, 36}, {80, 24}, {200, 50}, {60, 16}} }

// TestScreens draws every screen in every state of the treasury, a file each
// with a frame for each size.
func TestScreens(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"loading", "empty", "normal", "offline", "hostile"} {
		treasury := treasuries()[name]
		for shown, keys := range screens() {
			t.Run(shown+"/"+name, func(t *testing.T) {
				t.Parallel()
				var frames strings.Builder
				for _, size := range sizes() {
					within(t, treasury, size[0], size[1], func(d *dashboard) {
						d.press(keys...)
						d.fits(size[0], size[1])
						fmt.Fprintf(&frames, "%d×%d\n%s\n", size[0], size[1], d.plain())
					})
				}
				golden.RequireEqual(t, frames.String())
			})
		}
	}
}

func TestFrames(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{120, 36}, {80, 24}} {
		for scene, keys := range scenes() {
			t.Run(fmt.Sprintf("%s-%dx%d", scene, size[0], size[1]), func(t *testing.T) {
				within(t, normalTreasury, size[0], size[1], func(d *dashboard) {
					d.press(keys...)
					golden.RequireEqual(t, d.plain())
				})
			})
		}
		for _, name := range []string{"starting", "refused", "following"} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				within(t, treasuries()[name], size[0], size[1], func(d *dashboard) {
					golden.RequireEqual(t, d.plain())
				})
			})
		}
	}
}

// TestEveryFrameFits holds everything in every state in every size against the
// terminal: as tall as it is, and no line wider, in cells.
func TestEveryFrameFits(t *testing.T) {
	t.Parallel()
	sizes := [][2]int{{120, 36}, {80, 24}, {200, 50}, {150, 20}, {60, 16}, {59, 15}, {100, 24}, {99, 23}, {40, 10}, {20, 5}, {3, 2}, {1, 1}, {300, 2}, {2, 80}}
	everywhere(t, treasuries(), func(d *dashboard) {
		for _, size := range sizes {
			d.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			d.fits(size[0], size[1])
		}
	})
}

func TestNoEscapeOfOthersReachesTheTerminal(t *testing.T) {
	t.Parallel()
	everywhere(t, map[string]func() *fakeTreasury{"hostile": hostileTreasury}, func(d *dashboard) {
		for _, size := range [][2]int{{200, 50}, {80, 24}} {
			d.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			for _, r := range d.plain() {
				if r != '\n' && (r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0) || r == '\u202e' || r == '\u200b' || r == '\u2066') {
					d.t.Fatalf("the frame has %U", r)
				}
			}
		}
	})
}

// everywhere looks at every screen and scene over every treasury.
func everywhere(t *testing.T, treasuries map[string]func() *fakeTreasury, look func(d *dashboard)) {
	t.Helper()
	ways := screens()
	maps.Copy(ways, scenes())
	for name, treasury := range treasuries {
		for way, keys := range ways {
			t.Run(name+"-"+way, func(t *testing.T) {
				t.Parallel()
				within(t, treasury, 120, 36, func(d *dashboard) {
					d.press(keys...)
					look(d)
				})
			})
		}
	}
}

func (d *dashboard) plain() string {
	return ansi.Strip(d.View().Content)
}

func (d *dashboard) fits(width, height int) {
	d.t.Helper()
	lines := strings.Split(d.View().Content, "\n")
	if len(lines) != height {
		d.t.Errorf("%dx%d: the frame has %d lines\n%s", width, height, len(lines), d.plain())
	}
	for i, line := range lines {
		if got := ansi.StringWidth(line); got > width {
			d.t.Errorf("%dx%d: line %d is %d cells wide: %q", width, height, i, got, ansi.Strip(line))
		}
	}
	if cursor := d.View().Cursor; cursor != nil && (cursor.X >= width || cursor.Y >= height) {
		d.t.Errorf("%dx%d: the cursor is at %d,%d", width, height, cursor.X, cursor.Y)
	}
}

func TestLinkFrames(t *testing.T) {
	for _, size := range [][2]int{{120, 40}, {80, 24}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			within(t, normalTreasury, size[0], size[1], func(d *dashboard) {
				d.options.Browser = nil
				d.press("2", "o")
				golden.RequireEqual(t, d.plain())
				d.fits(size[0], size[1])
				if !strings.Contains(d.View().Content, "\x1b]8;;https://app.dino.id/agents/approvals?spendRequestId=req_01jwxabc9f2") {
					t.Error("the address is not a link")
				}
				d.noted()
			})
		})
	}
}
