package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/ui/news"
)

// filtered types a filter and keeps it.
func (d *dashboard) filtered(text string) {
	d.press("/")
	d.filter.SetValue("")
	d.send(tea.PasteMsg{Content: text})
	d.press("enter")
}

func (d *dashboard) bottom() string {
	lines := strings.Split(d.plain(), "\n")
	return lines[len(lines)-2]
}

func TestTheTotalsOfAFilterFollowTheFacts(t *testing.T) {
	within(t, normalTreasury, 80, 24, func(d *dashboard) {
		d.filtered(`"openai" >500`)
		if !strings.Contains(d.bottom(), "2 found · $1,200.00 ") {
			t.Errorf("%s", d.bottom())
		}
		more := request("req_more", state.Approved, 99_900, "OpenAI", "more", 0)
		euros := request("req_euro", state.Approved, 70_050, "OpenAI", "more", 0)
		euros.Currency = "eur"
		d.put(state.Changes{Spends: []*state.Spend{more, euros}})
		if !strings.Contains(d.bottom(), "4 found · $2,199.00 + €700.50") {
			t.Errorf("%s", d.bottom())
		}
		d.press("esc")
		if strings.Contains(d.plain(), "found") {
			t.Errorf("they stay without a filter:\n%s", d.plain())
		}
		d.send(tea.WindowSizeMsg{Width: 140, Height: 36})
		d.filtered(`"openai" >500`)
		if tabs := strings.Split(d.plain(), "\n")[7]; !strings.Contains(d.plain(), "4 found") || strings.Contains(d.bottom(), "found") {
			t.Errorf("where there is room, they stand beside the filter: %s", tabs)
		}
	})
}

func TestAnUnfinishedFilterIsExplainedWhileItIsTyped(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		d.press("/")
		d.send(tea.PasteMsg{Content: "openai amount:>"})
		if !strings.Contains(d.plain(), "amount: wants a number, as in amount:>100 or amount:50..200") {
			t.Errorf("not explained:\n%s", d.plain())
		}
		if _, of := d.screen().Position(); of != 12 {
			t.Errorf("%d listed, want those that the finished part finds", of)
		}
		d.press("9")
		if strings.Contains(d.plain(), "wants") {
			t.Errorf("explained for ever:\n%s", d.plain())
		}
	})
}

func TestWhatTheFilterFoundIsMarked(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		d.filtered("penai inference")
		for _, want := range []string{d.theme.Match.Render("penAI"), d.theme.Match.Render("inference")} {
			if !strings.Contains(d.content(), want) {
				t.Errorf("%q is not marked:\n%q", want, d.content())
			}
		}
		d.press("esc")
		if strings.Contains(d.content(), d.theme.Match.Render("penAI")) {
			t.Error("the marks stay")
		}
	})
}

func TestWhatGrowsOldLeavesAFilterByAge(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		d.filtered("age:<1h")
		if _, of := d.screen().Position(); of != 5 {
			t.Fatalf("%d are younger than an hour, want 5\n%s", of, d.plain())
		}
		d.send(news.Ticked{Now: fixed().Add(49 * time.Minute)})
		if _, of := d.screen().Position(); of != 3 {
			t.Errorf("%d are after 49 minutes, want 3\n%s", of, d.plain())
		}
	})
}

func TestEveryColumnSorts(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		first := func() string {
			d.press("g")
			return d.spend().ID
		}
		for _, column := range []struct{ head, first, last string }{
			{"AMOUNT", "req_01jwx0yen", "req_01jwvaax"},
			{"MERCHANT", "req_01jwxzz77b2", "req_01jwx0yen"},
			{"STATUS", "req_01jwxzz77b2", "req_01jwx73b0"},
			{"REASON", "req_01jwx0new", "req_01jwvbnx"},
			{"ID", "req_01jwvaax", "req_01jwxzz77b2"},
		} {
			d.press("S")
			if !strings.Contains(d.plain(), column.head+"↓") {
				t.Errorf("%s has no mark:\n%s", column.head, d.plain())
			}
			if got := first(); got != column.first {
				t.Errorf("by %s %s is first, want %s", column.head, got, column.first)
			}
			d.press("R")
			if got := first(); got != column.last {
				t.Errorf("by %s, reversed, %s is first, want %s", column.head, got, column.last)
			}
			d.press("R")
		}
		d.press("S")
		if first() != "req_01jwxq4a01" {
			t.Errorf("the usual order doesn't come back:\n%s", d.plain())
		}
	})
}

func TestASortedAndFilteredListTakesArrivalsIn(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		d.press("S")
		d.filtered("aws")
		for i := range 3 {
			d.put(state.Changes{Spends: []*state.Spend{request(fmt.Sprint("req_n", i), state.Approved, int64(5_000_000+i), "AWS", "x", 0)}})
		}
		d.press("g")
		if got := d.spend().ID; got != "req_n2" {
			t.Errorf("%s is first\n%s", got, d.plain())
		}
		if _, of := d.screen().Position(); of != 14 {
			t.Errorf("%d listed, want 14", of)
		}
	})
}

func TestTheFirstRowIsTheOneOfTheOrderThatWasAskedFor(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		// Both keys come before the list is sorted.
		_, sorting := d.Update(keyNamed("S"))
		d.Update(keyNamed("g"))
		d.follow(sorting)
		if got := d.spend().ID; got != "req_01jwx0yen" {
			t.Errorf("g leads to %s\n%s", got, d.plain())
		}
		d.press("j", "S")
		if row, _ := d.screen().Position(); row == 1 {
			t.Errorf("a later order leads to the first row, too")
		}
	})
}
