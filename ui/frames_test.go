package ui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
)

// scenes are ways to everything that can be seen.
func scenes() map[string][]string {
	return map[string][]string{
		"spends":     nil,
		"queue":      {"2", "space"},
		"swaps":      {"3"},
		"activity":   {"4"},
		"charts":     {"5"},
		"theme":      {"T"},
		"filter":     {"/", "o", "p", "e", "n"},
		"details":    {"2", "j", "enter"},
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
		"normal": normalTreasury, "empty": emptyTreasury, "loading": loadingTreasury,
		"offline": offlineTreasury, "hostile": hostileTreasury, "refused": refusedTreasury, "following": followingTreasury,
	}
}

func TestFrames(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}} {
		for scene, keys := range scenes() {
			t.Run(fmt.Sprintf("%s-%dx%d", scene, size[0], size[1]), func(t *testing.T) {
				within(t, normalTreasury, size[0], size[1], func(d *dashboard) {
					d.press(keys...)
					golden.RequireEqual(t, d.plain())
				})
			})
		}
		for name, treasury := range treasuries() {
			if name == "normal" {
				continue
			}
			t.Run(fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), func(t *testing.T) {
				within(t, treasury, size[0], size[1], func(d *dashboard) {
					golden.RequireEqual(t, d.plain())
				})
			})
		}
	}
}

func TestWideFrames(t *testing.T) {
	within(t, normalTreasury, 200, 50, func(d *dashboard) {
		d.press("2", "j")
		golden.RequireEqual(t, d.plain())
	})
}

// TestEveryFrameFits holds every scene in every state in every size against the
// terminal: as tall as it is, and no line wider, in cells.
func TestEveryFrameFits(t *testing.T) {
	sizes := [][2]int{{120, 36}, {80, 24}, {200, 50}, {150, 20}, {60, 16}, {59, 15}, {100, 24}, {99, 23}, {40, 10}, {20, 5}, {3, 2}, {1, 1}, {300, 2}, {2, 80}}
	for name, treasury := range treasuries() {
		for scene, keys := range scenes() {
			t.Run(name+"-"+scene, func(t *testing.T) {
				within(t, treasury, sizes[0][0], sizes[0][1], func(d *dashboard) {
					d.press(keys...)
					for _, size := range sizes {
						d.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
						d.fits(size[0], size[1])
					}
				})
			})
		}
	}
}

func TestNoEscapeOfOthersReachesTheTerminal(t *testing.T) {
	within(t, hostileTreasury, 200, 50, func(d *dashboard) {
		for _, r := range d.plain() {
			if r != '\n' && (r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0) || r == '\u202e' || r == '\u200b' || r == '\u2066') {
				t.Fatalf("the frame has %U", r)
			}
		}
	})
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
				if len(d.treasury.opened) != 1 {
					t.Errorf("noted %v", d.treasury.opened)
				}
			})
		})
	}
}
