package state

import (
	"math/rand"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"coffer/api"
)

// anyFacts draws facts about one request: as they come from several sources,
// with gaps, contradictions, equal times and words nobody has heard of.
func anyFacts(t *rapid.T) []Observation {
	word := rapid.SampledFrom([]string{"", "AWS", "OpenAI", "Vast.ai"})
	status := rapid.SampledFrom([]api.SpendStatus{"", api.NeedsApproval, api.Approved, api.Declined, api.Cancelled, "escalated"})
	moment := rapid.Map(rapid.IntRange(0, 4), func(i int) Moment { return Moment(i) })
	fact := rapid.Custom(func(t *rapid.T) Observation {
		stamp := Stamp{AsOf: moment.Draw(t, "as of"), Seen: moment.Draw(t, "seen")}
		spend := &Spend{
			ID:             "req_1",
			Status:         status.Draw(t, "status"),
			DecisionReason: word.Draw(t, "decision reason"),
			Cents:          rapid.SampledFrom([]*int64{nil, new(int64(-1)), new(int64(0)), new(int64(2))}).Draw(t, "cents"),
			Currency:       word.Draw(t, "currency"),
			Merchant:       word.Draw(t, "merchant"),
			Reason:         word.Draw(t, "reason"),
			ApprovalURL:    word.Draw(t, "approval url"),
			BudgetLeft:     int64(rapid.IntRange(0, 2).Draw(t, "budget left")),
			CreatedAt:      moment.Draw(t, "created"),
			DecidedAt:      moment.Draw(t, "decided"),
			FirstSeen:      stamp.Seen,
			LastSeen:       stamp.Seen,
			LastSource:     rapid.SampledFrom([]Source{SourceCreated, SourceWebhook, SourcePoll}).Draw(t, "source"),
			OpenedAt:       moment.Draw(t, "opened"),
		}
		spend.BudgetKnown = rapid.Bool().Draw(t, "budget known")
		if !spend.BudgetKnown {
			spend.BudgetLeft = 0
		}
		spend.UnknownAt, spend.UnreadableAt = moment.Draw(t, "unknown at"), moment.Draw(t, "unreadable at")
		if rapid.Bool().Draw(t, "asked here") {
			spend.Asked = &SpendAsked{Cents: 2, Currency: "aws", Merchant: "AWS", Reason: "OpenAI"}
		}
		if rapid.Bool().Draw(t, "told oddly") {
			spend.Variants = []Variant{{"merchant_name", rapid.SampledFrom([]string{"AWS%20", "AWS%20%20"}).Draw(t, "odd merchant"), stamp}}
		}
		if rapid.Bool().Draw(t, "noted") {
			spend.Noted = []Discrepancy{{Field: "id", Asked: "a new request", Answered: word.Draw(t, "answered"), At: stamp.Seen}}
		}
		spend.Account = word.Draw(t, "account")
		spend.stamp(stamp)
		return Observation{Spend: spend}
	})
	return rapid.SliceOfN(fact, 1, 6).Draw(t, "facts")
}

func mergeAll(facts []Observation) Spend {
	var record Spend
	for _, fact := range facts {
		record = Merge(record, fact)
	}
	return record
}

func TestAnyOrderAndRepetitionOfFactsEndsInTheSameRecord(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		facts := anyFacts(t)
		want := mergeAll(facts)
		shuffled := append([]Observation(nil), facts...)
		for range rapid.IntRange(0, 4).Draw(t, "repeats") {
			shuffled = append(shuffled, rapid.SampledFrom(facts).Draw(t, "repeated"))
		}
		random := rand.New(rand.NewSource(rapid.Int64().Draw(t, "order")))
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if difference := cmp.Diff(want, mergeAll(shuffled)); difference != "" {
			t.Fatalf("the order changed the record:\n%s", difference)
		}
	})
}

func TestJoiningHalvesIsJoiningTheWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		facts := anyFacts(t)
		cut := rapid.IntRange(0, len(facts)).Draw(t, "cut")
		joined := joinSpends(mergeAll(facts[:cut]), mergeAll(facts[cut:]))
		if difference := cmp.Diff(mergeAll(facts), joined); difference != "" {
			t.Fatalf("two journals of one bank disagree:\n%s", difference)
		}
	})
}

func TestAFinalStatusNeverGoesBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var record Spend
		final := false
		for _, fact := range anyFacts(t) {
			record = Merge(record, fact)
			if final && !record.Status.Final() {
				t.Fatalf("a final status went back to %q", record.Status)
			}
			final = record.Status.Final()
		}
	})
}

