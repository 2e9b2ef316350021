package wizard

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"github.com/shopspring/decimal"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/cells"
	"coffer/ui/news"
)

// scenes are the wizard in every step that looks its own way.
var scenes = []struct {
	name string
	play func(d *desk)
}{
	{"intent", func(d *desk) { d.press("tab", "tab", "1,000") }},
	{"intent refused", func(d *desk) { d.press("us", "tab", "tab", "1.1234567", "enter") }},
	{"no team", func(d *desk) { d.w.Book = state.NewBook(state.Bank{Environment: state.Live}, time.UTC).View() }},
	{"cautions", func(d *desk) {
		terms := d.terms("0.0000001")
		terms.SlippageBPS, terms.MinimumReceived, terms.Fees = nil, nil, nil
		terms.Provider, terms.Route = "", nil
		d.press("tab", "tab", "1000", "enter")
		d.send(news.QuoteReceived{Generation: last[act.Quote](d).Generation, Terms: terms})
		d.press("enter")
		d.checked(state.PolicyPass)
		d.press("enter")
		d.quiet()
	}},
	{"never", func(d *desk) {
		terms := d.terms("0.3412")
		terms.SlippageBPS, terms.MinimumReceived = new(int64(10_000)), new(decimal.Zero)
		d.press("tab", "tab", "1000", "enter")
		d.send(news.QuoteReceived{Generation: last[act.Quote](d).Generation, Terms: terms})
		d.press("enter")
		d.checked(state.PolicyPass)
		d.press("enter")
	}},
	{"quoting", func(d *desk) { d.press("tab", "tab", "1000", "enter") }},
	{"quoted", func(d *desk) { d.toQuote(); d.wait(6 * time.Second) }},
	{"expiring", func(d *desk) { d.toQuote(); d.wait(23 * time.Second) }},
	{"expired", func(d *desk) { d.toQuote(); d.wait(31 * time.Second) }},
	{"repriced", func(d *desk) { d.toQuote(); d.press("r"); d.quoted("0.3398") }},
	{"three quotes", func(d *desk) {
		d.toQuote()
		for _, receive := range []string{"0.3398", "0.3405"} {
			d.wait(3 * time.Second)
			d.press("r")
			d.quoted(receive)
		}
	}},
	{"large cost", func(d *desk) { d.quotedWith("45") }},
	{"costly", func(d *desk) {
		d.quotedWith("123.4")
		d.press("enter")
		d.checked(state.PolicyPass)
		d.press("enter")
		d.quiet()
	}},
	{"checking", func(d *desk) { d.toQuote(); d.press("enter") }},
	{"cleared", func(d *desk) { d.toQuote(); d.press("enter"); d.checked(state.PolicyPass) }},
	{"blocked", func(d *desk) {
		d.toQuote()
		d.press("enter")
		d.checked(state.PolicyFail, "$1,000.00 is above the limit of $500.00 for one swap",
			"With it today's swaps come to $9,400.00, close to the daily limit of $10,000.00")
	}},
	{"could not check", func(d *desk) {
		d.toQuote()
		d.press("enter")
		d.send(news.PolicyChecked{Generation: last[act.CheckPolicy](d).Generation, Problem: &state.Problem{
			Happened: "No answer from the bank: it took too long.", Meaning: "Nothing was moved by asking.", Advice: "Try again in a moment.",
		}})
	}},
	{"confirm", func(d *desk) { d.toConfirm(); d.press("exec") }},
	{"sending", func(d *desk) { d.toSent() }},
	{"refused", func(d *desk) {
		d.toSent()
		d.intent(state.IntentRefused, func(i *state.Intent) { i.Code, i.Problem = "quote_expired", "The quote has expired." })
	}},
	{"not sent", func(d *desk) {
		d.toSent()
		d.intent(state.IntentNotSent, func(i *state.Intent) { i.Problem = "connection refused" })
	}},
	{"unknown", func(d *desk) {
		d.toSent()
		d.intent(state.IntentUnknown, func(i *state.Intent) { i.Tries, i.Problem = 3, "it took too long" })
	}},
	{"submitted", func(d *desk) {
		d.toSent()
		d.intent(state.IntentDone, func(i *state.Intent) { i.Subject = "swap_01jwx" })
		d.swap(state.SwapSubmitted, nil)
	}},
	{"booked", func(d *desk) {
		d.toSent()
		d.intent(state.IntentDone, func(i *state.Intent) { i.Subject = "swap_01jwx" })
		d.swap(state.SwapConfirmed, func(s *state.Swap) {
			s.SettledAt, s.Reference = state.MomentOf(opened.Add(31*time.Second)), "SW-2026-000123"
		})
	}},
}

func TestFrames(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}} {
		for _, scene := range scenes {
			t.Run(fmt.Sprintf("%dx%d/%s", size[0], size[1], strings.ReplaceAll(scene.name, " ", "_")), func(t *testing.T) {
				d := newDesk(t, size[0], size[1])
				scene.play(d)
				golden.RequireEqual(t, frame(&d.stack, size[0], size[1])+"\n")
			})
		}
	}
}

func TestNoSizeBreaksIt(t *testing.T) {
	for _, scene := range scenes {
		d := newDesk(t, 120, 36)
		d.w.Theme = theme.Scheme{}.Build(true, theme.DepthFull)
		scene.play(d)
		for width := 1; width <= 130; width += 1 + width/12 {
			for height := 1; height <= 40; height += 1 + height/6 {
				d.w.Resize(width, height)
				lines := strings.Split(d.w.View(), "\n")
				if len(lines) > height {
					t.Fatalf("%s at %d×%d has %d lines", scene.name, width, height, len(lines))
				}
				for _, line := range lines {
					if got := cells.Width(line); got > width {
						t.Fatalf("%s at %d×%d has a line of %d cells: %q", scene.name, width, height, got, line)
					}
				}
				if column, line, shown := d.w.Cursor(); shown && (line >= height || column < 0) {
					t.Fatalf("%s at %d×%d has its cursor at %d, %d", scene.name, width, height, column, line)
				}
				d.stack.Resize(width, height)
				frame(&d.stack, width, height)
			}
		}
	}
}

func TestASecondCostsOnlyItsCells(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.toQuote()
	before := d.screen()
	d.wait(time.Second)
	after := d.screen()
	changed := 0
	was, is := []rune(before), []rune(after)
	if len(was) != len(is) {
		t.Fatal("a second changed the layout")
	}
	for i := range was {
		if was[i] != is[i] {
			changed++
		}
	}
	if changed == 0 || changed > 4 {
		t.Errorf("a second changed %d cells", changed)
	}
}
