package wizard

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
	"coffer/ui/gauge"
	"coffer/ui/words"
)

const (
	// expiringFrom is what is left when the deadline begins to warn.
	expiringFrom = 10 * time.Second
	// sendMargin is what has to be left of the quote when execute leaves; the
	// engine sends nothing later than that.
	sendMargin = 3 * time.Second
	// clockTolerance is how far the bank's clock may be off before it is said.
	clockTolerance = 2 * time.Second
	deadlineBar    = 16
	// deadlineWords is the room for what stands behind the bar.
	deadlineWords = 3 + len("24 s left  EXPIRING")
)

// barLag is how long the bar waits behind the seconds. The two stand in one
// line, and when both change in one frame, the terminal is sent everything that
// stands between them again.
const barLag = 100 * time.Millisecond

// BarMoved is the time for the bar to follow the seconds.
type BarMoved struct{ Wizard uint64 }

// barLater moves the bar in a frame of its own, where it has to move.
func (w *Wizard) barLater() tea.Cmd {
	if w.terms == nil || w.barCells(w.left()) == w.barCells(w.barLeft) && (w.left() <= expiringFrom) == (w.barLeft <= expiringFrom) {
		return nil
	}
	moved := BarMoved{w.Serial}
	return tea.Tick(barLag, func(time.Time) tea.Msg { return moved })
}

func (w *Wizard) barMoved(moved BarMoved) {
	if moved.Wizard == w.Serial {
		w.barLeft = w.left()
	}
}

// barCells is how much of the bar is filled.
func (w *Wizard) barCells(left time.Duration) int {
	return gauge.Filled(int64(left), int64(w.stood), deadlineBar)
}

// drawDeadline writes: Firm until 14:02:31 UTC   ██████░░░   24 s left.
func (w *Wizard) drawDeadline(p *page) {
	until := words.Deadline(w.Now, w.terms.ExpiresAt, w.Location)
	if w.step == state.FlowExpired {
		gone := until + " · these figures no longer stand"
		if w.problem == nil {
			gone += ", nothing was sent"
		}
		p.headline(theme.ToneBad, theme.GlyphBad, "EXPIRED", gone)
		p.line(mustShow, func(pen *cells.Pen) {
			pen.Text(p.theme.Muted, "execute — "+w.offReason())
		})
		return
	}
	left := w.left()
	tone := theme.ToneText
	if left <= expiringFrom {
		tone = theme.ToneWarn
	}
	style := p.theme.Tone(tone)
	p.line(mustShow, func(pen *cells.Pen) {
		if p.width >= narrow {
			pen.Text(p.theme.Muted, "Firm until ")
			pen.Text(p.theme.Text, until)
			pen.Skip(3)
			if room := min(pen.Left()-deadlineWords, deadlineBar); room > 0 {
				gauge.Bar(pen, p.theme, w.barStyle(p.theme, w.barLeft), int64(w.barLeft), int64(w.stood), room)
				pen.Skip(3)
			}
		}
		pen.Text(style, words.Exact(roundUp(left))+" left")
		if left <= expiringFrom {
			pen.Skip(2)
			pen.Text(style.Strong(), "EXPIRING")
		}
	})
	if offset := w.Book.Feed.ClockOffset; offset > clockTolerance || offset < -clockTolerance {
		p.text(detailRank, p.theme.Muted, clockNote(offset))
	}
}

func (w *Wizard) barStyle(t *theme.Theme, left time.Duration) theme.Style {
	if left <= expiringFrom {
		return t.Tone(theme.ToneWarn)
	}
	return t.BarFilled
}

// roundUp keeps the last second on screen until it is over.
func roundUp(left time.Duration) time.Duration {
	return (left + time.Second - 1).Truncate(time.Second)
}

func clockNote(offset time.Duration) string {
	side := "ahead of"
	if offset < 0 {
		side, offset = "behind", -offset
	}
	return "The bank's clock is " + words.Exact(offset) + " " + side + " this machine's; the countdown goes by the bank's."
}
