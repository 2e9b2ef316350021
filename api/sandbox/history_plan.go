package sandbox

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"coffer/api"
)

const (
	historySpan = 7 * 24 * time.Hour
	// budgetUsed is the part of a month's budget that the past used, in percent.
	budgetUsed = 62
	// settledBefore keeps decided requests clear of those that still wait.
	settledBefore = 45 * time.Minute
)

// planHistory makes up n past requests, oldest first: about 85 % approved,
// some declined and cancelled, and the newest few still waiting. No month's
// budget is used by more than budgetUsed, however many they are.
func planHistory(n int, now time.Time, rules Rules, source *rand.Rand) []spend {
	planner := historyPlan{now: now, rules: rules, source: source, team: team()}
	counts := countsOf(n, source)
	past := make([]spend, 0, n)
	for range counts.waiting {
		past = append(past, planner.waiting())
	}
	for range counts.cancelled {
		past = append(past, planner.cancelled())
	}
	for range counts.declined {
		past = append(past, planner.declined())
	}
	for range counts.large {
		past = append(past, planner.approvedLarge())
	}
	small := len(past)
	for len(past) < n {
		past = append(past, planner.approvedSmall())
	}
	planner.scale(past[small-counts.large:], counts.large)
	slices.SortStableFunc(past, func(one, other spend) int { return cmp.Compare(one.createdAt, other.createdAt) })
	return past
}

// historyCounts says how many of each kind there are; the rest are small
// approved ones.
type historyCounts struct{ waiting, cancelled, declined, large int }

func countsOf(n int, source *rand.Rand) historyCounts {
	return historyCounts{
		waiting:   min(n/4, 4+source.IntN(4)),
		cancelled: n * 3 / 100,
		declined:  n * 8 / 100,
		large:     min(n/12, 8),
	}
}

type historyPlan struct {
	now    time.Time
	rules  Rules
	source *rand.Rand
	team   []persona
}

func (p historyPlan) waiting() spend {
	record := p.spend(p.large(), p.now.Add(-between(p.source, 2*time.Minute, 40*time.Minute)))
	record.status = api.NeedsApproval
	_, record.decisionReason = p.rules.verdict(record.request)
	return record
}

func (p historyPlan) cancelled() spend {
	record := p.spend(p.large(), p.workingTime(approvalWindow+time.Hour))
	record.status, record.decisionReason = api.Cancelled, "Nobody decided within 24 hours"
	return decidedAfter(record, approvalWindow)
}

func (p historyPlan) declined() spend {
	at := p.workingTime(settledBefore)
	switch kind := p.source.IntN(4); {
	case kind == 0 && len(p.rules.DeniedMerchants) > 0:
		wanted := purchase{merchant: pick(p.source, p.rules.DeniedMerchants), reason: "promotional credits found by web search"}
		return p.declinedByRule(asked(wanted, vary(p.source, 15_00)), at)
	case kind == 1:
		above := wholeDollars(p.rules.MaxPurchaseCents + 1 + p.source.Int64N(p.rules.MaxPurchaseCents))
		return p.declinedByRule(asked(pick(p.source, pick(p.source, p.team).large), above), at)
	}
	record := p.spend(p.large(), at)
	record.status = api.Declined
	record.decisionReason = "Declined by operator: " + pick(p.source, []string{
		"duplicate of an earlier request", "not in this quarter's plan", "use the reserved instances first", "too expensive",
	})
	return decidedAfter(record, p.decisionTime(record))
}

func (p historyPlan) declinedByRule(request api.SpendRequest, at time.Time) spend {
	record := p.spend(request, at)
	record.status, record.decisionReason = api.Declined, p.rules.violation(request)
	return decidedAfter(record, 0)
}

func (p historyPlan) approvedLarge() spend {
	return p.approved(p.spend(p.large(), p.workingTime(settledBefore)))
}

func (p historyPlan) approvedSmall() spend {
	wanted := pick(p.source, pick(p.source, p.team).buys)
	return p.approved(p.spend(asked(wanted, vary(p.source, wanted.usual)), p.workingTime(settledBefore)))
}

// approved approves a request as the bank would: at once, or by an operator.
func (p historyPlan) approved(record spend) spend {
	status, why := p.rules.verdict(record.request)
	record.status, record.decisionReason = api.Approved, why
	if status != api.NeedsApproval {
		return decidedAfter(record, 0)
	}
	record.decisionReason = "Approved by operator"
	return decidedAfter(record, p.decisionTime(record))
}

// scale fits the approved amounts to the budget. The first large ones keep
// theirs; the others share what is left, in proportion to what they asked for.
func (p historyPlan) scale(approved []spend, large int) {
	fixed, shared := map[string]int64{}, map[string]int64{}
	for i, record := range approved {
		if i < large {
			fixed[monthName(record)] += record.request.AmountCents
		} else {
			shared[monthName(record)] += record.request.AmountCents
		}
	}
	target := p.rules.MonthlyBudgetCents * budgetUsed / 100
	// A week may lie in two months; the tighter one sets the scale for both.
	share, of := int64(0), int64(0)
	for month, sum := range shared {
		left := max(0, target-fixed[month])
		if of == 0 || left*of < share*sum {
			share, of = left, sum
		}
	}
	most := max(1, min(p.rules.MaxPurchaseCents, p.rules.MonthlyBudgetCents/4))
	for i := large; i < len(approved); i++ {
		record := &approved[i]
		record.request.AmountCents = min(most, max(1, record.request.AmountCents*share/of))
		*record = p.approved(*record)
	}
}

// large is a request that needs approval: above the threshold, and such a part
// of the budget that a few of them leave room.
func (p historyPlan) large() api.SpendRequest {
	wanted := pick(p.source, pick(p.source, p.team).large)
	cents := p.rules.ApprovalThresholdCents + wanted.usual/8 + p.source.Int64N(wanted.usual/2)
	cents = wholeDollars(min(cents, p.rules.MaxPurchaseCents-500, p.rules.MonthlyBudgetCents/15))
	return asked(wanted, max(cents, p.rules.ApprovalThresholdCents+100))
}

func (p historyPlan) spend(request api.SpendRequest, at time.Time) spend {
	return spend{request: request, createdAt: at.UnixMilli(), updatedAt: at.UnixMilli()}
}

// workingTime is a time of the past week, more likely by day than by night and
// on weekdays than on weekends, at least so long ago.
func (p historyPlan) workingTime(ago time.Duration) time.Time {
	for {
		at := p.now.Add(-between(p.source, ago, historySpan))
		likely := 6
		switch hour := at.UTC().Hour(); {
		case hour >= 8 && hour < 19:
			likely = 100
		case hour == 7 || hour == 19 || hour == 20:
			likely = 35
		}
		if day := at.UTC().Weekday(); day == time.Saturday || day == time.Sunday {
			likely = (likely + 2) / 3
		}
		if p.source.IntN(100) < likely {
			return at
		}
	}
}

// decisionTime is how long an operator took: minutes, and not into the future.
func (p historyPlan) decisionTime(record spend) time.Duration {
	most := p.now.Sub(time.UnixMilli(record.createdAt)) - time.Minute
	return min(between(p.source, 2*time.Minute, 90*time.Minute), most)
}

func decidedAfter(record spend, wait time.Duration) spend {
	record.decidedAt = record.createdAt + wait.Milliseconds()
	record.updatedAt = record.decidedAt
	return record
}

func monthName(record spend) string {
	return fmt.Sprint(monthOf(time.UnixMilli(record.decidedAt)).start.Unix())
}
