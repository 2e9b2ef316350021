package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/details"
	"coffer/ui/news"
)

// place is where the cursor is: on which record, in which row of the list, and
// on which line of the screen.
type place struct {
	id        string
	row, of   int
	line      int
	following bool
}

func (d *dashboard) place(t *rapid.T) place {
	p := place{id: details.ID(d.screen().Subject()), line: -1}
	p.row, p.of = d.screen().Position()
	for line, text := range strings.Split(d.plain(), "\n") {
		if strings.HasPrefix(text, " "+theme.GlyphGutter) {
			p.line = line - d.layout.body
		}
	}
	if (p.of > 0) != (p.id != "") || (p.of > 0) != (p.line >= 0) {
		t.Fatalf("%d rows, and the cursor is on %q at line %d:\n%s", p.of, p.id, p.line, d.plain())
	}
	p.row--
	p.following = d.current == spendsScreen && d.filterOf() == "" && d.spends.Usual() && p.row == 0
	return p
}

// heldStill fails when what was under the cursor is somewhere else, though it is
// still listed.
func (d *dashboard) heldStill(t *rapid.T, before place, listed bool, what string) {
	after := d.place(t)
	switch {
	case before.id == "" || !listed:
		return
	case before.following:
		if after.row != 0 {
			t.Fatalf("%s: the list doesn't follow the newest: row %d", what, after.row)
		}
		return
	case after.id != before.id:
		t.Fatalf("%s moved the cursor from %s to %s:\n%s", what, before.id, after.id, d.plain())
	}
	// The line is the same but where the list has no rows to fill the screen.
	height := d.layout.bodyLines
	top := min(max(after.row-before.line, 0), max(after.of-height, 0))
	if want := after.row - top; after.line != want {
		t.Fatalf("%s moved %s from line %d to %d, want %d", what, before.id, before.line, after.line, want)
	}
}

// TestSelectionAndScrollNeverMoveByThemselves plays arrivals, decisions, sorts,
// filters and moves at random over the whole dashboard. Only a move may move
// the cursor; a sort or a filter may move the rows, but not the cursor off its
// record.
func TestSelectionAndScrollNeverMoveByThemselves(t *testing.T) {
	within(t, startingTreasury, 100, 22, func(bubble *dashboard) {
		// Without Deadline, which a bubble forbids.
		rapid.Check(struct{ testing.TB }{t}, func(t *rapid.T) {
			d := &dashboard{t: bubble.t, treasury: startingTreasury()}
			d.Model = New(Options{Treasury: d.treasury, Now: fixed, Who: "ada", ReducedMotion: true})
			defer func() { d.quit() }()
			d.send(tea.WindowSizeMsg{Width: 100, Height: 22})
			now, known := fixed(), 0
			put := func(requests ...*state.Spend) {
				d.treasury.book.Put(state.Changes{Spends: requests}, now)
				d.send(news.BookChanged{Book: d.treasury.View()})
			}
			arrive := func(t *rapid.T) {
				var requests []*state.Spend
				for range rapid.IntRange(1, 12).Draw(t, "how many") {
					known++
					status := rapid.SampledFrom([]state.SpendStatus{state.NeedsApproval, state.NeedsApproval, state.Approved, state.Declined}).Draw(t, "status")
					merchant := rapid.SampledFrom([]string{"AWS", "OpenAI", "A Wise Shop", "Figma"}).Draw(t, "merchant")
					requests = append(requests, request(fmt.Sprintf("req_%04d", known), status, int64(rapid.IntRange(1, 90_000).Draw(t, "cents")), merchant, "x",
						time.Duration(rapid.IntRange(-known, 300).Draw(t, "age"))*time.Second))
				}
				put(requests...)
			}
			arrive(t)
			for range 12 {
				d.press(rapid.SampledFrom([]string{"1", "2"}).Draw(t, "screen"))
				for range rapid.IntRange(0, 3).Draw(t, "moves") {
					d.press(rapid.SampledFrom([]string{"j", "j", "k", "pgdown", "pgup", "G", "g"}).Draw(t, "move"))
				}
				before := d.place(t)
				still := func() bool {
					if before.id == "" {
						return false
					}
					if d.current == queueScreen {
						_, there := d.book.Queue.Rank(d.book.Spend(before.id))
						return there
					}
					return d.spends.Lists(before.id)
				}
				switch rapid.SampledFrom([]string{"arrive", "arrive", "decide", "tidy", "sort", "reverse", "filter", "tick"}).Draw(t, "what") {
				case "arrive":
					arrive(t)
					d.heldStill(t, before, still(), "an arrival")
				case "decide":
					row := rapid.IntRange(0, d.book.Spends.Len()-1).Draw(t, "row")
					decided := *d.book.Spends.At(row)
					decided.Status, decided.DecidedAt = state.Approved, state.MomentOf(now)
					put(&decided)
					d.heldStill(t, before, still(), "a decision")
				case "tidy":
					now = now.Add(11 * time.Second)
					d.treasury.book.Tidy(now)
					d.send(news.BookChanged{Book: d.treasury.View()})
					d.heldStill(t, before, still(), "a decided row that left")
				case "tick":
					now = now.Add(time.Second)
					d.send(news.Ticked{Now: now})
					d.heldStill(t, before, still(), "a second")
				case "sort", "reverse", "filter":
					d.press("1")
					held := details.ID(d.screen().Subject())
					if what := rapid.SampledFrom([]string{"S", "R", "aws", "-figma", "status:needs >100", ""}).Draw(t, "filter"); len(what) == 1 {
						d.press(what)
					} else {
						d.filtered(what)
					}
					if got := details.ID(d.screen().Subject()); held != "" && d.spends.Lists(held) && got != held {
						t.Fatalf("another order moved the cursor from %s to %s", held, got)
					}
				}
			}
		})
	})
}

func TestARowOfTheQueueStaysUnderTheHandWhileOthersAreDecided(t *testing.T) {
	within(t, startingTreasury, 100, 30, func(d *dashboard) {
		var requests []*state.Spend
		for i := range 8 {
			requests = append(requests, request(fmt.Sprintf("req_%d", i), state.NeedsApproval, 30_000, "AWS", "load test", time.Duration(60-i)*time.Minute))
		}
		d.put(state.Changes{Spends: requests})
		d.press("2", "j", "j", "j")
		rows := func() string {
			return strings.Join(strings.Split(d.plain(), "\n")[d.layout.body:d.layout.body+5], "\n")
		}
		before := rows()
		decided := *requests[1]
		decided.Status, decided.DecidedAt = state.Approved, ago(0)
		d.put(state.Changes{Spends: []*state.Spend{&decided, request("req_new", state.NeedsApproval, 100, "Figma", "seat", 0)}})
		after := strings.Replace(rows(), "● approved      ", "◔ needs approval", 1)
		if d.spend().ID != "req_3" || after != before {
			t.Errorf("the rows moved:\n%s\nwere\n%s", after, before)
		}
		d.treasury.book.Tidy(fixed().Add(11 * time.Second))
		d.send(news.BookChanged{Book: d.treasury.View()})
		if d.spend().ID != "req_3" {
			t.Errorf("a row that left moved the cursor to %s", d.spend().ID)
		}
	})
}
