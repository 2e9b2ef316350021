package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/hinshun/vt10x"
)

// quoteLife is how long the quote of these tests is counted down.
const quoteLife = 29

// countingDown is a dashboard with a quote on screen, and a terminal that
// shows what was written to it so far.
func countingDown(t testing.TB) (*line, vt10x.Terminal) {
	t.Helper()
	treasury := old(500)
	treasury.quoted = terms()
	feed := liveFeed()
	feed.LastWebhook = ago(40 * time.Second)
	treasury.book.SetFeed(feed)
	screen := vt10x.New(vt10x.WithSize(120, 40))
	l := onTheWire(t, treasury)
	for _, key := range []string{"s", "tab", "tab", "1", "0"} {
		_, _ = screen.Write(l.change(keyNamed(key)))
	}
	shown := l.change(keyNamed("enter"))
	_, _ = screen.Write(shown)
	if !strings.Contains(string(shown), "left") {
		t.Fatalf("no countdown: %q", shown)
	}
	// The first of these writes whatever was still on its way.
	_, _ = screen.Write(l.after())
	return l, screen
}

// cellsOf is what a terminal shows, cell by cell.
func cellsOf(screen vt10x.Terminal) [][]vt10x.Glyph {
	cols, rows := screen.Size()
	shown := make([][]vt10x.Glyph, rows)
	for y := range rows {
		for x := range cols {
			shown[y] = append(shown[y], screen.Cell(x, y))
		}
	}
	return shown
}

// difference counts the cells that differ and the lines that they stand in.
func difference(before, after [][]vt10x.Glyph) (changed, lines int) {
	for y := range before {
		differs := 0
		for x := range before[y] {
			if before[y][x] != after[y][x] {
				differs++
			}
		}
		changed += differs
		lines += min(differs, 1)
	}
	return changed, lines
}

// TestACountdownCostsNoMoreThanItsChangedCells follows a quote through its
// life, with the clock in the header: a second costs what it changes, and for
// each line of it the way there and a look or two.
func TestACountdownCostsNoMoreThanItsChangedCells(t *testing.T) {
	const perCell, perLine = 3, 2 * 16
	l, screen := countingDown(t)
	before := cellsOf(screen)
	for second := 1; second <= quoteLife; second++ {
		written := l.tick(time.Duration(second) * time.Second)
		_, _ = screen.Write(written)
		after := cellsOf(screen)
		changed, lines := difference(before, after)
		before = after
		t.Logf("second %2d: %3d bytes for %2d cells in %d lines", second, len(written), changed, lines)
		// The bar follows the seconds of its line in a frame of its own.
		if most := perCell*changed + perLine*(lines+1); len(written) > most {
			t.Errorf("second %d costs %d bytes, want %d at most: %q", second, len(written), most, written)
		}
		if lines > 2+1 {
			t.Errorf("second %d changes %d lines", second, lines)
		}
	}
}

// BenchmarkCountdown reports the bytes that go to the terminal per second while
// a quote is on screen. The time per operation means nothing.
func BenchmarkCountdown(b *testing.B) {
	for b.Loop() {
		l, _ := countingDown(b)
		bytes := 0
		for second := 1; second <= quoteLife; second++ {
			bytes += len(l.tick(time.Duration(second) * time.Second))
		}
		b.ReportMetric(float64(bytes)/quoteLife, "bytes/s")
	}
}
