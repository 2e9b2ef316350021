package filter

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/junegunn/fzf/src/algo"
	"github.com/junegunn/fzf/src/util"

	"coffer/state"
)

// keys are filters as they are typed, key by key.
var keys = map[string][]string{
	"substring": {`"g`, `"gp`, `"gpu`, `"gpu `, `"gpu r`, `"gpu ru`, `"gpu run`},
	"fuzzy":     {"o", "op", "opn", "opna", "opnai"},
}

// believable is so many requests as agents make them.
func believable(count int) []*state.Spend {
	reasons := []string{
		"GPU runtime for evaluation job", "model inference for support agent", "seat for design agent",
		"translation of 300 tickets", "daily cap of the launch campaign", "model inference for the backlog of May tickets",
	}
	merchants := []string{"OpenAI", "AWS", "Vast.ai", "Figma", "LinkedIn Ads", "DeepL", "Anthropic", "Twilio", "Notion", "Hetzner"}
	statuses := []state.SpendStatus{state.Approved, state.Approved, state.Declined, state.NeedsApproval}
	spends := make([]*state.Spend, count)
	for i := range spends {
		spends[i] = &state.Spend{
			ID: fmt.Sprintf("req_01m7%022d", 9_000_000_000-i), Status: statuses[i%len(statuses)], Merchant: merchants[i*7%len(merchants)],
			Reason: fmt.Sprintf("%s #%d", reasons[i%len(reasons)], i%4096), Cents: new(int64(100 + i*37%900_000)), Currency: "usd",
			Account: "agent_01m7zq8ty7", CreatedAt: state.MomentOf(noon.Add(-time.Duration(i) * time.Minute)),
		}
	}
	return spends
}

// fzfOf is the same requests as lines for fzf.
func fzfOf(requests state.Sequence[*state.Kept]) []util.Chars {
	var lines []util.Chars
	for _, kept := range requests.From(0) {
		lines = append(lines, util.ToChars([]byte(strings.Join([]string{kept.Merchant(), kept.Reason(), string(kept.Status()), kept.ID()}, " "))))
	}
	return lines
}

// fzfMatches goes through the lines as fzf does, with as many at once as ours.
func fzfMatches(lines []util.Chars, match algo.Algo, word string) int {
	counts := make([]int, workers)
	var working sync.WaitGroup
	for worker := range workers {
		working.Go(func() {
			slab, pattern := util.MakeSlab(100*1024, 2048), []rune(word)
			for i := worker * len(lines) / workers; i < (worker+1)*len(lines)/workers; i++ {
				if result, _ := match(false, true, true, &lines[i], pattern, false, slab); result.Start >= 0 {
					counts[worker]++
				}
			}
		})
	}
	working.Wait()
	return counts[0] + counts[1]
}

// BenchmarkKeystroke types a filter over 200,000 requests key by key, here and
// in fzf's own matching, and reports the mean of a key in both.
func BenchmarkKeystroke(b *testing.B) {
	const count = 200_000
	requests := sequence(believable(count)...)
	lines := fzfOf(requests)
	algo.Init("default")
	at := state.MomentOf(noon)
	for kind, match := range map[string]algo.Algo{"substring": algo.ExactMatchNaive, "fuzzy": algo.FuzzyMatchV2} {
		b.Run(kind, func(b *testing.B) {
			started := time.Now()
			sifted, _ := Parse(keys[kind][0], time.UTC).Sift(b.Context(), requests, at, nil)
			first := time.Since(started)
			var ours, theirs time.Duration
			b.ReportAllocs()
			for b.Loop() {
				for _, text := range keys[kind] {
					started := time.Now()
					sifted, _ = Parse(text, time.UTC).Sift(b.Context(), requests, at, sifted)
					ours += time.Since(started)
					b.StopTimer()
					started = time.Now()
					fzfMatches(lines, match, strings.TrimPrefix(text, `"`))
					theirs += time.Since(started)
					b.StartTimer()
				}
			}
			typed := time.Duration(b.N * len(keys[kind]))
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(first.Microseconds())/1000, "ms/first-key")
			b.ReportMetric(float64((ours/typed).Microseconds())/1000, "ms/key")
			b.ReportMetric(float64((theirs/typed).Microseconds())/1000, "fzf-ms/key")
			b.ReportMetric(float64(ours)/float64(theirs), "×fzf")
		})
	}
}

// BenchmarkArrivalUnderAFilter brings one fact while 200,000 are filtered.
func BenchmarkArrivalUnderAFilter(b *testing.B) {
	book := state.NewBook(state.Bank{}, time.UTC)
	spends := believable(200_000)
	book.Put(state.Changes{Spends: spends}, noon)
	query, at := Parse("aws gpu", time.UTC), state.MomentOf(noon)
	sifted, _ := query.Sift(b.Context(), book.View().Spends.Sequence, at, nil)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		changed := *spends[i*7919%len(spends)]
		changed.Cents = new(*changed.Cents + 1)
		book.Put(state.Changes{Spends: []*state.Spend{&changed}}, noon)
		requests := book.View().Spends.Sequence
		b.StartTimer()
		sifted, _ = query.Sift(b.Context(), requests, at, sifted)
	}
}

// TestAKeyAllocatesNothingPerRequest gates what doesn't vary with the machine.
func TestAKeyAllocatesNothingPerRequest(t *testing.T) {
	const count = 50_000
	requests := sequence(believable(count)...)
	at := state.MomentOf(noon)
	for _, text := range []string{"aws", `"gpu run`, "opnai", "merchant:aws amount:>100 -figma"} {
		sifted := sift(t, "gpu", requests)
		query := Parse(text, time.UTC)
		allocs := testing.AllocsPerRun(3, func() { query.Sift(t.Context(), requests, at, sifted) })
		// A chunk has a sum and a little more.
		if most := 4.0 * count / state.ChunkSize; allocs > most {
			t.Errorf("%q costs %v allocations, want %v at most", text, allocs, most)
		}
	}
}
