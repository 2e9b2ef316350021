package ui

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"charm.land/bubbles/v2/table"

	"coffer/state"
	"coffer/ui/news"
	"coffer/ui/words"
)

const lots = 200_000

// BenchmarkArrival brings one fact into a Book of so many and makes the frame
// after it.
func BenchmarkArrival(b *testing.B) {
	for _, count := range []int{100, 10_000, lots} {
		b.Run(fmt.Sprint(count), func(b *testing.B) {
			m := modelOf(count)
			treasury := m.options.Treasury.(*fakeTreasury)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				changed := *treasury.book.View().Spends.At(i * 7919 % count)
				changed.Cents = new(*changed.Cents + 1)
				treasury.put(state.Changes{Spends: []*state.Spend{&changed}})
				m.Update(news.BookChanged{Book: treasury.View()})
				m.content()
			}
		})
	}
}

// BenchmarkScroll moves a cursor at the end of the window by a row, here and in
// bubbles' table, and makes the frame after it.
func BenchmarkScroll(b *testing.B) {
	const count, steps = 100_000, 20
	m := modelOf(count)
	rows := make([]table.Row, count)
	for i, spend := range m.book.Spends.From(0) {
		rows[i] = table.Row{string(spend.Status), "3m", words.Amount(spend.Money()), spend.Merchant, spend.Reason, spend.ID}
	}
	theirs := table.New(table.WithRows(rows), table.WithFocused(true), table.WithHeight(36), table.WithWidth(120), table.WithColumns([]table.Column{
		{Title: "STATUS", Width: 16}, {Title: "AGE", Width: 4}, {Title: "AMOUNT", Width: 13}, {Title: "MERCHANT", Width: 18}, {Title: "REASON", Width: 40}, {Title: "ID", Width: 13},
	}))
	for range 60 {
		m.Update(keyNamed("j"))
		theirs, _ = theirs.Update(keyNamed("j"))
	}
	var oursTook, theirsTook time.Duration
	b.ReportAllocs()
	for b.Loop() {
		started := time.Now()
		for range steps {
			m.Update(keyNamed("j"))
			m.content()
		}
		oursTook += time.Since(started)
		b.StopTimer()
		started = time.Now()
		for range steps {
			theirs, _ = theirs.Update(keyNamed("j"))
			theirs.View()
		}
		theirsTook += time.Since(started)
		b.StartTimer()
	}
	each := float64(b.N * steps)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(oursTook.Microseconds())/each, "µs/line")
	b.ReportMetric(float64(theirsTook.Microseconds())/each, "table-µs/line")
	b.ReportMetric(float64(oursTook)/float64(theirsTook), "×table")
}

// BenchmarkMemory reports what a record takes in all: in the Book with its
// indexes, and on a screen that has been filtered.
func BenchmarkMemory(b *testing.B) {
	heap := func() uint64 {
		var stats runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&stats)
		return stats.HeapAlloc
	}
	for b.Loop() {
		empty := heap()
		m := modelOf(lots)
		booked := heap()
		m.Update(m.setFilter("aws")())
		if _, of := m.screen().Position(); of == 0 || of == lots {
			b.Fatalf("the filter leaves %d", of)
		}
		filtered := heap()
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(booked-empty)/lots, "B/record-in-the-book")
		b.ReportMetric(float64(filtered-empty)/lots, "B/record-filtered-too")
		runtime.KeepAlive(m)
	}
}

// BenchmarkBytes reports what changes cost on the way to a terminal of 120×40,
// over 200,000 records. Bytes don't vary with the machine.
func BenchmarkBytes(b *testing.B) {
	l := onTheWire(b, old(lots))
	for i := 1; b.Loop(); i++ {
		visible := l.treasury.View().Spends.At(5 + i)
		fact := l.change(l.put(restated(visible, state.Declined)))
		idle := l.tick(time.Duration(i) * time.Second)
		for range visibleRows {
			l.program.Send(keyNamed("j"))
		}
		l.settled()
		scrolled := l.change(keyNamed("j"))
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(len(fact)), "B/arriving-fact")
		b.ReportMetric(float64(len(scrolled)), "B/scrolled-line")
		b.ReportMetric(float64(len(idle)), "B/idle-second")
		l.after(keyNamed("g"))
	}
}
