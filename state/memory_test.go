package state

import (
	"encoding/json"
	"fmt"
	"runtime"
	"testing"
	"time"

	"coffer/api"
)

// believable is a request as agents make them, by its number, the newest first.
func believable(i int) Spend {
	reasons := []string{
		"GPU runtime for evaluation job", "model inference for support agent", "seat for design agent",
		"translation of 300 tickets", "daily cap of the launch campaign", "model inference for the backlog of May tickets",
	}
	merchants := []string{"OpenAI", "AWS", "Vast.ai", "Figma", "LinkedIn Ads", "DeepL", "Anthropic", "Twilio", "Notion", "Hetzner"}
	born := MomentOf(noon) - Moment(i)*97_531
	id := fmt.Sprintf("req_01m7%022d", 9_000_000_000-i)
	spend := Spend{
		ID: id, Status: api.Approved, DecisionReason: "Within the budget and below the approval threshold",
		Cents: new(int64(100 + i*37%900_000)), Currency: "usd", Merchant: merchants[i*7%len(merchants)],
		Reason:  fmt.Sprintf("%s #%d", reasons[i%len(reasons)], i%4096),
		Account: "agent_01m7zq8ty7", Team: "team_01m7zzep1", BudgetLeft: int64(380_029 + i%7000), BudgetKnown: true,
		CreatedAt: born, DecidedAt: born, FirstSeen: born + 180, LastSeen: born + 4_200, LastSource: SourceWebhook,
	}
	stamp := Stamp{AsOf: born, Seen: spend.LastSeen}
	switch i % 8 {
	case 0, 1:
		spend.Status, spend.DecisionReason, spend.DecidedAt = api.NeedsApproval, "Amount is above the approval threshold", 0
		spend.ApprovalURL = "https://app.dino.id/agents/approvals?spendRequestId=" + id
	case 2:
		spend.Status, spend.DecisionReason = api.Declined, "Merchant is on the deny list"
	}
	spend.stamp(stamp)
	if i%8 == 3 {
		// A person approved it: what the first fact told and the second didn't
		// keeps its own stamp.
		spend.ApprovalURL = "https://app.dino.id/agents/approvals?spendRequestId=" + id
		spend.DecidedAt = born + 720_000
		early := Stamp{AsOf: born - 720_000, Seen: born}
		spend.Stamps[spendApprovalURL], spend.Stamps[spendBudgetLeft] = early, early
	}
	return spend
}

// fromDisk is a request as the journal gives it back.
func fromDisk(t testing.TB, i int) *Spend {
	encoded, err := json.Marshal(believable(i))
	if err != nil {
		t.Fatal(err)
	}
	spend := new(Spend)
	if err := json.Unmarshal(encoded, spend); err != nil {
		t.Fatal(err)
	}
	return spend
}

func heap() uint64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// bookFromDisk reads so many requests in pages, newest first, as at a start.
func bookFromDisk(t testing.TB, count int) *Book {
	book := NewBook(Bank{}, time.UTC)
	const page = 2_000
	for first := 0; first < count; first += page {
		var spends []*Spend
		for i := first; i < min(first+page, count); i++ {
			spends = append(spends, fromDisk(t, i))
		}
		book.Put(Changes{Spends: spends}, noon)
	}
	return book
}

// BenchmarkMemory reports what a record takes in a Book of 200,000, with all
// its indexes.
func BenchmarkMemory(b *testing.B) {
	const count = 200_000
	for b.Loop() {
		before := heap()
		book := bookFromDisk(b, count)
		b.ReportMetric(float64(heap()-before)/count, "B/record")
		runtime.KeepAlive(book)
	}
}
