package spends

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/ui/keymap"
)

// BenchmarkSort asks for each column of 200,000 requests, and then brings a
// fact into the sorted list.
func BenchmarkSort(b *testing.B) {
	const count = 200_000
	now := time.Date(2026, 5, 8, 12, 0, 0, 0, time.UTC)
	book := state.NewBook(state.Bank{}, time.UTC)
	spends := make([]*state.Spend, count)
	for i := range spends {
		spends[i] = &state.Spend{
			ID: fmt.Sprintf("req_01m7%022d", 9_000_000_000-i), Status: []state.SpendStatus{state.Approved, state.Declined, state.NeedsApproval}[i%3],
			Merchant: []string{"OpenAI", "AWS", "Vast.ai", "Figma", "LinkedIn Ads", "DeepL"}[i*7%6], Reason: fmt.Sprintf("model inference #%d", i*31%4096),
			Cents: new(int64(i * 7919 % 900_000)), Currency: "usd", CreatedAt: state.MomentOf(now.Add(-time.Duration(i) * time.Minute)),
		}
	}
	book.Put(state.Changes{Spends: spends}, now)
	for _, column := range []struct {
		name    string
		pressed int
	}{{"amount", 1}, {"merchant", 2}, {"status", 3}, {"reason", 4}, {"id", 5}} {
		b.Run(column.name, func(b *testing.B) {
			var sorting, arriving time.Duration
			for i := 0; b.Loop(); i++ {
				s := New(book.View(), now, time.UTC, true)
				var cmd tea.Cmd
				for range column.pressed {
					cmd, _, _ = s.Press(keymap.SortColumn)
				}
				started := time.Now()
				sorted := cmd()
				sorting += time.Since(started)
				s.Update(sorted)
				changed := *spends[i*7919%count]
				changed.Cents = new(*changed.Cents + 1_000)
				book.Put(state.Changes{Spends: []*state.Spend{&changed}}, now)
				s.book = book.View()
				started = time.Now()
				s.wanted.look()(b.Context(), s.instant(), s.rows.(*listing))
				arriving += time.Since(started)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(sorting.Milliseconds())/float64(b.N), "ms/sort")
			b.ReportMetric(float64(arriving.Microseconds())/float64(b.N), "µs/arrival")
		})
	}
}
