package ui

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
)

// many is a treasury of so many requests.
func many(count int) *fakeTreasury {
	fake := newFake(sandboxBank())
	merchants := []string{"OpenAI", "AWS", "Vast.ai", "Figma", "Linear", "Twilio"}
	statuses := []state.SpendStatus{state.Approved, state.Approved, state.Declined, state.NeedsApproval}
	requests := make([]*state.Spend, count)
	for i := range requests {
		requests[i] = request(fmt.Sprintf("req_01m7%022d", 9_000_000_000-i), statuses[i%len(statuses)], int64(100+i*37%900_000),
			merchants[i%len(merchants)], fmt.Sprintf("model inference for support agent #%d", i%4096), time.Duration(i)*time.Minute)
	}
	fake.put(state.Changes{Spends: requests, Balances: []*state.Balance{balance()}})
	fake.book.SetFeed(liveFeed())
	return fake
}

func modelOf(count int) *Model {
	m := New(Options{Treasury: many(count), Now: fixed, Who: "ada"})
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	m.content()
	return m
}

// BenchmarkFrame makes one whole frame of 120×40 anew.
func BenchmarkFrame(b *testing.B) {
	for _, count := range []int{100, 10_000, 200_000} {
		b.Run(fmt.Sprint(count), func(b *testing.B) {
			m := modelOf(count)
			b.ReportAllocs()
			for b.Loop() {
				m.stale = true
				m.content()
			}
		})
	}
}

// BenchmarkKey takes in one movement and makes the frame after it.
func BenchmarkKey(b *testing.B) {
	for _, count := range []int{100, 200_000} {
		b.Run(fmt.Sprint(count), func(b *testing.B) {
			m := modelOf(count)
			b.ReportAllocs()
			for b.Loop() {
				m.Update(keyNamed("j"))
				m.content()
			}
		})
	}
}

// TestAFrameCostsWhatIsVisible gates what doesn't vary with the machine.
func TestAFrameCostsWhatIsVisible(t *testing.T) {
	cost := func(count int) float64 {
		m := modelOf(count)
		return testing.AllocsPerRun(50, func() {
			m.stale = true
			m.content()
		})
	}
	few, lots := cost(100), cost(100_000)
	if few > 50 || lots > 50 {
		t.Errorf("a frame costs %v allocations with 100 records and %v with 100,000, want 50 at most", few, lots)
	}
}
