package receipts

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/shopspring/decimal"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/cells"
	"coffer/ui/dialog"
	"coffer/ui/news"
)

var now = time.Date(2026, 6, 2, 14, 2, 7, 0, time.UTC)

func booked(n int, settled time.Time) *state.Swap {
	return &state.Swap{
		ID: fmt.Sprintf("swap_%03d", n), Reference: fmt.Sprintf("SW-2026-%06d", n), Status: state.SwapConfirmed,
		SettledAt: state.MomentOf(settled), FirstSeen: state.MomentOf(settled),
		Terms: &state.SwapTerms{
			SellToken: "USDC", SellAmount: decimal.NewFromInt(1000), BuyToken: "ETH", ExpectedBuy: decimal.RequireFromString("0.3412"),
			Fees: state.Fees{"network": decimal.RequireFromString("3.15")},
		},
	}
}

func opened(swaps ...*state.Swap) (*Receipts, *state.Book) {
	book := state.NewBook(state.Bank{}, time.UTC)
	book.Put(state.Changes{Swaps: swaps}, now)
	d := New(dialog.Scene{Theme: theme.Plain(), Book: book.View(), Now: now, Location: time.UTC})
	d.Resize(80, 20)
	return d, book
}

func TestReceiptsStandByMonthWithTheirTotals(t *testing.T) {
	t.Parallel()
	d, book := opened(booked(1, now.AddDate(0, -1, 0)), booked(2, now.Add(-time.Hour)))
	view := ansi.Strip(d.View())
	for _, part := range []string{
		"June 2026  1 receipt · fees $3.15", "May 2026", "USDC   sold  1,000.00  bought  ",
		"SW-2026-000002  02 Jun 13:02  1,000.00 USDC → 0.3412 ETH", "SW-2026-000001  02 May 14:02",
	} {
		if !strings.Contains(view, part) {
			t.Errorf("it lacks %q:\n%s", part, view)
		}
	}
	book.Put(state.Changes{Swaps: []*state.Swap{booked(3, now)}}, now)
	d.Update(news.BookChanged{Book: book.View()})
	d.Update(news.Ticked{Now: now.Add(time.Second)})
	if view := ansi.Strip(d.View()); !strings.Contains(view, "2 receipts · fees $6.30") || !strings.Contains(view, "SW-2026-000003") {
		t.Errorf("a new receipt isn't there:\n%s", view)
	}
	_, action := d.Update(tea.KeyPressMsg{Code: 'y', Text: "y"})
	copied, ok := action.(act.Copy)
	if !ok || !strings.Contains(copied.Text, "SW-2026-000001") || strings.Contains(copied.Text, "\x1b") {
		t.Errorf("copies %+v", action)
	}
	for _, line := range strings.Split(strings.TrimSpace(ansi.Strip(d.View())), "\n") {
		if line = strings.TrimSpace(line); !strings.Contains(copied.Text, line) {
			t.Errorf("what is copied lacks %q:\n%s", line, copied.Text)
		}
	}
}

func TestAmountsOfReceiptsStandOnTheirDecimalPoints(t *testing.T) {
	t.Parallel()
	small, back := booked(1, now.Add(-time.Minute)), booked(2, now)
	small.Terms.SellAmount, small.Terms.ExpectedBuy = decimal.RequireFromString("10.123456"), decimal.RequireFromString("0.0034121")
	back.Terms.SellToken, back.Terms.BuyToken = "ETH", "USDC"
	back.Terms.SellAmount, back.Terms.ExpectedBuy = decimal.RequireFromString("0.5"), decimal.RequireFromString("1470.249404")
	d, _ := opened(small, back, booked(3, now.Add(time.Minute)))
	d.Resize(92, 20)
	view := ansi.Strip(d.View())
	for _, part := range []string{
		"ETH    sold      0.50      bought      0.3446121\n",
		"USDC   sold  1,010.123456  bought  1,470.249404",
		"1,000.00     USDC →     0.3412    ETH   $3.15\n",
		"    0.50     ETH  → 1,470.249404  USDC  $3.15\n",
		"   10.123456 USDC →     0.0034121 ETH   $3.15",
	} {
		if !strings.Contains(view, part) {
			t.Errorf("it lacks %q:\n%s", part, view)
		}
	}
}

func TestWithoutReceiptsItSaysSo(t *testing.T) {
	t.Parallel()
	open := booked(1, now)
	open.Reference, open.Status = "", state.SwapSubmitted
	d, _ := opened(open)
	if view := ansi.Strip(d.View()); !strings.Contains(view, "No swap is booked yet") {
		t.Errorf("it shows %q", view)
	}
}

func TestNoSizeBreaksTheReceipts(t *testing.T) {
	t.Parallel()
	var swaps []*state.Swap
	for n := range 40 {
		swaps = append(swaps, booked(n+1, now.Add(-time.Duration(n)*36*time.Hour)))
	}
	d, _ := opened(swaps...)
	for width := 1; width < 100; width += 7 {
		for _, height := range []int{1, 3, 9, 30} {
			d.Resize(width, height)
			for _, key := range []rune{'G', 'k', 'j', 'g'} {
				d.Update(tea.KeyPressMsg{Code: key, Text: string(key)})
				lines := strings.Split(d.View(), "\n")
				if len(lines) > height {
					t.Fatalf("%d×%d has %d lines", width, height, len(lines))
				}
				for _, line := range lines {
					if cells.Width(line) > width {
						t.Fatalf("%d×%d has a line of %d cells", width, height, cells.Width(line))
					}
				}
			}
		}
	}
}

func TestTimesAreLocalAndTheZoneIsNamedOnce(t *testing.T) {
	t.Parallel()
	book := state.NewBook(state.Bank{}, time.UTC)
	book.Put(state.Changes{Swaps: []*state.Swap{booked(2, now.Add(-time.Hour))}}, now)
	d := New(dialog.Scene{Theme: theme.Plain(), Book: book.View(), Now: now, Location: time.FixedZone("CEST", 2*60*60)})
	d.Resize(80, 20)
	if view := ansi.Strip(d.View()); !strings.Contains(view, "SW-2026-000002  02 Jun 15:02") {
		t.Errorf("its time isn't local:\n%s", view)
	}
	if title := d.Title(); title != "Receipts · times in CEST, months in UTC" {
		t.Errorf("it is called %q", title)
	}
}