func TestTwoFinalStatusesAreCalledContradicted(t *testing.T) {
	t.Parallel()
	approved := Observation{Spend: &Spend{ID: "req_1", Status: api.Approved}}
	declined := Observation{Spend: &Spend{ID: "req_1", Status: api.Declined}}
	if record := mergeAll([]Observation{approved, approved}); record.Contradicted {
		t.Error("the same fact twice is no contradiction")
	}
	if record := mergeAll([]Observation{approved, declined}); !record.Contradicted {
		t.Error("approved and declined is a contradiction")
	}
}

func TestSwapFactsEndInTheSameRecordInAnyOrder(t *testing.T) {
	t.Parallel()
	status := rapid.SampledFrom([]api.ExecutionStatus{"", api.SwapSubmitted, api.SwapPending, api.SwapConfirmed, api.SwapFailed, "parked"})
	fact := rapid.Custom(func(t *rapid.T) Observation {
		stamp := Stamp{AsOf: Moment(rapid.IntRange(0, 3).Draw(t, "as of")), Seen: Moment(rapid.IntRange(0, 3).Draw(t, "seen"))}
		swap := &Swap{
			ID:         "swap_1",
			Status:     status.Draw(t, "status"),
			TxHash:     rapid.SampledFrom([]string{"", "0xa", "0xb"}).Draw(t, "hash"),
			FirstSeen:  stamp.Seen,
			LastSeen:   stamp.Seen,
			LastSource: rapid.SampledFrom([]Source{SourceCreated, SourcePoll}).Draw(t, "source"),
			Provider:   rapid.SampledFrom([]string{"", "0x", "0y"}).Draw(t, "provider"),
		}
		swap.UnknownAt, swap.UnreadableAt = Moment(rapid.IntRange(0, 4).Draw(t, "unknown at")), Moment(rapid.IntRange(0, 4).Draw(t, "unreadable at"))
		if bought := rapid.Int64Range(0, 2).Draw(t, "bought"); bought > 0 {
			amount := decimal.New(bought, 0)
			swap.Executed = &Execution{Bought: &amount}
			if rapid.Bool().Draw(t, "all told") {
				swap.Executed.Sold, swap.Executed.Fees = &amount, api.Fees{"network": amount}
			}
		}
		if !swap.Status.Final() && swap.Executed != nil {
			swap.PartialFill = &PartialFill{Execution: *swap.Executed, At: stamp.Seen}
		}
		swap.Policy = rapid.SampledFrom([]api.PolicyStatus{"", api.PolicyPass, api.PolicyFail}).Draw(t, "policy")
		if least := decimal.New(2, 0); rapid.Bool().Draw(t, "confirmed here") {
			swap.Terms = &SwapTerms{
				QuoteID: "quote_1", SellToken: "USDC", SellAmount: decimal.New(1, 0), BuyToken: "ETH", MinimumReceived: &least,
				Fees: api.Fees{"network": decimal.New(1, 0)}, Provider: "0x", Policy: api.PolicyPass, Confirmation: "confirm_1",
			}
		}
		swap.stamp(stamp)
		return Observation{Swap: swap}
	})
	merge := func(facts []Observation) (record Swap) {
		for _, fact := range facts {
			record = MergeSwap(record, fact)
		}
		return record
	}
	rapid.Check(t, func(t *rapid.T) {
		facts := rapid.SliceOfN(fact, 1, 6).Draw(t, "facts")
		shuffled := append(append([]Observation(nil), facts...), facts[0])
		random := rand.New(rand.NewSource(rapid.Int64().Draw(t, "order")))
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if difference := cmp.Diff(merge(facts), merge(shuffled)); difference != "" {
			t.Fatalf("the order changed the swap:\n%s", difference)
		}
		cut := rapid.IntRange(0, len(facts)).Draw(t, "cut")
		if difference := cmp.Diff(merge(facts), joinSwaps(merge(facts[:cut]), merge(facts[cut:]))); difference != "" {
			t.Fatalf("halves make another swap:\n%s", difference)
		}
	})
}

func TestTheReasonTravelsWithTheStatusItExplains(t *testing.T) {
	t.Parallel()
	waiting := &Spend{ID: "req_1", Status: api.NeedsApproval, DecisionReason: "Amount is above the threshold", ApprovalURL: "https://app.dino.id/1"}
	waiting.stamp(Stamp{AsOf: 2_000, Seen: 2})
	declined := &Spend{ID: "req_1", Status: api.Declined, DecisionReason: "Too much"}
	declined.stamp(Stamp{AsOf: 1_000, Seen: 1})
	record := mergeAll([]Observation{{Spend: declined}, {Spend: waiting}})
	if record.Status != api.Declined || record.DecisionReason != "Too much" {
		t.Errorf("%s · %s", record.Status, record.DecisionReason)
	}
}
